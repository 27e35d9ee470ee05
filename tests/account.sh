#!/bin/sh
# An accounting of disclosures: every row that left about a person is in the letter, whatever it left by; what an
# agreement withholds or a statement suspends is not, and nothing in the letter tells; two keys; nothing personal in public.
. "$TOP/tests/lib.sh"

demo c 1000 250
figure() { json "$1" <said; }
account() { expect 0 by c officer,counsel account "$@" --json -o letter.txt; } # PERSON

# oracle: person_id,count of everybody about whom something was given out by batches (arguments) and by the process before
oracle() {
    python3 - "$@" <<'P'
import collections, csv, sys
truth = {r["control"]: r["person_id"] for r in csv.DictReader(open("c.truth.csv", newline=""))}
count = collections.Counter(r["person_id"] for r in csv.DictReader(open("c.released.csv", newline="")))
for batch in sys.argv[1:]:
    for r in csv.DictReader(open("c/batches/%s/outcomes.csv" % batch, newline="")):
        if r["outcome"] == "released":
            count[truth[r["control"]]] += 1
for person, n in sorted(count.items()):
    print(person, n)
P
}

title "everything that left, by packages and by the process before, against an oracle"
oracle b1 >expected
[ "$(wc -l <expected)" -ge 10 ] || wrong "the oracle has people to ask about"
grep -q ' 2$' expected || wrong "one of them twice"
while read -r person n; do
    account "$person" || break
    same "disclosures about one person" "$(figure 'd["disclosures"]')" "$n"
    same "as many in the letter" "$(grep -c '^Disclosure ' letter.txt)" "$n"
done <expected
both=$(sed -n 's/ 2$//p' expected | head -n 1)
nobody=$(cut -d, -f1 c.registry.csv | sed 1d | while read -r p; do grep -q "^$p " expected || { echo "$p"; break; }; done)

title "what the letter says"
account "$both"
name=$(grep "^$both," c.registry.csv | cut -d, -f4)
holds "whom it is to" grep -q "$name" letter.txt
holds "when, by the process before" grep -q "^Disclosure 1 *7 August 2025" letter.txt
holds "what" grep -q "^What was given *That you are on record, and your last known address" letter.txt
holds "for what" grep -q "^Purpose *a criminal matter" letter.txt
holds "to whom" grep -q "^To whom *Immigration and Customs Enforcement, 500 12th Street SW" letter.txt
holds "by which authority, the clause's citation included" grep -q "^Authority *26 U.S.C. 6103(i)(2); Memorandum of 7 April 2025, section 3(b)" letter.txt
holds "that a finding calls it wrong, in neutral words" grep -q "^Standing *Under review" letter.txt
holds "in all" grep -q "In all: 2 disclosures" letter.txt
holds "over which period" grep -q "from 7 August 2025, where what is kept begins" letter.txt
! grep -qi "withheld\|suspend\|left out" letter.txt || wrong "no word of what may be left out"
account "$nobody"
holds "nothing given out: a letter that says so" grep -q "In all: 0 disclosures" letter.txt
expect 0 by c officer,counsel account "$both" --addressee "A Guardian; 1 Main Street; Albany NY 12201" -o letter.txt
holds "to somebody else" grep -q "^A Guardian$" letter.txt
! grep -q "$name" letter.txt || wrong "and not to the person"
printf '%s\n' "$both" | by c officer,counsel account - --json -o letter.txt >said || wrong "the id from standard input"
same "the id from standard input" "$(figure 'd["disclosures"]')" 2
expect 0 by c officer,counsel account "$both" --html letter.html --pdf letter.pdf
holds "as a page" grep -q "<h1>Accounting of disclosures</h1>" letter.html
if command -v pdftotext >/dev/null; then
    pdftotext -layout letter.pdf - >pdf.txt
    holds "and as a sheet" grep -q "In all: 2 disclosures" pdf.txt
fi

title "what was called back"
cp -a c t && ln -s c.people t.people
expect 0 by t counsel recall past1 --out recalled
expect 0 by t officer,counsel account "$both" -o letter.txt
holds "is said to be" grep -q "^Standing *Under recall: the recipient is asked to return or destroy" letter.txt
same "and nothing else" "$(grep -c '^Standing' letter.txt)" 1
rm -rf t t.people

title "two different people of counsel, admins and approvers"
rm -f letter.txt
before=$(entries c)
expect 5 by c officer account "$both" -o letter.txt
expect 5 by c officer,officer account "$both" -o letter.txt
expect 5 by c operator,approver1 account "$both" -o letter.txt
expect 5 by c - account "$both" -o letter.txt
expect 1 by c officer,counsel account NOBODY-AT-ALL -o letter.txt
! grep -q NOBODY complained || wrong "an error names no person (I7)"
expect 2 by c officer,counsel account "$both"
complains terminal
expect 2 by c officer,counsel account "$both" --json
expect 0 by c officer,counsel account "$both" --dry-run --json
same "a dry run counts" "$(figure '(d["would_enter"], d["disclosures"])')" "('account', 2)"
expect 0 by c officer,counsel account "$both" --dry-run
! grep -q "$name" said || wrong "and shows nothing"
same "nothing was entered" "$(entries c)" "$before"
[ ! -e letter.txt ] || wrong "nothing was written"
expect 0 by c approver1,approver2 account "$both" -o letter.txt
same "an entry" "$(entries c)" $((before + 1))

