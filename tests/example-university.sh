#!/bin/sh
# examples/university: directory information and who opted out of it; a subpoena, a protective order against it, and its end.
. "$TOP/tests/lib.sh"
. "$TOP/tests/world.sh"

world university STUDENTS-2026 "Office of the District Attorney"
papers
proofs 2026-01-10 "count=DIR/1,SUB/1,STA/1 enrolled=DIR/1 address=SUB/1"
proofs 2026-03-30 "count=DIR/1,STA/1 enrolled=DIR/1" "$EXAMPLE"/order-*.proviso

title "each row of a file, before any order"
cases rows <<'T'
U01 | W01 | officer=Blake Sample; identifier=                                  | released enrolled DIR/1
U02 | W02 | officer=Blake Sample; identifier=; address=; city=; state=; zip=   | withheld none
U03 | W03 | officer=Blake Sample                                               | withheld none
U04 | W04 | officer=Blake Sample; identifier=; birth_date=                     | withheld none birth-date-missing
U05 | W05 | officer=Blake Sample; identifier=                                  | released enrolled DIR/1
U06 | W06 | officer=Blake Sample; identifier=                                  | released enrolled DIR/1
U07 | W07 | officer=Blake Sample; identifier=                                  | released enrolled DIR/1
U08 | W21 | officer=Blake Sample; identifier=                                  | withheld none
U09 | W24 | officer=Blake Sample; identifier=                                  | withheld none
U10 | W22 | officer=Blake Sample; identifier=                                  | withheld none
U11 | W23 | officer=Blake Sample; identifier=                                  | withheld none DIR/1 DEC/1
U12 | W08 | officer=Blake Sample; identifier=; attestation=no                  | withheld count DIR/1 RED/1
U13 | W09 | officer=Avery Example; identifier=                                 | withheld none DIR/1 REC/2
U14 | W10 | officer=Blake Sample; identifier=; reason=                         | withheld none reason-missing
U15 | W11 | officer=Blake Sample; identifier=; surname=UNKNOWN                 | review none name-placeholder
U16 | W25 | officer=Blake Sample; identifier=                                  | review none
U17 | W20 | officer=Blake Sample; identifier=; given_name=NORA; surname=NOBODYHERE; birth_date=1999-09-09 | withheld none
U18 | W12 | officer=Blake Sample; identifier=                                  | released enrolled DIR/1
U19 | W12 | officer=Blake Sample; identifier=                                  | withheld none DIR/1 DUP/1
U20 | W13 | officer=Devon Placeholder                                          | withheld none
T
n=$(run_of rows --purpose criminal)
came "$n" rows
leaves "$n"

title "a civil inquiry is no other; statistics are a number of rows"
n=$(run_of rows --purpose civil)
came "$n" rows
n=$(run_of rows --purpose statistical)
came "$n" rows "enrolled DIR/1=withheld count STA/1" U03="withheld count STA/1" U08="withheld count STA/1" \
    U09="withheld count STA/1" U10="~ STA/1 SEA/1" U11="~ STA/1 DEC/1" U12="withheld count STA/1" U13="~ STA/1 REC/2" \
    U19="~ STA/1 DUP/1" U20="withheld count STA/1"

title "caps"
variant SMALL 's/^  quota .* rows a batch/  quota 10 rows a batch/; s/^  case-load [0-9].*/  case-load 5 rows an officer/'
n=$(AGREEMENT=SMALL run_of rows --purpose criminal)
came "$n" rows "DIR/1=*" U01="withheld none DIR/1 REC/3 QUO/1" U20="withheld none"

title "a subpoena: addresses, of those who opted out too; a sealed record waits for a person"
listed named W05 W06 W13 W22 W24
enter officer,counsel order-subpoena.proviso --population named.csv
before=$conflicts
n=$(run_of rows --purpose criminal)
sub="released address SUB/1"
came "$n" rows U05="$sub" U06="$sub" U09="$sub" U20="$sub" U10="review none SUB/1 SEA/1 ORD/S-1"
leaves "$n"
same "wrong, as decided" "$(wrong_under 'all clauses')" 0
same "wrong, had the address to be the one stated" "$(wrong_under 'the address must be the one stated')" 0
n=$(run_of rows --purpose civil)
came "$n" rows
n=$(run_of rows --purpose criminal)
expect 0 by c approver1,approver2 approve "p$n"

title "a protective order against it"
listed shielded W06 W07
enter officer order-protective.proviso --population shielded.csv
same "what it adds to what may stand against the command" "$conflicts" "$before ORD/S-1:ORD/P-1"
expect 7 by c operator release "p$n" --out refused
n=$(run_of rows --purpose criminal)
came "$n" rows U05="$sub" U09="$sub" U20="$sub" U06="review enrolled SUB/1 ORD/P-1 ORD/S-1" \
    U10="review none SUB/1 SEA/1 ORD/S-1"

title "the subpoena is quashed: what it permitted first, then what it commanded"
enter officer order-quashed.proviso
n=$(run_of rows --purpose criminal)
came "$n" rows U06="review enrolled DIR/1 ORD/S-1 ORD/P-1"
lasting <"$EXAMPLE/order-quashed-command.proviso" >command.proviso
expect 5 by c officer order add command.proviso
expect 0 by c officer,counsel order add command.proviso --json
same "no command, no conflict" "$(json 'd["effect"]["conflicts"]' <said)" "[]"
n=$(run_of rows --purpose criminal)
came "$n" rows

expect 0 "$PROVISO" verify c
expect 0 "$PROVISO" -C c doctor
finish
