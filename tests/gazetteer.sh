#!/bin/sh
# A public table of ZIP, city and state: of one check, or in force for a custody. It is hashed into the classifier and
# kept with the batch; it lowers what a structure alone would prove, and is believed only as the ledger names it.
. "$TOP/tests/lib.sh"

demo c 2000 400
# the made-up world's own places as a table, but for one city
python3 - c.requests.csv c.registry.csv <<'P'
import csv, collections, sys
places = collections.Counter()
for name in sys.argv[1:]:
    for row in csv.DictReader(open(name)):
        zip = row["zip"].replace("-", "")[:5]
        if len(zip) == 5 and zip.isdigit() and row["city"] and row["state"]:
            places[(zip, row["city"], row["state"])] += 1
valid = [p for p in places if places[p] > 3]
lost = valid[0]
out = csv.writer(open("table.csv", "w"))
out.writerow(["county", "code", "city", "state"])
for zip, city, state in valid[1:]:
    out.writerow(["X", zip, city, state])
print("%s|%s|%s" % lost, file=open("lost", "w"))
P
classifier() { "$PROVISO" check "$@" --json | json 'd["classifier"]'; }

title "check judges by the table it is given"
expect 0 "$PROVISO" check c.requests.csv --json
cp said without
expect 0 "$PROVISO" check c.requests.csv --gazetteer table.csv --csv with.csv --json
same "the table is in the classifier" yes "$([ "$(json 'd["classifier"]' <without)" != "$(json 'd["classifier"]' <said)" ] && echo yes)"
holds "a table only lowers" test "$(json 'd["complete"]' <said)" -lt "$(json 'd["complete"]' <without)"
holds "an unknown place is for a person" grep -q ',review,place-unknown,' with.csv
fails grep -q ',insufficient,place-unknown,' with.csv || wrong "an unknown place was refused"
cat >rows.csv <<'R'
control,given_name,surname,address,city,state,zip,statute,period,reason,officer,attestation
1,Ann,Quill,12 Main St,Springfield,IL,62701,26 U.S.C. 6103,2021,fraud,J Doe,yes
2,Ann,Quill,12 Main St,Chicago,IL,62701,26 U.S.C. 6103,2021,fraud,J Doe,yes
3,Ann,Quill,12 Main St,Springfeild,IL,62701,26 U.S.C. 6103,2021,fraud,J Doe,yes
4,Ann,Quill,12 Main St,Springfield,IL,62700,26 U.S.C. 6103,2021,fraud,J Doe,yes
5,Ann,Quill,12 Main St,Springfield,IL,10001,26 U.S.C. 6103,2021,fraud,J Doe,yes
R
printf 'zip,city,state\n62701,Springfield,IL\n60601,Chicago,IL\n' >two.csv
expect 0 "$PROVISO" check rows.csv --gazetteer two.csv --csv out.csv
same "each as the table says" "complete place-mismatch complete place-unknown bad-zip" \
    "$(sed 1d out.csv | cut -d, -f4 | tr '\n' ' ' | sed 's/ $//')"

title "a custody takes a table by one key of an operator or admin"
expect 5 "$PROVISO" -C c gazetteer import table.csv
expect 5 by c approver1 gazetteer import table.csv
expect 1 by c operator gazetteer import nothere.csv
printf 'code,town,state\n1,A,B\n' >bad.csv
expect 1 by c operator gazetteer import bad.csv
complains "code (or zip), city and state"
expect 0 by c operator gazetteer import table.csv --dry-run
same "a rehearsal enters nothing" null "$("$PROVISO" -C c status --json 2>/dev/null | json 'json.dumps(d["gazetteer"])')"
expect 0 by c operator gazetteer import table.csv
holds "it says what is in force" grep -q 'in force as z1' said
expect 0 "$PROVISO" verify c/public

title "run judges by the table in force, and keeps it with the batch"
expect 0 by c operator run c.requests.csv --agreement $AGREEMENT --json
batch=$(json 'd["batch"]' <said)
holds "the batch has the table" cmp table.csv "c/batches/$batch/gazetteer.csv"
holds "and its rows were judged by it" sh -c "grep -q ',place-unknown' c/batches/$batch/outcomes.csv || grep -q review c/batches/$batch/outcomes.csv"
expect 0 "$PROVISO" -C c explain "$batch:1"

title "a table that is not the ledger's judges nothing"
for f in c/gazetteers/*.csv; do echo '99999,Nowhere,AK' >>"$f"; done
expect 6 by c operator run c.requests.csv --agreement $AGREEMENT
complains "not the table that the ledger names"
expect 0 by c operator gazetteer import table.csv
expect 0 by c operator run c.requests.csv --agreement $AGREEMENT --json
finish
