#!/bin/sh
# The register of orders: what an order meets when it is entered, stays, service and its acknowledgement, whom an order
# covers, orders against a recipient, commands that conflict.
. "$TOP/tests/lib.sh"

demo c 2000 300
planned c >/dev/null || { wrong "a second plan"; finish; }
rm -rf c.out
cp -a c original
ln -s c.people t.people
fresh() { rm -rf t t.out && cp -a original t; }
figure() { json "$1" <said; }
given=$(grep -c ,released, c/batches/b1/outcomes.csv)
echo "the paper" >paper.txt
paper=$(sha256sum paper.txt | cut -c1-64)

title "what an order meets: r1 is out, p2 is stopped"
fresh
expect 0 "$PROVISO" verify t --json
same "planned twice, given out once" "$(figure '[d["answers"]["released"], d["disclosed"]]')" "[$((2 * given)), $given]"
order o.proviso ORD/1 "forbid address"
expect 0 by t officer order add o.proviso --csv out.csv --json
same "what is out" "$(figure '[(p["release"], p["state"], p["rows"], p["lowered"], p["stopped"]) for p in d["effect"]["packages"] if p["at"]]')" \
    "[('r1', 'handed over', $given, $given, False)]"
same "what is stopped" "$(figure '[(p["plan"], p["state"], p["stopped"]) for p in d["effect"]["packages"] if not p["at"]]')" \
    "[('p2', 'approved', True)]"
same "the rows that are out" "$(($(wc -l <out.csv) - 1))" "$given"
python3 - <<'P' || wrong "each row that is out, with its control, what it was given and what it would be now"
import csv
rows = list(csv.DictReader(open("out.csv", newline="")))
wanted = [(o["row"], o["control"]) for o in csv.DictReader(open("t/batches/b1/outcomes.csv", newline="")) if o["outcome"] == "released"]
assert [(r["row"], r["control"]) for r in rows] == wanted
assert all(r["release"] == "r1" and r["batch"] == "b1" and r["level"] == "address" and r["now"] == "match" for r in rows)
P
fresh
expect 0 by t officer order add o.proviso
holds "the text says what is out" grep -q "r1 .* $given rows answered, $given would get less now" said
holds "and what is stopped" grep -A1 "^stopped" said
fresh
order o.proviso ORD/1 "forbid address" 'when address differs'
expect 0 by t officer order add o.proviso --json
same "an order about other rows stops nothing" "$(figure '[p["stopped"] for p in d["effect"]["packages"]]')" "[False, False]"
expect 0 by t operator halt --all --json
same "a halt stops all" "$(figure '[p["stopped"] for p in d["effect"]["packages"] if not p["at"]]')" "[True]"
expect 2 by t operator halt --order o.proviso --document paper.txt

title "an order against what is not in the register"
fresh
order o.proviso ORD/1 "forbid count" 'against "TAX-2052"'
expect 0 by t officer order add o.proviso
holds "is entered, and that is said" grep -q "^note: nothing that it is against is in the register" said
order o.proviso ORD/2 "forbid count" 'against recipient "Immigration and Custom Enforcement"'
expect 0 by t officer order add o.proviso --json
same "a recipient likewise" "$(figure 'd["doubts"]["nowhere"]')" True
order o.proviso ORD/3 "forbid count" "against \"$AGREEMENT\""
expect 0 by t officer order add o.proviso --json
same "the agreement itself" "$(figure 'd["doubts"]["nowhere"]')" False

expect 1 by t officer order add o.proviso
complains "with this id is in the register already"

