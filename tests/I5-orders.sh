#!/bin/sh
# I5: orders bind at once. What is entered between run and release, or between release and handover, stops it, is named,
# and nothing leaves; so do a halt, a flag or a record that changed, an agreement that ended, a clock that runs behind.
. "$TOP/tests/lib.sh"

demo c 2000 300
planned c >/dev/null || { wrong "a plan"; finish; }
rm -rf c.out
cp -a c original
ln -s c.people t.people
fresh() { rm -rf t t.out && cp -a original t; }
nothing_left() {
    [ -z "$(ls t.out 2>/dev/null)" ] || wrong "$1: nothing is in OUT ($(ls t.out))"
    [ "$(entries t)" = "$2" ] || wrong "$1: nothing was entered"
}
refused() { # WHAT STATUS VERB...: it is refused, and nothing leaves and nothing is entered
    what=$1 status=$2
    shift 2
    size=$(entries t)
    expect "$status" by t operator "$@" --out t.out
    nothing_left "$what" "$size"
}

title "an order between run and approval or release"
fresh
order o.proviso ORD/1 "forbid count" 'court "District Court"'
expect 5 by t - order add o.proviso
expect 0 by t counsel order add o.proviso
refused "release after an order" 7 release p2
complains ORD/1 "proviso run"
expect 0 "$PROVISO" verify t
expect 0 by t operator run c.requests.csv --agreement $AGREEMENT --json
same "released under the order" "$(json 'd["outcomes"]["released"]' <said)" 0

title "a stay of the order needs two, and ends it"
order stay.proviso ORD/2 "suspend ORD/1"
expect 5 by t officer order add stay.proviso
expect 5 by t officer,officer order add stay.proviso
expect 0 by t officer,counsel order add stay.proviso
expect 0 by t operator run c.requests.csv --agreement $AGREEMENT --json
[ "$(json 'd["outcomes"]["released"]' <said)" -gt 0 ] || wrong "a new run after the stay gives answers"

title "an order about others does not bind; one about all, some, or the unknown does"
fresh
order o.proviso ORD/1 "forbid count" 'against "HEALTH-2031"'
expect 0 by t officer order add o.proviso
expect 0 by t operator release p2 --out t.out
fresh
order o.proviso ORD/1 "forbid count" 'when subject is in the population'
expect 0 by t officer order add o.proviso
refused "release under an order about some people" 7 release p2
fresh
FROM=2090-01-01T00:00Z order o.proviso ORD/1 "forbid count"
expect 0 by t officer order add o.proviso
expect 0 by t operator release p2 --out t.out

title "an order between release and handover"
fresh
expect 0 by t operator release p2 --out t.out
rm -rf t.out
order o.proviso ORD/1 "forbid address"
expect 0 by t approver1 halt --order o.proviso
refused "handover after an order" 7 handover r2
complains ORD/1

title "a safeguard finding against the recipient"
fresh
expect 0 by t counsel safeguard rcp1 --open --cites "Inspection"
refused "release with an open finding" 7 release p2
complains SAF/1
expect 5 by t counsel safeguard rcp1 --close --cites "Plan"
expect 0 by t counsel,officer safeguard rcp1 --close --cites "Plan"
expect 0 by t operator release p2 --out t.out

title "halt: one stops all, two lift it"
echo "stand-in paper" >paper.txt
fresh
expect 5 by t - halt --all
expect 0 by t operator halt --all
refused "release while halted" 7 release p2
complains halted
expect 7 by t operator run c.requests.csv --agreement $AGREEMENT
expect 5 by t officer halt --lift --document paper.txt
expect 5 by t officer,officer halt --lift --document paper.txt
refused "release while still halted" 7 release p2
expect 2 by t officer,approver1 halt --lift
complains "--document"
expect 0 by t officer,approver1 halt --lift --document paper.txt
expect 0 by t operator release p2 --out t.out
rm -rf t.out
expect 0 by t operator halt --all
refused "handover while halted" 7 handover r2

