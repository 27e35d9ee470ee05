#!/bin/sh
# examples/hospital: what the sheriff hears of whom, before and after the lists and orders; two courts that disagree.
. "$TOP/tests/lib.sh"
. "$TOP/tests/world.sh"

world hospital REGISTRY-2026 "Example County Sheriff-Coroner"
papers
proofs 2026-01-05 "count=LOC/1,LOC/2,CRT/1,COR/1,STA/1 known=LOC/1,LOC/2,CRT/1,COR/1 address=LOC/2,CRT/1"

title "each row of a file, before any list was entered"
cases rows <<'T'
H01 | W01 |                                   | released known LOC/1
H02 | W02 | address=; city=; state=; zip=     | released known LOC/1
H03 | W03 | identifier=                       | released known LOC/1
H04 | W04 | birth_date=                       | withheld none birth-date-missing
H05 | W05 |                                   | released known LOC/1
H06 | W06 | address=99 ELSEWHERE AVE          | released known LOC/1
H07 | W07 |                                   | released known LOC/1
H08 | W08 |                                   | released known LOC/1
H09 | W09 | attestation=no                    | withheld count LOC/1 ASK/4
H10 | W10 | officer=Nobody Listed             | withheld none LOC/1 ASK/5
H11 | W11 | reason=                           | withheld none reason-missing
H12 | W12 | statute=                          | withheld none authority-missing
H13 | W21 |                                   | withheld none LOC/1 PRO/1
H14 | W22 |                                   | withheld none LOC/1 SEA/1
H15 | W23 |                                   | released known LOC/1
H16 | W25 | identifier=                       | review none LOC/1 ONE/1 ONE/2 SEA/1 PRO/1
H17 | W27 | identifier=900700028              | review none LOC/1 ONE/2 SEA/1 PRO/1
H18 | W13 | given_name=NORA; surname=NOBODYHERE; birth_date=1999-09-09; identifier= | withheld none LOC/1 ONE/1 ONE/2 SEA/1 PRO/1
H19 | W14 | officer=Casey Specimen            | released known LOC/1
H20 | W14 | officer=Casey Specimen            | withheld none LOC/1 DUP/1
T
n=$(run_of rows --purpose criminal)
came "$n" rows

first=$(run_of rows --purpose criminal)
leaves "$first"

title "the coroner hears of the dead alone; statistics are a number of rows"
n=$(run_of rows --purpose medical)
came "$n" rows "LOC/1=withheld none" "review none LOC/1=review none" H15="released known COR/1"
n=$(run_of rows --purpose statistical)
came "$n" rows "count LOC/1=withheld count STA/1" "released=withheld count STA/1" H10="~ STA/1 ASK/5" \
    H13="~ STA/1 PRO/1" H14="~ STA/1 SEA/1" H16="~" H17="~ STA/1 SEA/1 PRO/1" H18="~" H20="~ STA/1 DUP/1"

title "caps, and a finding against the safeguards"
variant SMALL 's/^  quota .* rows a batch/  quota 10 rows a batch/; s/^  case-load [0-9].*/  case-load 5 rows an officer/'
n=$(AGREEMENT=SMALL run_of rows --purpose criminal)
came "$n" rows "LOC/1=*" H01="withheld none LOC/1 ASK/6 QUO/1" H19="withheld count LOC/1 QUO/1"
expect 0 by c counsel safeguard rcp1 --open --cites "Visit of 1 October"
n=$(run_of rows --purpose criminal)
came "$n" rows "LOC/1=~ + SAF/1" "known LOC/1=withheld none + SAF/1" H09="withheld none + SAF/1"
expect 0 by c counsel,officer safeguard rcp1 --close --cites "Mended"

title "the sheriff's list: an address, but not of the dead"
listed wanted W05 W06 W23
enter officer,counsel order-locate.proviso --population wanted.csv
same "nothing that was given is wrong by it" "$lowered" 0
n=$(run_of rows --purpose criminal)
sought="released address LOC/2"
came "$n" rows H05="$sought" H06="$sought" H15="released known LOC/2 DEC/1"
leaves "$n"
same "wrong, as decided" "$(wrong_under 'all clauses')" 0
same "wrong, had an address needed an order" "$(wrong_under 'an address on order alone')" 2

title "a court commands: two get an address, a sealed record waits for a person"
listed named W07 W08 W22
enter officer,counsel order-court.proviso --population named.csv
same "what may stand against the command" "$conflicts" \
    "ORD/C-1:ONE/2 ORD/C-1:SEA/1 ORD/C-1:PRO/1 ORD/C-1:DEC/1 ORD/C-1:DUP/1 ORD/C-1:QUO/1 ORD/C-1:PRB/1"
before=$conflicts
ordered="released address CRT/1"
n=$(run_of rows --purpose criminal)
came "$n" rows H05="$sought" H06="$sought" H15="released known LOC/2 DEC/1" H07="$ordered" H08="$ordered" \
    H14="review none CRT/1 SEA/1 ORD/C-1"
expect 0 by c approver1,approver2 approve "p$n"

title "another court forbids: what both name waits, what one names is withheld"
listed treated W08 W14
enter officer order-treatment.proviso --population treated.csv
same "and what this order adds" "$conflicts" "$before ORD/C-1:ORD/P-1"
expect 7 by c operator release "p$n" --out refused
n=$(run_of rows --purpose criminal)
came "$n" rows "PRO/1=~ + ORD/P-1" H13="~ +" H05="$sought" H06="$sought" H15="released known LOC/2 DEC/1" H07="$ordered" \
    H08="review none CRT/1 ORD/P-1 ORD/C-1" H14="review none CRT/1 SEA/1 ORD/C-1" \
    H19="withheld none + ORD/P-1" H20="~ + ORD/P-1"

expect 0 "$PROVISO" verify c
expect 0 "$PROVISO" -C c doctor
finish
