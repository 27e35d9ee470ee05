#!/bin/sh
# I8, what I8-every-point.sh does not look at: a registry import that was entered is the registry in force; `init` killed
# anywhere; any call failing in what only reads, with sanitizers (a sample).
. "$TOP/tests/lib.sh"

[ -x "$PROVISO_ASAN" ] || skip "there is no build with fault injection (make asan)"
BINARY=$PROVISO_ASAN

demo c 1000 250
planned c >planned.n || { wrong "a plan"; finish; }
rm -rf c.out
before=$(entries c)

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
        PROVISO_FAULT=fail:$at by t "$@" >said 2>held
        status=$?
        sane "$2, fail:$at" held
        [ $status -le 7 ] || wrong "$2, fail:$at: status $status"
        [ "$2" != doctor ] || cat said >>held # what it finds wrong is its answer
        [ $status -eq 0 ] || [ -s held ] || wrong "$2, fail:$at: status $status and not a word"
        i=$((i + 1))
    done
}
any 8 - lookback --csv rows.csv --html page.html
any 8 - audit c.requests.csv --released c.released.csv --agreement $AGREEMENT --csv rows.csv
any 8 - lookback --judge --csv rows.csv
any 8 - check c.requests.csv --csv rows.csv
any 8 - explain b2:1
any 8 - verify t
any 8 - doctor
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
