#!/bin/sh
# The five strings that passed in 2025, every deficiency of FACTS.md section 4, and the traps beside them: streets that
# look like a placeholder and are none. Nobody is sent away wrongly: what is only unclear goes to a person.
. "$TOP/tests/lib.sh"

python3 - <<'P'
import csv
INSUFFICIENT, COMPLETE, PERSON, NOT_REFUSED = "insufficient", "complete", "review", "complete|review"
NOT_COMPLETE = "insufficient|review"
cases = [  # wanted outcome, wanted category or "", address, city, state, zip
    # the five of 2025, in one field and in two
    (INSUFFICIENT, "placeholder", "Failed to Provide 12345", "", "", ""),
    (INSUFFICIENT, "placeholder", "Unknown Address 12345", "", "", ""),
    (INSUFFICIENT, "placeholder", "NA NA 12345", "", "", ""),
    (INSUFFICIENT, "", "Don't Care 12345", "", "", ""),
    (INSUFFICIENT, "", "00000", "", "", ""),
    (INSUFFICIENT, "", "Failed to Provide", "", "", "12345"),
    (INSUFFICIENT, "", "Unknown Address", "", "NY", "12345"),
    (INSUFFICIENT, "", "NA", "NA", "NA", "12345"),
    (INSUFFICIENT, "", "Don't Care", "Schenectady", "NY", "12345"),
    (INSUFFICIENT, "", "DON\u2019T CARE", "", "", "12345"),
    (INSUFFICIENT, "", "", "", "", "00000"),
    (INSUFFICIENT, "", "failed  to   provide", "Schenectady", "NY", "12345"),
    # blank, placeholder, disguised
    (INSUFFICIENT, "blank", "", "", "", ""),
    (INSUFFICIENT, "", "   ", "", "", ""),
    (INSUFFICIENT, "", ".", "", "", ""),
    (INSUFFICIENT, "", "UNK UNK", "NEW YORK", "NY", "10001"),
    (INSUFFICIENT, "", "UTO", "NEW YORK", "NY", "10001"),
    (INSUFFICIENT, "", "UNABLE TO OBTAIN", "NEW YORK", "NY", "10001"),
    (INSUFFICIENT, "", "NONE GIVEN", "NEW YORK", "NY", "10001"),
    (INSUFFICIENT, "", "TO BE PUT IN", "NEW YORK", "NY", "10001"),
    (INSUFFICIENT, "", "VOID", "NEW YORK", "NY", "10001"),
    (INSUFFICIENT, "", "XXXX", "NEW YORK", "NY", "10001"),
    (INSUFFICIENT, "", "U-N-K-N-O-W-N", "NEW YORK", "NY", "10001"),
    (INSUFFICIENT, "", "H.O.M.E.L.E.S.S", "NEW YORK", "NY", "10001"),
    (INSUFFICIENT, "", "UNDOMCILED", "NEW YORK", "NY", "10001"),
    (INSUFFICIENT, "zip-only", "", "", "", "10001"),
    (INSUFFICIENT, "", "", "", "", "100011234"),
    (INSUFFICIENT, "", "10001", "", "", ""),
    # ZIP
    (INSUFFICIENT, "bad-zip", "3146 86TH ST", "BROOKLYN", "NY", "99999"),
    (INSUFFICIENT, "bad-zip", "3146 86TH ST", "BROOKLYN", "NY", "999999"),
    (INSUFFICIENT, "bad-zip", "3146 86TH ST", "BROOKLYN", "NY", "90001"),
    # number, unit, box
    (INSUFFICIENT, "number-missing", "WILLIAMSBRIDGE RD", "BRONX", "NY", "10461"),
    (INSUFFICIENT, "", "0000 WILLIAMSBRIDGE RD", "BRONX", "NY", "10461"),
    (INSUFFICIENT, "", "PO BOX", "BRONX", "NY", "10461"),
    (INSUFFICIENT, "unit-missing", "1540 WILLIAMSBRIDGE RD APT", "BRONX", "NY", "10461"),
    # no fixed address, custody, not residential, test, foreign, contaminated
    (INSUFFICIENT, "no-fixed-address", "HOMELESS", "BRONX", "NY", "10461"),
    (INSUFFICIENT, "no-fixed-address", "TRANSIENT", "BRONX", "NY", "10461"),
    (INSUFFICIENT, "no-fixed-address", "GENERAL DELIVERY", "BRONX", "NY", "10461"),
    (INSUFFICIENT, "custodial-facility", "RIKERS ISLAND JAIL", "EAST ELMHURST", "NY", "11370"),
    (INSUFFICIENT, "custodial-facility", "1 METROPOLITAN DETENTION CENTER", "BROOKLYN", "NY", "11232"),
    (INSUFFICIENT, "test-data", "TEST PATIENT", "BRONX", "NY", "10461"),
    (INSUFFICIENT, "test-data", "DO NOT USE", "BRONX", "NY", "10461"),
    (NOT_COMPLETE, "", "Calle 5 de Mayo 12, Ciudad de Mexico, MEXICO", "", "", ""),
    (PERSON, "contaminated", "UNKN3146 86TH STREE", "BROOKLYN", "NY", "11223"),
    (NOT_COMPLETE, "", "HOMELESS PER OFFICER", "BROOKLYN", "NY", "11223"),
    # a number before it, a suffix behind it, another column, a disguise: still no address
    (INSUFFICIENT, "", "123 UNKNOWN", "BRONX", "NY", "10461"),
    (INSUFFICIENT, "", "1 UNKNOWN ADDRESS", "BRONX", "NY", "10461"),
    (INSUFFICIENT, "", "12345 UNKNOWN", "BRONX", "NY", "10461"),
    (INSUFFICIENT, "", "00 N/A ST", "BRONX", "NY", "10461"),
    (INSUFFICIENT, "", "PO BOX 0", "BRONX", "NY", "10461"),
    (INSUFFICIENT, "placeholder", "12 MAIN ST", "UNKNOWN", "NY", "10461"),
    (INSUFFICIENT, "", "12 MAIN ST", "VARIOUS", "NY", "10461"),
    (NOT_COMPLETE, "", "123 VARIOUS", "BRONX", "NY", "10461"),
    (NOT_COMPLETE, "", "123 NO STREET", "BRONX", "NY", "10461"),
    (NOT_COMPLETE, "", "123 NOT PROVIDED ST", "BRONX", "NY", "10461"),
    (NOT_COMPLETE, "", "123 ASDF ST", "BRONX", "NY", "10461"),
    (NOT_COMPLETE, "", "12 UNKN\u041eWN ST", "BRONX", "NY", "10461"),
    (NOT_COMPLETE, "", "12 UN\u200bKNOWN ST", "BRONX", "NY", "10461"),
    (NOT_COMPLETE, "", "\uff11\uff12 \uff35\uff2e\uff2b\uff2e\uff2f\uff37\uff2e", "BRONX", "NY", "10461"),
    (NOT_COMPLETE, "", "555-123-4567", "BRONX", "NY", "10461"),
    (NOT_COMPLETE, "", "12 JOHN@MAIL.COM", "BRONX", "NY", "10461"),
    (NOT_COMPLETE, "", "PO BOX 1UNKNOWN", "BRONX", "NY", "10461"),
    (NOT_COMPLETE, "", "12 MAIN ST", "ASDF", "NY", "10461"),
    (NOT_COMPLETE, "", "12 MAIN ST", "SCHENECTADY", "NY", "12345"),
    (NOT_COMPLETE, "", "12 MAIN ST", "NEW YORK", "NY", "11111"),
    # traps: a pattern without token boundaries would refuse them
    (COMPLETE, "complete", "3146 TRANSIT RD", "BUFFALO", "NY", "14224"),
    (COMPLETE, "complete", "12 NONESUCH RD", "BRONX", "NY", "10461"),
    (COMPLETE, "complete", "12 MAIN ST", "NANUET", "NY", "10954"),
    (COMPLETE, "complete", "12 AVOIDALE DR", "BRONX", "NY", "10461"),
    (COMPLETE, "complete", "12 JAILETTE RD", "COLLEGE PARK", "GA", "30349"),
    (NOT_REFUSED, "", "12 UNKNOWN RD", "BRONX", "NY", "10461"),
    (NOT_REFUSED, "", "12 PRISON CAMP RD", "RALEIGH", "NC", "27601"),
    (NOT_REFUSED, "", "500 ICE DETENTION CENTER RD", "BRONX", "NY", "10461"),
    (NOT_REFUSED, "", "12 MAIN", "BRONX", "NY", "10461"),
    (NOT_REFUSED, "", "12 HOMELESS SHELTER LN", "BRONX", "NY", "10461"),
    (COMPLETE, "complete", "12 A ST", "BRONX", "NY", "10461"),
    (COMPLETE, "complete", "12 1/2 MAIN ST", "BRONX", "NY", "10461"),
    (COMPLETE, "complete", "12-34 31ST AVE", "ASTORIA", "NY", "11106"),
    (COMPLETE, "complete", "N6W23001 BLUEMOUND RD", "WAUKESHA", "WI", "53188"),
    (COMPLETE, "complete", "1450 S 900 E", "SALT LAKE CITY", "UT", "84105"),
    (COMPLETE, "complete", "PO BOX 12", "BRONX", "NY", "10461"),
    (COMPLETE, "complete", "RR 2 BOX 152", "PLATTSBURGH", "NY", "12901"),
    (COMPLETE, "complete", "UNIT 2050 BOX 4190", "APO", "AP", "96278"),
    (COMPLETE, "complete", "12 MAIN ST", "BOSTON", "MA", "02108"),
]
names = ["control", "given_name", "surname", "birth_date", "identifier", "address", "city", "state", "zip", "statute",
         "period", "reason", "officer", "attestation"]
