#!/bin/sh
# Looking back: what an order that reaches back, another text of the rules or another reading makes of past releases;
# which rows, by their controls; from what was kept alone.
. "$TOP/tests/lib.sh"

demo c 2000 300
n=$(planned c) && by c operator release "p$n" --out c.out >/dev/null && by c operator handover "r$n" --out c.out >/dev/null ||
    wrong "a second release"
by c operator run c.requests.csv --agreement $AGREEMENT >/dev/null || wrong "a third batch, planned only"
given=$(grep -c ,released, c/batches/b1/outcomes.csv)

# What the demo's audit of its past kept is history as well, and has a part of its own below: `look` says what is
# found beside it.
look() {
    expect 0 "$PROVISO" -C c lookback --json "$@" --batch past1
    cp said past
    expect 0 "$PROVISO" -C c lookback --json "$@"
    cp said all
    python3 - <<'P' >said
import json
past, all = json.load(open("past")), json.load(open("all"))
less = lambda a, b: {k: less(v, b[k]) if isinstance(v, dict) and k in b else v - b.get(k, 0) if isinstance(v, int) else v
                     for k, v in a.items()}
d = less(all, past)
d["readings"] = [less(a, b) for a, b in zip(all["readings"], past["readings"])]
for r in d["readings"]:
    r["clauses"] = {k: v for k, v in r["clauses"].items() if v != 0}
print(json.dumps(d))
P
}
look_at() { expect 0 "$PROVISO" -C c lookback --json "$@"; }
figure() { json "$1" <said; }
wrong_of() { figure "[r['wrong'] for r in d['readings'] if r['reading'].startswith('$1')]"; }

title "what was released is right by what was in force"
look
same "examined: two releases, not the plan" "$(figure 'd["examined"]')" $((2 * given))
same "readings" "$(figure 'len(d["readings"])')" 6
same "wrong" "$(figure 'sum(r["wrong"] for r in d["readings"])')" 0
look_at --batch b2
same "examined of one batch" "$(figure 'd["examined"]')" "$given"
look_at --batch b3
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
listed = [r for r in csv.DictReader(open("rows.csv", newline="")) if r["reading"] == "all clauses" and r["batch"] != "past1"]
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

title "whom an order covers, among those who were answered before it came"
python3 - <<'P'
import csv
truth = {r["control"]: r["person_id"] for r in csv.DictReader(open("c.truth.csv", newline=""))}
out = [truth[r["control"]] for r in csv.DictReader(open("original/batches/b1/outcomes.csv", newline="")) if r["outcome"] == "released"]
past = [r["person_id"] for r in csv.DictReader(open("c.released.csv", newline=""))]
other = next(p for p in past if p not in out)
open("one.csv", "w").write("person_id\n%s\n" % out[0])
open("other.csv", "w").write("person_id\n%s\n" % other)
open("nobody.csv", "w").write("person_id\nnobody-at-all\n")
open("counts", "w").write("%d %d\n" % (2 * out.count(out[0]), past.count(other)))
P
read -r of_one of_other <counts
covers() { # LIST
    fresh
    FROM="$after reaching back to 2025-01-01" order o.proviso ORD/1 "forbid count" 'population "the class"' \
        'when subject is in the population'
    expect 0 by c officer order add o.proviso --population "$1"
}
covers nobody.csv
look
same "wrong where nobody is covered" "$(wrong_of 'all clauses')" "[0]"
covers one.csv
look
same "wrong where one is" "$(wrong_of 'all clauses')" "[$of_one]"
mv c/registry hidden
look
same "without the registry nobody is known to be outside" "$(wrong_of 'all clauses')" "[$((2 * given))]"
rm -rf c/registry && mv hidden c/registry
covers other.csv
look_at --batch past1
same "of the import, lowered by the order" \
    "$(figure '[r["clauses"].get("ORD/1", 0) for r in d["readings"] if r["reading"] == "all clauses"]')" "[$of_other]"

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

title "more than was given, and held for a person"
sed 's/^  levels .*/  levels none < count < match < address < more\n  level more gives address/' c.agreement.proviso >ladder.proviso
printf 'clause NEW/2 grant more when recipient is party cites "x"\n' >>ladder.proviso
look --rules ladder.proviso
holds "rows that could be given more are counted as right" \
    test "$(figure '[r["raised"] > 0 and r["raised"] <= r["right"] for r in d["readings"]]')" = "[True, True, True, True, True, True]"
