#!/bin/sh
# Killed, or a call failing, while a row is opened or a bundle written (I8): the custody is whole, nothing is opened that no
# entry names, a bundle is there whole or not at all, and doing it again works.
. "$TOP/tests/lib.sh"

demo c 1000 250
row=$(grep -m 1 ,released, c/batches/b1/outcomes.csv | cut -d, -f1)
before=$(entries c)
BINARY=$PROVISO_ASAN
export BINARY

title "a row opened to a court, killed at each change"
opening() { by t officer,counsel prove "b1:$row" --out t.out --for court --cites "Subpoena 1"; }
total=$(changes officer,counsel prove "b1:$row" --out t.out --for court --cites "Subpoena 1")
[ "$total" -gt 5 ] || wrong "an opening makes changes: $total"
at=1
tried=0
while [ "$at" -le "$total" ]; do
    ways="kill:$at"
    [ $((at % 4)) -ne 0 ] || ways="kill:$at io:$at torn:$at"
    for how in $ways; do
        fresh
        PROVISO_FAULT=$how opening >/dev/null 2>held
        sane "opening, $how" held
        sound "opening, $how" 1
        [ ! -e "t.out/b1-$row.opening.json" ] || [ "$(entries t)" -eq $((before + 1)) ] ||
            wrong "opening, $how: opened, and no entry names it (I2)"
        BINARY=$PROVISO opening >/dev/null 2>held || { wrong "opening after $how"; sed 's/^/    /' held; }
        "$PROVISO" prove --check "t.out/b1-$row.tlog-proof" --leaf "t.out/b1-$row.leaf" --vkey t/public/ledger/vkey >held 2>&1 ||
            { wrong "the proof after $how"; sed 's/^/    /' held; }
        tried=$((tried + 1))
    done
    at=$((at + 1))
done
echo "an opening: $total changes, $tried tries"

title "a bundle"
for kind in changes calls; do
    total=$($kind - bundle b1 --out t.out)
    [ "$total" -gt 50 ] || wrong "a bundle makes $kind: $total"
    step=$((total / 12 + 1))
    at=1
    tried=0
    while [ "$at" -le "$total" ]; do
        how=kill:$at
        [ $kind = changes ] || how=fail:$at
        fresh
        PROVISO_FAULT=$how by t - bundle b1 --out t.out >/dev/null 2>held
        sane "bundle, $how" held
        [ ! -e t.out ] || "$PROVISO" verify t.out >held 2>&1 || { wrong "bundle, $how: it is there and not whole"; sed 's/^/    /' held; }
        rm -rf t.out
        BINARY=$PROVISO by t - bundle b1 --out t.out >/dev/null 2>held || { wrong "bundle after $how"; sed 's/^/    /' held; }
        "$PROVISO" verify t.out >held 2>&1 || { wrong "the bundle after $how"; sed 's/^/    /' held; }
        at=$((at + step))
        tried=$((tried + 1))
    done
    echo "a bundle: $total $kind, $tried tries"
done
finish
