#!/bin/sh
# I3: each row has exactly one outcome, and every place that counts agrees: outcomes.csv, the funnel, the package, the
# leaves recounted by a stranger; for a file in which rows cannot be read, too.
. "$TOP/tests/lib.sh"

demo c 2000 300
python3 - <<'P'
rows = open("c.requests.csv", "rb").read().split(b"\n")
head, rows = rows[0], [r for r in rows[1:] if r]
width = head.count(b",") + 1
good = rows[5]
bad = [
    b'9000001,AN"N,X,LEE' + b"," * (width - 4),             # a quote inside of a field
    b'9000002,"ANN"E,X,LEE' + b"," * (width - 4),           # bytes behind a closing quote
    b"9000003,A\0NN,X,LEE" + b"," * (width - 4),            # NUL
    b"9000004,ANN" + b"," * (width + 3),                    # too many columns
    b"9000005,ANN",                                         # too few
    b"9000006,JOS\xc9,X,LEE" + b"," * (width - 4),          # Latin-1
    b"9000007," + b"A" * 5000 + b"," * (width - 2),         # a field too long
    b'9000008,"AN\nN",X,LEE' + b"," * (width - 4),          # a line break in a field: can be read
    b"9000009" + b"," * (width - 1),                        # all empty: can be read
]
at = [0, 3, 3, 50, 120, 121, 122, 200, len(rows)]
for place, line in sorted(zip(at, bad), key=lambda p: -p[0]):
    rows.insert(place, line)
open("mixed.csv", "wb").write(head + b"\n" + b"\n".join(rows) + b"\n")
P

title "check"
expect 3 "$PROVISO" check mixed.csv --csv checked.csv --json
same "rejected rows" "$(json 'd["rejected"]' <said)" 7
same "check balances" "$(json 'd["read"] - d["complete"] - d["review"] - d["insufficient"] - d["rejected"]' <said)" 0
same "rows read" "$(json 'd["read"]' <said)" 309
same "codes add up" "$(json 'sum(d["codes"].values())' <said)" 7

title "run"
"$PROVISO" verify c --json >before.json
expect 3 by c operator run mixed.csv --agreement $AGREEMENT --json
cp said run.json
"$PROVISO" verify c --json >after.json
expect 0 "$PROVISO" -C c funnel b2 --json
cp said funnel.json
same "run and funnel say the same" "$(json 'd["outcomes"]' <run.json)" "$(json 'd["outcomes"]' <funnel.json)"
by c approver1,approver2 approve p2 >/dev/null && by c operator release p2 --out c.out >/dev/null &&
    by c operator handover r2 --out c.out >/dev/null || wrong "the batch is released"
if command -v age >/dev/null; then opened c c.out 2 >package.csv; else : >package.csv; fi

python3 - <<'P' >held 2>&1 || { wrong "all counts agree"; cat held; }
import collections, csv, json
csv.field_size_limit(1 << 20)
outcomes = list(csv.DictReader(open("c/batches/b2/outcomes.csv", newline="", encoding="utf-8")))
checked = list(csv.DictReader(open("checked.csv", newline="", encoding="utf-8")))
count = collections.Counter(r["outcome"] for r in outcomes)
funnel = json.load(open("funnel.json"))
assert len(outcomes) == len(checked) == funnel["read"] == 309
assert [int(r["row"]) for r in outcomes] == list(range(1, 310)), "each row once, in order"
assert [r["control"] for r in outcomes] == [r["control"] for r in checked]
for name in ("released", "withheld", "review", "rejected"):
    assert count[name] == funnel["outcomes"][name], name
assert sum(count.values()) == 309 and count["rejected"] == 7
assert funnel["rejected"] + funnel["insufficient"] + funnel["review"] + funnel["admitted"] == 309
assert sum(funnel["linked"].values()) == funnel["admitted"] == sum(funnel["levels"].values())

before, after = json.load(open("before.json")), json.load(open("after.json"))
leaves = {k: after["answers"][k] - before["answers"][k] for k in after["answers"]}
assert sum(leaves.values()) == 309
assert leaves["released"] == count["released"] and leaves["rejected"] == 7
assert leaves["insufficient"] == funnel["insufficient"], (leaves, funnel)

package = list(csv.DictReader(open("package.csv", newline="", encoding="utf-8")))
if package:
    answers = collections.Counter(r["answer"] for r in package)
    assert {k: v for k, v in leaves.items() if v} == dict(answers), (leaves, answers)
    asked = open("mixed.csv", "rb").read().count(b"\n")
    assert len(package) == 309
    for o, p in zip(outcomes, package):
        assert o["control"] == p["control"]
        assert (o["outcome"] == "released") == (p["answer"] == "released")
        assert (o["outcome"] == "rejected") == (p["answer"] == "rejected")
        assert p["answer"] == "released" or p["message"], "each row that got no answer says why: " + o["row"]
# A row that check finds complete is compared; no other is.
for o, k in zip(outcomes, checked):
    if k["outcome"] == "insufficient":
        assert o["outcome"] in ("withheld", "rejected"), o["row"]
P

finish
