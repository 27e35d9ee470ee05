#!/bin/sh
# Models: trained, shown, used again, refused when damaged; the report of a linkage agrees with its answers; no value of
# a person in either; a batch keeps its model.
. "$TOP/tests/lib.sh"

[ -n "${SHARED:-}" ] && [ -f "$SHARED/data/febrl/dataset4a.csv" ] || skip "the labelled sets (SHARED/data) are absent"
febrl=$TOP/examples/layouts/febrl.proviso
a=$SHARED/data/febrl/dataset4a.csv b=$SHARED/data/febrl/dataset4b.csv

title "a model is learnt, shown, and weighs as if it were learnt again"
expect 0 "$PROVISO" model train "$a" "$b" --layout "$febrl" -o model.txt --json
cp said trained.json
expect 0 "$PROVISO" model show model.txt --json --html shown.html
same "train and show say the same" "$(cat trained.json)" "$(cat said)"
same "the model's hash is that of its file" "$(json 'd["hash"]' <said)" "$(sha256sum <model.txt | cut -d' ' -f1)"
expect 0 "$PROVISO" link "$a" "$b" --layout "$febrl" -o learnt.csv --json
cp said learnt.json
expect 0 "$PROVISO" link "$a" "$b" --layout "$febrl" --model model.txt -o given.csv --json --html run.html
cp said given.json
holds "the answers are the same" cmp learnt.csv given.csv
python3 - <<'P' || wrong "the reports are the same, learnt or given"
import json
assert json.load(open("learnt.json"))["report"] == json.load(open("given.json"))["report"]
P
expect 0 "$PROVISO" model show model.txt
holds "the text names comparisons" grep -q "birth date" said

title "the report agrees with the answers"
python3 - <<'P' || wrong "totals, keys, thresholds and causes are those of the answers"
import collections, csv, json
d = json.load(open("given.json"))
r, rows = d["report"], list(csv.DictReader(open("given.csv", newline="")))
outcomes = collections.Counter(x["outcome"] for x in rows)
for o in ("unique", "many", "none"):
    assert r[o] == d[o] == outcomes[o], o
assert r["requests"] == d["requests"] == len(rows) == 5000 and r["persons"] == d["persons"] == 5000
assert sum(r["causes"].values()) == outcomes["none"]
weights = [float(x["weight"]) for x in rows if x["weight"]]
for t in r["thresholds"][1:]: # the first holds all that weigh less as well
    assert t["found"] == sum(w >= t["weight"] for w in weights), t
    assert t["precision"][1] <= t["precision"][0] <= t["precision"][2]
assert all(k["fresh"] <= k["pairs"] and k["requests"] <= 5000 for k in r["keys"])
assert any(k["fresh"] for k in r["keys"])
assert set(d["seconds"]) == {"read", "index", "learn", "match", "write"}
P

title "a truth: errors are counted"
python3 - "$a" <<'P'
import csv, re, sys
with open("truth.csv", "w", newline="") as f:
    out = csv.writer(f)
    out.writerow(["note", "control", "person_id"])
    for r in csv.DictReader(open(sys.argv[1], newline=""), skipinitialspace=True):
        out.writerow(["x", r["rec_id"], "rec-%s-dup-0" % re.search(r"\d+", r["rec_id"]).group()])
P
expect 0 "$PROVISO" link "$a" "$b" --layout "$febrl" --model model.txt --truth truth.csv -o true.csv --json
holds "a truth changes no answer" cmp true.csv given.csv
python3 - <<'P' <said || wrong "wrong and missed are those that the truth counts"
import csv, json, re
d = json.load(open("said"))
digits = lambda s: re.search(r"\d+", s).group()
rows = [r for r in csv.DictReader(open("true.csv", newline="")) if r["registry_id"]]
for t in d["report"]["thresholds"][1:]:
    found = [r for r in rows if float(r["weight"]) >= t["weight"]]
    right = sum(digits(r["request_id"]) == digits(r["registry_id"]) for r in found)
    assert t["found"] == len(found) and t["false_matches"] == len(found) - right and t["missed"] == 5000 - right, t
