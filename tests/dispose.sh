#!/bin/sh
# Certificates of disposal, signed with Debian's minisign: row by row against the recall, in parts, with every copy that is
# known; wrong signatures, wrong dates, rows that were never recalled.
. "$TOP/tests/lib.sh"

for program in age age-keygen minisign; do
    command -v $program >/dev/null || skip "$program is absent"
done

demo c 1000 250
signing_recipient c
f=$(finding c)
expect 0 by c officer recall "$f" --out out
age -d -i recipient.key out/rc1.csv.age >notice.csv || wrong "the recipient opens the notice"
rows=$(($(wc -l <notice.csv) - 1))
today=$(date -u +%F)
figure() { json "$1" <said; }
expect 0 "$PROVISO" -C c recall show rc1 --json

title "what is no certificate for this recall"
certificate whole.txt rc1 all "$today"
sign whole.txt
expect 1 by c operator dispose rc1 whole.txt # not sent yet
complains "first it has to be sent"
expect 0 by c operator recall sent rc1
expect 1 by c operator dispose rc7 whole.txt
expect 2 by c operator dispose rc1
expect 1 by c operator dispose rc1 nosuch.txt
rm -rf sent && cp -a c sent
size=$(entries c)
refused() { # STATUS CERTIFICATE WORD...
    wanted=$1 file=$2
    shift 2
    expect "$wanted" by c operator dispose rc1 "$file"
    complains "$@"
    same "refused ($file): nothing is entered" "$(entries c)" "$size"
    same "refused ($file): nothing is kept" "$(ls c/recalls/rc1 | grep -c '^ct')" 0
}
certificate other.txt rc2 all "$today"
sign other.txt
refused 1 other.txt "another recall"
certificate early.txt rc1 all 2026-01-01
sign early.txt
refused 1 early.txt "before the notice"
certificate late.txt rc1 all "$(($(date -u +%Y) + 1))-01-01"
sign late.txt
refused 1 late.txt "in the future"
for field in name title organization location phone make model serial type source classification "backed up" method technique \
    tool destination; do
    certificate part.txt rc1 all "$today"
    sed -i "0,/^$field:.*/s//$field:/" part.txt
    sign part.txt
    refused 1 part.txt "'$field'" "missing or empty"
done
sed 's/^method: purge/method: deleted/' whole.txt >part.txt
sign part.txt
refused 1 part.txt "clear, purge, destroy, damage, return"
sed 's/^serial/serail/' whole.txt >part.txt
sign part.txt
refused 1 part.txt "line "

title "signatures"
certificate unsigned.txt rc1 all "$today"
refused 5 unsigned.txt minisign
minisign -G -W -f -p stranger.pub -s stranger.sec >/dev/null 2>&1
certificate stranger.txt rc1 all "$today"
sign stranger.txt stranger.sec
refused 6 stranger.txt "another key"
certificate altered.txt rc1 all "$today"
sign altered.txt
sed -i 's/serial: 0001/serial: 0002/' altered.txt
refused 6 altered.txt
expect 6 by c operator dispose rc1 unsigned.txt --signature stranger.txt.minisig
expect 5 by c - dispose rc1 whole.txt

title "in parts: what is missing stays open, what was never recalled is told"
sed -n '1,4p' notice.csv >first.csv
{ sed -n '1p;4,6p' notice.csv; echo 'r1,100000,0099999,address,not-permitted'; sed -n 7p notice.csv | sed 's/,\([^,]*\),address/,x\1,address/'; } >second.csv
part() { certificate "$1.txt" rc1 "sha256:$(sha256sum "$1.csv" | cut -d' ' -f1)" "$today" "${2:-}" && sign "$1.txt"; }
part first
part second
expect 2 by c operator dispose rc1 first.txt
complains "file of rows"
expect 6 by c operator dispose rc1 first.txt second.csv
complains "not the file"
expect 0 by c operator dispose rc1 first.txt first.csv --dry-run --json
same "dry" "$(figure '(d["covered"], d["open"])'), $(entries c)" "(3, $((rows - 3))), $size"
expect 0 by c operator dispose rc1 first.txt first.csv --csv open.csv --json
same "the first" "$(figure '(d["id"], d["covered"], d["before"], d["never"], d["open"], d["complete"])')" \
    "('ct1', 3, 0, 0, $((rows - 3)), False)"
python3 - <<'P' || wrong "the rows that are open are listed"
import csv
notice = [(r["release"], r["row"], r["control"]) for r in csv.DictReader(open("notice.csv", newline=""))]
listed = list(csv.DictReader(open("open.csv", newline="")))
assert [(r["release"], r["row"], r["control"]) for r in listed] == notice[3:]
assert {r["state"] for r in listed} == {"open"}
P
expect 1 by c operator dispose rc1 first.txt first.csv
complains "covers nothing"
expect 0 by c operator dispose rc1 second.txt second.csv --csv open.csv --json
same "the second: one known, two strangers" "$(figure '(d["covered"], d["before"], d["never"], d["open"])')" \
    "(2, 1, 2, $((rows - 5)))"
same "the strangers are listed" "$(grep -c ',never recalled$' open.csv)" 2
expect 0 "$PROVISO" -C c recall list --json
same "open by the ledger" "$(figure '[(r["open"], r["state"]) for r in d]')" "[($((rows - 5)), 'sent')]"

