"""f1.py: how good a linkage is, against the truth of a labelled set (../shared/data). Prints one line and figures.

  f1.py links LINK.csv [LABELS.csv]   of `proviso link A B`; the id's digits are the truth (Febrl), or the cluster of
                                      the labels; unique ones count
  f1.py pairs PAIRS.csv LABELS.csv    columns unique_id and cluster; of `proviso link --dedupe --pairs W`; the best F1
                                      over all thresholds of the weight
"""
import collections
import csv
import re
import sys


def f1(correct, found, wanted):
    return 2 * correct / (found + wanted) if found + wanted else 0.0


def links(path, labels=None):
    digits = lambda s: re.search(r"\d+", s).group()
    if labels:
        cluster = {r["unique_id"]: r["cluster"] for r in csv.DictReader(open(labels, newline="", encoding="utf-8"))}
        digits = lambda s: cluster[s]
    rows = list(csv.DictReader(open(path, newline="")))
    unique = [r for r in rows if r["outcome"] == "unique"]
    correct = sum(digits(r["request_id"]) == digits(r["registry_id"]) for r in unique)
    best = sum(r["registry_id"] != "" and digits(r["request_id"]) == digits(r["registry_id"]) for r in rows)
    print("f1 %.4f precision %.4f recall %.4f; the right one ranks first for %.4f of %d" %
          (f1(correct, len(unique), len(rows)), correct / max(1, len(unique)), correct / len(rows), best / len(rows),
           len(rows)))


def pairs(path, labels):
    cluster = {r["unique_id"]: r["cluster"] for r in csv.DictReader(open(labels, newline="", encoding="utf-8"))}
    sizes = collections.Counter(cluster.values())
    wanted = sum(n * (n - 1) // 2 for n in sizes.values())
    at = collections.defaultdict(lambda: [0, 0])
    for r in csv.DictReader(open(path, newline="")):
        cell = at[float(r["weight"])]
        cell[0] += 1
        cell[1] += cluster[r["id_a"]] == cluster[r["id_b"]]
    found = correct = 0
    best = (0.0, None)
    recall = {0.99: 0.0, 0.999: 0.0}
    for weight in sorted(at, reverse=True):
        found += at[weight][0]
        correct += at[weight][1]
        best = max(best, (f1(correct, found, wanted), weight))
        for p in recall:
            if correct / found >= p:
                recall[p] = correct / wanted
    print("f1 %.4f at %s bits; recall %.4f at precision 0.99, %.4f at 0.999; %d pairs wanted, %.4f among candidates" %
          (best[0], best[1], recall[0.99], recall[0.999], wanted, correct / wanted))


{"links": links, "pairs": pairs}[sys.argv[1]](*sys.argv[2:])
