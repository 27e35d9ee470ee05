#!/bin/sh
# The matcher alone, on labelled sets of others: at least as good as the floor; ambiguity, pairs, standard columns.
. "$TOP/tests/lib.sh"

[ -n "${SHARED:-}" ] && [ -f "$SHARED/data/febrl/dataset4a.csv" ] || skip "the labelled sets (SHARED/data) are absent"
data=$SHARED/data layouts=$TOP/examples/layouts

floor() { # WHAT F1 FLOOR
    python3 -c 'import sys; sys.exit(float(sys.argv[1]) < float(sys.argv[2]))' "$2" "$3" ||
        wrong "F1 of $1 is $2, below $3"
}
figure() { sed -n 's/^f1 \([0-9.]*\).*/\1/p' figures; }

title "Febrl 4: 5,000 against 5,000"
expect 0 "$PROVISO" link "$data/febrl/dataset4a.csv" "$data/febrl/dataset4b.csv" --layout "$layouts/febrl.proviso" \
    -o febrl.csv --json
same "unique, many and none add up" "$(json 'd["unique"] + d["many"] + d["none"] - d["requests"]' <said)" 0
python3 "$TOP/tests/f1.py" links febrl.csv | tee figures
floor "Febrl 4" "$(figure)" 0.9996
expect 0 "$PROVISO" link "$data/febrl/dataset4b.csv" "$data/febrl/dataset4a.csv" --layout "$layouts/febrl.proviso" \
    -o turned.csv
python3 "$TOP/tests/f1.py" links turned.csv | tee figures
floor "Febrl 4, turned round" "$(figure)" 0.9990
python3 - <<'P' || wrong "an outcome agrees with its weights"
import csv
for r in csv.DictReader(open("febrl.csv", newline="")):
    assert r["outcome"] in ("unique", "many", "none"), r
    if r["outcome"] == "unique":
        assert r["registry_id"] and r["weight"]
        assert not r["second"] or float(r["second"]) <= float(r["weight"]), "the best is the best"
P

title "historical figures: the first row of each as the registry, the others as requests"
python3 - "$data/splink/historical_figures_with_errors_50k.csv" <<'P'
import csv, sys
rows = csv.reader(open(sys.argv[1], newline="", encoding="utf-8"))
head, seen = next(rows), set()
with open("first.csv", "w", newline="") as a, open("others.csv", "w", newline="") as b:
    first, others = csv.writer(a), csv.writer(b)
    first.writerow(head), others.writerow(head)
    for r in rows:
        (others if r[1] in seen else first).writerow(r)
        seen.add(r[1])
P
expect 0 "$PROVISO" link others.csv first.csv --layout "$layouts/historical.proviso" -o linked.csv
python3 "$TOP/tests/f1.py" links linked.csv "$data/splink/historical_figures_with_errors_50k.csv" | tee figures
floor "the historical figures, as a registry" "$(figure)" 0.93

title "historical figures: 50,578 against themselves"
expect 0 "$PROVISO" link "$data/splink/historical_figures_with_errors_50k.csv" --dedupe \
    --layout "$layouts/historical.proviso" --pairs 0 -o historical.csv
python3 "$TOP/tests/f1.py" pairs historical.csv "$data/splink/historical_figures_with_errors_50k.csv" | tee figures
floor "the historical figures" "$(figure)" 0.87
python3 - <<'P' || wrong "each pair stands once, of two different rows, with the weight that was asked for"
import csv
seen = set()
for r in csv.DictReader(open("historical.csv", newline="")):
    pair = tuple(sorted((r["id_a"], r["id_b"])))
    assert pair[0] != pair[1] and pair not in seen and float(r["weight"]) >= 0, r
    seen.add(pair)
P

title "1,000 made-up people against themselves"
expect 0 "$PROVISO" link "$data/splink/fake_1000.csv" --dedupe --layout "$layouts/fake-1000.proviso" --pairs -20 \
    -o fake.csv
python3 "$TOP/tests/f1.py" pairs fake.csv "$data/splink/fake_1000.csv" | tee figures
floor "the made-up people" "$(figure)" 0.94

title "rows that cannot be read leave no gap, in either file, for any number of threads"
awk 'NR > 1 && NR % 7 == 0 { print "broken" } NR == 1 || NR % 7 != 0' "$data/febrl/dataset4a.csv" >gaps.a.csv
awk 'NR > 1 && NR % 5 == 0 { print "broken" } { print }' "$data/febrl/dataset4b.csv" >gaps.b.csv
for threads in 1 3; do
    expect 0 "$PROVISO" link gaps.a.csv gaps.b.csv --layout "$layouts/febrl.proviso" -o gaps.$threads.csv --json \
        --threads $threads
    same "requests that were read" "$(json 'd["requests"]' <said)" 4286
    same "records that were read" "$(json 'd["persons"]' <said)" 5000
    expect 0 "$PROVISO" link gaps.a.csv --dedupe --layout "$layouts/febrl.proviso" --pairs -5 -o itself.$threads.csv \
        --threads $threads --json
    same "of itself as many" "$(json '[d["requests"], d["persons"]]' <said)" "[4286, 4286]"
done
holds "the same answer" cmp gaps.1.csv gaps.3.csv
holds "the same pairs" cmp itself.1.csv itself.3.csv
python3 "$TOP/tests/f1.py" links gaps.1.csv | tee figures
floor "Febrl 4 with gaps" "$(figure)" 0.9990

title "small and degenerate files"
printf 'control,given_name,surname,birth_date,address,city,state,zip\n' >head.csv
expect 0 "$PROVISO" link head.csv head.csv -o out.csv
same "lines of nothing against nothing" "$(wc -l <out.csv)" 1
{ cat head.csv; printf '7,ANNA,QUILL,1970-01-01,12 MAIN ST,BRONX,NY,10461\n'; } >one.csv
expect 0 "$PROVISO" link one.csv head.csv -o out.csv
same "one against nothing" "$(sed -n 2p out.csv)" "7,,,,none"
{ cat one.csv; sed 1d one.csv | sed 's/^7/8/'; } >two.csv
expect 0 "$PROVISO" link one.csv two.csv -o out.csv
same "one against two alike is ambiguous" "$(sed -n 2p out.csv | cut -d, -f5)" many
{ cat head.csv; printf '%s\n' '9,ZZ,,,,,,' '"1,0","O""X",,,,,,'; } >odd.csv
expect 0 "$PROVISO" link odd.csv odd.csv -o out.csv
same "an id with a comma comes back quoted" "$(tail -n 1 out.csv | cut -c1-6)" '"1,0",'
expect 0 "$PROVISO" link odd.csv --dedupe -o out.csv
ls | grep -E 'index|\.tmp' && wrong "the throw-away index is gone"

finish
