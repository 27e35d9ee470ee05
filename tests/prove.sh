#!/bin/sh
# Proofs with the real program: what can be released, clauses without effect, invariants proved and refuted, what two
# files decide otherwise, and what a row would need for more.
. "$TOP/tests/lib.sh"
TAX=$TOP/examples/tax-2025

title "the case of 2025, whose combinations no table could list"
expect 2 "$PROVISO" rules table "$TAX/agreement.proviso" --at 2025-08-07
complains "more than a million rows" "rules prove"
before=$(date +%s%N)
expect 0 "$PROVISO" rules prove "$TAX/agreement.proviso" --at 2025-08-07 --json
after=$(date +%s%N)
[ $(((after - before) / 1000000)) -lt 1000 ] || wrong "the proof takes less than a second"
same "a release is possible" "$(json 'd["possible"]' <said)" True
same "no combination is lost" "$(json 'sum(int(l["combinations"]) for l in d["levels"]) == int(d["combinations"])' <said)" True
same "more than a million" "$(json 'int(d["combinations"]) > 10**6' <said)" True
same "an address only with correspondence" \
    "$(json 'all(r["correspondence"] == ["corresponds"] for l in d["levels"] if l["level"] == "address" for r in l["rows"])' <said)" True
same "under the one grant" "$(json '[l["under"] for l in d["levels"] if l["level"] == "address"][0]' <said)" "['AGR/3b']"
expect 0 "$PROVISO" rules prove "$TAX/agreement.proviso" --at 2027-01-01
grep -q "nothing: the agreement is not in force" said || wrong "an agreement that is over gives nothing"

# a small file, and the same with a table
cat >a.proviso <<'END'
agreement "A" in force 2025-01-01 to 2026-12-31 cites "M"
clause G/1 grant address when recipient is party cites "C"
clause S/1 require for address address corresponds otherwise match cites "C"
clause S/2 require for count name is complete otherwise none in force from 2025-06-01 cites "C"
clause S/3 require for count name is complete or name is partial in force from 2025-06-01 cites "C"
clause G/2 grant match when recipient is party and address differs cites "C"
invariant "no address without correspondence" never address unless address corresponds cites "I"
invariant "nothing while the order acts" never count while ORD/1 acts cites "I"
END
order order.proviso ORD/1 "forbid count" "to 2026-03-31"
{ cat a.proviso; echo 'invariant "nobody without a name" never match unless name is complete cites "I"'; } >b.proviso

title "levels and clauses"
expect 0 "$PROVISO" rules table a.proviso --at 2026-01-01
cp said table
expect 0 "$PROVISO" rules prove a.proviso --at 2026-01-01
cp said proof
for level in none match address; do
    n=$(grep -c ",$level," table)
    grep -q "^  $level: $n" proof || wrong "prove and table agree on $level ($n): $(grep "$level:" proof)"
done
grep -q "count: nothing reaches it" proof || wrong "no row gets a count"
grep -q "S/3: others always lower as much" proof || wrong "S/3 asks for less than S/2"
grep -q "G/2: others always yield as much" proof || wrong "G/2 grants what G/1 yields anyway"
grep -q "S/2:\|S/2," proof && wrong "S/2 is not without effect"
expect 0 "$PROVISO" rules prove a.proviso --at 2025-03-01
grep -q "S/2, S/3: not in force yet" said || wrong "S/2 begins in June"

title "invariants"
grep -q "proved   no address without correspondence$" proof || wrong "the first invariant is proved"
grep -q "vacuous: ORD/1 is not in the register" proof || wrong "without the order the second is vacuous"
expect 0 "$PROVISO" rules prove a.proviso order.proviso --at 2026-01-01
grep -q "proved   nothing while the order acts$" said || wrong "with the order it is proved"
grep -q "nothing: whatever the facts, ORD/1 brings all to none" said || wrong "the order brings all to none"
expect 6 "$PROVISO" rules prove b.proviso --at 2026-01-01
grep -q "REFUTED  nobody without a name" said || wrong "before June 2025 a name is not asked for"
grep -q "from 2025-01-01 until 2025-06-01 (decided then): match by G/1 S/1" said || wrong "the counter-example says when, what and why"
expect 6 "$PROVISO" rules prove b.proviso --at 2026-01-01 --json
same "it is the one" "$(json '[i["invariant"] for i in d["invariants"] if not i["proved"]]' <said)" "['nobody without a name']"
same "its facts" "$(json '[i["counter_example"]["facts"] for i in d["invariants"] if not i["proved"]][0]["recipient"]' <said)" "['party']"
expect 0 "$PROVISO" rules check b.proviso
grep -q "invariants 3" said || wrong "check counts invariants"

