#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One whole run of Splink on DuckDB, as its user would write it: load, lambda, u, EM, predict, cluster.

    splink_run.py WORKFLOW CSV FOLDER [--settings-only] [--model MODEL.json]

Writes FOLDER/settings.json (before training) and, after a run, FOLDER/model.json, pairs.csv,
clusters.csv; prints one JSON object: seconds of each stage, pairs, peak memory. The settings are those
of Splink's own demonstrations where there is one. With --model, that model is used and nothing is
trained."""
import json
import logging
import os
import pathlib
import resource
import sys
import time

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

THREADS = int(os.environ.get("THREADS", "2"))


def historical():
    """Splink's demonstration "deduplicate 50k rows historical persons"."""
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        blocking_rules_to_generate_predictions=[
            block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("postcode_fake", "first_name"),
            block_on("postcode_fake", "surname"),
            block_on("dob", "birth_place"),
            block_on("substr(postcode_fake,1,3)", "dob"),
            block_on("substr(postcode_fake,1,3)", "first_name"),
            block_on("substr(postcode_fake,1,3)", "surname"),
            block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
        ],
        comparisons=[
            cl.ForenameSurnameComparison(
                "first_name", "surname", forename_surname_concat_col_name="first_and_surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode_fake"),
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )
    certain = [
        "l.first_name = r.first_name and l.surname = r.surname and l.dob = r.dob",
        "substr(l.first_name,1,2) = substr(r.first_name,1,2) and l.surname = r.surname"
        " and substr(l.postcode_fake,1,2) = substr(r.postcode_fake,1,2)",
        "l.dob = r.dob and l.postcode_fake = r.postcode_fake",
    ]
    sessions = ["l.first_name = r.first_name and l.surname = r.surname", "l.dob = r.dob"]
    return settings, certain, 0.6, 1e7, sessions


def febrl3():
    """Splink's demonstration "febrl3"."""
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="rec_id",
        blocking_rules_to_generate_predictions=[
            block_on("soc_sec_id"), block_on("given_name"), block_on("surname"),
            block_on("date_of_birth"), block_on("postcode"),
        ],
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison(
                "date_of_birth", input_is_string=True, datetime_format="%Y%m%d",
                invalid_dates_as_null=True),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )
    certain = [
        "l.soc_sec_id = r.soc_sec_id",
        "l.given_name = r.given_name and l.surname = r.surname"
        " and l.date_of_birth = r.date_of_birth",
        "l.given_name = r.surname and l.surname = r.given_name"
        " and l.date_of_birth = r.date_of_birth",
    ]
    sessions = ["l.date_of_birth = r.date_of_birth", "l.postcode = r.postcode"]
    return settings, certain, 0.9, 1e6, sessions


def fake():
    """Splink's first tutorial."""
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        blocking_rules_to_generate_predictions=[
            block_on("first_name", "dob"), block_on("surname", "dob"), block_on("email"),
            block_on("first_name", "surname"), block_on("first_name", "city"),
            block_on("surname", "city"),
        ],
        comparisons=[
            cl.NameComparison("first_name"),
            cl.NameComparison("surname"),
            cl.LevenshteinAtThresholds("dob", 1),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )
    certain = [
        "l.first_name = r.first_name and l.dob = r.dob",
        "l.surname = r.surname and l.dob = r.dob",
        "l.email = r.email",
    ]
    sessions = ["l.first_name = r.first_name and l.surname = r.surname", "l.dob = r.dob"]
    return settings, certain, 0.7, 1e6, sessions