P
fake=$SHARED/data/splink/fake_1000.csv
python3 - "$fake" <<'P'
import collections, csv, itertools, sys
clusters = collections.defaultdict(list)
for r in csv.DictReader(open(sys.argv[1], newline="")):
    clusters[r["cluster"]].append(r["unique_id"])
with open("pairs.csv", "w", newline="") as f:
    out = csv.writer(f)
    out.writerow(["registry_id", "request_id"])
    out.writerows(pair for ids in clusters.values() for pair in itertools.combinations(ids, 2))
P
expect 0 "$PROVISO" link "$fake" --dedupe --layout "$TOP/examples/layouts/fake-1000.proviso" --truth pairs.csv -o itself.csv \
    --json
python3 - "$fake" <<'P' || wrong "of a file against itself, a pair of the truth holds both ways"
import collections, csv, json, sys
cluster = {r["unique_id"]: r["cluster"] for r in csv.DictReader(open(sys.argv[1], newline=""))}
size = collections.Counter(cluster.values())
rows = [r for r in csv.DictReader(open("itself.csv", newline="")) if r["registry_id"]]
wanted = sum(size[c] > 1 for c in cluster.values())
for t in json.load(open("said"))["report"]["thresholds"][1:]:
    found = [r for r in rows if float(r["weight"]) >= t["weight"]]
    right = sum(cluster[r["request_id"]] == cluster[r["registry_id"]] for r in found)
    assert t["found"] == len(found) and t["false_matches"] == len(found) - right and t["missed"] == wanted - right, t
P
printf 'a,b\n1,2\n' >odd.csv
expect 1 "$PROVISO" link "$a" "$b" --layout "$febrl" --model model.txt --truth odd.csv -o no.csv
complains request_id person_id
printf 'control,person_id\n1,2\n' >odd.csv
expect 1 "$PROVISO" link "$a" "$b" --layout "$febrl" --model model.txt --truth odd.csv -o no.csv
complains "names no request"

title "a bound on false matches"
last=5001
for rate in 1e-2 1e-4 1e-6 1e-9; do
    expect 0 "$PROVISO" link "$a" "$b" --layout "$febrl" --model model.txt --max-false-matches $rate -o bound.csv --json
    now=$(json 'd["unique"]' <said)
    [ "$now" -lt "$last" ] || wrong "a bound of $rate leaves $now unique, one before left $last"
    last=$now
done
for rate in 0 1 -1e-3 1e-10 x 1e-3x; do
    expect 2 "$PROVISO" link "$a" "$b" --layout "$febrl" --max-false-matches=$rate -o bound.csv
done

title "one request explained"
expect 0 "$PROVISO" link "$a" "$b" --layout "$febrl" --model model.txt --explain rec-1070-org --json --html explained.html
python3 - <<'P' || wrong "the steps add up, the heaviest comes first, and it is the answer"
import csv, json
d = json.load(open("said"))
rows = {r["request_id"]: r for r in csv.DictReader(open("given.csv", newline=""))}
answer, found = rows["rec-1070-org"], d["candidates"]
assert found[0]["registry_id"] == answer["registry_id"] and found[0]["weight"] == float(answer["weight"])
assert found[1]["weight"] == float(answer["second"])
assert d["found"] >= len(found) > 1
for c in found:
    assert round(sum(s["weight"] for s in c["steps"]), 2) == c["weight"], c
assert [c["weight"] for c in found] == sorted((c["weight"] for c in found), reverse=True)
P
expect 0 "$PROVISO" link "$a" "$b" --layout "$febrl" --model model.txt --explain rec-1070-org
cp said explained.txt
expect 1 "$PROVISO" link "$a" "$b" --layout "$febrl" --model model.txt --explain nobody
complains "no request"

title "pages are well-formed"
for page in shown run explained; do
    holds "$page.html is XML" python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' $page.html
done