title "a stay, made from its parts"
fresh
order o.proviso ORD/1 "forbid count" 'court "District Court"'
expect 0 by t officer order add o.proviso
expect 2 by t officer,counsel order suspend ORD/1 --cites "Stay"
expect 5 by t officer order suspend ORD/1 --cites "Stay" --document paper.txt
expect 1 by t officer,counsel order suspend ORD/9 --cites "Stay" --document paper.txt
complains "ORD/9"
expect 1 by t officer,counsel order suspend ORD/1 --cites "Stay" --document nosuchpaper.txt
expect 2 by t officer,counsel order suspend ORD/1 --cites "Stay" --document sha256:abc
expect 0 by t officer,counsel order suspend ord1 --cites 'Stay "of" \ all' --document paper.txt
grep -q '^order ORD/1-S1 suspend ORD/1$' t/rules/ord2.proviso || wrong "the stay is a text that can be read"
grep -q "document sha256:$paper" t/rules/ord2.proviso || wrong "with the paper's hash"
expect 0 by t operator release p2 --out t.out
expect 0 by t officer order suspend ORD/1-S1 --cites "Reversed" --document "sha256:$paper" --name REV/1
rm -rf t.out
expect 7 by t operator handover r2 --out t.out
expect 0 "$PROVISO" -C t order list --json
same "how they stand" "$(figure '[(o["number"], o["id"], o["verb"], o["of"], o["state"]) for o in d]')" \
    "[('ord1', 'ORD/1', 'forbid', 'count', 'in force'), ('ord2', 'ORD/1-S1', 'suspend', 'ORD/1', 'suspended by REV/1'), ('ord3', 'REV/1', 'suspend', 'ORD/1-S1', 'in force')]"
expect 0 by t officer,counsel order suspend REV/1 --cites "Next year" --document paper.txt --at 2090-01-01
expect 0 "$PROVISO" -C t order list --json
same "one that begins later" "$(figure 'd[3]["state"]')" "not yet in force"
expect 0 "$PROVISO" verify t

title "what raises must not break what counsel wrote down"
fresh
expect 1 by t officer,counsel order suspend SUF/4 --cites "Stay" --document paper.txt
complains "1 of 3 invariants" "rules prove"
sed 's/"TAX-2025"/"TAX-2026"/; /^clause SUF\/4/,/^$/s/address corresponds/address is complete/' c.agreement.proviso >without.proviso
expect 1 by t officer,counsel agreement add without.proviso
complains invariants
expect 6 "$PROVISO" rules prove without.proviso
sed '/^invariant/,/^$/d' without.proviso >bare.proviso
expect 0 by t officer,counsel agreement add bare.proviso
expect 2 by t officer order suspend AGR/3b --cites "Quashed" --document paper.txt # of which agreement?
complains "--agreement"
expect 0 by t officer order suspend AGR/3b --cites "Quashed" --document paper.txt --agreement agr2
grep -q '  against "TAX-2026"' t/rules/ord1.proviso || wrong "the stay is against one agreement"
expect 0 by t operator run c.requests.csv --agreement $AGREEMENT --json
same "the other one goes on" "$(figure 'd["outcomes"]["released"]')" "$given"
order o.proviso ORD/1 "forbid count" 'against "TAX-2025"'
expect 0 by t officer order add o.proviso # what lowers is never asked

fresh
order o.proviso ORD/1 "forbid count"
expect 0 by t officer order add o.proviso
order p.proviso STAY/1 "suspend ORD/1" 'against "TAX-B", recipient "Somebody"'
expect 0 by t officer,counsel order add p.proviso
expect 0 "$PROVISO" -C t order list --json
same "a stay of one agreement" "$(figure 'd[0]["state"]')" "suspended by STAY/1 only against TAX-B, Somebody"
expect 7 by t operator release p2 --out t.out
fresh
expect 0 by t officer order add o.proviso
expect 0 by t officer,counsel order suspend ORD/1 --cites "Stay" --document paper.txt
title "an order about all agreements is not refused for what one of them lacks"
fresh
sed -e 's/"TAX-2025"/"CODES-2026"/' -e 's/none < count < match < address/none < count < code/' -e '/^invariant/,/^$/d' \
    -e 's/\(grant\|forbid\|for\) \(match\|address\)/\1 code/' -e 's/^  levels .*/&\n  level code gives code/' \
    c.agreement.proviso >codes.proviso