title "every copy that is known"
printf 'holder,device,set,location\nJ. Secretholder,laptop 7,,Room 1\nCase team,server,"leads, June",DC\nCase team,tape 3,,DC\n' >copies.csv
printf 'holder,device\nA,B\n' >wrong.csv
expect 1 by c operator recall copies rc1 wrong.csv
expect 0 by c operator recall copies rc1 copies.csv --json
same "counted" "$(figure '(d["id"], d["copies"], d["holders"], d["devices"], d["sets"])')" "('cp1', 3, 2, 3, 1)"
certificate rest.txt rc1 all "$today" "cp1:1 cp1:9"
sign rest.txt
expect 1 by c operator dispose rc1 rest.txt
complains cp1:9
certificate rest.txt rc1 all "$today" "cp1:1 cp1:3"
sign rest.txt
expect 0 by c operator dispose rc1 rest.txt --json
same "all rows, and a copy is left" "$(figure '(d["covered"], d["before"], d["open"], d["open_copies"], d["complete"])')" \
    "($((rows - 5)), 5, 0, 1, False)"
expect 1 by c approver1 recall verify rc1
expect 0 "$PROVISO" -C c recall show rc1
holds "which one is said" grep -q "without a certificate: cp1:2" said
expect 0 by c - dispose rc1 --template last.txt
holds "a template names it" grep -q "^copies: cp1:2$" last.txt
holds "and the recall" grep -q "^recall: rc1$" last.txt
sign last.txt
expect 1 by c operator dispose rc1 last.txt # a template is no certificate
certificate last.txt rc1 all "$today" "cp1:2"
sign last.txt
expect 0 by c operator dispose rc1 last.txt
holds "it is disposed of" grep -q "rc1 is disposed of" said
expect 1 by c operator dispose rc1 last.txt

title "verified by counsel or an approver"
expect 5 by c operator recall verify rc1
complains "may not sign"
expect 0 by c approver1 recall verify rc1 --cites "Certificates ct1 to ct4 read"
expect 0 "$PROVISO" -C c recall list --json
same "the end" "$(figure '[(r["state"], r["open"], r["open_copies"], r["left"]) for r in d]')" "[('verified', 0, 0, '')]"
expect 0 "$PROVISO" verify c
expect 0 "$PROVISO" -C c doctor
printf 'holder,device,set,location\nA. Late,phone,,Room 9\n' >late.csv
expect 0 by c operator recall copies rc1 late.csv --json
same "a copy that turns up opens it again" "$(figure 'd["reopened"]')" True
expect 0 "$PROVISO" -C c recall list --json
same "it is open" "$(figure '[(r["state"], r["open_copies"]) for r in d]')" "[('acknowledged', 1)]"
certificate again.txt rc1 all "$today" "cp2:1"
sign again.txt
expect 0 by c operator dispose rc1 again.txt
expect 0 by c counsel recall verify rc1
expect 0 "$PROVISO" verify c

title "what was kept is what was signed; altered, it is noticed"
holds "the certificate" cmp first.txt c/recalls/rc1/ct1.txt
holds "its signature" minisign -V -p recipient.pub -m c/recalls/rc1/ct1.txt
for file in ct1.csv notice.csv; do
    rm -rf t && cp -a sent t && ln -sfn c.people t.people
    by t operator dispose rc1 first.txt first.csv >/dev/null || wrong "the first certificate again"
    printf 'x' | dd of=t/recalls/rc1/$file bs=1 seek=40 conv=notrunc 2>/dev/null
    expect 6 by t operator dispose rc1 second.txt second.csv
    complains "$file"
done

cp -a c whole && ln -s c.people whole.people
for file in notice.csv rc1.csv.age ct1.txt ct1.txt.minisig ct1.csv cp1.csv; do
    cp whole/recalls/rc1/$file kept && echo >>whole/recalls/rc1/$file
    expect 6 "$PROVISO" -C whole doctor
    grep -q "$file" said complained || wrong "the doctor names $file"
    mv kept whole/recalls/rc1/$file
done
expect 0 "$PROVISO" -C whole doctor

title "no names in what is public (I7)"
printf '%s\n' Secretholder "Case team" "Sam Example" "Kim Example" Acme D-2000 0099999 "laptop 7" >names
nowhere "none stands in the public part" names c/public

title "a recipient without a key for certificates"
rm -rf t && cp -a sent t
by t officer,counsel recipient add --name "$PARTY" --address "1 Street" --age "$(sed -n 's/.*public key: //p' recipient.key)" >/dev/null
expect 1 by t operator dispose rc1 whole.txt
complains "--minisign"

[ -x "$PROVISO_ASAN" ] || finish
BINARY=$PROVISO_ASAN

title "killed at each change of a certificate that completes a recall"
rm -rf c && cp -a sent c
before=$(entries c)
total=$(changes operator dispose rc1 whole.txt)
[ "$total" -gt 0 ] || wrong "a certificate makes changes"
at=1
while [ "$at" -le "$total" ]; do
    ways="kill:$at"
    [ $((at % 5)) -ne 0 ] || ways="kill:$at io:$at torn:$at"
    for how in $ways; do
        fresh
        PROVISO_FAULT=$how by t operator dispose rc1 whole.txt >/dev/null 2>held
        sane "dispose, $how" held
        sound "dispose, $how" 2
        [ "$(entries t)" -gt "$before" ] || BINARY=$PROVISO by t operator dispose rc1 whole.txt >/dev/null 2>held ||
            { wrong "dispose after $how"; sed 's/^/    /' held; }
        "$PROVISO" -C t recall list --json >said
        same "disposed of after $how" "$(figure '[r["state"] for r in d]')" "['disposed']"
    done
    at=$((at + 1))
done
echo "a certificate: $total changes"
finish