title "what changed in the registry since"
person=$(python3 - <<'P'
import csv
truth = {r["control"]: r["person_id"] for r in csv.DictReader(open("c.truth.csv", newline=""))}
print(next(truth[r["control"]] for r in csv.DictReader(open("original/batches/b2/outcomes.csv", newline=""))
           if r["outcome"] == "released"))
P
)
python3 - "$person" <<'P'
import csv, sys
rows = list(csv.DictReader(open("c.registry.csv", newline="")))
def write(name, change):
    with open(name, "w", newline="") as f:
        w = csv.DictWriter(f, rows[0].keys(), lineterminator="\n")
        w.writeheader()
        for r in rows:
            r = dict(r)
            if r["person_id"] != sys.argv[1] or change(r) is None:
                w.writerow(r)
write("protected.csv", lambda r: r.update(flags="protected"))
write("sealed.csv", lambda r: r.update(flags="sealed deceased"))
write("moved.csv", lambda r: r.update(address="77 OTHERWHERE ST"))
write("gone.csv", lambda r: "left out")
write("same.csv", lambda r: None)
P
for what in protected sealed moved gone; do
    fresh
    expect 0 by t operator registry import $what.csv
    refused "release when a person is $what" 7 release p2
    complains registry
done
fresh
expect 0 by t operator registry import same.csv
expect 0 by t operator release p2 --out t.out
rm -rf t.out
expect 0 by t operator registry import protected.csv
refused "handover when a person is protected" 7 handover r2
expect 0 by t operator run c.requests.csv --agreement $AGREEMENT --json
holds "a protected person's row is withheld" fails python3 - "$person" <<'P'
import csv, sys
truth = {r["control"]: r["person_id"] for r in csv.DictReader(open("c.truth.csv", newline=""))}
rows = [r for r in csv.DictReader(open("t/batches/b3/outcomes.csv", newline="")) if truth[r["control"]] == sys.argv[1]]
sys.exit(0 if not rows or any(r["outcome"] == "released" for r in rows) else 1)
P

title "two at once: an order entered while a release is on its way wins or comes after, never between"
for pause in 0 0.01 0.02 0.03; do
    fresh
    order o.proviso ORD/1 "forbid count"
    by t operator release p2 --out t.out >/dev/null 2>&1 &
    pid=$!
    sleep $pause
    by t officer order add o.proviso >/dev/null 2>held || { wrong "an order never waits"; cat held; }
    wait $pid
    left=$?
    "$PROVISO" verify t --json >verified || wrong "the ledger verifies"
    kinds=$(grep -aoE '"type":"(order|release)"' "t/public/ledger/tile/entries/000.p/$(entries t)" | tail -n 2 | tr -d '\n')
    case $left,$kinds in
    '0,"type":"release""type":"order"') ;;
    '7,'*'"type":"order"') [ -z "$(ls t.out 2>/dev/null)" ] || wrong "refused, and yet something left" ;;
    *) wrong "order and release: status $left, the ledger ends with $kinds" ;;
    esac
done

if [ -x "$PROVISO_ASAN" ]; then
    BINARY=$PROVISO_ASAN
    title "clocks"
    year=$(date +%Y)
    for now in "$((year - 1))-12-01T00:00Z" 2000-01-01T00:00Z; do
        fresh
        PROVISO_NOW=$now
        export PROVISO_NOW
        size=$(entries t)
        expect 4 by t operator release p2 --out t.out
        complains clock
        nothing_left "release at $now" "$size"
        expect 4 by t operator halt --all
        unset PROVISO_NOW
        expect 0 by t operator release p2 --out t.out
        rm -rf t.out
        PROVISO_NOW=$now
        export PROVISO_NOW
        size=$(entries t)
        expect 4 by t operator handover r2 --out t.out
        nothing_left "handover at $now" "$size"
        unset PROVISO_NOW
    done
    title "an agreement that ended, an order that begins"
    fresh
    PROVISO_NOW=$((year + 3))-01-01T00:00Z
    export PROVISO_NOW
    refused "release after the agreement's end" 7 release p2
    complains "not in force"
    unset PROVISO_NOW
    FROM=$((year + 1))-01-01T00:00Z order o.proviso ORD/1 "forbid count"
    expect 0 by t officer order add o.proviso
    expect 0 by t operator release p2 --out t.out
    rm -rf t.out
    PROVISO_NOW=$((year + 1))-01-01T00:00Z
    export PROVISO_NOW
    refused "handover when the order began" 7 handover r2
    complains ORD/1
    unset PROVISO_NOW
fi

finish