with open("r.csv", "w", newline="", encoding="utf-8") as f, open("wanted.csv", "w", newline="") as g:
    w, v = csv.writer(f, lineterminator="\n"), csv.writer(g, lineterminator="\n")
    w.writerow(names)
    for i, (outcome, category, address, city, state, zip_code) in enumerate(cases, 1):
        surname = "Void" if "NANUET" in city else "Lee" # the Void family exists
        w.writerow(["%04d" % i, "Ann", surname, "1970-01-01", "9000%05d" % i, address, city, state, zip_code,
                    "26 U.S.C. 6103(i)(2)", "2022", "final order of 2019-03-05", "Avery Example", "yes"])
        v.writerow(["%04d" % i, outcome, category, address])
P

for threads in 1 3; do
    expect 0 "$PROVISO" check r.csv --csv checked.csv --threads $threads
    python3 - <<'P' || wrong "each string has its outcome"
import csv
checked = list(csv.DictReader(open("checked.csv", newline="", encoding="utf-8")))
wanted = list(csv.reader(open("wanted.csv", newline="")))
assert list(checked[0]) == ["row", "control", "outcome", "category", "message"]
assert len(checked) == len(wanted)
bad = 0
for c, (control, outcome, category, text) in zip(checked, wanted):
    assert c["control"] == control
    if c["outcome"] not in outcome.split("|") or (category and c["category"] != category) or not c["message"]:
        print("  %-34s is %s (%s), not %s %s" % (text, c["outcome"], c["category"], outcome, category))
        bad += 1
raise SystemExit(bad > 0)
P
done

finish
