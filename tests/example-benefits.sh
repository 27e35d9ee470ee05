#!/bin/sh
# examples/benefits: each clause at a row of its own, the orders as they come, and what a reading makes of the past.
. "$TOP/tests/lib.sh"
. "$TOP/tests/world.sh"

world benefits BENEFITS-2026 "State Department of Human Services"
papers
proofs 2026-08-01 "count=ELI/1,STA/1 match=ELI/1"
proofs 2026-11-10 "" "$EXAMPLE/order-board.proviso"
proofs 2026-11-20 "count=ELI/1,STA/1 match=ELI/1" "$EXAMPLE"/order-board*.proviso
proofs 2028-01-01 ""

title "each row of a file"
cases rows <<'T'
Q01 | W01 |                                   | released match ELI/1
Q02 | W02 | address=; city=; state=; zip=     | released match ELI/1
Q03 | W03 | address=99 ELSEWHERE AVE          | released match ELI/1
Q04 | W04 | identifier=                       | withheld none identifier-missing
Q05 | W05 | birth_date=                       | withheld none birth-date-missing
Q06 | W06 | reason=                           | withheld none reason-missing
Q07 | W07 | statute=                          | withheld none authority-missing
Q08 | W08 | attestation=no                    | withheld count ELI/1 ADV/1
Q09 | W09 | officer=Nobody Listed             | withheld none ELI/1 OFF/1
Q10 | W10 | surname=UNKNOWN                   | review none name-placeholder
Q11 | W21 |                                   | withheld none ELI/1 PRO/1
Q12 | W22 |                                   | withheld none ELI/1 PRO/2
Q13 | W23 |                                   | withheld count ELI/1 DEC/1
Q14 | W25 |                                   | review none ELI/1 ONE/1 ONE/2 DEC/1 PRO/1 PRO/2
Q15 | W27 | identifier=900700028              | review none ELI/1 ONE/1 DEC/1 PRO/1 PRO/2
Q16 | W29 | identifier=900700030              | withheld none ELI/1 ONE/1
Q17 | W11 | identifier=900700099              | withheld none ELI/1 ONE/1
Q18 | W12 |                                   | released match ELI/1
Q19 | W12 |                                   | withheld none ELI/1 DUP/1
Q20 | W13 | officer=Blake Sample              | released match ELI/1
T
first=$(run_of rows --purpose administrative)
came "$first" rows
other=$(run_of rows --purpose administrative) # approved before the orders come
expect 0 by c approver1,approver2 approve "p$other"

title "statistics are a number of rows, and nothing of any row"
n=$(run_of rows --purpose statistical)
came "$n" rows "released=withheld count STA/1" "count ELI/1=withheld count STA/1" "ONE/1=~" Q19="~ STA/1 DUP/1" \
    Q09="~ STA/1 OFF/1" Q11="~ STA/1 PRO/1" Q12="~ STA/1 PRO/2" Q14="~ STA/1 PRO/1 PRO/2" Q15="~ STA/1 PRO/1 PRO/2"

title "a purpose that the agreement does not have; caps"
expect 1 by c operator run rows.csv --agreement $AGREEMENT --purpose criminal
complains purpose
variant SMALL 's/^  quota .* rows a batch/  quota 10 rows a batch/; s/^  case-load [0-9].*/  case-load 5 rows an officer/'
n=$(AGREEMENT=SMALL run_of rows --purpose administrative)
came "$n" rows "ELI/1=*" Q01="withheld none ELI/1 OFF/2 QUO/1" Q20="withheld none ELI/1 QUO/1"

title "a finding against the safeguards"
expect 0 by c counsel safeguard rcp1 --open --cites "Inspection of 1 October"
n=$(run_of rows --purpose administrative)
came "$n" rows "ELI/1=~ + SAF/1" "match ELI/1=withheld none + SAF/1" "count ELI/1=withheld none + SAF/1"
expect 0 by c counsel,officer safeguard rcp1 --close --cites "Mended"

title "what was given is right, but for the one whose name and address lead to nobody"
expect 0 by c approver1,approver2 approve "p$first"
expect 4 by c operator release "p$first" --out out
complains "asks for a sample"
expect 0 by c operator sample "p$first" --csv drawn.csv
same "rows drawn by lot" "$(grep -c ,released drawn.csv)" 3
awk 'NR == 1 { print "row,verdict,note"; next } { sub(/,.*/, ""); print $0 ",right," }' drawn.csv >found.csv
expect 0 by c approver1 sample "p$first" --result found.csv
expect 0 by c operator release "p$first" --out out
expect 0 by c operator handover "r$first" --out out
same "wrong, as decided" "$(wrong_under 'all clauses')" 0
same "wrong, had two ways to be there" "$(wrong_under 'two ways to one person')" 1

title "a court's order for a class: two of those who ask again, and whoever was not found"
listed class W01 W12
enter officer order-class.proviso --population class.csv
[ "$lowered" -ge 2 ] || wrong "the two of the class who were answered about are among the rows it meets"
expect 7 by c operator release "p$other" --out refused
complains ORD/C-1
sed 's/,2022,/,2023,/' rows.csv >later.csv # another period: another question
cp rows.cases later.cases
n=$(run_of later --purpose administrative)
of_class="withheld none + ORD/C-1"
came "$n" later "PRO/1 PRO/2=~ + ORD/C-1" Q01="$of_class" Q18="$of_class" Q19="$of_class"

title "the board's order: nothing for the recipient; and its end, with two keys"
enter officer order-board.proviso
same "rows it meets" "$lowered" 5
same "wrong, as decided" "$(wrong_under 'all clauses')" 5
n=$(run_of later --purpose administrative)
came "$n" later "ELI/1=~ + ORD/B-1" "match ELI/1=withheld none + ORD/B-1" "count ELI/1=withheld none + ORD/B-1" \
    "PRO/1 PRO/2=~ + ORD/C-1 ORD/B-1" Q01="$of_class ORD/B-1" Q18="$of_class ORD/B-1" Q19="$of_class ORD/B-1"
lasting <"$EXAMPLE/order-board-lifted.proviso" >lifted.proviso
expect 5 by c officer order add lifted.proviso
expect 0 by c officer,counsel order add lifted.proviso
n=$(run_of later --purpose administrative)
came "$n" later "PRO/1 PRO/2=~ + ORD/C-1" Q01="$of_class" Q18="$of_class" Q19="$of_class"

title "the same again, and a third question about one person"
n=$(run_of rows --purpose administrative)
came "$n" rows "ELI/1=*" Q02="withheld none ELI/1 DUP/2" Q08="withheld none ELI/1 ADV/1 DUP/2"
cases third <<'T'
T01 | W02 | period=2020 | withheld none ELI/1 PRB/1
T02 | W02 | period=2021 | withheld none ELI/1 PRB/1
T03 | W04 | period=2020 | released match ELI/1
T04 | W04 | period=2021 | released match ELI/1
T
n=$(run_of third --purpose administrative)
came "$n" third

title "a finding whose corrective plan has a date"
expect 0 by c counsel safeguard rcp1 --open --cites "Inspection of 1 December"
expect 0 by c counsel,officer safeguard rcp1 --open --at 2089-06-30 --cites "Corrective plan"
n=$(run_of third --purpose administrative)
came "$n" third

expect 0 "$PROVISO" verify c
expect 0 "$PROVISO" -C c doctor
finish