expect 0 "$PROVISO" -C c lookback --rules ladder.proviso
holds "and shown" grep -q raised said
FROM="$after reaching back to 2025-01-01" order o.proviso ORD/1 "forbid address"
FROM="$after reaching back to 2025-01-01" order compel.proviso ORD/2 "compel address"
{ cat c.agreement.proviso o.proviso; } >both.proviso
look --rules both.proviso --order compel.proviso
same "what is commanded both ways is held, and wrong" "$(wrong_of 'all clauses')" "[$((2 * given))]"

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


title "what an audit kept is history like any other"
fresh
expect 0 "$PROVISO" -C c audit c.requests.csv --released c.released.csv --agreement $AGREEMENT --json
cp said audited
mv c/registry hidden && mkdir -p keep && mv c/batches/past1/requests.age keep/
look_at --batch past1 --csv rows.csv
rmdir c/registry 2>/dev/null
mv hidden c/registry && mv keep/requests.age c/batches/past1/
python3 - <<'P' || wrong "the look back finds what the audit found"
import csv, json
a, d = json.load(open("audited")), json.load(open("said"))
for k in ("examined", "insufficient", "unknown_person", "unmatched", "corresponds", "differs", "not_comparable",
          "requests", "processes", "readings"):
    assert a[k] == d[k], (k, a[k], d[k])
assert d["imported"] == d["examined"] > 0
rows = list(csv.DictReader(open("rows.csv", newline="")))
for r in d["readings"]:
    assert sum(x["reading"] == r["reading"] for x in rows) == r["wrong"]
controls = {x["control"]: n for n, x in enumerate(csv.DictReader(open("c.requests.csv", newline="")), 1)}
assert all(x["batch"] == "past1" and controls[x["control"]] == int(x["row"]) and x["given"] == "address" for x in rows)
P
look_at
same "all history is both" "$(figure '[d["examined"] - d["imported"], d["imported"]]')" "[$((2 * given)), $(json 'd["examined"]' <audited)]"
for file in rows.pvb releases.csv; do
    fresh
    printf x >>c/batches/past1/$file
    expect 6 "$PROVISO" -C c lookback --csv rows.csv
    fresh
    python3 - "c/batches/past1/$file" <<'P'
import sys
b = bytearray(open(sys.argv[1], "rb").read())
b[-2] ^= 1
open(sys.argv[1], "wb").write(b)
P
    cp rows.csv rows.before
    expect 6 "$PROVISO" -C c lookback --csv rows.csv
    holds "a list that failed leaves the old one" cmp rows.csv rows.before
done
fresh

title "an order that is not entered"
FROM="$after reaching back to 2025-01-01" order o.proviso ORD/1 "forbid count"
size=$(entries c)
look --order o.proviso
same "wrong under it" "$(wrong_of 'all clauses')" "[$((2 * given))]"
same "nothing is entered" "$(entries c)" "$size"
expect 0 "$PROVISO" -C c lookback --order o.proviso --reach 2025-01-01
holds "the text says what was supposed" sh -c 'tr "\n" " " <said | grep -q "with o.proviso, as if entered now.*reach back to 2025-01-01"'
rm -f page.html
expect 0 "$PROVISO" -C c lookback --order o.proviso --json --html page.html
holds "and so does the page, which --json does not keep away" grep -q "o.proviso, as if entered now" page.html
look
same "and none of it stays" "$(wrong_of 'all clauses')" "[0]"
expect 0 by c officer order add o.proviso
expect 1 "$PROVISO" -C c lookback --order o.proviso # it is in the register: twice
fresh
FROM=$after order o.proviso ORD/1 "forbid nosuch"
expect 1 "$PROVISO" -C c lookback --order o.proviso
complains nosuch o.proviso
FROM="$after reaching back to 2025-01-01" order o.proviso ORD/1 "forbid count"
expect 0 by c officer order add o.proviso
FROM="2025-01-01" order stay.proviso ORD/2 "suspend ORD/1"
look --order stay.proviso
same "a stay that is not entered pauses an order that is" "$(wrong_of 'all clauses')" "[0]"
look --rules c.agreement.proviso
same "the register's orders stand with another text" "$(wrong_of 'all clauses')" "[$((2 * given))]"
fresh

title "reach"
FROM=$after order o.proviso ORD/1 "forbid count"
look --order o.proviso
same "an order that began behind the releases" "$(wrong_of 'all clauses')" "[0]"
look --order o.proviso --reach 2025-01-01
same "as if it reached back" "$(wrong_of 'all clauses')" "[$((2 * given))]"
same "of the past as well" "$(json 'all(r["right"] == 0 for r in d["readings"] if r["reading"] == "all clauses")' <past)" True
look --order o.proviso --reach "$after"
same "not far enough" "$(wrong_of 'all clauses')" "[0]"
expect 2 "$PROVISO" -C c lookback --reach soon

