#!/bin/sh
# examples/licences: each permitted use, consent given and withdrawn, an injunction against the recipient and its end.
. "$TOP/tests/lib.sh"
. "$TOP/tests/world.sh"

world licences LICENCES-2026 "Example Recall and Claims Bureau"
papers
proofs 2026-03-01 "count=USE/2,USE/4,USE/5,USE/3,USE/11 verified=USE/2,USE/4,USE/3,USE/11 address=USE/2,USE/4,USE/11"
proofs 2026-06-09 "count=USE/2,USE/4,USE/5,USE/3,USE/11 verified=USE/2,USE/4,USE/3,USE/11" "$EXAMPLE/order-injunction.proviso"

title "each row of a file, for a recall"
cases rows <<'T'
L01 | W01 | officer=Casey Specimen                                  | released address USE/2
L02 | W02 | officer=Casey Specimen; address=; city=; state=; zip=   | released address USE/2
L03 | W03 | officer=Casey Specimen; address=99 ELSEWHERE AVE        | released address USE/2
L04 | W04 | officer=Casey Specimen; identifier=                     | released address USE/2
L05 | W05 | officer=Casey Specimen; birth_date=                     | withheld none birth-date-missing
L06 | W06 | officer=Casey Specimen; address=Failed to Provide 12345; city=; state=; zip= | released address USE/2
L07 | W07 | officer=Casey Specimen; reason=                         | withheld none reason-missing
L08 | W08 | officer=Casey Specimen; statute=                        | withheld none authority-missing
L09 | W09 | officer=Casey Specimen; attestation=no                  | withheld none USE/2 ASK/3
L10 | W10 | officer=Avery Example                                   | withheld none USE/2 ASK/4
L11 | W11 | officer=Casey Specimen; surname=UNKNOWN                 | review none name-placeholder
L12 | W21 | officer=Casey Specimen                                  | withheld none USE/2 PRO/1
L13 | W22 | officer=Casey Specimen                                  | withheld none USE/2 PRO/2
L14 | W23 | officer=Casey Specimen                                  | released verified USE/2 DEC/1
L15 | W25 | officer=Casey Specimen; identifier=                     | review none USE/2 ONE/1 ONE/2 PRO/1 PRO/2 DEC/1
L16 | W27 | officer=Casey Specimen; identifier=900700028            | review none USE/2 ONE/2 PRO/1 PRO/2 DEC/1
L17 | W20 | officer=Casey Specimen; identifier=; given_name=NORA; surname=NOBODYHERE; birth_date=1999-09-09 | withheld none USE/2 ONE/1 ONE/2 PRO/1 PRO/2 DEC/1
L18 | W12 | officer=Devon Placeholder                               | released address USE/2
L19 | W12 | officer=Devon Placeholder                               | withheld none USE/2 DUP/1
L20 | W13 | officer=Devon Placeholder                               | released address USE/2
T
n=$(run_of rows --purpose administrative)
came "$n" rows
leaves "$n"
same "wrong, as decided" "$(wrong_under 'all clauses')" 0
same "wrong, had a recall needed the right address" "$(wrong_under 'a recall needs the right address')" 3

title "a civil court; statistics; a purpose that the contract does not have"
n=$(run_of rows --purpose civil)
came "$n" rows s:USE/2:USE/4
n=$(run_of rows --purpose statistical)
came "$n" rows "released=withheld count USE/5" L09="~ USE/5 ASK/3" L10="~ USE/5 ASK/4" L12="~ USE/5 PRO/1" \
    L13="~ USE/5 PRO/2" L15="~" L16="~ USE/5 PRO/1 PRO/2" L17="~" L19="~ USE/5 DUP/1"
expect 1 by c operator run rows.csv --agreement $AGREEMENT --purpose criminal
complains purpose

title "caps, and a finding against the safeguards"
variant SMALL 's/^  quota .* rows a batch/  quota 10 rows a batch/; s/^  case-load [0-9].*/  case-load 5 rows an officer/'
n=$(AGREEMENT=SMALL run_of rows --purpose administrative)
came "$n" rows "USE/2=*" L01="withheld none USE/2 ASK/5 QUO/1" L18="withheld none USE/2 QUO/1"
expect 0 by c counsel safeguard rcp1 --open --cites "Visit of 1 October"
n=$(run_of rows --purpose administrative)
came "$n" rows "USE/2=~ + SAF/1" "released=withheld none + SAF/1"
expect 0 by c counsel,officer safeguard rcp1 --close --cites "Mended"

variant DAILY 's/^  quota .* rows a day/  quota 30 rows a day/'
n=$(AGREEMENT=DAILY run_of rows --purpose administrative)
came "$n" rows
leaves "$n"
n=$(AGREEMENT=DAILY run_of rows --purpose administrative)
came "$n" rows "USE/2=*" L01="withheld none USE/2 QUO/1" L18="withheld none USE/2 QUO/1"
cases probing <<'T'
P01 | W01 | officer=Casey Specimen; address=1 MAIN ST | withheld none
P02 | W01 | officer=Casey Specimen; address=2 MAIN ST | withheld none
P03 | W01 | officer=Casey Specimen                    | withheld none USE/3 PRB/1
P04 | W04 | officer=Casey Specimen                    | released verified USE/3
T
n=$(run_of probing --purpose other)
came "$n" probing

title "verifying what a person has told: only what is right"
n=$(run_of rows --purpose other)
same_as_told() { # N [KEY=ANSWER]...
    n=$1
    shift
    came "$n" rows s:USE/2:USE/3 "s:released address:released verified" L02="withheld none" L03="withheld none" \
        L06="withheld none" L14="released verified USE/3" L15="~" L16="~" L17="~" "$@"
}
same_as_told "$n"

title "consent: the address, whatever was told; and its withdrawal"
listed consented W01 W03 W21
enter officer,counsel order-consent.proviso --population consented.csv
n=$(run_of rows --purpose other)
same_as_told "$n" L01="released address USE/11" L03="released address USE/11" L12="withheld none USE/11 PRO/1"
leaves "$n"
same "wrong, had a bureau not verified" "$(wrong_under 'no verification by a bureau')" 4
listed withdrawn W01 W03
enter officer order-withdrawn.proviso --population withdrawn.csv
[ "$lowered" -ge 2 ] || wrong "what was given to the two who withdrew is among the rows it meets"
n=$(run_of rows --purpose other)
same_as_told "$n" L03="withheld none USE/11 LIST/2" L12="withheld none USE/11 PRO/1"

title "an injunction against the recipient, and its end"
n=$(run_of rows --purpose administrative)
expect 0 by c approver1,approver2 approve "p$n"
enter officer order-injunction.proviso
expect 7 by c operator release "p$n" --out refused
n=$(run_of rows --purpose administrative)
came "$n" rows "USE/2=~ + ORD/I-1" "released=released verified + ORD/I-1"
lasting <"$EXAMPLE/order-dissolved.proviso" >dissolved.proviso
expect 5 by c officer order add dissolved.proviso
expect 0 by c officer,counsel order add dissolved.proviso
n=$(run_of rows --purpose administrative)
came "$n" rows

expect 0 "$PROVISO" verify c
expect 0 "$PROVISO" -C c doctor
finish
