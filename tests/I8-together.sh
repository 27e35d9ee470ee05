#!/bin/sh
# I8: acts of all kinds at once on one custody, at random (SEED), ROUNDS times: each is entered once or refused with its
# reason, nobody waits for ever, nothing is released twice; the counts are exact, ledger, store and files are whole. Looks
# in between find all well.
. "$TOP/tests/lib.sh"

in_memory
small
seed=${SEED:-1} rounds=${ROUNDS:-3} many=${MANY:-10}
for n in 1 2; do
    expect 0 by c operator run few.csv --agreement T
    expect 0 by c approver1,approver2 approve p$n
done
before=$(entries c)
[ "$WRONG" -eq 0 ] || finish

# A line for each process: WHO VERB..., of plans that are there or are about to be.
acts() { # ROUND
    python3 - "$seed" "$1" "$many" "$before" <<'P'
import random, sys
seed, r, many = map(int, sys.argv[1:4])
random.seed(seed * 1000 + r)
plan = lambda: random.randint(max(1, r - 2), r + 2)
kinds = [
    lambda i: "operator run few.csv --agreement T",
    lambda i: f"approver{random.randint(1, 2)} approve p{plan()}",
    lambda i: f"approver{random.randint(1, 2)} approve p{plan()}",
    lambda i: f"operator release p{plan()} --out c.out",
    lambda i: f"approver1 release p{plan()} --out c.out",
    lambda i: f"operator release p{plan()} --out c.out",
    lambda i: f"approver2 handover r{plan()} --out c.out",
    lambda i: f"operator handover r{plan()} --out c.out",
    lambda i: f"officer order add o.{i}",
    lambda i: "operator registry import registry.csv",
    lambda i: "counsel lookback",
    lambda i: "officer halt --all" if random.random() < 0.3 else "counsel safeguard rcp1 --open --cites x",
    lambda i: "officer,approver1 halt --lift --document few.csv",
    lambda i: "- doctor",
    lambda i: "- verify c",
    lambda i: "- status",
]
for i in range(many):
    print(random.choice(kinds)(i))
P
}

one() { # NUMBER WHO VERB...
    number=$1
    shift
    case $2 in
    order) order o.x$number ORD/$number "forbid count" 'against "ELSEWHERE"' && set -- "$1" order add o.x$number ;;
    esac
    begin=$(date +%s)
    by c "$@" >log/$number.out 2>log/$number.err </dev/null
    echo "$? $*" >log/$number.did
    [ $(($(date +%s) - begin)) -lt 100 ] || echo "took too long" >>log/$number.err
}

mkdir log
number=0 round=0
while [ $round -lt "$rounds" ]; do
    round=$((round + 1))
    acts $round >todo
    while read -r line; do
        number=$((number + 1))
        # shellcheck disable=SC2086 # a line is words
        one $number $line &
    done <todo
    wait
    "$PROVISO" -C c doctor >held 2>&1 && "$PROVISO" verify c >>held 2>&1 ||
        { wrong "round $round: doctor and verify succeed"; cat held; }
done

title "what each said (seed $seed)"
cat log/*.did | awk '{ print $1, $3, ($3 == "order" || $3 == "registry" ? $4 : "") }' | sort | uniq -c
while read -r status who verb rest; do
    case $verb,$status in
    *,0) ;;
    approve,[15] | release,[1457] | handover,[1457] | run,[47] | halt,[14] | safeguard,4 | registry,4 | lookback,4) ;;
    *) wrong "$verb $rest by $who: status $status"; cat "$(grep -l -- "$who $verb $rest" log/*.did | head -n 1 | sed 's/did$/err/')" ;;
    esac
done <<D
$(cat log/*.did)
D
! grep -l "took too long" log/*.err || wrong "somebody waited for ever"

title "the counts are exact"
did() { cat log/*.did | grep -c "^0 [^ ]* $1" || true; }
released=$(cat log/*.did | sed -n 's/^0 [^ ]* release \(p[0-9]*\) .*/\1/p' | sort -u | wc -l)
everything() { # every bundle of the ledger
    size=$(entries c) i=0
    while [ $((i + 256)) -le "$size" ]; do
        cat "c/public/ledger/tile/entries/$(printf %03d $((i / 256)))"
        i=$((i + 256))
    done
    [ $i -eq "$size" ] || cat "c/public/ledger/tile/entries/$(printf %03d $((i / 256))).p/$((size - i))"
}
everything >bundles
found=$(grep -ao '"type":"finding"' bundles | wc -l)
grown=$((2 * $(did run) + $(did approve) + $(did handover) + $(did order) + $(did registry) + $(did halt) + $(did safeguard) + released + found))
"$PROVISO" verify c --json >said || wrong "the ledger verifies"
same "releases" "$(json 'd["releases"]' <said)" "$released"
same "handovers" "$(json 'd["handovers"]' <said)" "$(did handover)"
same "batches" "$(json 'd["batches"]' <said)" $((2 + $(did run)))
same "approvals" "$(json 'd["approvals"]' <said)" $((4 + $(did approve)))
same "orders" "$(json 'd["orders"]' <said)" "$(did order)"
same "entries" "$(entries c)" $((before + grown))
for file in c.out/*.age; do
    [ -e "$file" ] || continue
    hash=$(sha256sum "$file" | cut -d' ' -f1)
    grep -qaF "$hash" bundles || wrong "$file left, and no entry names it (I2)"
done
expect 0 "$PROVISO" -C c doctor --repair
echo "$number acts, $((before + grown)) entries"

finish