expect 0 by t officer,counsel agreement add codes.proviso
order o.proviso ORD/1 "forbid addres"
expect 1 by t officer order add o.proviso
complains "no level 'addres'"
order o.proviso ORD/1 "forbid address"
expect 0 by t officer order add o.proviso
expect 0 by t operator run c.requests.csv --agreement $AGREEMENT --json
same "of the agreement that has the level, the level below it" "$(figure '[l for l in d["levels"].items() if l[1]]' | grep -c match)" 1
expect 0 by t operator run c.requests.csv --agreement CODES-2026 --json
same "of the other one, nothing" "$(figure 'd["outcomes"]["released"]')" 0
sed 's/CODES-2026/CODES-2027/' codes.proviso >later.proviso
expect 0 by t officer,counsel agreement add later.proviso # nor is an agreement refused for an order's level
expect 0 by t officer,counsel order suspend ORD/1 --cites "Stay" --document paper.txt
expect 0 by t operator run c.requests.csv --agreement CODES-2026 --json
[ "$(figure 'd["outcomes"]["released"]')" -gt 0 ] || wrong "the stay of the order is one under every agreement"

title "service"
fresh
order o.proviso ORD/1 "forbid count"
expect 0 by t officer order add o.proviso
expect 1 by t counsel order serve ORD/7 --name "Somebody" --cites "by hand"
complains "order list"
expect 5 by t - order serve ORD/1 --name "Somebody" --cites "by hand"
expect 0 "$PROVISO" -C t status --json
holder=$(figure '[p["name"] for p in d["people"] if "operator" in p["roles"]][0]')
expect 0 by t counsel order serve ORD/1 --name "$holder" --cites "by hand, 9:15" --json
expect 5 by t counsel order acknowledge sv1
complains "that person"
expect 0 by t operator order acknowledge sv1
expect 1 by t operator order acknowledge sv1
complains already
expect 0 by t counsel order serve ord1 --name "Somebody Else" --cites "by post"
expect 5 by t operator order acknowledge sv2
expect 0 by t counsel order acknowledge sv2 --document paper.txt
expect 0 by t counsel order serve ord1 --name "A Third" --cites "by post"
expect 0 "$PROVISO" -C t order list --json
same "acknowledged" "$(figure '[s["acknowledged"] for s in d[0]["services"]]')" "[True, True, False]"
expect 0 "$PROVISO" -C t order list
holds "a list for people" grep -q "sv3 served on A Third.*not acknowledged" said
echo "A Third" >names && nowhere "no name of anybody in the public part (I7)" names t/public
expect 0 "$PROVISO" verify t
expect 0 "$PROVISO" -C t doctor

title "whom an order covers"
fresh
python3 - <<'P'
import csv
truth = {r["control"]: r["person_id"] for r in csv.DictReader(open("c.truth.csv", newline=""))}
out = [truth[r["control"]] for r in csv.DictReader(open("original/batches/b2/outcomes.csv", newline="")) if r["outcome"] == "released"]
for name, ids in (("one.csv", out[:1]), ("strangers.csv", ["nobody-%d" % i for i in range(50)]), ("all.csv", out + out)):
    with open(name, "w", newline="") as f:
        f.write("person_id\n" + "".join(i + "\n" for i in ids))
