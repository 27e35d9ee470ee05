#!/bin/sh
# I8: every bit of a small custody turned over: verify notices, or the doctor, or the act that would use it; nobody
# crashes, nobody answers otherwise. Of the store: noticed, and mended from the ledger, or without any effect. flips.c
# says what is looked at. A sample; EVERY=1 (make soak): every single bit.
#
# Not tried: empty files (locks, claims), and the partial tiles of a ledger that has grown since, which no checkpoint of
# today covers and nobody reads.
. "$TOP/tests/lib.sh"

FLIPS=${FAULTS%faults}flips
[ -x "$FLIPS" ] || skip "there is no build with fault injection (make check builds it)"
in_memory

demo d 200 200
ln -s d.people c.people
ln -s d.people t.people
mv d.requests.csv c.requests.csv

# A custody of its own, as small as can be: every bit costs a look at all of it.
title "a small custody"
"$PROVISO" init c --name custody.test/log >held 2>&1 || wrong "init"
person() { # NAME ROLES [SIGNERS]
    expect 0 by c "${3:--}" people add --name "$1" --role "$2" --public "c.people/$1.key.pub"
}
person officer admin,counsel
person counsel admin,counsel
person operator operator officer,counsel
person approver1 approver officer,counsel
person approver2 approver officer,counsel
age=$(sed -n 's/.*public key: //p' c.people/recipient.identity)
expect 0 by c officer,counsel recipient add --name "The recipient" --address "Here" --age "$age"
cat >agreement.proviso <<'A'
agreement "T"
  custodian "The custodian" recipient "The recipient" authority "x"
  purposes criminal
  in force 2020-01-01 to 2090-01-01
  levels none < count < match < address
  request states name, address
  document sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
  cites "c"
clause G grant address when recipient is party cites "c"
clause C require for match address corresponds otherwise none cites "c"
A
expect 0 by c officer,counsel agreement add agreement.proviso
# who was released at first, and two who were not
python3 - <<'P'
import csv
lines = open("c.requests.csv").read().splitlines()
outcomes = list(csv.DictReader(open("d/batches/b1/outcomes.csv")))
rows = [int(o["row"]) for o in outcomes if o["outcome"] == "released"][:3]
rows += [int(o["row"]) for o in outcomes if o["outcome"] == "withheld"][:2]
open("few.csv", "w").write("\n".join([lines[0]] + [lines[r] for r in sorted(rows)]) + "\n")
controls = {lines[r].split(",")[0] for r in rows}
people = {t["person_id"] for t in csv.DictReader(open("d.truth.csv")) if t["control"] in controls}
lines = open("d.registry.csv").read().splitlines()
open("registry.csv", "w").write("\n".join([lines[0]] + [l for l in lines[1:] if l.split(",")[0] in people]) + "\n")
P
expect 0 by c operator registry import registry.csv
order o.proviso ORD/1 "forbid count" 'when row is repeated'
expect 0 by c officer order add o.proviso
expect 0 by c operator run few.csv --agreement T
expect 0 by c approver1,approver2 approve p1
expect 0 by c operator release p1 --out c.out
expect 0 by c operator handover r1 --out c.out
expect 0 by c operator run few.csv --agreement T
expect 0 by c approver1,approver2 approve p2
[ "$WRONG" -eq 0 ] || finish

# flip NAME STEP FILE-PATTERN...: the files of the custody whose path one of the patterns fits. What the doctor cannot
# know is for the release of p2 to notice.
flip() {
    name=$1 step=$2
    shift 2
    files=$(cd c && for pattern in "$@"; do find . -type f -size +0 -path "./$pattern"; done | sed 's|^\./||' | sort -u)
    "$FLIPS" "$name" "${EVERY:-$step}" "$files" -C t release p2 --out t.out --key t.people/operator.key \
        --passphrase-file t.people/passphrase --quiet || wrong "$name: every flip is noticed"
}
size=$(entries c)

title "what is public"
flip "checkpoints and keys" 13 'public/*/checkpoint' public/ledger/vkey public/release.pub custody 'keys/*'
flip "ledger" 397 "public/ledger/tile/entries/000.p/$size" "public/ledger/tile/0/000.p/$size"
flip "row trees" 397 'public/batches/*/tile/*'

title "what is private"
flip "registry" 997 'registry/*/generation.pvr'
flip "rows and their keys" 97 'batches/*/rows.pvb' 'batches/*/keys.bin' 'batches/*/history.bin'
flip "requests and outcomes" 97 'batches/*/requests.age' 'batches/*/outcomes.csv'
flip "packages" 97 'batches/*/r1.*'
flip "documents and rules" 397 'documents/*' 'rules/*'

title "the store"
"$FLIPS" store "${EVERY:-9973}" --mend store.sqlite -C t halt --all --key t.people/officer.key \
    --passphrase-file t.people/passphrase --quiet || wrong "store: every flip is noticed, mended or without effect"

finish
