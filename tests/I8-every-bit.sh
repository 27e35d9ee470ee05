#!/bin/sh
# I8: every bit of a small custody turned over: verify notices, or the doctor, or the act that would use it; nobody
# crashes, nobody answers otherwise. Of the store: noticed, and mended from the ledger, or without any effect. flips.c
# says what is looked at. A sample; EVERY=1 (make soak): every single bit.
#
# Not tried, since nobody reads them: empty files (locks, claims), the partial tiles of a ledger that has grown since,
# which no checkpoint of today covers, the entry and its proof beside a package, made anew whenever that goes out, and four
# bits of an X25519 key that have no meaning. A store that says it saw a longer ledger is refused, and not mended.
. "$TOP/tests/lib.sh"

FLIPS=${FAULTS%faults}flips
[ -x "$FLIPS" ] || skip "there is no build with fault injection (make check builds it)"
in_memory

title "a small custody"
small
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
flip "rows and their keys" 97 'batches/*/rows.pvb' 'batches/*/keys.bin'
flip "marks" 31 'batches/*/history.bin'
flip "requests and outcomes" 97 'batches/*/requests.age' 'batches/*/outcomes.csv'
flip "packages" 97 'batches/*/r1.age*' 'batches/*/r1.sealed' 'batches/*/r1.manifest*' 'batches/*/r1.identity*'
flip "documents and rules" 397 'documents/*' 'rules/*'

title "the store"
"$FLIPS" store "${EVERY:-9973}" --mend store.sqlite -C t halt --all --key t.people/officer.key \
    --passphrase-file t.people/passphrase --quiet || wrong "store: every flip is noticed, mended or without effect"

finish
