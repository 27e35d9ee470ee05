#!/bin/sh
# I1: a row that is not sufficient never reaches a custody's registry. Seen from outside: `check` needs none; a batch of
# insufficient rows names no person, though each of them is in the registry; the audit looks no such person up; `link`
# does not open a custody's generation.
. "$TOP/tests/lib.sh"

demo c 2000 300

title "check needs no custody and no registry"
mv c/registry hidden && mkdir c/registry && chmod 000 c/registry
expect 0 "$PROVISO" -C c check c.requests.csv --agreement c.agreement.proviso --csv with.csv
expect 0 "$PROVISO" check c.requests.csv --agreement c.agreement.proviso --csv without.csv
holds "the answer is the same" cmp with.csv without.csv
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
    strace -f -e trace=file -o traced "$PROVISO" -C "$PWD/c" check c.requests.csv --csv traced.csv >/dev/null 2>&1
    holds "check opens nothing of the custody" fails grep -q "\"$PWD/c/" traced
fi
chmod 700 c/registry && rmdir c/registry && mv hidden c/registry

title "a batch of insufficient rows about registered people"
python3 - <<'P'
import csv
people = list(csv.DictReader(open("c.registry.csv", newline="")))[:200]
asked = list(csv.DictReader(open("c.requests.csv", newline="")))
what = ["Failed to Provide 12345", "", "NA NA", "00000", "HOMELESS", "UNKNOWN"]
with open("poor.csv", "w", newline="") as f:
    w = csv.DictWriter(f, asked[0].keys(), lineterminator="\n")
    w.writeheader()
    for i, p in enumerate(people):
        r = dict(asked[10], control="%05d" % i)
        for k in ("given_name", "middle_name", "surname", "suffix", "birth_date", "identifier"):
            r[k] = p[k]
        r.update(address=what[i % len(what)], city="", state="", zip="12345" if i % 2 else "")
        w.writerow(r)
with open("poor.released.csv", "w", newline="") as f:
    f.write("control,person_id,process,released_at\n")
    for i, p in enumerate(people):
        f.write("%05d,%s,identifier,2025-08-07\n" % (i, p["person_id"] if i % 2 else "NOBODY%d" % i))
P
expect 0 by c operator run poor.csv --agreement $AGREEMENT --json
same "admitted" "$(json 'd["admitted"]' <said)" 0
same "withheld" "$(json 'd["outcomes"]["withheld"] + d["outcomes"]["review"]' <said)" 200
python3 - <<'P' || wrong "rows.pvb names no person and no linkage (byte table in gate_rows.c)"
b = open("c/batches/b2/rows.pvb", "rb").read()
rows = int.from_bytes(b[16:24], "little")
assert b[:14] == b"PROVISO ROWS 1" and rows == 200
for i in range(rows):
    r = b[64 + 64 * i:128 + 64 * i]
    assert r[40:44] == b"\xff\xff\xff\xff", "row %d names a person" % (i + 1)
    assert r[33] == 0 and r[36] == r[37] == r[38] == 0, "row %d: level none, no path tried, nothing compared" % (i + 1)
    assert r[48:56] == r[48:52] * 2, "row %d: no weight" % (i + 1)
P
expect 0 by c approver1,approver2 approve p2
expect 0 by c operator release p2 --out c.out --json
same "answered" "$(json 'd["released"]' <said)" 0

title "the audit of their release looks nobody up"
expect 0 "$PROVISO" -C c audit poor.csv --released poor.released.csv --agreement $AGREEMENT --json
same "insufficient" "$(json 'd["insufficient"]' <said)" 200
same "persons looked for and not found" "$(json 'd["unknown_person"]' <said)" 0
same "compared" "$(json 'd["corresponds"] + d["differs"] + d["not_comparable"]' <said)" 0

title "the same rows, sufficient, do reach it (so that the test can fail)"
python3 - <<'P'
import csv
people = {p["control" if "control" in p else "person_id"]: p for p in csv.DictReader(open("c.registry.csv", newline=""))}
rows = list(csv.DictReader(open("poor.csv", newline="")))
first = list(people.values())[:200]
with open("rich.csv", "w", newline="") as f:
    w = csv.DictWriter(f, rows[0].keys(), lineterminator="\n")
    w.writeheader()
    for r, p in zip(rows, first):
        w.writerow(dict(r, **{k: p[k] for k in ("address", "city", "state", "zip")}))
P
expect 0 by c operator run rich.csv --agreement $AGREEMENT --json
[ "$(json 'd["linked"]["unique"]' <said)" -gt 100 ] || wrong "sufficient rows are linked ($(json 'd["linked"]' <said))"

title "link cannot open a custody's generation"
generation=$(ls c/registry/g-*/generation.pvr)
expect 1 "$PROVISO" link poor.csv "$generation" -o link.csv
[ -e link.csv ] && wrong "no answer is written"
expect 1 "$PROVISO" link poor.csv c/registry -o link.csv
expect 1 "$PROVISO" link "$generation" --dedupe -o link.csv
ls | grep '^link.csv' && wrong "nothing is left behind"

title "rows that were made to be released, their file's own hash and all"
n=$(planned c)
python3 - "c/batches/b$n/rows.pvb" <<'P'
import hashlib, sys
b = bytearray(open(sys.argv[1], "rb").read())
for at in range(64, len(b), 64):  # every row released at the highest level, to somebody (byte table in gate_rows.c)
    b[at + 32], b[at + 33], b[at + 35], b[at + 40 : at + 44] = 0, 3, 0, bytes(4)
b[32:64] = hashlib.sha256(b[64:]).digest()
open(sys.argv[1], "wb").write(b)
P
expect 6 by c operator release "p$n" --out forged.out
complains "not the file that the plan was made of"
[ -z "$(ls forged.out 2>/dev/null)" ] || wrong "nothing leaves"

finish
