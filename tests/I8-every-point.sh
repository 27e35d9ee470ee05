#!/bin/sh
# I8: at every single change that an act makes to the disk the process is killed, its write is torn, the call fails; and
# the disk is full at every byte that it writes, the store's among them. Afterwards the state is the one before or the one after, nothing left that the ledger does not name (I2), and done
# again it is done, once: faults.c says what is looked at. A line of the table is an act; the lines above it are its
# preparation.
#
# Complete for the way of a batch and for an order, every STEP-th point for the others; with a sanitizer a sample of the
# calls and allocations that fail. EVERY=1 (make soak): every point of all of them, every allocation; the full disk at
# every byte of those, at every 17th of the others.
. "$TOP/tests/lib.sh"

[ -x "$FAULTS" ] || skip "there is no build with fault injection (make check builds it)"
in_memory

small
{ sed 1q registry.csv; sed 1d registry.csv | sed 1d; } >part.csv
sed -e 5q -e "1!s/2025-.*/2025-09-01/" d.released.csv >some.csv
sed 's/^agreement .*/agreement "U"/' agreement.proviso >other.proviso
order o.proviso ORD/1 "forbid count"
"$PROVISO" key new new.key --passphrase-file c.people/passphrase >/dev/null 2>&1 || wrong "a key"

act 1 2 more operator run few.csv --agreement T
act 1 1 5 approver1 approve p1
act 7 1 5 approver2 approve p1
act 1 1 1 operator sample p1 --rows 1 --stop 1
by c - sample p1 --csv list.csv >/dev/null || wrong "the sample is listed"
sed -n '2s/^\([0-9]*\),.*/row,verdict,note\n\1,right,/p' list.csv >result.csv
act 3 1 1 approver1 sample p1 --result result.csv
act 1 1 0 operator release p1 --out t.out
act 1 1 more operator handover r1 --out t.out
act 1 1 1 officer order add o.proviso
act 7 1 more counsel order serve ORD/1 --name "A Clerk" --cites "by hand"
act 7 1 1 operator order acknowledge sv1 --document some.csv
act 7 1 more officer,counsel order suspend ORD/1 --cites "Stay" --document some.csv
act 5 1 more officer halt --all
act 7 1 more officer,approver1 halt --lift --document some.csv
act 7 1 more counsel safeguard rcp1 --open --cites "Inspection"
act 7 1 2 officer,counsel people add --name "A New One" --role approver --public new.key.pub
act 7 1 more officer,counsel recipient add --name "Another" --address "Elsewhere" --age "$age"
act 7 1 1 officer,counsel agreement add other.proviso
act 9 1 more operator registry import part.csv
act 9 1 more operator registry update part.csv
act 9 1 more operator registry compact
act 7 1 more counsel lookback
act 9 1 1 counsel audit d.requests.csv --released some.csv --agreement T

finish
