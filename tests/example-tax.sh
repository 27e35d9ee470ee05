#!/bin/sh
# examples/tax-2025: the case by its dates; each clause at a row of its own; what was released in August 2025, under every
# reading; the orders as they came.
. "$TOP/tests/lib.sh"
. "$TOP/tests/world.sh"

world tax-2025 TAX-2025 "Immigration and Customs Enforcement"
papers
proofs 2025-08-07 "count=AGR/3b address=AGR/3b"
proofs 2025-12-01 "" "$EXAMPLE/order-stay.proviso"
proofs 2026-03-01 "count=AGR/3b" "$EXAMPLE"/order-*.proviso

# The last line that the rules give a row of which all is in order, at an instant.
cat "$EXAMPLE/agreement.proviso" "$EXAMPLE"/order-*.proviso >all.proviso
best() { # FILE INSTANT
    "$PROVISO" rules table "$1" --at "$2" --reading "compared now" >table.csv || wrong "a table at $2"
    python3 -c '
import csv
good = {"recipient": "party", "purpose": "criminal", "correspondence": "corresponds", "compared": "yes", "name": "complete",
        "address": "complete", "period": "stated", "authority": "stated", "reason": "stated"}
rows = [r for r in csv.DictReader(open("table.csv", newline="")) if all(good[f] in r[f].split("|") for f in r if f in good)]
print(*["%s %s" % (r["level"], r["clauses"]) for r in rows])'
}

title "the case by its dates"
while IFS='|' read -r at answer; do
    same "at $at" "$(best all.proviso "$at")" "$answer"
done <<'T'
2025-04-06T23:59Z|none 
2025-04-07|address AGR/3b
2025-11-20T23:59Z|address AGR/3b
2025-11-21|none AGR/3b ORD/S-1
2026-02-05T20:59Z|none AGR/3b ORD/S-1
2026-02-05T21:00Z|none AGR/3b ORD/M-1 ORD/S-1
2026-02-23T23:59Z|none AGR/3b ORD/M-1 ORD/S-1
2026-02-24|count AGR/3b ORD/M-1
2026-02-26|count AGR/3b ORD/M-1
2026-10-06T23:59Z|count AGR/3b ORD/M-1
2026-10-07|none 
T
cat "$EXAMPLE"/agreement.proviso "$EXAMPLE"/order-[aos]*.proviso >without.proviso
same "without the injunction" "$(best without.proviso 2026-02-27)" "address AGR/3b"
same "rows that get anything then" "$(grep -c ',address,AGR/3b$' table.csv)" 1
holds "an address that was not compared gets nothing" \
    grep -q '^party,criminal,complete,complete,stated,stated,stated,corresponds,no,none,AGR/3b ORD/O-1$' table.csv
holds "nor does a request that is not valid" \
    grep -q '^party,criminal,complete,[a-z_|]*placeholder[a-z_|]*,stated,stated,stated,corresponds,yes,none,AGR/3b ORD/A-1$' table.csv

title "each row of a file"
cases rows <<'T'
R01 | W01 |                                                        | released address AGR/3b
R02 | W02 | address=99 ELSEWHERE AVE                               | withheld none AGR/3b SUF/4
R03 | W03 | address=Failed to Provide 12345; city=; state=; zip=   | withheld none placeholder
R04 | W04 | identifier=                                            | released address AGR/3b
R05 | W05 | officer=Nobody Listed                                  | withheld none AGR/3b SUF/3a
R06 | W06 | attestation=no                                         | withheld none attestation-missing
R07 | W07 | period=                                                | withheld none period-missing
R08 | W08 | statute=                                               | withheld none authority-missing
R09 | W09 | reason=                                                | withheld none reason-missing
R10 | W10 | surname=UNKNOWN                                        | review none name-placeholder
R11 | W21 |                                                        | withheld none AGR/3b PRO/1
R12 | W22 |                                                        | withheld none AGR/3b PRO/1
R13 | W25 | identifier=                                            | review none AGR/3b SUF/4 SUF/5 MAT/1 PRO/1
R14 | W27 | identifier=900700028                                   | review none AGR/3b SUF/4 SUF/5 MAT/1 PRO/1
R15 | W20 | identifier=; given_name=NORA; surname=NOBODYHERE; birth_date=1999-09-09 | withheld none AGR/3b SUF/4 SUF/5 MAT/1 PRO/1
R16 | W12 |                                                        | released address AGR/3b
R17 | W12 |                                                        | withheld count AGR/3b DUP/1
R18 | W13 | officer=Blake Sample                                   | released address AGR/3b
R19 | W14 | address=; city=; state=; zip=14760                     | withheld none zip-only
R20 | W15 | address=40 LAUREL                                      | review none unclear
T
first=$(run_of rows)
came "$first" rows
leaves "$first"
plan=$(run_of rows) # approved before the orders come
expect 0 by c approver1,approver2 approve "p$plan"