# The opening of a row to the person is no way round an accounting; a court and an inspector may be shown it.
first_row() { grep -m 1 ',released,' "c/batches/b$n/outcomes.csv" | cut -d, -f1; }
refuses_person() {
    rm -rf opened
    was=$(entries c)
    expect 4 by c officer,counsel prove "b$n:$(first_row)" --for person --cites "Request" --out opened
    complains "is not for the person to see"
    ! grep -qi "suspend\|withh.*by\|accounting" complained || wrong "the refusal says why"
    [ ! -e opened ] && [ "$(entries c)" = "$was" ] || wrong "nothing was opened, and nothing entered"
    expect 0 by c officer,counsel prove "b$n:$(first_row)" --for court --cites "Request" --out opened
}

title "what an agreement withholds is not there, and the letter does not tell"
# agreed ID LINE...: the demo's agreement under another id, with these statements on what persons are told.
agreed() {
    id=$1
    shift
    sed -e "s/^agreement \"TAX-2025\"/agreement \"$id\"/" -e '/^  accounting /d' -e '/^  notice /d' c.agreement.proviso >"$id.proviso"
    for line in "$@"; do
        sed -i "s|^  retention .*|&\n  $line|" "$id.proviso"
    done
    expect 0 by c officer,counsel agreement add "$id.proviso"
    by c operator run c.requests.csv --agreement "$id" --json >planned.json || wrong "a batch under $id"
    n=$(json 'd["batch"][1:]' <planned.json)
    by c approver1,approver2 approve "p$n" >/dev/null
    expect 0 by c operator release "p$n" --out out
}
letter() { sed -e '/^Reference/d' letter.txt; }
account "$both" && letter >plain.txt
agreed TAX-W 'accounting of criminal disclosures withheld cites "5 U.S.C. 552a(c)(3)"'
account "$both"
same "a package whose key was not handed over is no disclosure" "$(figure '(d["disclosures"], d["withheld"])')" "(2, 0)"
expect 0 by c operator handover "r$n" --out out
account "$both"
same "withheld, as the officer is told" "$(figure '(d["disclosures"], d["withheld"])')" "(2, 1)"
refuses_person
letter >other.txt
holds "the letter is the same, byte for byte" cmp plain.txt other.txt
agreed TAX-N 'accounting to nobody cites "made up"'
expect 0 by c operator handover "r$n" --out out
account "$both"
same "to nobody" "$(figure '(d["disclosures"], d["withheld"])')" "(2, 2)"
refuses_person
letter >other.txt
holds "the letter is the same, byte for byte" cmp plain.txt other.txt
expect 1 by c officer account suspend TAX-W --until 2030-01-01 --cites "S" --document plain.txt
complains "no written statement"

title "what a statement suspends, within what the agreement allows"
agreed TAX-S 'accounting to the person for 1 years cites "made up 1"' \
    'accounting suspended by written statement cites "45 CFR 164.528(a)(2)(i)"' \
    'accounting suspended by oral statement at most 30 days cites "45 CFR 164.528(a)(2)(ii)(C)"'
