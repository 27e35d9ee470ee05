"""accuracy.py: how good a linkage is, against a truth with hard negatives.

  accuracy.py OUT.csv TRUTH.csv [--json]

OUT.csv is what `proviso link A B -o OUT.csv` writes (request_id,registry_id,weight,second,outcome); TRUTH.csv what
bench/world.mjs or `proviso demo --files` does (control,person_id or empty,kind,...). A pair is right when the request's
person_id is the registry_id. Recall counts all registered requests, those without a candidate too.

Three orders of the best candidates are judged at each threshold: by weight; by margin (weight less second; without a
second, less a floor); and by posterior, the share of the best among the best, the runner-up and nobody, its scale
(the weight of "nobody") chosen for the best F1. Ties fall together: a threshold lies between two values, never inside one.
"""
import csv
import json
import math
import sys

FLOOR = -20.0  # bits of a runner-up that is not there


def read(out, truth):
    """Rows of (kind, person, found, weight, second, outcome)."""
    told = {}
    with open(truth, newline="", encoding="utf-8") as f:
        for r in csv.DictReader(f):
            told[r["control"]] = (r["person_id"], r["kind"], (r.get("marks") or "").split())
    rows, seen = [], set()
    with open(out, newline="", encoding="utf-8") as f:
        for r in csv.DictReader(f):
            if r["request_id"] in seen:
                sys.exit("accuracy.py: a request stands twice in " + out)
            seen.add(r["request_id"])
            person, kind, marks = told[r["request_id"]]
            weight = float(r["weight"]) if r["weight"] else None
            second = float(r["second"]) if r["second"] else FLOOR
            rows.append((kind, marks, person, r["registry_id"], weight, second, r["outcome"]))
    wanted = sum(person != "" for person, _, _ in told.values())
    return rows, wanted


def measures(correct, found, wanted):
    return {"precision": correct / found if found else 1.0, "recall": correct / max(1, wanted),
            "f1": 2 * correct / max(1, found + wanted)}


def curve(scored, wanted):
    """scored: (score, right). The best F1 and its threshold, recall at precision .99 and .999."""
    scored.sort(key=lambda s: -s[0])
    found = correct = 0
    best, at, recall = 0.0, None, {0.99: 0.0, 0.999: 0.0}
    for i, (score, right) in enumerate(scored):
        found += 1
        correct += right
        if i + 1 < len(scored) and scored[i + 1][0] == score:
            continue
        f1 = 2 * correct / (found + wanted)
        if f1 > best:
            best, at = f1, score
        for p in recall:
            if correct >= p * found:
                recall[p] = max(recall[p], correct / wanted)
    return {"f1": best, "threshold": at, "r99": recall[0.99], "r999": recall[0.999]}


def posterior(weight, second, nobody):
    """log-odds in bits of the best against the runner-up or nobody."""
    high = max(second, nobody)
    return weight - high - math.log2(1 + 2.0 ** -abs(second - nobody))


def report(rows, wanted):
    unique = [r for r in rows if r[6] == "unique"]
    right = lambda r: r[2] != "" and r[2] == r[3]
    result = {"requests": len(rows), "registered": wanted,
              "unique": measures(sum(map(right, unique)), len(unique), wanted)}
    best = [r for r in rows if r[3] and r[4] is not None]
    result["first"] = sum(map(right, best)) / max(1, wanted)
    result["weight"] = curve([(r[4], right(r)) for r in best], wanted)
    result["margin"] = curve([(r[4] - r[5], right(r)) for r in best], wanted)
    result["posterior"] = max((dict(curve([(posterior(r[4], r[5], nobody), right(r)) for r in best], wanted), nobody=nobody)
                               for nobody in range(0, 32, 4)), key=lambda c: c["f1"])
    result["kinds"] = kinds(rows, right)
    result["marks"] = marks(rows, right)
    return result


def kinds(rows, right):
    """Of each kind: rows, by outcome, and how many of the unique ones are wrong."""
    split = {}
    for r in rows:
        k = split.setdefault(r[0], {"rows": 0, "unique": 0, "many": 0, "none": 0, "wrong": 0})
        k["rows"] += 1
        k[r[6]] += 1
        k["wrong"] += r[6] == "unique" and not right(r)
    return split


def marks(rows, right):
    """Of each mark of registered rows: rows, share found (unique and right), share that ranks first."""
    split = {}
    for r in rows:
        for m in (r[1] or ["as it is"]) if r[2] else []:
            k = split.setdefault(m, {"rows": 0, "found": 0, "first": 0})
            k["rows"] += 1
            k["found"] += r[6] == "unique" and right(r)
            k["first"] += right(r)
    return split


def show(result):
    u = result["unique"]
    print("f1 %.4f precision %.4f recall %.4f of the outcome unique; the right one ranks first for %.4f of %d; %d requests" %
          (u["f1"], u["precision"], u["recall"], result["first"], result["registered"], result["requests"]))
    for order in ("weight", "margin", "posterior"):
        c = result[order]
        print("by %-9s best f1 %.4f at %s; recall %.4f at precision .99, %.4f at .999%s" %
              (order, c["f1"], "%.2f" % c["threshold"] if c["threshold"] is not None else "none", c["r99"], c["r999"],
               "; nobody at %d bits" % c["nobody"] if "nobody" in c else ""))
    print("\n%-12s %9s %9s %9s %9s %13s" % ("kind", "rows", "unique", "many", "none", "unique, wrong"))
    for kind, k in sorted(result["kinds"].items()):
        print("%-12s %9d %9d %9d %9d %13d" % (kind, k["rows"], k["unique"], k["many"], k["none"], k["wrong"]))
    print("\n%-12s %9s %9s %9s   (registered)" % ("mark", "rows", "found", "first"))
    for mark, k in sorted(result["marks"].items(), key=lambda kv: kv[1]["found"] / kv[1]["rows"]):
        print("%-12s %9d %9.4f %9.4f" % (mark, k["rows"], k["found"] / k["rows"], k["first"] / k["rows"]))


def main(argv):
    files = [a for a in argv if not a.startswith("--")]
    if len(files) != 2 or set(argv) - set(files) - {"--json"}:
        sys.exit(__doc__)
    result = report(*read(*files))
    if "--json" in argv:
        print(json.dumps(result, indent=2, sort_keys=True))
    else:
        show(result)


if __name__ == "__main__":
    main(sys.argv[1:])
