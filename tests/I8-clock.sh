#!/bin/sh
# I8: the clock set back ten years: every act is held (status 4), nothing is entered, nothing leaves, whoever only looks
# is answered; set right, all goes on. Set forward ten years: agreements and corrective plans that ended by then give
# nothing any more; what was entered then is no loss: the clock set right, acts are held and looks are answered until it
# is that time again.
. "$TOP/tests/lib.sh"

[ -x "$PROVISO_ASAN" ] || skip "there is no build in which the clock can be set (make asan)"
BINARY=$PROVISO_ASAN
in_memory
small

year=$(date +%Y)
past=$((year - 10))-06-01T12:00Z future=$((year + 10))-06-01T12:00Z

# U ends in five years, and gives nothing while a finding against the safeguards is open without a corrective plan.
sed -e 's/^agreement .*/agreement "U"/' -e "s/in force .*/in force 2020-01-01 to $((year + 5))-01-01/" agreement.proviso >u.proviso
echo 'clause S require for count safeguards have a corrective plan otherwise none cites "c"' >>u.proviso
sed 's/^agreement .*/agreement "V"/' agreement.proviso >v.proviso
sed -e 5q -e "1!s/2025-.*/2025-09-01/" d.released.csv >some.csv
order o.proviso ORD/1 "forbid count"
printf 'code,city,state\n12203,ALBANY,NY\n' >gazetteer.csv
"$PROVISO" key new new.key --passphrase-file c.people/passphrase >/dev/null 2>&1 || wrong "a key"
expect 0 by c officer,counsel agreement add u.proviso
expect 0 by c officer,counsel safeguard rcp1 --open --cites "Inspection" --at $((year + 1))-01-01
for n in 1 2 3 4; do
    case $n in 4) under=U ;; *) under=T ;; esac
    expect 0 by c operator run few.csv --agreement $under
    expect 0 by c approver1 approve p$n
    [ $n -eq 3 ] || expect 0 by c approver2 approve p$n
done
expect 0 by c operator release p1 --out c.out
before=$(entries c)
[ "$WRONG" -eq 0 ] || finish

acts() { # COMMAND...: the command with each act in turn
    "$@" operator run few.csv --agreement T
    "$@" approver2 approve p3
    "$@" operator release p2 --out t.out
    "$@" operator handover r1 --out t.out
    "$@" officer order add o.proviso
    "$@" officer halt --all
    "$@" counsel safeguard rcp1 --open --cites "Inspection"
    "$@" officer,counsel people add --name "A New One" --role approver --public new.key.pub
    "$@" officer,counsel recipient add --name "Another" --address "Elsewhere" --age "$age"
    "$@" officer,counsel agreement add v.proviso
    "$@" operator registry import registry.csv
    "$@" operator registry update registry.csv
    "$@" operator gazetteer import gazetteer.csv
    "$@" counsel lookback
    "$@" counsel audit d.requests.csv --released some.csv --agreement T
}

at() { # INSTANT COMMAND...
    instant=$1
    shift
    PROVISO_NOW=$instant
    export PROVISO_NOW
    "$@"
    unset PROVISO_NOW
}

# Refused for the clock: nothing is entered, nothing leaves; the custody is well.
held() { # WHO VERB...
    size=$(entries t)
    rm -rf t.out
    expect 4 by t "$@" && complains clock
    same "entries after $2 was held" "$(entries t)" "$size"
    [ -z "$(ls t.out 2>/dev/null)" ] || wrong "$2 was held, and something left"
}

entered() { # WHO VERB...: on a copy of its own
    fresh
    expect 0 by t "$@"
    grows=1
    [ "$2" != run ] || grows=2
    same "entries after $2" "$(entries t)" $((before + grows))
}

looks() {
    expect 0 "$BINARY" verify t
    expect 0 "$BINARY" -C t doctor
    expect 0 "$BINARY" -C t status
    expect 0 "$BINARY" -C t lookback
    expect 0 "$BINARY" -C t explain b1:1
    expect 0 "$BINARY" -C t review b1
    expect 0 "$BINARY" -C t funnel b1
    expect 0 "$BINARY" -C t order list
    expect 0 "$BINARY" -C t registry verify
}

title "ten years back: acts are held, looks are answered"
fresh
at $past acts held
at $past looks
title "the clock set right, all goes on"
acts entered

title "ten years forward"
at $future acts entered
fresh
at $future looks
fresh
at $future expect 7 by t operator release p4 --out t.out
complains "not in force"
at $future expect 0 by t operator run few.csv --agreement U --json
same "released of an agreement that ended" "$(json 'd["outcomes"]["released"]' <said)" 0
fresh
at $((year + 2))-01-01T00:00Z expect 7 by t operator release p4 --out t.out
complains safeguards

title "what was entered then, the clock set right: acts are held, looks are answered, nothing is lost"
fresh
at $future expect 0 by t counsel lookback
acts held
looks
same "entries" "$(entries t)" $((before + 1))
at $future expect 0 by t operator release p2 --out t.out
at $((year + 10))-06-01T12:00:01Z expect 0 by t operator handover r2 --out t.out
at $((year + 10))-06-01T12:00:01Z looks

finish