title "another classifier"
cp -a c judged.original
# the made-up world's own places as a table, but for the cities of half of the released rows
python3 - <<'P'
import csv
rows = list(csv.DictReader(open("c.requests.csv", newline="")))
out = {r["control"]: r["outcome"] for r in csv.DictReader(open("c/batches/b1/outcomes.csv", newline=""))}
places = {}
for name in ("c.requests.csv", "c.registry.csv"):
    for r in csv.DictReader(open(name, newline="")):
        z = r["zip"].replace("-", "")[:5]
        if len(z) == 5 and z.isdigit() and r["city"] and r["state"]:
            places[(z, r["city"].upper(), r["state"])] = 1
released = [r for r in rows if out[r["control"]] == "released"]
lost = {r["city"].upper() for r in released[: len(released) // 2]}
w = csv.writer(open("table.csv", "w"))
w.writerow(["code", "city", "state"])
for p in places:
    if p[1] not in lost:
        w.writerow(p)
P
expect 0 "$PROVISO" check c.requests.csv --gazetteer table.csv --csv checked.csv
# released rows whose request is not complete by the table, counted by another verb
lost=$(python3 - <<'P'
import csv
out = [r["outcome"] for r in csv.DictReader(open("c/batches/b1/outcomes.csv", newline=""))]
now = [r["outcome"] for r in csv.DictReader(open("checked.csv", newline=""))]
print(sum(o == "released" and n != "complete" for o, n in zip(out, now)))
P
)
holds "the table changes some" test "$lost" -gt 0 -a "$lost" -lt "$given"
causes() { figure "[(r['rule'], r['classifier'], r['both']) for r in d['readings'] if r['reading'].startswith('$1')]"; }
look_at --batch b1 --judge
same "the same classifier changes nothing" "$(wrong_of 'all clauses') $(causes 'all clauses')" "[0] [(0, 0, 0)]"
same "all are judged" "$(figure 'd["judged"]')" "$given"
look_at --batch b1 --judge --gazetteer table.csv --csv rows.csv
same "wrong, and why" "$(wrong_of 'all clauses') $(causes 'all clauses')" "[$lost] [(0, $lost, 0)]"
python3 - <<'P' || wrong "the last column is the cause"
import csv
rows = list(csv.reader(open("rows.csv", newline="")))
assert rows[0] == "batch,row,control,reading,given,now,clauses,cause".split(","), rows[0]
assert {r[7] for r in rows[1:]} == {"classifier"} and {r[5] for r in rows[1:]} == {"none"}
P
look_at --batch b1 --gazetteer table.csv --csv rows.csv
same "a table alone judges what another classifier judged" "$(wrong_of 'all clauses') $(causes 'all clauses')" "[$lost] [(0, $lost, 0)]"
same "without that column" "$(sed 1q rows.csv)" "batch,row,control,reading,given,now,clauses"
look_at --batch b1 --judge --gazetteer table.csv --order o.proviso --reach 2025-01-01
same "rules and classifier" "$(wrong_of 'all clauses') $(causes 'all clauses')" "[$given] [($((given - lost)), 0, $lost)]"
look_at --batch past1
cp said plain
look_at --batch past1 --judge
python3 - <<'P' || wrong "the past judged again by the same classifier is what it was, by its rules"
import json
a, b = json.load(open("plain")), json.load(open("said"))
for x, y in zip(a["readings"], b["readings"]):
    assert (x["wrong"], x["clauses"]) == (y["wrong"], y["clauses"])
    assert (y["rule"], y["classifier"], y["both"]) == (x["wrong"], 0, 0)
assert b["judged"] == b["examined"]
P
look_at --batch past1 --judge --gazetteer table.csv
same "the past by another table" True "$(figure 'all(r["classifier"] + r["both"] > 0 for r in d["readings"])')"
rm c/batches/b1/requests.age
look_at --batch b1 --judge --gazetteer table.csv
same "an erased request is not judged, and said" "$(figure '[d["judged"], d["not_judged"]]')" "[0, $given]"
expect 0 "$PROVISO" -C c lookback --judge
holds "in words" grep -q "erased: $given" said
printf x >>c/batches/b2/requests.age
expect 6 "$PROVISO" -C c lookback --judge
rm -rf c && mv judged.original c

title "any number of threads"
for options in "" "--judge --gazetteer table.csv" "--order o.proviso --reach 2025-01-01"; do
    for n in 1 4; do
        # shellcheck disable=SC2086 # words
        expect 0 "$PROVISO" -C c lookback --json --threads $n --csv rows.$n.csv $options
        cp said said.$n
    done
    holds "the same figures: $options" cmp said.1 said.4
    holds "the same list: $options" cmp rows.1.csv rows.4.csv
done

title "several agreements"
sed -e 's/"TAX-2025"/"TAX-B"/' -e '/^reading "compared now"/,/^  cites/d' c.agreement.proviso >b.proviso
expect 0 by c officer,counsel agreement add b.proviso
expect 0 by c operator run c.requests.csv --agreement TAX-B --json
n=$(json 'd["batch"][1:]' <said)
by c approver1,approver2 approve "p$n" >/dev/null && by c operator release "p$n" --out c.out >/dev/null &&
    by c operator handover "r$n" --out c.out >/dev/null || wrong "a release under the second agreement"
look_at
same "each has its own figures" "$(figure '[(a["agreement"], a["agreement_id"], a["examined"] - a["imported"]) for a in d["agreements"]]')" \
    "[('agr1', 'TAX-2025', $((2 * given))), ('agr2', 'TAX-B', $given)]"
same "readings of both" "$(figure '[r["agreement"] for r in d["readings"]]')" \
    "['agr1', 'agr1', 'agr1', 'agr1', 'agr1', 'agr1', 'agr2', 'agr2', 'agr2', 'agr2', 'agr2']"
look_at --reading "compared now" --reading "all clauses"
same "a reading that only one of them has" "$(figure '[(r["agreement"], r["reading"]) for r in d["readings"]]')" \
    "[('agr1', 'compared now'), ('agr1', 'all clauses'), ('agr2', 'all clauses')]"
expect 1 "$PROVISO" -C c lookback --reading "compared now" --reading "nobody's"
complains reading
for name in agr2 TAX-B; do
    look_at --agreement $name
    same "one of them, $name" "$(figure '[d["agreement"], d["examined"]]')" "['agr2', $given]"
done
FROM=$after order o.proviso ORD/1 "forbid count" 'against "TAX-B"'
look_at --order o.proviso --reach 2025-01-01 --csv rows.csv --agreement agr2
same "an order against one of them" "$(wrong_of 'all clauses')" "[$given]"
look_at --order o.proviso --reach 2025-01-01 --csv rows.csv
same "reaches that one" "$(figure '[a["readings"][0]["wrong"] == a["examined"] for a in d["agreements"]]')" "[False, True]"
same "the list has both" "b$n past1" "$(sed 1d rows.csv | cut -d, -f1 | sort -u | tr '\n' ' ' | sed 's/ $//')"
expect 0 "$PROVISO" -C c lookback --html page.html
holds "a head for each" sh -c 'grep -q "agreement TAX-2025" said && grep -q "agreement TAX-B" said'
holds "one page" python3 -c 'import xml.dom.minidom as m, re; t = open("page.html").read(); m.parseString(re.sub("(?i)<!doctype html>", "", t)); ids = re.findall(" id=\"([^\"]*)\"", t); assert len(ids) == len(set(ids)), ids'
size=$(entries c)
expect 0 by c counsel lookback --order o.proviso --reach 2025-01-01 --json
same "a finding for each" "$(figure 'd["finding"]') $(entries c)" "$(figure '" ".join(a["finding"] for a in d["agreements"])') $((size + 2))"
python3 - "$size" <<'P' || wrong "the documents say by what it was looked"
import glob, json, sys
found = {}
for name in glob.glob("c/documents/*.json"):
    b = json.load(open(name))["body"]
    if b.get("reach", "").startswith("2025-01-01"):
        found[b["agreement"]] = b
assert sorted(found) == ["TAX-2025", "TAX-B"], found
for b in found.values():
    assert len(b["rules"]) == len(b["order"]) == len(b["ledger"]["root"]) == 64 and b["classifier"] == ""
    assert b["ledger"]["size"] == int(sys.argv[1])
    assert len(b["readings"]) == (6 if b["agreement"] == "TAX-2025" else 5) and all(r["wrong"] + r["right"] > 0 for r in b["readings"])
P
expect 0 "$PROVISO" verify c
expect 0 "$PROVISO" -C c doctor

title "an agreement each: as many findings as there are"
for i in 1 2 3 4; do
    sed "s/TAX-2025/TAX-$i/" c/rules/agr1.proviso >more.proviso
    { head -n 1 c.released.csv; sed -n 2p c.released.csv | sed "s/T00:00:00Z/T00:00:0${i}Z/"; } >more.csv
    expect 0 by c counsel audit c.requests.csv --released more.csv --agreement more.proviso
done
size=$(entries c)
expect 0 by c counsel lookback --json
same "six in one act" "$(figure 'len({a["finding"] for a in d["agreements"]})') $(entries c)" "6 $((size + 6))"
expect 0 "$PROVISO" verify c
expect 0 "$PROVISO" -C c doctor

finish