title "no value of a person in a model, a report or an explanation"
expect 0 "$PROVISO" model show model.txt
cp said shown.txt
demo c 2000 300 --mark ZQXMARK # other people: what their reports say as well, the program says by itself
expect 0 "$PROVISO" link c.requests.csv c.registry.csv -o other.csv --html other.html --json
cp said other.json
expect 0 "$PROVISO" model train c.requests.csv c.registry.csv -o batch.txt --html batch.html
request=$(awk -F, '$5 == "unique" { print $1; exit }' other.csv)
expect 0 "$PROVISO" link c.requests.csv c.registry.csv --explain "$request" --html other-explained.html
cp said other.txt
grep -qi zqxmark c.requests.csv || wrong "the mark stands in the names of the input"
grep -il zqxmark batch.txt batch.html other.json other.html other.txt other-explained.html &&
    wrong "a name of the input stands in a model, a report or an explanation"
python3 - "$a" "$b" <<'P' || wrong "a name, street or town of the files stands in a model, a report or an explanation"
import csv, re, sys
letters = lambda text: set(re.findall(r"[a-z]{3,}", text.lower()))
read = lambda *names: set().union(*(letters(open(n, encoding="utf-8").read()) for n in names))
persons = set()
for path in sys.argv[1:]:
    for r in csv.DictReader(open(path, newline=""), skipinitialspace=True):
        for column in ("given_name", "surname", "address_1", "suburb"):
            persons |= letters(r[column])
ours = read("model.txt", "shown.txt", "shown.html", "given.json", "run.html", "explained.html", "explained.txt")
program = read("batch.txt", "batch.html", "other.json", "other.html", "other.txt", "other-explained.html")
ids = {"org", "dup", "rec"} # which an explanation names
assert len(persons) > 5000
assert not (persons & ours) - program - ids, sorted((persons & ours) - program - ids)
P
born=$(sed -n 2p "$a" | cut -d, -f10 | tr -d ' ')
grep -l "$born" explained.txt explained.html && wrong "a birth date stands in an explanation"

title "damaged model files"
n=$(wc -l <model.txt)
i=1
while [ $i -le "$n" ]; do # each line missing, in turn
    sed "${i}d" model.txt >bad.txt
    expect 1 "$PROVISO" model show bad.txt
    complains "line $i "
    i=$((i + 7))
done
sed '5s/.*/share 99999999999/' model.txt >bad.txt
expect 1 "$PROVISO" model show bad.txt
complains "line 5 "
expect 1 "$PROVISO" link "$a" "$b" --layout "$febrl" --model bad.txt -o no.csv
complains "line 5 "
: >bad.txt
expect 1 "$PROVISO" link "$a" "$b" --layout "$febrl" --model bad.txt -o no.csv
complains "line 1 "
expect 1 "$PROVISO" model show absent.txt
[ ! -e no.csv ] || wrong "no answer is written where the model is refused"
ls | grep -E 'index|\.tmp' && wrong "the throw-away index is gone"

title "a batch keeps its model"
by c operator run c.requests.csv --agreement $AGREEMENT --model batch.txt --max-false-matches 1e-3 --json >run.json 2>run.err ||
    { cat run.err; wrong "a run takes a model"; finish; }
n=$(json 'd["batch"][1:]' <run.json)
holds "the batch has a copy" cmp batch.txt "c/batches/b$n/model.txt"
rm batch.txt
by c approver1,approver2 approve "p$n" >/dev/null
row=$(awk -F, '$3 == "released" { print $1; exit }' "c/batches/b$n/outcomes.csv")
expect 0 by c - explain "b$n:$row"
cp "c/batches/b$n/model.txt" kept.txt
sed 's/^people .*/people 7/' kept.txt >"c/batches/b$n/model.txt"
expect 6 by c - explain "b$n:$row"
complains model
by c operator release "p$n" --out out >refused 2>&1 && wrong "a release with another model is refused"
rm "c/batches/b$n/model.txt"
by c operator release "p$n" --out out >refused 2>&1 && wrong "a release without its model is refused"
holds "the refusal names the model" grep -q model refused
cp kept.txt "c/batches/b$n/model.txt"
holds "with its model it is released" by c operator release "p$n" --out out

finish
