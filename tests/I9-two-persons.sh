#!/bin/sh
# I9: two persons. Who made the batch does not approve it; two different registered keys with the role do; every act
# that raises needs two, an act that lowers one; and a stranger who verifies the ledger finds an act that had too few.
. "$TOP/tests/lib.sh"

demo c 2000 300
printf '%s' "$SECRET" >pass
expect 0 by c operator run c.requests.csv --agreement $AGREEMENT
mv c.people people && ln -s people c.people
expect 0 "$PROVISO" key new people/stranger.key --passphrase-file pass
expect 0 "$PROVISO" key new people/both.key --passphrase-file pass
for who in stranger both; do
    openssl pkcs8 -topk8 -iter 1 -in people/$who.key -passin "pass:$SECRET" -passout "pass:$SECRET" -out new &&
        mv new people/$who.key
done
size=$(entries c)
unchanged() { same "entries after $1" "$(entries c)" "$size"; }

title "people"
add() { by c "$1" people add --name Name --role operator,approver --public people/both.key.pub; }
expect 5 add -
expect 5 add officer
expect 5 add officer,officer
expect 5 add officer,operator
expect 5 add approver1,approver2
expect 5 add officer,stranger
unchanged "people add with too few"
expect 0 add officer,counsel
expect 2 add officer,counsel
size=$(entries c)

title "approval"
expect 5 by c - approve p2
expect 5 by c operator approve p2
expect 5 by c officer approve p2
expect 5 by c stranger approve p2
unchanged "approvals that are refused"
expect 5 by c operator release p2 --out out
expect 0 by c approver1 approve p2
expect 5 by c approver1 approve p2
expect 5 by c operator release p2 --out out
complains "1 of the 2"
[ -z "$(ls out 2>/dev/null)" ] || wrong "nothing is in OUT before two approvals"
expect 5 by c operator,approver1 approve p2
expect 0 by c approver2 approve p2
expect 5 by c - release p2 --out out
expect 5 by c stranger release p2 --out out
expect 5 by c counsel release p2 --out out
expect 0 by c operator release p2 --out out
expect 5 by c - handover r2 --out out
expect 5 by c stranger handover r2 --out out
[ -e out/r2.identity.age ] && wrong "no key was handed over"

title "who made the batch may not approve it, though she has the role"
expect 0 by c both run c.requests.csv --agreement $AGREEMENT
expect 5 by c both approve p3
complains "made the batch"
expect 0 by c approver1 approve p3
expect 5 by c both approve p3
expect 5 by c operator release p3 --out out

title "run and import need an operator"
size=$(entries c)
expect 5 by c - run c.requests.csv --agreement $AGREEMENT
expect 5 by c officer run c.requests.csv --agreement $AGREEMENT
expect 5 by c stranger run c.requests.csv --agreement $AGREEMENT
expect 5 by c - registry import c.registry.csv
expect 5 by c approver1 registry import c.registry.csv

title "agreement, recipient"
sed 's/"TAX-2025"/"TAX-2026"/' c.agreement.proviso >a.proviso
expect 5 by c - agreement add a.proviso
expect 5 by c counsel agreement add a.proviso
expect 5 by c counsel,counsel agreement add a.proviso
expect 5 by c counsel,operator agreement add a.proviso
expect 5 by c counsel,approver1 agreement add a.proviso
age=$(sed -n 's/.*public key: //p' people/recipient.identity)
recipient() { by c "$1" recipient add --name R --address A --age "$age"; }
expect 5 recipient -
expect 5 recipient officer
expect 5 recipient officer,stranger
unchanged "acts with too few signatures"
ls c/batches | grep -v '^b[123]\|^past1' && wrong "a refused run leaves nothing behind"
expect 0 by c counsel,officer agreement add a.proviso
expect 0 recipient officer,counsel

title "a file of an order holds nothing but the order: a clause beside it would grant with one signature"
size=$(entries c)
beside() {
    order beside.proviso ORD/B-1 "forbid count" 'when subject is sealed'
    cat >>beside.proviso
    expect 1 by c "$1" order add beside.proviso
    complains "exactly one order, and nothing else"
}
printf 'clause GIFT/1 grant address\n  when recipient is party\n  cites "nothing"\n' | beside counsel
printf 'clause LOW/1 forbid count\n  cites "nothing"\n' | beside counsel,officer
printf 'reading "another"\n  without ORD/B-1\n  cites "nothing"\n' | beside counsel
printf 'invariant "another"\n  never count\n  cites "nothing"\n' | beside counsel
beside counsel <c.agreement.proviso
order two.proviso ORD/B-2 "forbid count"
beside counsel <two.proviso
unchanged "orders with something beside them"

title "a key that is no key, a wrong passphrase, a key of somebody else's making"
expect 5 by c stranger halt --all
printf 'wrong' >nopass
"$PROVISO" -C c halt --all --key people/officer.key --passphrase-file nopass >said 2>complained
same "status with a wrong passphrase" $? 5
expect 0 "$PROVISO" verify c
expect 0 "$PROVISO" -C c doctor

finish