title "another purpose, caps, a finding against the safeguards, one address on many rows"
expect 1 by c operator run rows.csv --agreement $AGREEMENT --purpose civil
complains purpose
variant SMALL 's/^  quota .*/  quota 10 rows a batch/; s/^  case-load [0-9].*/  case-load 5 rows an officer/'
n=$(AGREEMENT=SMALL run_of rows)
came "$n" rows "AGR/3b=*" R01="withheld none AGR/3b SUF/3b" R18="released address AGR/3b" # no clause is about the quota
expect 0 by c counsel safeguard rcp1 --open --cites "Inspection of 1 October"
n=$(run_of rows)
came "$n" rows "AGR/3b=~ + SAF/1" "released=withheld none + SAF/1" R17="withheld none + SAF/1"
expect 0 by c counsel,officer safeguard rcp1 --close --cites "Mended"
for i in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21; do
    echo "M$i | W01 | period=20$i | withheld count AGR/3b USE/1"
done | cases many
n=$(run_of many)
came "$n" many

title "the orders as they came: the stay, the injunction, the appeal, the opinion"
enter officer order-stay.proviso
same "rows it meets" "$lowered" 4
expect 7 by c operator release "p$plan" --out refused
complains ORD/S-1
n=$(run_of rows)
came "$n" rows "AGR/3b=~ + ORD/S-1" "released=withheld none + ORD/S-1" R17="withheld none + ORD/S-1"
enter officer order-injunction.proviso
n=$(run_of rows)
came "$n" rows "AGR/3b=~ + ORD/S-1 ORD/M-1" "released=withheld none + ORD/S-1 ORD/M-1" R17="withheld none + ORD/S-1 ORD/M-1"
enter officer order-appeal-limits.proviso
lasting <"$EXAMPLE/order-appeal.proviso" >appeal.proviso
expect 5 by c officer order add appeal.proviso
expect 0 by c officer,counsel order add appeal.proviso
enter officer order-opinion.proviso
n=$(run_of rows)
came "$n" rows "AGR/3b=~ + ORD/M-1" "released=withheld count + ORD/M-1" "SUF/5=~ + ORD/M-1 ORD/O-1"
expect 0 "$PROVISO" verify c
expect 0 "$PROVISO" -C c doctor

title "August 2025, under every reading"
rm -rf c c.people
lasting() { cat; } # the dates as they were
world tax-2025 TAX-2025 "Immigration and Customs Enforcement"
cases past <<'T'
A01 | W01 |                                                      | name-address
A02 | W02 | address=99 ELSEWHERE AVE; city=ROCHESTER; zip=14604  | identifier
A03 | W03 | address=Failed to Provide 12345; city=; state=; zip= | identifier
A04 | W04 |                                                      | identifier
A05 | W21 |                                                      | identifier
A06 | W06 | address=; city=; state=; zip=                        | identifier
A07 | W07 | attestation=no                                       | name-address
A08 | W08 | officer=Nobody Listed                                | name-address
A09 | W09 | address=99 ELSEWHERE AVE                             | name-address
A10 | W10 |                                                      | name-address
T
{
    echo control,person_id,process,released_at
    for i in 01 02 03 04 06 07 08 09; do echo "A$i,W$i,$(sed -n "s/^A$i //p" past.cases),2025-08-07"; done
    echo "A05,W21,identifier,2025-08-07"
    echo "A10,W10,name-address,2025-12-01" # after the stay
} >released.csv
wrongly() { # READING ROW...: exactly these releases are wrong under it
    reading=$1
    shift
    expect 0 "$PROVISO" -C c audit past.csv --released released.csv --agreement TAX-2025 --reading "$reading" --csv rows.csv
    same "wrong, $reading" "$(cut -d, -f1 rows.csv | sed '1d; s/^A//' | sort | xargs)" "$*"
}
wrongly "the custodian's own review" 03 06
wrongly "the court, 26 February 2026" 02 03 04 05 06
wrongly "compared now" 02 03 06 07 09
wrongly "as the agency read it" 06 07 08
wrongly "as the court read it" 02 03 04 05 06 07 08
wrongly "all clauses" 02 03 04 05 06 07 08 09

title "the stay reaches what was released while it stood; it is not undone by the appeal"
enter officer order-stay.proviso
wrongly "as the agency read it" 06 07 08 10
wrongly "the custodian's own review" 03 06 10
for order in injunction appeal-limits appeal; do enter officer,counsel order-$order.proviso; done
wrongly "as the agency read it" 06 07 08 10
wrongly "as the court read it" 02 03 04 05 06 07 08 10

title "the opinion reaches back to the first day, under every reading"
enter officer order-opinion.proviso
wrongly "the custodian's own review" 02 03 04 05 06 10
wrongly "as the agency read it" 02 03 04 05 06 07 08 10
wrongly "as the court read it" 02 03 04 05 06 07 08 10
wrongly "all clauses" 02 03 04 05 06 07 08 09 10

finish
