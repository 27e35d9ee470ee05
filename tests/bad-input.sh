#!/bin/sh
# Bad input to each verb: its documented exit status, an error that says where and what to do, and nothing half-written.
. "$TOP/tests/lib.sh"

demo c 2000 300
printf 'control,given_name,surname\n1,ANN,LEE\n' >good.csv
printf 'control,given_name,surname\n' >rowless.csv
: >empty.csv
head -c 4096 /dev/urandom >binary.csv
printf 'control,given_name,surname\n1,ANN,LEE\n' | iconv -t UTF-16 >utf16.csv
gzip -c good.csv >gzip.csv
printf 'control,given_name,surnam\n1,ANN,LEE\n' >typo.csv
printf 'given_name,surname\nANN,LEE\n' >nocontrol.csv
printf 'control,given_name,given_name\n1,ANN,LEE\n' >twice.csv
printf 'control,given_name,surname\n1,"ANN,LEE\n2,BOB,LEE\n' >unclosed.csv
mkdir folder.csv
ls >before

# refuse STATUS "WORDS|..." COMMAND...: nothing on standard output but for JSON, an error that holds the words, one of
# which is what to do; and the folder is as it was.
refuse() {
    status=$1 words=$2
    shift 2
    expect "$status" "$@" || return
    [ -s complained ] || wrong "it says why: $*"
    [ ! -s said ] || wrong "it prints no answer: $*"
    printf '%s\n' "$words" | tr '|' '\n' >words
    while read -r word; do
        grep -qiF -- "$word" complained || wrong "'$word' is said by: $* (said: $(head -n 2 complained | tr '\n' ' '))"
    done <words
    rm -f words said complained held
    ls | cmp -s - before || { wrong "nothing is left behind by: $*"; ls | diff before - ; ls >before; }
}
rm -f said complained held && ls >before
size=$(entries c)

title "files of rows"
run() { by c operator run "$@" --agreement $AGREEMENT; }
audit() { "$PROVISO" -C c audit "$1" --released c.released.csv --agreement $AGREEMENT; }
check() { "$PROVISO" check "$1" --csv out.csv; }
for verb in check run audit; do
    refuse 1 "nosuch.csv" $verb nosuch.csv
    refuse 1 "folder.csv" $verb folder.csv
    refuse 1 "empty" $verb empty.csv
    refuse 1 "binary.csv" $verb binary.csv
    refuse 1 "utf16.csv|UTF-16" $verb utf16.csv
    refuse 1 "gzip.csv|compress" $verb gzip.csv
    refuse 1 "typo.csv|surnam|did you mean|surname" $verb typo.csv
    refuse 1 "nocontrol.csv|control" $verb nocontrol.csv
    refuse 1 "given_name" $verb twice.csv
    refuse 1 "unclosed.csv|quote|line 2" $verb unclosed.csv
done
title "what is written is not what is read"
ln good.csv hard.csv
ln -s good.csv soft.csv
cp good.csv good.kept
ls >before
for file in good.csv ./good.csv hard.csv soft.csv; do
    refuse 2 "overwrite|another file" "$PROVISO" check good.csv --csv $file
    refuse 2 "overwrite|another file" "$PROVISO" check good.csv --details=$file
    refuse 2 "overwrite|another file" "$PROVISO" link good.csv binary.csv -o $file
done
refuse 2 "overwrite|--details|another file" "$PROVISO" check good.csv --csv new.out --details new.out
cmp -s good.csv good.kept || wrong "the file that was read is as it was"
expect 0 "$PROVISO" check good.csv --csv /dev/null --details /dev/null
[ -c /dev/null ] || wrong "a device is written to, not replaced"
rm -f hard.csv soft.csv good.kept said complained
ls >before

expect 0 "$PROVISO" check rowless.csv --json
same "rows of a file without rows" "$(json 'd["read"]' <said)" 0
rm -f said complained
import() { by c operator registry import "$1"; }
for file in nosuch folder empty binary utf16 gzip typo unclosed; do
    refuse 1 "$file.csv" import $file.csv
