# SPDX-License-Identifier: Apache-2.0
"""How right pairs and clusters are, by counting over all records; and how far two weights are apart.
Independent of both engines: plain counting, no pair is left out (the true pairs are all that share the
truth, not only those that were compared)."""
import csv
from collections import Counter

THRESHOLDS = [0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999, 0.999999, 0.9999999]


def read_truth(path, identity, truth):
    """id -> true cluster; truth may be a function of the id."""
    with open(path, newline="", encoding="utf-8") as f:
        rows = csv.DictReader(f, skipinitialspace=True)
        return {row[identity].strip(): (truth(row[identity].strip()) if callable(truth) else row[truth])
                for row in rows}


def read_pairs(path):
    """(id, id, weight), heaviest first."""
    with open(path, newline="", encoding="utf-8") as f:
        rows = csv.reader(f)
        next(rows)
        pairs = [(row[0], row[1], float(row[2])) for row in rows]
    pairs.sort(key=lambda p: -p[2])
    return pairs


def read_clusters(path):
    with open(path, newline="", encoding="utf-8") as f:
        rows = csv.DictReader(f)
        cluster, identity = ("cluster_id", [n for n in rows.fieldnames if n != "cluster_id"][0])
        return {row[identity]: row[cluster] for row in rows}


def in_pairs(counter):
    return sum(n * (n - 1) // 2 for n in counter.values())


def f1(p, r):
    return 2 * p * r / (p + r) if p + r else 0.0


def measure(truth, clusters):
    """Pairwise and B-cubed precision, recall, F1 of a partition."""
    both, true, ours = Counter(), Counter(), Counter()
    for record, entity in truth.items():
        cluster = clusters[record]
        both[(entity, cluster)] += 1
        true[entity] += 1
        ours[cluster] += 1
    right = in_pairs(both)
    p = right / max(1, in_pairs(ours))
    r = right / max(1, in_pairs(true))
    bp = sum(n * n / ours[c] for (_, c), n in both.items()) / len(truth)
    br = sum(n * n / true[e] for (e, _), n in both.items()) / len(truth)
    return {"p": p, "r": r, "f1": f1(p, r), "bp": bp, "br": br, "bf1": f1(bp, br)}


def sweep(truth, pairs):
    """The same at every threshold: pairs alone, and the clusters they join."""
    from math import log2
    parent = {record: record for record in truth}

    def root(x):
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    all_true = in_pairs(Counter(truth.values()))
    out, at, right = {}, 0, 0
    for threshold in sorted(THRESHOLDS, reverse=True):
        least = log2(threshold / (1 - threshold))
        while at < len(pairs) and pairs[at][2] >= least:
            left, other, _ = pairs[at]
            right += truth[left] == truth[other]
            parent[root(left)] = root(other)
            at += 1
        p, r = right / max(1, at), right / all_true
        out[threshold] = measure(truth, {record: root(record) for record in truth})
        out[threshold]["pairs_f1"] = f1(p, r)
    return out


def weights_apart(first, second):
    """Pairs only in one, and the largest difference of weight over those in both."""
    def keyed(pairs):
        return {(min(a, b), max(a, b)): w for a, b, w in pairs}
    a, b = keyed(first), keyed(second)
    common = a.keys() & b.keys()
    apart = max((abs(a[k] - b[k]) for k in common), default=0.0)
    return len(a) - len(common), len(b) - len(common), apart