title "what two files decide otherwise"
sed '/S\/1/s/otherwise match/otherwise none/' a.proviso >c.proviso
expect 0 "$PROVISO" rules diff a.proviso c.proviso --at 2026-01-01
cp said difference
"$PROVISO" rules table c.proviso --at 2026-01-01 >table.c
# the columns are the same, so the tables can be laid side by side
same "as the tables have it" "$(grep '^lowered: match to none' difference | sed 's/.*: //')" \
    "$(paste -d, table table.c | awk -F, '$4 == "match" && $9 == "none"' | wc -l)"
expect 0 "$PROVISO" rules diff c.proviso a.proviso --at 2026-01-01 --json
same "the other way round it raises" "$(json 'd["lowered"], all(c["raised"] for c in d["changes"])' <said)" "('0', True)"
expect 0 "$PROVISO" rules diff a.proviso a.proviso --at 2026-01-01
same "a file and itself" "$(cat said)" "$(sed -n 's/, raised.*/, raised 0, lowered 0/p' difference)"

title "bad input"
expect 1 "$PROVISO" rules prove order.proviso nowhere.proviso
complains nowhere.proviso
echo 'invariant "x" never addres cites "I"' | cat a.proviso - >bad.proviso
expect 1 "$PROVISO" rules prove bad.proviso
complains "bad.proviso:9:21" "addres" 'did you mean "address"'
expect 1 "$PROVISO" rules prove a.proviso a.proviso
complains "a.proviso:1:1" 
expect 1 "$PROVISO" rules prove a.proviso --reading nobody
complains "no reading of this name" "there are: all clauses"
expect 2 "$PROVISO" rules prove a.proviso --reading x --reading y
complains "one --reading"
expect 2 "$PROVISO" rules table a.proviso --reading x --reading y
complains "one --reading"
expect 1 "$PROVISO" rules table a.proviso --reading nobody
complains "there are: all clauses"
expect 2 "$PROVISO" rules prove a.proviso --at yesterday
expect 2 "$PROVISO" rules prove
expect 2 "$PROVISO" rules diff a.proviso
sed 's/cites "M"/levels none < match < address cites "M"/; /count/d' a.proviso >d.proviso
expect 1 "$PROVISO" rules diff a.proviso d.proviso
complains "no level 'count'"

title "past releases that a change would touch, and what a row would need"
demo c 2000 400
now=c/rules/agr1.proviso
expect 0 "$PROVISO" rules diff "$now" "$now" -C c --json
same "the same rules touch nothing" "$(json '(d["released"]["raised"], d["released"]["lowered"])' <said)" "('0', '0')"
rows=$(json 'd["released"]["rows"]' <said)
[ "$rows" -gt 0 ] || wrong "the demo released rows"
printf 'clause NEW/1 forbid count cites "an end to everything"\n' | cat "$now" - >none.proviso
expect 0 "$PROVISO" rules diff "$now" none.proviso -C c --json
same "an end to everything lowers every released row" "$(json '(d["released"]["raised"], d["released"]["lowered"])' <said)" \
    "('0', '$rows')"
expect 0 env PROVISO_CUSTODY=c "$PROVISO" rules diff none.proviso "$now"
grep -q "^past released rows: $rows, raised $rows, lowered 0" said || wrong "and so it reads, the other way round"
expect 0 "$PROVISO" rules diff "$now" none.proviso
grep -q "past released" said && wrong "without a custody nothing is said of the past"
expect 0 "$PROVISO" rules diff "$TAX/../tin-matching/agreement.proviso" "$TAX/../tin-matching/agreement.proviso" -C c --json
same "rows of another agreement do not count" "$(json 'd["released"]["rows"]' <said)" 0
row=$(awk -F, '$3 == "withheld" { print $1; exit }' c/batches/b1/outcomes.csv)
expect 0 "$PROVISO" explain "b1:$row" -C c
grep -q "^  would be .* if: " said || { wrong "explain says what a withheld row would need"; cat said; }

finish