open("first", "w").write(out[0])
P
order o.proviso ORD/1 "forbid count" 'population "the class"' 'when subject is in the population'
expect 1 by t officer order add o.proviso --population nosuch.csv
echo "id" >wrong.csv
expect 1 by t officer order add o.proviso --population wrong.csv
echo "person_id" >empty.csv
expect 1 by t officer order add o.proviso --population empty.csv
complains nobody
expect 0 by t officer order add o.proviso --population strangers.csv
holds "a list of strangers is said to be one" grep -q "people on its list: 50; rows .* nobody in the registry: 50$" said
expect 0 by t operator release p2 --out t.out
fresh
expect 0 by t officer order add o.proviso --population all.csv --json
same "each once, and all of them known" "$(figure '(d["doubts"]["people"] > 0, d["doubts"]["strangers"])')" "(True, 0)"
rm -rf t.out
expect 7 by t operator release p2 --out t.out
complains ORD/1
fresh
expect 0 by t officer order add o.proviso --population one.csv --json
same "met: the one row of each batch" "$(figure '[p["lowered"] for p in d["effect"]["packages"]]')" "[1, 1]"
expect 7 by t operator release p2 --out t.out
complains "1 row" ORD/1
expect 0 by t operator run c.requests.csv --agreement $AGREEMENT --json
same "all but one is released" "$(figure 'd["outcomes"]["released"]')" $((given - 1))
nowhere "no person_id in what is kept of the list" first t/public t/rules t/populations
chmod u+w t/populations/*.pvl && printf x >>"$(ls t/populations/*.pvl)"
expect 6 by t operator run c.requests.csv --agreement $AGREEMENT
complains "not the list that the ledger names"
fresh
expect 0 by t officer order add o.proviso # no list: it binds everybody
holds "which is said" grep -q "^note: no list came with it" said
expect 7 by t operator release p2 --out t.out
order o.proviso ORD/2 "forbid count" 'when subject is in the population'
expect 1 by t officer order add o.proviso --population one.csv
complains population

title "a list that would let go what another clause holds needs two (I9)"
order o.proviso ORD/1 "forbid count" 'population "the class"' 'when subject is in the population'
order p.proviso ORD/2 "forbid count" 'population "the class"' 'when subject is in the population'
order q.proviso ORD/3 "forbid count" 'against "NOBODY-YET"' 'population "the class"' 'when subject is in the population'
order r.proviso ORD/4 "forbid count" 'population "another class"' 'when subject is in the population'
fresh
expect 0 by t officer order add o.proviso # no list: it binds everybody
for next in p q; do
    expect 5 by t officer order add $next.proviso --population strangers.csv
    complains "another name"
done
expect 7 by t operator release p2 --out t.out
expect 0 by t officer order add p.proviso # without a list it lowers
expect 0 by t officer order add r.proviso --population strangers.csv
expect 7 by t operator release p2 --out t.out
expect 0 by t officer,counsel order add q.proviso --population strangers.csv
expect 0 by t operator release p2 --out t.out
expect 0 "$PROVISO" verify t
fresh
expect 0 by t officer order add o.proviso --population strangers.csv
expect 0 by t officer order add p.proviso # the list was there before
{
    cat c.agreement.proviso
    printf 'clause POP/1 forbid count\n  population "the class"\n  when subject is in the population\n  cites "P"\n'
} >named.proviso
expect 0 "$PROVISO" -C t lookback --rules named.proviso
sed 's/TAX-2025/TAX-B/' named.proviso >later.proviso
expect 0 by t officer,counsel agreement add later.proviso
expect 0 by t operator run c.requests.csv --agreement TAX-B
expect 0 by t operator release p2 --out t.out

title "ids with blanks around them, in the registry and in the list"
fresh
python3 - <<'P'
import csv
rows = list(csv.reader(open("c.registry.csv", newline="")))
with open("blanks.csv", "w", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows(rows[:1] + [[r[0] + " "] + r[1:] for r in rows[1:]])
for name, form in (("bare.csv", "%s\n"), ("blank.csv", '" %s "\n')):
    with open(name, "w") as f:
        f.write("person_id\n" + "".join(form % r[0] for r in rows[1:]))
P
expect 0 by t operator registry import blanks.csv
n=$(planned t c.requests.csv)
rm -rf blanks && cp -a t blanks
for list in bare blank; do
    rm -rf t t.out && cp -a blanks t
    expect 0 by t officer order add o.proviso --population $list.csv
    expect 7 by t operator release "p$n" --out t.out
    complains ORD/1
done

title "ids as long as a registry may have them"
fresh
python3 - <<'P'
import csv
rows = list(csv.reader(open("c.registry.csv", newline="")))
with open("long.csv", "w", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows(rows[:1] + [[r[0].rjust(4000, "0")] + r[1:] for r in rows[1:]])
with open("some.csv", "w") as f:
    f.write("person_id\n" + "".join(r[0].rjust(4000, "0") + "\n" for r in rows[1:100]))
P
expect 0 by t operator registry import long.csv
expect 0 by t officer order add o.proviso --population some.csv
expect 0 by t operator run c.requests.csv --agreement $AGREEMENT
expect 0 by t operator run c.requests.csv --agreement $AGREEMENT --dry-run

title "against a recipient"
fresh
expect 0 "$PROVISO" -C t status --json
party=$(figure 'd["recipients"][0]["name"]')
order o.proviso ORD/1 "forbid count" 'against recipient "Department of Weather"'
expect 0 by t officer order add o.proviso
expect 0 by t operator release p2 --out t.out
order o.proviso ORD/2 "forbid count" "against recipient \"$party\""
expect 0 by t officer order add o.proviso
rm -rf t.out
expect 7 by t operator handover r2 --out t.out
complains ORD/2

title "one court commands what another forbids: a person decides"
fresh
order o.proviso ORD/1 "compel address"
expect 0 by t officer order add o.proviso
expect 0 by t operator release p2 --out t.out # nothing stands against it
order p.proviso ORD/2 "forbid address"
expect 0 by t officer order add p.proviso --json
same "found when it is entered" "$(figure '[(c["agreement"], c["compel"], c["against"]) for c in d["effect"]["conflicts"]]')" \
    "[('$AGREEMENT', 'ORD/1', 'PRO/1'), ('$AGREEMENT', 'ORD/1', 'DUP/1'), ('$AGREEMENT', 'ORD/1', 'USE/1'), ('$AGREEMENT', 'ORD/1', 'ORD/2')]"
expect 0 by t operator run c.requests.csv --agreement $AGREEMENT --json
same "nothing is released" "$(figure 'd["outcomes"]["released"]')" 0
[ "$(figure 'd["outcomes"]["review"]')" -ge "$given" ] || wrong "the rows wait for a person"
batch=$(figure 'd["batch"]')
expect 0 by t operator review "$batch"
holds "for which reason, review says" test "$(grep -c ',commands that conflict$' said)" -ge "$given"
row=$(sed -n 's/,commands that conflict$//p' said | sed 1q)
expect 0 by t operator explain "$batch:$row"
holds "and explain which command compels" grep -q "  compels  " said
holds "the reason names both" grep -q "ORD/1.*ORD/2\|ORD/2.*ORD/1" t/batches/b3/outcomes.csv
expect 5 by t officer order suspend ORD/1 --cites "Stay" --document paper.txt # it lets go what is held: it raises
expect 0 by t officer,counsel order suspend ORD/1 --cites "Stay" --document paper.txt
expect 0 by t operator run c.requests.csv --agreement $AGREEMENT --json
same "match is released" "$(figure 'd["outcomes"]["released"]')" "$given"

title "an order too entangled for a proof is entered, and what it met is said all the same"
fresh
order o.proviso ORD/1 "compel address"
expect 0 by t officer order add o.proviso
order p.proviso ORD/2 "forbid address" "$(python3 - <<'P'
import random

random.seed(5)
phrases = ["recipient is party", "purpose is criminal", "purpose is civil", "name is complete", "name is partial",
    "address is complete", "address is partial", "identifier is present", "period is stated", "authority is stated",
    "reason is stated", "attestation is given", "officer is listed", "case-load is plausible",
    "address-use is ordinary", "row is single", "row is duplicate", "linkage by identifier is unique",
    "linkage by name and address is unique", "linkages agree", "address corresponds", "address was compared",
    "subject is protected", "subject is living"]
print("when", " or ".join(" and ".join(random.choice(["", "not "]) + p for p in random.sample(phrases, 7))
                          for _ in range(100)))
P
)"
expect 0 by t officer order add p.proviso --json
same "what it met" "$(figure '[(p["plan"], p["stopped"]) for p in d["effect"]["packages"]]')" "[('p1', False), ('p2', True)]"
same "where conflicts were not looked for" "$(figure 'd["effect"]["unsearched"]')" "['$AGREEMENT']"
order q.proviso ORD/3 "forbid count"
expect 0 by t officer order add q.proviso
holds "a person is told" grep -q "$AGREEMENT are too entangled" said

finish
