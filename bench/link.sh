#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The link engine beside Splink on DuckDB: design table, lines "link" (20 times faster at a quarter of the
memory). Both link the same files, in alternation, with Splink's settings; three runs each, medians. Then
the accuracy of both, of our own model for people, and how far apart the weights of one model are in the two
programs. Splink is installed in a virtual environment (bench/link/requirements.txt).

    SETS="historical people" RUNS=3 ./dev bench link"""
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import venv

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "link"))
import measure  # noqa: E402

ONUS = os.environ.get("ONUS", "")
BUILD = pathlib.Path(os.environ.get("ONUS_BUILD", "build/release"))
DATA = pathlib.Path(os.environ.get("ONUS_SHARED_DATA", "")) / "linkage"
RUNS = int(os.environ.get("RUNS", "3"))
RECORDS = int(os.environ.get("RECORDS", "1000000"))
SEED = "2026"  # no figure of the engine was chosen by looking at it
SETS = os.environ.get("SETS", "fake febrl3 historical people").split()
THREADS = os.environ.get("THREADS", "2")
DEFAULT_THRESHOLD = 0.8  # of "onus link"
STAGES = ["load", "train", "predict", "cluster", "total"]


def files(work):
    return {
        "fake": (DATA / "splink/fake_1000.csv", "unique_id", "cluster"),
        "febrl3": (DATA / "febrl/dataset3.csv", "rec_id", lambda i: i.split("-")[1]),
        "historical": (DATA / "splink/historical_figures_with_errors_50k.csv", "unique_id", "cluster"),
        "people": (work / "people.csv", "unique_id", "cluster"),
    }


def say(text):
    print(text, flush=True)


def skip(why):
    say(f"link: skipped, {why}")
    sys.exit(0)


def install():
    folder = BUILD / "splink"
    python = folder / "bin/python"
    if not (folder / "ready").exists():
        venv.create(folder, clear=True, with_pip=True)
        wanted = HERE / "link/requirements.txt"
        done = subprocess.run([python, "-m", "pip", "install", "-q", "-r", wanted], check=False)
        if done.returncode != 0:
            skip("Splink could not be installed (is there a network?)")
        (folder / "ready").touch()
    return python


def timed(command):
    """The JSON a program printed last, its peak memory in MB."""
    child = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, text=True,
                             stderr=subprocess.DEVNULL,
                             env={**os.environ, "THREADS": THREADS})
    text = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"link: {command[0]} ended with {os.waitstatus_to_exitcode(status)}")
    return json.loads(text.strip().splitlines()[-1]), used.ru_maxrss / 1024


def run_splink(python, name, csv, folder, *more):
    told, _ = timed([python, HERE / "link/splink_run.py", name, csv, folder, *more])
    s = told["seconds"]
    s["train"] = s.pop("lambda", 0) + s.pop("u", 0) + s.pop("em", 0)
    return s, told["peak_mb"], told["pairs"]


def onus_command(csv, folder, *more):
    flow = json.loads((folder / "workflow.json").read_text())
    command = [ONUS, "link", csv, "--settings", folder / "settings.json", "--recall", flow["recall"],
               "--splink-u", "--for-splink", "--cluster-threshold", "0.95", "--threads", THREADS, "--json", *more]
    for rule in flow["certain"]:
        command += ["--certain", rule]
    for rule in flow["sessions"]:
        command += ["--session", rule]
    return command


def run_onus(command):
    told, peak = timed(command)
    s = {stage: told["seconds"].get(stage, 0) for stage in STAGES[:-1]}
    s["total"] = sum(s.values())
    return s, peak, told["pairs"]


def median(runs, stage):
    return statistics.median(r[0][stage] for r in runs)


def speed(name, python, csv, folder):
    theirs, ours = [], []
    for _ in range(RUNS):
        theirs.append(run_splink(python, name, csv, folder))
        ours.append(run_onus(onus_command(csv, folder)))
    for who, runs in (("Splink", theirs), ("Onus", ours)):
        stages = "  ".join(f"{s} {median(runs, s):.3f}" for s in STAGES)
        spread = f"{min(r[0]['total'] for r in runs):.3f} to {max(r[0]['total'] for r in runs):.3f}"
        say(f"  {who:7} seconds: {stages} ({spread}); peak {statistics.median(r[1] for r in runs):.0f} MB; "
            f"{runs[0][2]:,} pairs")
    ratio = median(theirs, "total") / median(ours, "total")
    memory = statistics.median(r[1] for r in ours) / statistics.median(r[1] for r in theirs)
    say(f"  {ratio:.1f} times as fast (aim: 20); {memory:.2f} of the memory (aim: 0.25)")


def say_accuracy(who, swept):
    at, best = max(swept.items(), key=lambda kv: kv[1]["f1"])
    say(f"  {who:22} at {at}: pairs P {best['p']:.4f} R {best['r']:.4f} F1 {best['f1']:.4f}; "
        f"B-cubed P {best['bp']:.4f} R {best['br']:.4f} F1 {best['bf1']:.4f}")
    default = swept[DEFAULT_THRESHOLD]
    say(f"  {'':22} at {DEFAULT_THRESHOLD}: pairs F1 {default['f1']:.4f}; B-cubed F1 {default['bf1']:.4f}")


def accuracy(csv, identity, truth, folder):
    known = measure.read_truth(csv, identity, truth)
    ours, own = folder / "onus.csv", folder / "own.csv"
    run_onus(onus_command(csv, folder, "--pairs", ours))
    timed([ONUS, "link", csv, "--id", identity, "--pairs", own, "--threads", THREADS, "--json"])
    say_accuracy("Splink, its best", measure.sweep(known, measure.read_pairs(folder / "pairs.csv")))
    say_accuracy("Onus, same settings", measure.sweep(known, measure.read_pairs(ours)))
    say_accuracy("Onus, its own model", measure.sweep(known, measure.read_pairs(own)))


def parity(name, python, csv, folder):
    """One model in both programs: Splink's, then ours."""
    ours, theirs = folder / "onus.csv", folder / "reopened"
    model = folder / "onus-model.json"
    timed([ONUS, "link", csv, "--model", folder / "model.json", "--pairs", ours, "--json"])
    a, b, apart = measure.weights_apart(measure.read_pairs(ours), measure.read_pairs(folder / "pairs.csv"))
    say(f"  Splink's model: largest difference of weight {apart:.2e} (aim: 1e-6); "
        f"pairs only ours {a}, only Splink's {b}")
    timed(onus_command(csv, folder, "--save-model", model, "--pairs", ours))
    run_splink(python, name, csv, theirs, "--model", model)
    a, b, apart = measure.weights_apart(measure.read_pairs(ours), measure.read_pairs(theirs / "pairs.csv"))
    say(f"  our model in Splink: largest difference of weight {apart:.2e}; "
        f"pairs only ours {a}, only Splink's {b}")


def generate(work):
    subprocess.run(["ninja", "-C", BUILD, "bench/link-people"], check=True, stdout=subprocess.DEVNULL)
    with open(work / "people.csv", "wb") as out:
        subprocess.run([BUILD / "bench/link-people", DATA / "sdglinkage", str(RECORDS), SEED],
                       stdout=out, check=True)


def main():
    if not ONUS:
        skip("ONUS names no program")
    if not DATA.is_dir():
        skip("the third-party record files are not there (ONUS_SHARED_DATA)")
    python = install()
    work = pathlib.Path(tempfile.mkdtemp(prefix="onus-link-"))
    try:
        if "people" in SETS:
            generate(work)
        for name in SETS:
            csv, identity, truth = files(work)[name]
            folder = work / name
            say(f"{name}: {csv.name}")
            speed(name, python, csv, folder)
            accuracy(csv, identity, truth, folder)
            parity(name, python, csv, folder)
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