done
refuse 1 "person_id" import good.csv
refuse 1 "nosuch.proviso" "$PROVISO" check good.csv --agreement nosuch.proviso
refuse 1 "nosuch.csv" "$PROVISO" check good.csv --gazetteer nosuch.csv
refuse 1 "nosuch.layout" "$PROVISO" check good.csv --layout nosuch.layout
refuse 1 "nosuch" "$PROVISO" check good.csv --csv nosuch/folder/out.csv
refuse 1 "" "$PROVISO" link good.csv nosuch.csv -o out.csv
refuse 1 "" "$PROVISO" link good.csv typo.csv -o out.csv
refuse 2 "--dedupe" "$PROVISO" link good.csv -o out.csv
refuse 2 "-o" "$PROVISO" link good.csv good.csv
refuse 2 "--pairs" "$PROVISO" link good.csv good.csv -o out.csv --pairs many
same "entries after all that" "$(entries c)" "$size"
ls c/batches c/public/batches c/registry | grep -E '^b[2-9]$|\.tmp' && wrong "no batch was left behind"
same "generations" "$(ls -d c/registry/g-*/ | wc -l)" 1

title "words"
refuse 2 "did you mean|status" "$PROVISO" statsu
refuse 2 "did you mean|registry import" "$PROVISO" registry imprt x
refuse 2 "needs a second word|help stamp" "$PROVISO" stamp
refuse 2 "second word|help registry" "$PROVISO" registry
refuse 2 "help registry" "$PROVISO" registry frob
refuse 2 "proviso help" "$PROVISO" frobnicate
refuse 2 "--threads" "$PROVISO" check good.csv --thread 3
refuse 2 "did you mean|--agreement" "$PROVISO" check good.csv --agrement x
refuse 2 "--csv" "$PROVISO" check good.csv --csv
refuse 2 "whole number" "$PROVISO" check good.csv --threads many
refuse 2 "" "$PROVISO" check good.csv --threads -1
refuse 2 "usage" "$PROVISO" check
refuse 2 "usage" "$PROVISO" check good.csv other.csv
refuse 2 "takes no value" "$PROVISO" check good.csv --json=yes
refuse 2 "twice" "$PROVISO" check good.csv --csv a --csv b
refuse 2 "--agreement" "$PROVISO" -C c run good.csv
refuse 2 "--released" "$PROVISO" -C c audit good.csv --agreement x
refuse 2 "BATCH:ROW" "$PROVISO" -C c explain b1
refuse 2 "" "$PROVISO" -C c halt
refuse 2 "" "$PROVISO" -C c halt --all --lift
refuse 2 "instant" "$PROVISO" rules table c.agreement.proviso --at yesterday
refuse 2 "" "$PROVISO" init c
refuse 2 "c" "$PROVISO" demo -C c
expect 0 "$PROVISO" help
expect 0 "$PROVISO" --help
expect 0 "$PROVISO" check --help
expect 0 "$PROVISO" help rules
expect 0 "$PROVISO" version
expect 0 "$PROVISO"
expect 2 "$PROVISO" help frobnicate
expect 2 "$PROVISO" statsu --json
rm -f said complained

title "numbers that do not exist"
refuse 1 "status" "$PROVISO" -C c funnel b9
refuse 1 "status" "$PROVISO" -C c explain b9:1
refuse 1 "" "$PROVISO" -C c explain b1:301
refuse 2 "" "$PROVISO" -C c explain b1:0
refuse 1 "" "$PROVISO" -C c review ../../etc
refuse 1 "" by c approver1 approve p9
refuse 1 "" by c operator release p9 --out out
refuse 1 "" by c operator handover r9 --out out
refuse 1 "agreement" by c operator run good.csv --agreement NONE
refuse 1 "reading" "$PROVISO" -C c lookback --reading nonesuch
refuse 1 "" "$PROVISO" -C c lookback --rules nosuch.proviso
refuse 1 "" "$PROVISO" -C c lookback --batch b9
refuse 1 "" "$PROVISO" -C c lookback --batch past9
refuse 1 "status" "$PROVISO" -C c lookback --agreement NONE
refuse 1 "" "$PROVISO" -C c lookback --order nosuch.proviso
refuse 1 "" "$PROVISO" -C c lookback --gazetteer nosuch.csv
refuse 2 "2025-04-07" "$PROVISO" -C c lookback --reach yesterday

