#!/bin/sh
# I8 of what makes good: recall, disposal, incidents, notices, accounts, erasure, holds, backup; as I8-every-point.sh.
. "$TOP/tests/lib.sh"

[ -x "$FAULTS" ] || skip "there is no build with fault injection (make check builds it)"
for program in age-keygen minisign; do
    command -v $program >/dev/null || skip "$program is absent"
done
in_memory

small 'accounting suspended by written statement cites "x"'
signing_recipient c
expect 0 by c operator run few.csv --agreement T
expect 0 by c approver1,approver2 approve p1
expect 0 by c operator release p1 --out c.out
expect 0 by c operator handover r1 --out c.out
same "a finding" "$(finding c)" f1
[ "$WRONG" -eq 0 ] || finish
echo "a paper" >paper.txt
certificate all.txt rc1 all "$(date -u +%F)"
sign all.txt
printf 'holder,device,set,location\nA,B,,C\n' >copies.csv
printf 'letter,reason\n1,unknown\n' >back.csv
person=$(sed -n 2p registry.csv | cut -d, -f1)

act 3 1 0 officer recall f1 --out t.out
act 9 1 1 operator recall sent rc1
act 9 1 1 operator recall acknowledge rc1
act 9 1 1 operator recall sequester rc1
act 9 1 1 operator recall hold rc1 --cites "Preservation"
act 9 1 1 officer,counsel recall free rc1 --cites "Ended" --document paper.txt
act 3 2 1 operator dispose rc1 all.txt
act 9 1 1 approver1 recall verify rc1
act 5 2 +1 operator recall copies rc1 copies.csv
act 7 1 more officer incident open f1
act 9 1 more operator incident update in1 --how "An audit"
act 9 1 more operator incident sent in1 --for irs
act 3 1 more counsel notice f1
act 9 1 5 approver1 approve m1
act 9 1 5 approver2 approve m1
act 3 1 0 operator mail m1 --out t.out
act 9 1 1 counsel returned m1 back.csv
act 7 1 more officer,counsel account "$person" -o letter.txt
act 9 1 more operator account suspend r1 --until 2080-01-01 --cites "Statement" --document paper.txt
act 9 1 more officer hold b1 --cites "Litigation" --document paper.txt
act 9 1 1 officer,counsel hold h1 --lift --cites "Ended" --document paper.txt
act 3 1 1 officer,counsel erase b1:1 --cites "Asked for"
act 5 1 more operator backup --out t.out/bk --age "$age"

finish
