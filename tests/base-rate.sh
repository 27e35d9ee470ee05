#!/bin/sh
# The base rate of insufficient addresses that an inspector general found (18 in 100) is put into a made-up file, with
# the truth beside it: check finds it to the row. What only a table of delivery points could tell is named as such.
. "$TOP/tests/lib.sh"

cat >address.proviso <<'R'
agreement "ADDRESS-ALONE"
  custodian "Custodian"
  recipient "Recipient"
  authority "26 U.S.C. 6103(i)(2)"
  purposes criminal
  in force 2025-01-01 to 2030-01-01
  levels none < match
  request states address
  cites "An agreement that asks for the address alone"
R
expect 0 "$PROVISO" demo --files --people 5000 --requests 60000 -C w
expect 0 "$PROVISO" check w.requests.csv --agreement address.proviso --csv out.csv
python3 - <<'P' || wrong "the base rate is not found to the row"
import csv, collections, sys
not_address = {"complete", "name-empty", "name-partial", "name-placeholder", "name-organisation", "name-several",
               "authority-missing", "period-missing", "reason-missing", "officer-missing", "attestation-missing",
               "identifier-missing", "birth-date-missing"}
truth = {r["control"]: r for r in csv.DictReader(open("w.truth.csv"))}
rows = list(csv.DictReader(open("out.csv")))
put, found, other, beyond, wrong = collections.Counter(), collections.Counter(), 0, 0, 0
for row in rows:
    t = truth[row["control"]]
    deficient = t["deficiency"] not in not_address
    if t["needs"]:
        beyond += 1
        wrong += row["outcome"] != "complete"
    elif deficient:
        put[t["deficiency"]] += 1
        found[row["category"]] += 1
        if row["category"] != t["deficiency"] or row["outcome"] == "complete":
            print("row", row["row"], "is", row["category"], "not", t["deficiency"])
            wrong += 1
    elif row["outcome"] != "complete":
        print("row", row["row"], "is", row["category"], "and was made complete")
        wrong += 1
        other += 1
for category in sorted(put, key=put.get, reverse=True):
    print("%-24s %6d put there, %6d found" % (category, put[category], found[category]))
n = sum(put.values())
print("%d of %d rows (%.1f %%) deficient, %d more that only delivery points could tell; %d wrong" % (
    n, len(rows), 100 * n / len(rows), beyond, wrong))
sys.exit(wrong > 0 or not 0.15 < n / len(rows) < 0.21)
P
finish