title "rules"
printf 'agreement "X"\n  custodian "A"\n  nonsense here\n' >bad.proviso
order notanorder.proviso ORD/1 "forbid nosuchlevel"
rm -f said complained && ls >before
refuse 1 "bad.proviso:3:" "$PROVISO" rules check bad.proviso
refuse 1 "bad.proviso:3:" by c officer,counsel agreement add bad.proviso
refuse 1 "level" by c officer order add notanorder.proviso
refuse 1 "agreement" by c officer order add c.agreement.proviso
refuse 1 "order" by c officer,counsel agreement add "$TOP/examples/tax-2025/order-stay.proviso"
refuse 1 "already" by c officer,counsel agreement add c.agreement.proviso
refuse 1 "" "$PROVISO" rules check binary.csv
refuse 1 "" "$PROVISO" rules table folder.csv
same "entries after all that" "$(entries c)" "$size"

title "custody"
refuse 2 "proviso init" "$PROVISO" -C nowhere status
refuse 2 "-C DIR" "$PROVISO" -C folder.csv status
refuse 1 "" "$PROVISO" verify nowhere
refuse 1 "" "$PROVISO" verify good.csv
refuse 1 "good.csv" "$PROVISO" init good.csv
refuse 2 "" "$PROVISO" init made --name "with space"
refuse 2 "" "$PROVISO" init made --name "with+plus"
refuse 1 "nosuch" "$PROVISO" -C c halt --all --key nosuch.key --passphrase-file c.people/passphrase
refuse 1 "nosuch" "$PROVISO" -C c halt --all --key c.people/officer.key --passphrase-file nosuch
refuse 5 "--passphrase-file" "$PROVISO" -C c halt --all --key c.people/officer.key
printf x >wrongpass && ls >before
refuse 5 "passphrase" "$PROVISO" -C c halt --all --key c.people/officer.key --passphrase-file wrongpass
refuse 5 "good.csv" "$PROVISO" -C c halt --all --key good.csv --passphrase-file wrongpass
refuse 2 "never overwritten" "$PROVISO" key new c.people/officer.key --passphrase-file wrongpass
refuse 1 "" by c officer,counsel people add --name N --role admin --public good.csv
refuse 2 "admin, counsel" by c officer,counsel people add --name N --role chief --public c.people/officer.key.pub
refuse 1 "age" by c officer,counsel recipient add --name N --address A --age age1nonsense

title "damage"
spoil() { rm -rf t && cp -a c t && rm -f held; }
ln -s c.people t.people && mkdir t && ls >before
spoil
generation=$(ls t/registry/g-*/generation.pvr)
for at in 0 5000 100000; do
    spoil
    printf '\377\376' | dd of="$generation" bs=1 seek=$at conv=notrunc 2>/dev/null
    refuse 6 "" "$PROVISO" -C t registry verify
done
spoil && truncate -s 10000 "$generation"
"$PROVISO" -C t registry verify >said 2>complained
[ $? -eq 6 ] || [ $? -eq 1 ] || wrong "a registry that was cut is refused"
rm -f said complained
refuse 6 "" by t operator run c.requests.csv --agreement $AGREEMENT
same "entries in spite of a cut registry" "$(entries t)" "$size"

for damage in 'rm t/store.sqlite' 'truncate -s 4096 t/store.sqlite' 'rm t/store.sqlite; : >t/store.sqlite'; do
    spoil
    rm -f t/store.sqlite-wal t/store.sqlite-shm
    eval "$damage"
    "$PROVISO" -C t doctor >said 2>complained ||
        { holds "doctor --repair after: $damage" "$PROVISO" -C t doctor --repair; }
    expect 0 "$PROVISO" -C t doctor
    expect 0 "$PROVISO" -C t status
    holds "the plan is known again after: $damage" grep -q p1 said
