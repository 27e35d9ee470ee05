#!/bin/sh
# I5: an order entered at every step of a release and of a handover. Before the N-th I/O call of the program another process
# enters the order; for each N: the order is entered, and either it stands before the release in the ledger and nothing
# left, or behind it. RACE_STEP=1 tries every call (make soak), else every thirteenth.
. "$TOP/tests/lib.sh"
[ -x "$PROVISO_ASAN" ] || skip "no build with fault injection"

demo c 2000 300
planned c >/dev/null || { wrong "a plan"; finish; }
rm -rf c.out
ln -s c.people t.people
ln -s c.people from.people
order o.proviso ORD/1 "forbid count"
by_plain() { BINARY=$PROVISO by "$@"; }

# The order is entered by a process of its own, which may have to wait for the lock that the release holds: the hook waits
# a fifth of a second for it at most, so that the release goes on.
hook 0.02
cat >act.sh <<'H'
"$PROVISO" -C t order add o.proviso --key t.people/officer.key --passphrase-file t.people/passphrase --quiet
H

intruder=order stops=7 # its type, and the status of what it stops

race() { # TYPE LEFT VERB...: LEFT is the file that must not be there when the order came first
    type=$1 left=$2
    shift 2
    total=0 before=0 behind=0
    rm -rf t t.out && cp -a from t
    PROVISO_FAULT_COUNT_IO=$PWD/io BINARY=$PROVISO_ASAN by t operator "$@" --out t.out >/dev/null 2>&1
    calls=$(cat io)
    n=1
    while [ "$n" -le "$calls" ]; do
        rm -rf t t.out entered refused ended && cp -a from t
        PROVISO_FAULT=hook:$n PROVISO_FAULT_HOOK="sh $PWD/hook.sh" BINARY=$PROVISO_ASAN \
            by t operator "$@" --out t.out >said 2>complained
        status=$?
        while [ ! -e ended ]; do sleep 0.01; done
        sane "call $n" complained
        grep -q "^entered\|signs nothing more" entered || wrong "$type, call $n: the $intruder was not entered: $(cat refused)"
        "$PROVISO" verify t >verified 2>&1 || wrong "$type, call $n: the ledger verifies: $(cat verified)"
        case $status,$(entered "$intruder" "$type") in
        0,*"$type $intruder ") behind=$((behind + 1)) ;;
        "$stops",*"$intruder ") before=$((before + 1)) && [ ! -e "t.out/$left" ] || wrong "$type, call $n: refused, and yet it left" ;;
        *) wrong "$type, call $n: status $status, the ledger has: $(entered "$intruder" "$type")" ;;
        esac
        total=$((total + 1))
        n=$((n + ${RACE_STEP:-13}))
    done
    echo "$type: $total of $calls I/O calls tried: the $intruder came before in $before, behind in $behind"
    [ "$before" -gt 0 ] || wrong "$type: the $intruder came before in none"
    [ "$behind" -gt 0 ] || wrong "$type: the $intruder came behind in none"
}

title "release"
rm -rf from && cp -a c from
race release r2.age release p2

# An approval by a key that is retired before the release counts no more, however late that is.
title "release, and an approver is retired"
cp act.sh order.sh
key=$(sed 's/^proviso-key //' c.people/approver1.key.pub | base64 -d | sha256sum | cut -c1-16)
sed "s/order add o.proviso/people retire $key/" order.sh >act.sh
intruder=retirement stops=5
race release r2.age release p2
cp order.sh act.sh
intruder=order stops=7

title "handover"
expect 0 by_plain from operator release p2 --out from.out
race handover r2.identity.age handover r2

# A recipient whose key was lost or stolen is registered again with another: what is handed over behind that entry opens
# with the new key alone.
title "handover, and the recipient's key is replaced"
age-keygen -o new.identity 2>/dev/null || { wrong "age makes a key"; finish; }
cat >act.sh <<H
"\$PROVISO" -C t recipient add --name "Immigration and Customs Enforcement" --address "Washington" \\
    --age "$(age-keygen -y new.identity)" --key t.people/officer.key --key t.people/counsel.key \\
    --passphrase-file t.people/passphrase --quiet
H
before=0 behind=0 n=1
rm -rf t t.out && cp -a from t
PROVISO_FAULT_COUNT_IO=$PWD/io BINARY=$PROVISO_ASAN by t operator handover r2 --out t.out >/dev/null 2>&1
calls=$(cat io)
while [ "$n" -le "$calls" ]; do
    rm -rf t t.out entered refused ended && cp -a from t
    PROVISO_FAULT=hook:$n PROVISO_FAULT_HOOK="sh $PWD/hook.sh" BINARY=$PROVISO_ASAN \
        by t operator handover r2 --out t.out >said 2>complained
    status=$?
    while [ ! -e ended ]; do sleep 0.01; done
    sane "call $n" complained
    case $status,$(entered recipient handover) in
    0,*"recipient handover ") before=$((before + 1)) && key=new.identity ;;
    0,*"handover recipient ") behind=$((behind + 1)) && key=t.people/recipient.identity ;;
    *) wrong "call $n: status $status: $(cat complained refused)" && key=new.identity ;;
    esac
    age -d -i "$key" t.out/r2.identity.age >/dev/null 2>&1 || wrong "call $n: the identity opens with $key"
    n=$((n + ${RACE_STEP:-13}))
done
echo "of $calls I/O calls: the new key came before in $before, behind in $behind"
[ "$before" -gt 0 ] && [ "$behind" -gt 0 ] || wrong "both orders were met"

finish
