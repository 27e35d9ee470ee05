#!/bin/sh
# The acts of remedy, of mailings, of samples and of erasure, each forged by who holds every key (tests/forge.py): both
# verifiers refuse each.
. "$TOP/tests/lib.sh"
command -v age-keygen >/dev/null && command -v minisign >/dev/null ||
    skip "age or minisign is not installed (Debian: age minisign)"

demo c 1000 250
signing_recipient c
echo paper >paper
wrong_finding=$(finding c)
act() { by c "$@" >acted 2>&1 || { wrong "$*"; tail -n 3 acted; }; }
act officer recall "$wrong_finding" --out out
act officer recall sent rc1
certificate cert.txt rc1 all "$(date -u +%Y-%m-%d)"
sign cert.txt
act operator dispose rc1 cert.txt
act approver1 recall verify rc1 --cites "Inspected"
act officer recall hold rc1 --cites "Litigation"
act officer,counsel recall free rc1 --cites "Settled" --document paper
act officer incident open "$wrong_finding"
act officer incident sent in1 --for irs
act operator notice past1
act approver1,approver2 approve m1
act operator mail m1 --out letters
printf 'letter,reason\n1,moved\n' >back.csv
act operator returned m1 back.csv
act officer,counsel account "$(sed -n 2p c.registry.csv | cut -d, -f1)" -o letter.txt
act officer hold --all --cites "Litigation" --document paper
act officer,counsel hold h1 --lift --cites "Settled" --document paper
act officer,counsel erase b1:2 --cites "Request"
planned c >/dev/null || wrong "a second plan"
act operator sample p2 --rows 5 --stop 1 --csv sample.csv
{ echo row,verdict,note; sed 1d sample.csv | cut -d, -f1 | sed 's/$/,right,/'; } >result.csv
act approver1 sample p2 --result result.csv
act operator drill
act officer,counsel prove b1:1 --out opened --for court --cites "Subpoena 1"
age-keygen -o elsewhere.id 2>/dev/null
act operator backup --out backup --age "$(age-keygen -y elsewhere.id)"

python3 -B "$TOP/tests/forge.py" c forged acts || { wrong "the forger works"; finish; }
while read -r number case; do
    wanted=6
    [ "$case" != nothing ] || wanted=0
    "$PROVISO" verify "forged/$number" >/dev/null 2>one
    first=$?
    python3 "$TOP/tools/verify.py" "forged/$number" >/dev/null 2>two
    second=$?
    [ $first -eq $wanted ] || { wrong "proviso verify ends with $first: $case"; cat one; }
    [ $second -eq $wanted ] || { wrong "verify.py ends with $second: $case"; cat two; }
done <forged/cases
printf '%s forgeries\n' "$(wc -l <forged/cases)"
holds "of each kind" test "$(wc -l <forged/cases)" -gt 50

finish
