#!/bin/sh
# I8: killed at any change to the disk, any call failing once, any torn write: afterwards the state is the one before or
# the one after; status, doctor and verify succeed; done again, it is done; nothing is released twice. Sampled, for
# release, handover, run, order, halt, import and init; I2-ledger-first.sh goes through every point of a release.
. "$TOP/tests/lib.sh"

[ -x "$PROVISO_ASAN" ] || skip "there is no build with fault injection (make asan)"
BINARY=$PROVISO_ASAN

demo c 1000 250
planned c >planned.n || { wrong "a plan"; finish; }
rm -rf c.out
before=$(entries c)
total=$(changes operator release p2 --out t.out)

title "release, each write torn, each call failing (a sample)"
at=1
while [ "$at" -le "$total" ]; do
    for how in torn:$at io:$at; do
        fresh
        PROVISO_FAULT=$how by t operator release p2 --out t.out >/dev/null 2>held
        sane "release, $how" held
        sound "release, $how" 1
        named "release, $how" t.out/r2.age
        by t operator release p2 --out t.out >/dev/null 2>held || { wrong "release after $how"; cat held; }
        same "releases after $how" "$(releases t)" 2
    done
    at=$((at + 9))
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
            sane "$1, $how" held
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
sweep operator 1 6 handover r2 --out t.out
rm -rf c && mv plan_only c
before=$(entries c)

title "run, order, halt, killed and failing (a sample)"
sweep operator 2 13 run c.requests.csv --agreement $AGREEMENT
order o.proviso ORD/1 "forbid count"
sweep officer 1 5 order add o.proviso
sweep officer 1 7 halt --all

title "an audit that is entered, killed and failing: its releases are kept, or it never was"
sed -e 5q -e "1!s/2025-.*/2025-09-01/" c.released.csv >some.csv
sweep counsel 1 7 audit c.requests.csv --released some.csv --agreement $AGREEMENT
holds "history can be looked at" "$PROVISO" -C t lookback --csv rows.csv

title "a registry import that was entered is the registry in force, I8"
# An import switches the registry: killed behind its entry, the next opening must see the new generation.
{ sed 1q c.registry.csv; sed 1d c.registry.csv | sed -n '1,500p'; } >half.csv
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
    0,1000 | 1,500) ;;
    *) wrong "import, kill:$at: $entered entries of it in the ledger, and a registry of $people people" ;;
    esac
    if [ $((total - at)) -gt 12 ]; then at=$((at + 16)); else at=$((at + 1)); fi
done

title "any call failing, allocations and reading among them (a sample)"
any() { # SAMPLES WHO VERB...
    samples=$1
    shift
    total=$(calls "$@")
    [ "$total" -gt 20 ] || wrong "$2 makes some calls ($total)"
    i=0
    while [ $i -lt "$samples" ]; do
        at=$((1 + i * total / samples + i % 5))
        fresh
        PROVISO_FAULT=fail:$at by t "$@" >/dev/null 2>held
        status=$?
        sane "$2, fail:$at" held
        [ $status -le 7 ] || wrong "$2, fail:$at: status $status"
        [ $status -eq 0 ] || [ -s held ] || wrong "$2, fail:$at: status $status and not a word"
        i=$((i + 1))
    done
}
any 15 operator release p2 --out t.out
sound "after release with a failing call" 1
any 15 operator run c.requests.csv --agreement $AGREEMENT
any 8 approver1 approve p1
any 8 - lookback --csv rows.csv --html page.html
any 8 - audit c.requests.csv --released c.released.csv --agreement $AGREEMENT --csv rows.csv
any 8 counsel audit c.requests.csv --released some.csv --agreement $AGREEMENT
any 8 - lookback --judge --csv rows.csv
any 8 - check c.requests.csv --csv rows.csv
any 8 - explain b2:1
any 8 - verify t
any 8 - doctor
any 8 operator registry import c.registry.csv
any 8 - link c.requests.csv c.registry.csv -o link.csv
any 4 - funnel b2 --html page.html

title "init, killed and failing"
PROVISO_FAULT_COUNT=$PWD/count "$PROVISO_ASAN" init made >/dev/null 2>&1
total=$(cut -d' ' -f2 count)
at=1
while [ "$at" -le "$total" ]; do
    for how in kill:$at io:$at; do
        rm -rf made made.*
        PROVISO_FAULT=$how "$PROVISO_ASAN" init made >/dev/null 2>held
        sane "init, $how" held
        if [ -e made ]; then
            "$PROVISO" -C made status >held 2>&1 || { wrong "init, $how: half a custody"; cat held; }
        else
            "$PROVISO_ASAN" init made >held 2>&1 || { wrong "init again after $how"; cat held; }
        fi
    done
    at=$((at + 8))
done

finish