def people():
    """The synthetic file of bench/link/people.c."""
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        blocking_rules_to_generate_predictions=[
            block_on("surname", "dob"), block_on("first_name", "dob"),
            block_on("first_name", "surname"), block_on("postcode", "first_name"),
            block_on("postcode", "surname"), block_on("phone"),
        ],
        comparisons=[
            cl.JaroWinklerAtThresholds("first_name", [0.92, 0.88, 0.7]).configure(
                term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("surname", [0.92, 0.88, 0.7]).configure(
                term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("dob", [1, 2]),
            cl.LevenshteinAtThresholds("postcode", [1, 2]),
            cl.LevenshteinAtThresholds("phone", [1]),
            cl.ExactMatch("town").configure(term_frequency_adjustments=True),
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )
    certain = [
        "l.first_name = r.first_name and l.surname = r.surname and l.dob = r.dob",
        "l.phone = r.phone",
    ]
    sessions = ["l.first_name = r.first_name and l.surname = r.surname",
                "l.dob = r.dob and l.postcode = r.postcode"]
    return settings, certain, 0.7, 1e7, sessions


WORKFLOWS = {"historical": historical, "febrl3": febrl3, "fake": fake, "people": people}
THRESHOLD_CLUSTER = 0.95


class Stages:
    def __init__(self):
        self.seconds = {}
        self.at = time.perf_counter()

    def done(self, name):
        now = time.perf_counter()
        self.seconds[name] = round(now - self.at, 4)
        self.at = now


def write_settings(workflow, folder):
    settings, certain, recall, _, sessions = WORKFLOWS[workflow]()
    as_dict = settings.create_settings_dict("duckdb")
    (folder / "settings.json").write_text(json.dumps(as_dict, indent=1))
    (folder / "workflow.json").write_text(
        json.dumps({"certain": certain, "recall": recall, "sessions": sessions,
                    "id": as_dict["unique_id_column_name"]}))


def train(linker, workflow, stages):
    _, certain, recall, u_pairs, sessions = WORKFLOWS[workflow]()
    linker.training.estimate_probability_two_random_records_match(certain, recall=recall)
    stages.done("lambda")
    linker.training.estimate_u_using_random_sampling(max_pairs=u_pairs, seed=1)
    stages.done("u")
    for rule in sessions:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    stages.done("em")


def run(workflow, csv, folder, model):
    settings = WORKFLOWS[workflow]()[0]
    con = duckdb.connect()
    con.execute(f"SET threads TO {THREADS}")
    api = DuckDBAPI(connection=con)
    stages = Stages()
    source = f"SELECT * FROM read_csv('{csv}', all_varchar=true, header=true)"
    if workflow == "febrl3":
        names = [n[0] for n in con.execute(source + " LIMIT 0").description]
        picked = ", ".join(f'nullif(trim("{n}"), \'\') AS "{n.strip()}"' for n in names)
        source = f"SELECT {picked} FROM ({source})"
    con.execute(f"CREATE TABLE people AS {source}")
    linker = Linker(api.register("people"), model or settings)
    stages.done("load")
    if model is None:
        train(linker, workflow, stages)
    pairs = linker.inference.predict()
    stages.done("predict")
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        pairs, threshold_match_probability=THRESHOLD_CLUSTER)
    stages.done("cluster")
    seconds = dict(stages.seconds)
    seconds["total"] = round(sum(seconds.values()), 4)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    linker.misc.save_model_to_json(str(folder / "model.json"), overwrite=True)
    identity = settings.create_settings_dict("duckdb")["unique_id_column_name"]
    con.execute(f'COPY (SELECT "{identity}_l" AS id_l, "{identity}_r" AS id_r, match_weight'
                f" FROM {pairs.physical_name}) TO '{folder}/pairs.csv' (HEADER)")
    con.execute(f'COPY (SELECT "{identity}" AS id, cluster_id FROM {clusters.physical_name})'
                f" TO '{folder}/clusters.csv' (HEADER)")
    count = con.execute(f"SELECT count(*) FROM {pairs.physical_name}").fetchone()[0]
    print(json.dumps({"seconds": seconds, "pairs": count, "peak_mb": peak,
                      "duckdb": duckdb.__version__}))


def main():
    logging.disable(logging.WARNING)
    workflow, csv, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    write_settings(workflow, folder)
    if "--settings-only" not in sys.argv:
        at = sys.argv.index("--model") + 1 if "--model" in sys.argv else 0
        run(workflow, csv, folder, sys.argv[at] if at else None)


if __name__ == "__main__":
    main()
