#!/bin/sh
# I2, I8: nothing leaves before the ledger, whatever happens. The fault build dies at every single change to the disk
# (and, on a sample, has that call fail) during release, handover, approve, run, order, import and init. Afterwards the
# state is the one before or the one after; done again, all is well; nothing is released twice.
. "$TOP/tests/lib.sh"

[ -x "$PROVISO_ASAN" ] || skip "there is no build with fault injection (make asan)"
BINARY=$PROVISO_ASAN

demo c 2000 300
n=$(planned c) || { wrong "a plan"; finish; }
same "the plan's number" "$n" 2
rm -rf c/batches/b1/r1.age c.out
before=$(entries c)

# changes WHO VERB...: how many changes to the disk the act makes, done on a copy.
changes() {
    fresh
    PROVISO_FAULT_COUNT=$PWD/count by t "$@" >/dev/null 2>&1
    [ -s count ] && cut -d' ' -f2 count || echo 0
}
fresh() { rm -rf t t.out && cp -a c t; }
ln -s c.people t.people

releases() { "$PROVISO" verify "$1" --json >verified 2>/dev/null && json 'd["releases"]' <verified; }

# The state after a fault: whole, and either that of before or that of after.
sound() { # WHAT GREW
    "$PROVISO" -C t status >held 2>&1 && "$PROVISO" -C t doctor >>held 2>&1 && "$PROVISO" verify t >>held 2>&1 ||
        { wrong "$1: status, doctor and verify succeed"; sed 's/^/    /' held; }
    now=$(entries t)
    [ "$now" -eq "$before" ] || [ "$now" -eq $((before + $2)) ] || wrong "$1: $now entries"
}

# What left is named, by its hash, in an entry of the verified ledger.
named() { # WHAT FILE
    [ -e "$2" ] || return 0
    hash=$(sha256sum "$2" | cut -d' ' -f1)
    cat t/public/ledger/tile/entries/000.p/"$(entries t)" | grep -qaF "$hash" ||
        wrong "$1: $2 left and no entry of the ledger names it (I2)"
}

title "release, killed at every change"
total=$(changes operator release p2 --out t.out)
[ "$total" -gt 20 ] || wrong "a release makes some changes ($total)"
at=1
while [ "$at" -le "$total" ]; do
    fresh
    PROVISO_FAULT=kill:$at by t operator release p2 --out t.out >/dev/null 2>&1
    [ $? -eq 137 ] || wrong "release, kill:$at: the process was killed"
    sound "release, kill:$at" 1
    named "release, kill:$at" t.out/r2.age
    [ -e t.out/r2.age ] && first=$(sha256sum <t.out/r2.age) || first=
    by t operator release p2 --out t.out >/dev/null 2>held || { wrong "release after kill:$at"; cat held; }
    named "release after kill:$at" t.out/r2.age
    [ -z "$first" ] || same "the package after kill:$at" "$(sha256sum <t.out/r2.age)" "$first"
    same "releases after kill:$at" "$(releases t)" 2
    at=$((at + 1))
done
echo "$total points"
if command -v age >/dev/null; then # the last of them opens
    by t operator handover r2 --out t.out >/dev/null 2>&1
    holds "the package opens after it all" opened t t.out 2
fi

title "release, each write torn, each call failing (a sample)"
at=1
while [ "$at" -le "$total" ]; do
    for how in torn:$at io:$at; do
        fresh
        PROVISO_FAULT=$how by t operator release p2 --out t.out >/dev/null 2>held
        grep -q 'ERROR: \|runtime error' held && wrong "release, $how: $(grep 'ERROR: \|runtime error' held)"
        sound "release, $how" 1
        named "release, $how" t.out/r2.age
        by t operator release p2 --out t.out >/dev/null 2>held || { wrong "release after $how"; cat held; }
        same "releases after $how" "$(releases t)" 2
    done
    at=$((at + 5))
done

# sweep WHO "grows by" STEP VERB...: kill at every STEP-th change; sound afterwards; then it can be done again (or has
# been done: whatever says that is not a crash).
sweep() {
    who=$1 grows=$2 step=$3
    shift 3
    total=$(changes "$who" "$@")
    [ "$total" -gt 0 ] || { wrong "$1 makes some changes"; return; }
    at=1
    while [ "$at" -le "$total" ]; do
        for how in kill:$at io:$at; do
            fresh
            PROVISO_FAULT=$how by t "$who" "$@" >/dev/null 2>held
            grep -q 'ERROR: \|runtime error' held && wrong "$1, $how: $(grep 'ERROR: \|runtime error' held)"
            sound "$1, $how" "$grows"
            named "$1, $how" t.out/r2.identity.age
            done_already=$(($(entries t) - before))
            by t "$who" "$@" >/dev/null 2>held
            again=$?
            [ $again -eq 0 ] || [ "$done_already" -gt 0 ] || { wrong "$1 again after $how: status $again"; cat held; }
            [ $again -ne 0 ] || named "$1 again after $how" t.out/r2.identity.age
            sound2=$("$PROVISO" verify t 2>&1) || wrong "$1 again after $how: $sound2"
        done
        at=$((at + step))
    done
    echo "$1: $total changes, every $step"
}

title "handover, killed and failing"
cp -a c plan_only
by c operator release p2 --out c.out >/dev/null 2>&1 || wrong "the release"
before=$(entries c)
sweep operator 1 4 handover r2 --out t.out
rm -rf c && mv plan_only c
before=$(entries c)

title "run, order, halt, killed and failing (a sample)"
sweep operator 2 13 run c.requests.csv --agreement $AGREEMENT
order o.proviso ORD/1 "forbid count"
sweep officer 1 5 order add o.proviso
sweep officer 1 7 halt --all

title "a registry import that was entered is the registry in force, I8"
# An import switches the registry: killed behind its entry, the next opening must see the new generation.
{ sed 1q c.registry.csv; sed 1d c.registry.csv | sed -n '1,1000p'; } >half.csv
total=$(changes operator registry import half.csv)
at=1
while [ "$at" -le "$total" ]; do
    fresh
    PROVISO_FAULT=kill:$at by t operator registry import half.csv >/dev/null 2>&1
    entered=$(($(entries t) - before))
    sound "import, kill:$at" 1
    "$PROVISO" -C t registry status --json >said 2>held || { wrong "registry status after kill:$at"; cat held; }
    people=$(json 'd["persons"]' <said)
    case $entered,$people in
    0,2000 | 1,1000) ;;
    *) wrong "import, kill:$at: $entered entries of it in the ledger, and a registry of $people people" ;;
    esac
    if [ $((total - at)) -gt 20 ]; then at=$((at + 12)); else at=$((at + 1)); fi
done

title "init, killed and failing"
PROVISO_FAULT_COUNT=$PWD/count "$PROVISO_ASAN" init made >/dev/null 2>&1
total=$(cut -d' ' -f2 count)
at=1
while [ "$at" -le "$total" ]; do
    for how in kill:$at io:$at; do
        rm -rf made made.*
        PROVISO_FAULT=$how "$PROVISO_ASAN" init made >/dev/null 2>held
        grep -q 'ERROR: \|runtime error' held && wrong "init, $how: $(grep 'ERROR: \|runtime error' held)"
        if [ -e made ]; then
            "$PROVISO" -C made status >held 2>&1 || { wrong "init, $how: half a custody"; cat held; }
        else
            "$PROVISO_ASAN" init made >held 2>&1 || { wrong "init again after $how"; cat held; }
        fi
    done
    at=$((at + 8))
done

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
