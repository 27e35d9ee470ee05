#!/bin/sh
# Looking back: what an order that reaches back, another text of the rules or another reading makes of past releases;
# which rows, by their controls; from what was kept alone.
. "$TOP/tests/lib.sh"

demo c 2000 300
n=$(planned c) && by c operator release "p$n" --out c.out >/dev/null && by c operator handover "r$n" --out c.out >/dev/null ||
    wrong "a second release"
by c operator run c.requests.csv --agreement $AGREEMENT >/dev/null || wrong "a third batch, planned only"
given=$(grep -c ,released, c/batches/b1/outcomes.csv)

look() { expect 0 "$PROVISO" -C c lookback --json "$@"; }
figure() { json "$1" <said; }
wrong_of() { figure "[r['wrong'] for r in d['readings'] if r['reading'].startswith('$1')]"; }

title "what was released is right by what was in force"
look
same "examined: two releases, not the plan" "$(figure 'd["examined"]')" $((2 * given))
same "readings" "$(figure 'len(d["readings"])')" 4
same "wrong" "$(figure 'sum(r["wrong"] for r in d["readings"])')" 0
look --batch b2
same "examined of one batch" "$(figure 'd["examined"]')" "$given"
look --batch b3
same "examined of a batch that was not released" "$(figure 'd["examined"]')" 0

title "it needs no registry and no requests"
mv c/registry hidden && mkdir keep && mv c/batches/b1/requests.age keep/
look
same "examined without them" "$(figure 'd["examined"]')" $((2 * given))
rmdir c/registry 2>/dev/null
mv hidden c/registry && mv keep/requests.age c/batches/b1/

title "a package is given out when its key is"
cp -a c kept
n=$(planned c) && expect 0 by c operator release "p$n" --out c.out
look
same "a package without its key is not looked at" "$(figure '[d["examined"], d["undisclosed"]]')" "[$((2 * given)), 1]"
sleep 1.1
between=$(date -u +%Y-%m-%dT%H:%M:%SZ) # an order that begins here, entered when the key was out already
sleep 1.1
expect 0 by c operator handover "r$n" --out c.out
FROM=$between order o.proviso ORD/1 "forbid count"
expect 0 by c officer order add o.proviso
look
same "wrong as of the handover" "$(wrong_of 'all clauses')" "[$given]"
rm -rf c && mv kept c

cp -a c original
fresh() { rm -rf c && cp -a original c; }
sleep 1.1
after=$(date -u +%Y-%m-%dT%H:%M:%SZ) # behind both releases

title "orders"
FROM=$after order o.proviso ORD/1 "forbid count"
expect 0 by c officer order add o.proviso
look
same "wrong under an order that began behind them" "$(wrong_of 'all clauses')" "[0]"
fresh
FROM="$after reaching back to 2025-01-01" order o.proviso ORD/1 "forbid count"
expect 0 by c officer order add o.proviso
look --csv rows.csv
same "wrong under an order that reaches back" "$(wrong_of 'all clauses')" "[$((2 * given))]"
same "the clause is named" "$(figure '[list(r["clauses"]) for r in d["readings"] if r["reading"] == "all clauses"]')" "[['ORD/1']]"
python3 - <<'P' || wrong "the rows listed are those released, with their controls"
import csv
listed = [r for r in csv.DictReader(open("rows.csv", newline="")) if r["reading"] == "all clauses"]
wanted = [(b, o["row"], o["control"]) for b in ("b1", "b2")
          for o in csv.DictReader(open("c/batches/%s/outcomes.csv" % b, newline="")) if o["outcome"] == "released"]
assert [(r["batch"], r["row"], r["control"]) for r in listed] == wanted
assert all(r["given"] == "address" and r["now"] == "none" and "ORD/1" in r["clauses"] for r in listed)
P
fresh
FROM="$after reaching back to 2025-01-01" order o.proviso ORD/1 "forbid address" 'when address differs'
expect 0 by c officer order add o.proviso
look
same "wrong under an order about other rows" "$(wrong_of 'all clauses')" "[0]"
fresh
FROM="$after reaching back to 2025-01-01" order o.proviso ORD/1 "forbid count" 'against "ELSEWHERE"'
expect 0 by c officer order add o.proviso
look
same "wrong under an order against another agreement" "$(wrong_of 'all clauses')" "[0]"

title "readings"
fresh
look --reading "compared now" --reading "the court, 26 February 2026"
same "readings asked for" "$(figure '[r["reading"] for r in d["readings"]]')" "['compared now', 'the court, 26 February 2026']"
expect 1 "$PROVISO" -C c lookback --reading "nobody's"
complains reading

title "another text"
look --rules c.agreement.proviso
same "wrong under the same text" "$(wrong_of 'all clauses')" "[0]"
{
    cat c.agreement.proviso
    printf 'clause NEW/1 require for count\n  subject is in the population\n  otherwise none\n  cites "x"\n'
} >stricter.proviso
look --rules stricter.proviso --csv rows.csv
same "wrong under a stricter one" "$(wrong_of 'all clauses')" "[$((2 * given))]"
sed '/^clause AGR/,/^ *cites/d' c.agreement.proviso >nothing.proviso
look --rules nothing.proviso
same "wrong where nothing is granted" "$(wrong_of 'all clauses')" "[$((2 * given))]"

title "a finding is entered when it is signed"
size=$(entries c)
look
same "entries" "$(entries c)" "$size"
expect 0 by c counsel lookback --json
same "entries after a signed one" "$(entries c)" $((size + 1))
expect 5 by c operator,operator halt --lift
expect 0 by c counsel lookback --dry-run --json
same "entries after a dry run" "$(entries c)" $((size + 1))
expect 0 "$PROVISO" verify c
expect 0 "$PROVISO" -C c doctor

finish