expect 0 by c operator handover "r$n" --out out
account "$both"
same "it is told" "$(figure '(d["disclosures"], d["suspended"])')" "(3, 0)"
expect 0 by c officer,counsel prove "b$n:$(first_row)" --for person --cites "Request" --out opened
holds "and how far back that goes" grep -q "Under TAX-S the last 1 years are accounted for" letter.txt
day() { date -u -d "$1 days" +%Y-%m-%dT%H:%MZ; }
echo "a statement" >statement.txt
suspend() { by c "$@" --cites "Statement of the sheriff" --document statement.txt --json; }
expect 1 suspend operator account suspend "r$n" --oral --until "$(day 31)"
complains "until $(date -u -d '30 days' +%Y-%m-%d)"
expect 1 suspend operator account suspend "r$n" --oral --at "$(day -20)" --until "$(day 11)"
expect 2 suspend operator account suspend "r$n" --oral --until "$(day -1)"
expect 2 suspend operator account suspend "r$n" --oral --at "$(day 1)" --until "$(day 2)"
expect 2 by c operator account suspend "r$n" --oral --until "$(day 2)" --cites "no paper"
expect 5 suspend - account suspend "r$n" --oral --until "$(day 2)"
expect 1 suspend operator account suspend r77 --oral --until "$(day 2)"
cp -a c t && ln -s c.people t.people
expect 0 by t operator account suspend TAX-S --oral --until "$(day 20)" --cites S --document statement.txt
expect 1 by t operator account suspend "r$n" --oral --until "$(day 29)" --cites S --document statement.txt
complains "written"
rm -rf t t.people
expect 0 suspend operator account suspend "r$n" --oral --until "$(day 29)"
same "one key suspends" "$(figure 'd["id"]')" su1
account "$both"
same "suspended, as the officer is told" "$(figure '(d["disclosures"], d["withheld"], d["suspended"])')" "(2, 2, 1)"
refuses_person
letter >other.txt
holds "the letter is the same, byte for byte" cmp plain.txt other.txt
expect 1 suspend operator account suspend "r$n" --oral --until "$(day 30)"
complains "written"
expect 1 suspend operator account suspend TAX-S --oral --until "$(day 20)" # which covers r$n as well
complains "of r$n already" "one by one"
expect 0 suspend operator account suspend TAX-S --until "$(day 900)"
same "a written statement goes on, for all of the agreement" "$(figure 'd["id"]')" su2
expect 5 by c officer account suspend su1 --lift --cites "withdrawn"
expect 0 by c officer,counsel account suspend su1 --lift --cites "withdrawn"
expect 1 by c officer,counsel account suspend su1 --lift --cites "withdrawn"
account "$both"
same "the other one still holds" "$(figure 'd["suspended"]')" 1
expect 0 by c officer,counsel account suspend su2 --lift --cites "withdrawn"
account "$both"
same "both lifted" "$(figure '(d["disclosures"], d["suspended"])')" "(3, 0)"
expect 0 by c officer,counsel prove "b$n:$(first_row)" --for person --cites "Request" --out opened
expect 0 suspend operator account suspend agr4 --until "$(day 40)"

title "time passes: a suspension ends, and an accounting looks back no further than it is to"
if [ -x "$PROVISO_ASAN" ]; then
    cp -a c t && ln -s c.people t.people
    later() { PROVISO_NOW=$(day "$1") BINARY=$PROVISO_ASAN expect 0 by t officer,counsel account "$both" --json -o letter.txt; }
    later 39
    same "before it ends" "$(figure '(d["disclosures"], d["suspended"], d["earlier"])')" "(2, 1, 0)"
    later 41
    same "after" "$(figure '(d["disclosures"], d["suspended"], d["earlier"])')" "(3, 0, 0)"
    later 400
    same "a year later" "$(figure '(d["disclosures"], d["suspended"], d["earlier"])')" "(2, 0, 1)"
    sane "the sanitizer" complained
fi

title "what was erased is said to be"
row=$(python3 - "$both" <<'P'
import csv, sys
truth = {r["control"]: r["person_id"] for r in csv.DictReader(open("c.truth.csv", newline=""))}
for r in csv.DictReader(open("c/batches/b1/outcomes.csv", newline="")):
    if r["outcome"] == "released" and truth[r["control"]] == sys.argv[1]:
        print(r["row"])
P
)
! grep -q erased letter.txt || wrong "not before"
rm -rf t t.people && cp -a c t && ln -s c.people t.people
expect 0 by t officer,counsel erase "b1:$row"
expect 0 by t officer,counsel account "$both" --json -o letter.txt
same "one of two less, and one erased" "$(figure '(d["disclosures"], d["erased"])')" "(1, 1)"
holds "the letter says so of everybody's" grep -q "Some particulars were erased" letter.txt
expect 0 by t officer,counsel account "$nobody" -o letter.txt
holds "in everybody's letter" grep -q "Some particulars were erased" letter.txt

title "nothing is passed over: what is missing or altered is an error"
printf x | dd of=t/batches/b1/rows.pvb bs=1 seek=200 conv=notrunc 2>/dev/null
expect 6 by t officer,counsel account "$both" -o letter.txt
rm -rf t && cp -a c t
printf x | dd of=t/batches/past1/rows.pvb bs=1 seek=200 conv=notrunc 2>/dev/null
expect 6 by t officer,counsel account "$both" -o letter.txt
rm -rf t && cp -a c t
mv t/registry/g-* elsewhere
expect 1 by t officer,counsel account "$both" -o letter.txt
rm -rf t

title "a person who is in the registry no more is told all the same"
echo "person_id" >gone.csv && echo "$both" >>gone.csv
expect 0 by c operator registry update --deleted gone.csv
account "$both"
same "all of it" "$(figure 'd["disclosures"]')" 2

title "nothing personal in public (I7), and a stranger can count"
printf '%s\n' "$both" "$name" Guardian sheriff >words
nowhere "no id, no name, no statement in the public part" words c/public
! grep -qF -e "$both" -e "$name" said complained || wrong "nor in what is said"
grep -lF "\"person\":\"$both\"" c/documents/*.json >/dev/null || wrong "the private document has the person"
expect 0 "$PROVISO" verify c --json
count=$(grep -lF '"disclosures":[' c/documents/*.json | wc -l)
same "accounts, counted by a stranger" "$(figure 'd["people"]["accounts"]')" "$count"
expect 0 "$PROVISO" -C c doctor

finish
