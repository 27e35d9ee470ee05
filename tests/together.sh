#!/bin/sh
# Many at once on one custody: runs, approvals, orders, halts, imports, looks. One writer at a time, and nobody is hurt:
# each act is entered once or refused with its reason; ledger, store and every batch are whole; numbers do not clash.
. "$TOP/tests/lib.sh"

demo c 2000 300
n=$(planned c) || { wrong "a plan"; finish; }
before=$(entries c)

title "three runs, three orders, two imports, two lookbacks, looks, at once"
mkdir log
launch() { # NAME WHO VERB...
    name=$1
    shift
    (
        by c "$@" >log/"$name".out 2>log/"$name".err </dev/null
        echo $? >log/"$name".status
    ) &
}
for i in 1 2 3; do
    order o$i.proviso ORD/$i "forbid count" 'against "ELSEWHERE"'
    launch run$i operator run c.requests.csv --agreement $AGREEMENT --json
    launch order$i officer order add o$i.proviso
    launch status$i - status
    launch verify$i - verify c
done
launch import1 operator registry import c.registry.csv
launch import2 officer registry import c.registry.csv
launch look1 counsel lookback --json
launch look2 counsel lookback --json
launch release operator release "p$n" --out c.out
wait
for status in log/*.status; do
    [ "$(cat "$status")" -eq 0 ] || { wrong "$status: $(cat "$status")"; cat "${status%.status}.err"; }
done
# run 2 entries each, order 1, import 1, finding 1, release 1
same "entries" "$(entries c)" $((before + 6 + 3 + 2 + 2 + 1))
expect 0 "$PROVISO" verify c --json
same "releases" "$(json 'd["releases"]' <said)" 2
same "batches" "$(json 'd["batches"]' <said)" 5
same "orders" "$(json 'd["orders"]' <said)" 3
expect 0 "$PROVISO" -C c doctor
same "three different batches" "$(for i in 1 2 3; do json 'd["batch"]' <log/run$i.out; done | sort -u | wc -l)" 3
for i in 3 4 5; do
    holds "batch b$i has the same outcomes" cmp c/batches/b2/outcomes.csv c/batches/b$i/outcomes.csv
done

title "two approve at once, the same one twice at once"
launch one approver1 approve p3
launch same approver1 approve p3
launch other approver2 approve p3
wait
same "one of the same approver's two is refused" "$(cat log/one.status log/same.status | sort | tr '\n' ' ')" "0 5 "
same "the other's" "$(cat log/other.status)" 0
expect 0 by c operator release p3 --out c.out

title "two hand over at once"
launch hand1 operator handover r3 --out c.out
launch hand2 approver1 handover r3 --out c.out
wait
for i in 1 2; do
    [ "$(cat log/hand$i.status)" -eq 0 ] || [ "$(cat log/hand$i.status)" -eq 4 ] ||
        { wrong "handover $i: status $(cat log/hand$i.status)"; cat log/hand$i.err; }
done
if command -v age >/dev/null; then holds "the package opens" opened c c.out 3; fi
hash=$(sha256sum c.out/r3.identity.age | cut -d' ' -f1)
holds "the identity that left is named in the ledger" grep -qaF "$hash" "c/public/ledger/tile/entries/000.p/$(entries c)"
if command -v minisign >/dev/null; then
    holds "and signed" minisign -Vm c.out/r3.identity.age -p c/public/release.pub
fi
expect 0 "$PROVISO" verify c
expect 0 "$PROVISO" -C c doctor

finish