done
rm -f said complained held
spoil && rm -f t/store.sqlite-wal t/store.sqlite-shm && printf 'this is no database, and long enough to be read as one' >t/store.sqlite
expect 1 "$PROVISO" -C t status
complains doctor
holds "doctor --repair makes the store again, whatever lies there" "$PROVISO" -C t doctor --repair
spoil
python3 -c 'import sqlite3; d = sqlite3.connect("t/store.sqlite"); d.execute("UPDATE act SET entry = CAST(replace(CAST(entry AS TEXT), \"p1\", \"p7\") AS BLOB) WHERE type = \"approval\""); d.commit()'
expect 6 "$PROVISO" -C t doctor
holds "doctor says how to mend the store" grep -q -e "--repair" said
expect 0 "$PROVISO" -C t doctor --repair
expect 0 "$PROVISO" -C t doctor
rm -f said complained held

spoil
for file in t/documents/*.json; do printf ' ' >>"$file"; done
rm -f t/store.sqlite*
expect 6 "$PROVISO" -C t status
complains altered
spoil
rm -f t/documents/*.json t/store.sqlite*
"$PROVISO" -C t status >said 2>complained && wrong "missing documents are found"
for file in rows.pvb keys.bin requests.age; do
    for how in 'truncate -s -1' 'truncate -s 100' 'python3 -c "import sys; f = open(sys.argv[1], \"r+b\"); f.seek(90); f.write(b\"\\xfe\\xfd\\xfc\")"' rm; do
        spoil
        rm -rf t.out
        by t operator run c.requests.csv --agreement $AGREEMENT >/dev/null 2>&1 && by t approver1,approver2 approve p2 >/dev/null
        eval "$how t/batches/b2/$file"
        by t operator release p2 --out t.out >said 2>complained
        status=$?
        { [ $status -eq 6 ] || [ $status -eq 1 ] || [ $status -eq 7 ]; } && [ -s complained ] ||
            wrong "release with damage to $file ($how) is refused: status $status"
        [ -z "$(ls t.out 2>/dev/null)" ] || wrong "nothing leaves with damage to $file ($how)"
    done
done
spoil && cp t/public/ledger/checkpoint keep && by t officer halt --all >/dev/null && cp keep t/public/ledger/checkpoint
expect 6 "$PROVISO" -C t status
complains "shrinks"
for file in checkpoint vkey; do
    spoil && rm t/public/ledger/$file
    "$PROVISO" -C t status >said 2>complained && [ $file = checkpoint ] && wrong "a ledger without its $file is refused"
done
spoil && rm t/keys/seal
expect 1 "$PROVISO" -C t status
spoil && rm -r t/registry
expect 1 by t operator run c.requests.csv --agreement $AGREEMENT

title "standard input closed, standard output full, no home"
"$PROVISO" check good.csv --json >said 2>complained <&- || wrong "check with standard input closed"
"$PROVISO" -C c halt --all --key c.people/officer.key >said 2>complained <&-
same "status of a passphrase that cannot be asked for" $? 5
if [ -e /dev/full ]; then
    "$PROVISO" check good.csv >/dev/full 2>complained
    same "status when standard output is full" $? 1
    "$PROVISO" check good.csv --json >/dev/full 2>complained
    same "status when standard output is full (JSON)" $? 1
fi
"$PROVISO" check good.csv >&- 2>complained
[ $? -le 1 ] || wrong "check with standard output closed"
"$PROVISO" check good.csv >said 2>&- || wrong "check with standard error closed"

title "what is somebody's is not taken away for having the name of an attempt that was cut off"
mkdir made.init ev.tmp && echo mine >made.init/mine && echo mine >ev.tmp/mine
expect 2 "$PROVISO" init made
complains made.init "another name"
expect 2 "$PROVISO" -C c bundle --all --out ev
complains ev.tmp "another name"
same "both are there" "$(cat made.init/mine ev.tmp/mine | tr -d '\n')" minemine
rm -r made.init/mine ev.tmp/mine && mkdir made.init/keys ev.tmp/entries && : >ev.tmp/README.txt.tmp
expect 0 "$PROVISO" init made
expect 0 "$PROVISO" -C c bundle --all --out ev

finish
