#!/bin/sh
# The rows that a signed look-back, or a signed audit, says are wrong: kept with the finding, the same for any number of
# threads, and noticed where they were altered.
. "$TOP/tests/lib.sh"

demo c 1000 250
n=$(planned c) && by c operator release "p$n" --out c.out >/dev/null && by c operator handover "r$n" --out c.out >/dev/null ||
    wrong "a second release"
order o.proviso NEW/1 "forbid address" "reaching back to 2020-01-01"

# Decodes findings/ID.pvw by the byte table in the format's documentation, and prints "of row readings" a row; the rest
# comes from the finding's document.
cat >pvw.py <<'P'
import glob, hashlib, json, struct, sys
def kept(custody, id):
    data = open("%s/findings/%s.pvw" % (custody, id), "rb").read()
    magic, count, size, sha = struct.unpack("<16sQQ32s", data[:64])
    records = data[64:]
    assert magic == b"PROVISO WRONG 1\n" and size == 8 and len(records) == 8 * count
    assert hashlib.sha256(records).digest() == sha
    for path in glob.glob(custody + "/documents/*.json"):
        document = json.load(open(path))["body"]
        if document.get("wrong") == sha.hex():
            break
    else:
        raise SystemExit("no document names it")
    names = [r["reading"] for r in document["readings"]]
    out, rows = [], [struct.unpack("<IHBB", records[i:i + 8]) for i in range(0, len(records), 8)]
    for row, part, readings, zero in rows:
        assert zero == 0 and readings != 0
        out += [(document["parts"][part]["of"], row, names[i]) for i in range(8) if readings >> i & 1]
    for i, part in enumerate(document["parts"]):
        mine = [r[0] for r in rows if r[1] == i]
        assert len(mine) == part["rows"] and mine == sorted(set(mine))
    return document, out
P

title "what is kept is what is listed"
expect 0 by c officer lookback --order o.proviso --csv rows.csv --json
same "the finding's number" "$(json 'd["finding"]' <said)" f1
python3 - <<'P' || wrong "the rows that are kept are those that are listed, reading by reading"
import csv
from pvw import kept
document, rows = kept("c", "f1")
listed = [(r["batch"], int(r["row"]) - 1, r["reading"]) for r in csv.DictReader(open("rows.csv", newline=""))]
batches = [r for r in listed if not r[0].startswith("past")]
assert len(batches) > 0 and [r for r in rows if not r[0].startswith("past")] == batches
# of an import, a record is a release: the list has its row of the request file, once for each
releases = list(csv.DictReader(open("c/batches/past1/releases.csv", newline="")))
past = [("past1", int(releases[row]["row"]) - 1, reading) for of, row, reading in rows if of == "past1"]
assert past == [r for r in listed if r[0] == "past1"] and len(past) > 0
assert [(p["of"], p["release"], p["recipient"]) for p in document["parts"]] == [
    ("b1", "r1", "rcp1"), ("b2", "r2", "rcp1"), ("past1", "", "")]
P
python3 - <<'P' || wrong "the audit of the past has kept its rows: as many as its figures say"
from pvw import kept
document, rows = kept("c", "past1")
assert [p["of"] for p in document["parts"]] == ["past1"]
for r in document["readings"]:
    assert r["wrong"] == sum(reading == r["reading"] for of, row, reading in rows), r
assert len(rows) > 0
P

title "the same for any number of threads"
expect 0 by c officer lookback --order o.proviso --threads 1
expect 0 by c officer lookback --order o.proviso --threads 7
holds "by one thread" cmp c/findings/f1.pvw c/findings/f2.pvw
holds "by seven" cmp c/findings/f1.pvw c/findings/f3.pvw

title "nothing is kept of what is not entered"
size=$(entries c)
expect 0 "$PROVISO" -C c lookback --order o.proviso
expect 0 by c officer lookback --order o.proviso --dry-run
same "entries" "$(entries c)" "$size"
same "files" "$(ls c/findings | tr '\n' ' ')" "f1.pvw f2.pvw f3.pvw past1.pvw "
expect 0 "$PROVISO" verify c
expect 0 "$PROVISO" -C c doctor
holds "the doctor counts them" grep -q "findings.* 4, and the .* rows that they say are wrong" said

title "a finding that finds nothing"
expect 0 by c officer lookback --batch b1 --json
expect 0 "$PROVISO" -C c doctor
python3 -c 'from pvw import kept; document, rows = kept("c", "f4"); assert rows == [] and document["parts"] == []' ||
    wrong "keeps an empty file"

title "altered, cut, exchanged, gone"
for how in 'printf x | dd of=t/findings/f1.pvw bs=1 seek=66 conv=notrunc' 'truncate -s -8 t/findings/f1.pvw' \
    'cp t/findings/past1.pvw t/findings/f1.pvw' 'rm t/findings/f1.pvw' ': >t/findings/f1.pvw'; do
    rm -rf t && cp -a c t
    eval "$how" 2>/dev/null
    expect 6 "$PROVISO" -C t doctor
    grep -q f1.pvw said complained || wrong "the doctor names the file after: $how"
done

title "killed at any change of a signed look-back or audit"
[ -x "$PROVISO_ASAN" ] || finish
BINARY=$PROVISO_ASAN
before=$(entries c)
total=$(changes officer lookback --order o.proviso)
[ "$total" -gt 0 ] || wrong "a signed look-back makes changes"
at=1
while [ "$at" -le "$total" ]; do
    ways="kill:$at"
    [ $((at % 5)) -ne 0 ] || ways="kill:$at io:$at torn:$at"
    for how in $ways; do
        fresh
        PROVISO_FAULT=$how by t officer lookback --order o.proviso >/dev/null 2>held
        sane "lookback, $how" held
        sound "lookback, $how" 1
        BINARY=$PROVISO by t officer lookback --order o.proviso >/dev/null 2>held || { wrong "lookback after $how"; cat held; }
        "$PROVISO" -C t doctor >held 2>&1 || { wrong "doctor after $how"; cat held; }
    done
    at=$((at + 1))
done
echo "a signed look-back: $total changes"
finish
