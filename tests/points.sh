#!/bin/sh
# A source of delivery points is plugged in: what it confirms is complete, what it does not is lowered; its data are in the
# classifier, and a release asks it again.
. "$TOP/tests/lib.sh"

CC=${CC:-cc}
$CC -shared -fPIC -O1 -I "$TOP/src" -o points.so "$TOP/examples/points/points.c" || wrong "the example does not compile"
cat >ranges.txt <<'R'
62701||MAIN|ST||1|99|0
62701|N|OAK|AVE||100|198|12
R
cat >rows.csv <<'R'
control,given_name,surname,address,city,state,zip,statute,period,reason,officer,attestation
1,Ann,Quill,12 Main Street,Springfield,IL,62701,26 U.S.C. 6103,2021,fraud,J Doe,yes
2,Ann,Quill,112 Main Street,Springfield,IL,62701,26 U.S.C. 6103,2021,fraud,J Doe,yes
3,Ann,Quill,110 N. Oak Ave Apt 7,Springfield,IL,62701,26 U.S.C. 6103,2021,fraud,J Doe,yes
4,Ann,Quill,110 North Oak Avenue,Springfield,IL,62701,26 U.S.C. 6103,2021,fraud,J Doe,yes
5,Ann,Quill,110 North Oak Avenue #77,Springfield,IL,62701,26 U.S.C. 6103,2021,fraud,J Doe,yes
6,Ann,Quill,PO Box 12,Springfield,IL,62701,26 U.S.C. 6103,2021,fraud,J Doe,yes
7,Ann,Quill,Unknown 12345,Springfield,IL,62701,26 U.S.C. 6103,2021,fraud,J Doe,yes
R
outcomes() { sed 1d out.csv | cut -d, -f3,4 | tr '\n' ' ' | sed 's/ $//'; }

title "Y, N, D, S, and what the source cannot say"
expect 0 "$PROVISO" check rows.csv --points ./points.so:ranges.txt --csv out.csv --json
same "each as the source says" "complete,complete review,point-unconfirmed complete,complete insufficient,unit-missing \
review,point-unconfirmed review,point-unconfirmed insufficient,placeholder" "$(outcomes)"
one=$(json 'd["classifier"]' <said)
expect 0 "$PROVISO" check rows.csv --csv out.csv --json
same "without it the form is proved" 6 "$(grep -c ',complete,' out.csv)"
holds "the source is in the classifier" test "$one" != "$(json 'd["classifier"]' <said)"
echo '62701||MAIN|ST||101|199|0' >>ranges.txt
expect 0 "$PROVISO" check rows.csv --points ./points.so:ranges.txt --csv out.csv --json
holds "and so are its data" test "$one" != "$(json 'd["classifier"]' <said)"

title "what is no source is refused in words"
expect 2 "$PROVISO" check rows.csv --points points.so
complains "write ./points.so"
expect 1 "$PROVISO" check rows.csv --points ./nothere.so
expect 1 "$PROVISO" check rows.csv --points ./points.so:nothere.txt
complains "cannot open the ranges"
echo 'x' >bad.txt
expect 1 "$PROVISO" check rows.csv --points ./points.so:bad.txt
complains "line 1"
echo 'int other;' >other.c && $CC -shared -fPIC -o other.so other.c
expect 1 "$PROVISO" check rows.csv --points ./other.so
complains "exports no proviso_points"

title "a release asks it again"
demo c 2000 400
echo '00000||NOWHERE|ST||1|1|0' >none.txt
expect 0 by c operator run c.requests.csv --agreement $AGREEMENT --points "$PWD/points.so:none.txt" --json
same "nothing confirmed, nothing released" 0 "$(json 'd["outcomes"]["released"]' <said)"
batch=$(json 'd["batch"]' <said)
expect 0 "$PROVISO" -C c explain "$batch:2"
rm points.so
expect 1 "$PROVISO" -C c explain "$batch:2"
complains "points.so"
finish
