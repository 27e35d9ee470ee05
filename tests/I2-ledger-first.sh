#!/bin/sh
# I2: nothing leaves before the ledger, whatever happens. A release dies at every single change to the disk: whatever is
# in OUT is named by an entry of the verified ledger; done again, the same package goes out, once (faults.c). Two releases
# at once make one. (I8-every-point.sh does the same to the other verbs.)
. "$TOP/tests/lib.sh"

[ -x "$PROVISO_ASAN" ] && [ -x "$FAULTS" ] || skip "there is no build with fault injection (make check builds it)"
BINARY=$PROVISO_ASAN

demo c 2000 300
n=$(planned c) || { wrong "a plan"; finish; }
same "the plan's number" "$n" 2
rm -rf c.out
before=$(entries c)

title "release, killed at every change"
fresh
faults release kill 1 0 operator release p2 --out t.out
fresh
expect 0 by t operator release p2 --out t.out
if command -v age >/dev/null; then # the last of them opens
    by t operator handover r2 --out t.out >/dev/null 2>&1
    holds "the package opens after it all" opened t t.out 2
fi

title "two at once make one release, and one that opens, I2"
for pause in 0 0.005 0.01 0.015 0.02 0.03; do
    fresh
    by t operator release p2 --out t.out >/dev/null 2>held.1 &
    pid=$!
    sleep $pause
    by t approver1 release p2 --out t.out >/dev/null 2>held.2
    second=$?
    wait $pid
    first=$?
    [ $first -eq 0 ] || [ $second -eq 0 ] || wrong "one of two releases at once succeeds: $(cat held.1 held.2)"
    same "releases made by two, $pause s apart" "$(releases t)" 2
    named "after two, $pause s apart" t.out/r2.age
    if command -v age >/dev/null; then
        by t operator handover r2 --out t.out >/dev/null 2>&1
        holds "what two made, $pause s apart, opens" opened t t.out 2
    fi
done

finish
