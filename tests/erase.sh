#!/bin/sh
# Erasure: a row's key, link, request, control and answer go; ledger, row trees and totals stay and verify; a hold stops
# it; retention makes it due; two keys; killed at any change it is done before anything is answered (I8, I9).
. "$TOP/tests/lib.sh"

demo c 1000 250
planned c >/dev/null || { wrong "a second plan"; finish; }
sed -e 5q -e "1!s/2025-.*/2025-09-01/" c.released.csv >some.csv
by c counsel audit c.requests.csv --released some.csv --agreement $AGREEMENT >audited 2>&1 || { cat audited; wrong "an audit"; }
about=$(finding c) && by c operator notice "$about" >mailing 2>&1 && by c approver1,approver2 approve m1 >>mailing 2>&1 &&
    by c operator mail m1 --out c.mail >>mailing 2>&1 || { cat mailing; wrong "letters were sent"; }
ls c/mailings/m1/*.age c/mailings/m1/held.csv >/dev/null || wrong "and are kept"
cp -a c original
ln -s c.people t.people
fresh() { rm -rf t t.out && cp -a original t; }
figure() { json "$1" <said; }
of_row() { sed -n "$(($2 + 1))p" "$1"; } # FILE ROW
given=$(awk -F, '$3 == "released" { print $1; exit }' c/batches/b1/outcomes.csv)
other=$(awk -F, '$3 == "released" { n++ } n == 2 { print $1; exit }' c/batches/b1/outcomes.csv)
withheld=$(awk -F, '$3 == "withheld" && $5 ~ /AGR/ { print $1; exit }' c/batches/b1/outcomes.csv)
echo "the paper" >paper.txt
# key FILE ROW: the row's key in hex.
key() { tail -c +$((32 * ($2 - 1) + 1)) "$1/batches/b1/keys.bin" | head -c 32 | od -An -tx1 -v | tr -d ' \n'; }
zeros=$(printf '%064d' 0)
requests() { # DIR BATCH: the sealed requests, opened with the custody's seal key
    python3 - "$1/keys/seal" <<'P' >seal.id
import sys
raw = bytes.fromhex(open(sys.argv[1]).read().strip())
abc = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
def polymod(v):
    c = 1
    for x in v:
        t = c >> 25
        c = (c & 0x1ffffff) << 5 ^ x
        for i, g in enumerate((0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3)):
            c ^= g if t >> i & 1 else 0
    return c
hrp = "age-secret-key-"
bits = "".join(f"{b:08b}" for b in raw)
bits += "0" * (-len(bits) % 5)
data = [int(bits[i:i + 5], 2) for i in range(0, len(bits), 5)]
head = [ord(c) >> 5 for c in hrp] + [0] + [ord(c) & 31 for c in hrp]
p = polymod(head + data + [0] * 6) ^ 1
print((hrp + "1" + "".join(abc[d] for d in data + [p >> 5 * (5 - i) & 31 for i in range(6)])).upper())
P
    age -d -i seal.id "$1/batches/$2/requests.age"
}

title "who may, and what is no row"
fresh
expect 5 by t officer erase b1:$given
expect 5 by t operator,approver1 erase b1:$given
expect 2 by t officer,counsel erase b1:0
expect 2 by t officer,counsel erase b1:
expect 2 by t officer,counsel erase b1:3-2
expect 1 by t officer,counsel erase b1:251
complains "250 rows"
expect 1 by t officer,counsel erase b9
expect 2 by t officer,counsel erase
expect 2 by t officer,counsel erase b1 --due
expect 0 by t officer,counsel erase b1:$given --dry-run
diff -r original t >held || { wrong "a dry run changes nothing"; cat held; }

title "rows are erased"
expect 0 "$PROVISO" -C t lookback --json
before_wrong=$(figure '[(f["examined"], [(r["reading"], r["wrong"]) for r in f["readings"]]) for f in (d if isinstance(d, list) else [d])]')
expect 0 "$PROVISO" -C t funnel b1 --json
before_funnel=$(cat said)
expect 0 "$PROVISO" verify t --json
before_answers=$(figure 'd["answers"]')
requests t b1 >requests.before || wrong "the sealed requests open"
request=$(of_row requests.before "$given")
control=$(printf %s "$request" | cut -d, -f1)
old=$(key t "$given")
[ "$old" != "$zeros" ] || wrong "a row has a key"
expect 0 by t officer,counsel erase "b1:$given,$withheld" --cites "Request of the person, 3 May" --json
same "what is said" "$(figure '(d["id"], d["of"], d["rows"], d["left"], d["package"])')" "('er1', 'b1', 2, 248, True)"
for row in "$given" "$withheld"; do
    same "the key of row $row" "$(key t "$row")" "$zeros"
    same "the control of row $row" "$(of_row t/batches/b1/outcomes.csv "$row" | cut -d, -f2)" ""
    same "the reason of row $row" "$(of_row t/batches/b1/outcomes.csv "$row" | cut -d, -f5)" ""
done
same "another row's key" "$(key t "$other")" "$(key original "$other")"
same "another row's line" "$(of_row t/batches/b1/outcomes.csv "$other")" "$(of_row original/batches/b1/outcomes.csv "$other")"
requests t b1 >requests.after || wrong "the sealed requests open afterwards"
same "the request of an erased row" "$(of_row requests.after "$given")" "-"
sed "$((given + 1))s/.*/-/; $((withheld + 1))s/.*/-/" requests.before | cmp -s - requests.after ||
    wrong "the others are what they were"
[ ! -e t/batches/b1/r1.sealed ] || wrong "the package's key is gone"
python3 - "$given" "$withheld" <<'P' || wrong "rows.pvb and history.bin of the erased rows hold nothing of the person"
import sys
rows = [open(d + "/batches/b1/rows.pvb", "rb").read()[64:] for d in ("original", "t")]
past = [open(d + "/batches/b1/history.bin", "rb").read()[64:] for d in ("original", "t")]
gone = [int(a) - 1 for a in sys.argv[1:]]
for i in range(250):
    old, new = (r[64 * i:64 * i + 64] for r in rows)
    before, after = (p[24 * i:24 * i + 24] for p in past)
    if i not in gone:
        assert old == new and before == after, i
        continue
    assert new[39] == 1 and new[40:44] == b"\xff" * 4 and new[44:48] == b"\xff" * 4 and new[48:] == bytes(16), i
    assert new[32:39] == old[32:39] and after[:16] == bytes(16) and after[16:] == before[16:], i
    if old[32] != 0: # withheld: how it was linked, for the funnel
        assert all(n in (0, o) for n, o in zip(new[:32], old)) and sum(map(bool, new[:32])) <= 7, (i, new[:32])
P
! grep -rqaF "$request" t --include='*' || wrong "the request stands in no file"
python3 - "$old" <<'P' || wrong "the key's bytes stand in no file"
import os, sys
key = bytes.fromhex(sys.argv[1])
for root, _, files in os.walk("t"):
    for f in files:
        assert key not in open(os.path.join(root, f), "rb").read(), f
P

same "of letters about the batch stays to whom they went, as a keyed hash" "$(ls t/mailings/m1 | tr '\n' ' ')" "plan.pvm sent.pvm "
expect 7 by t operator mail m1 --out t.out
complains "may get no letter any more" "proviso notice $about"
expect 0 "$PROVISO" -C t notice list
expect 0 by t operator notice "$about" --json --dry-run
same "who was told is known" "$(figure '(d["letters"], d["told"] > 3)')" "(0, True)"

title "the rest stays and verifies"
expect 0 "$PROVISO" verify t --json
same "the answers, recounted" "$(figure 'd["answers"]')" "$before_answers"
expect 0 "$PROVISO" -C t doctor
expect 0 "$PROVISO" -C t funnel b1 --json
same "the funnel" "$(cat said)" "$before_funnel"
expect 0 "$PROVISO" -C t lookback --csv rows.csv --json
same "look-back" "$(figure '[(f["examined"], [(r["reading"], r["wrong"]) for r in f["readings"]]) for f in (d if isinstance(d, list) else [d])]')" "$before_wrong"
same "it says how many of them are erased" "$(figure 'd["erased"]')" 1
! grep -qF "$control" rows.csv || wrong "the list holds no control of an erased row"
expect 0 "$PROVISO" -C t lookback --judge --json
same "what is erased is not judged again" "$(figure '[d["judged"] + d["not_judged"] == d["examined"], d["not_judged"]]')" "[True, 1]"
expect 0 "$PROVISO" -C t explain "b1:$given"
holds "explain says so" grep -q "erased on .* by er1: Request of the person" said
! grep -q "linkage" said || wrong "explain says nothing else of it"
expect 0 "$PROVISO" -C t explain "b1:$other"
holds "and explains another" grep -q "match evidence" said
expect 0 "$PROVISO" -C t review b1
expect 1 by t officer,counsel erase "b1:$given"
complains "erased before"
expect 7 by t operator handover r1 --out t.out
complains "rows of b1 were erased" "proviso run"
expect 0 by t operator release p2 --out t.out
expect 0 by t operator handover r2 --out t.out
opened t t.out 2 >answers.csv || wrong "another batch is released and handed over as ever"
fresh
expect 0 by t officer,counsel erase b2:1
expect 7 by t operator release p2 --out t.out
complains "rows of b2 were erased"
python3 - <<'P' || wrong "the entry holds a count, and which rows only its private document"
import json, glob
bundle = open(max(glob.glob("t/public/ledger/tile/entries/000.p/*"), key=lambda p: int(p.rsplit("/", 1)[1])), "rb").read()
entry = json.loads(bundle[bundle.rindex(b'{"after"'):])
assert entry["type"] == "erasure" and entry["rows"] == 1 and len(entry["keys"]) == 2, entry
assert set(entry) == {"after", "document", "keys", "parent", "rows", "subject", "time", "type", "v"}, entry
assert json.load(open("t/documents/%s.json" % entry["document"]))["body"]["erased"] == "1"
P

fresh
expect 0 by t officer,counsel erase "b1:$withheld"
expect 7 by t operator mail m1 --out t.out
complains "were destroyed" "proviso notice $about"
[ ! -e t.out/m1.csv ] || wrong "nothing is written"
title "what an attempt left goes as well, and letters about a batch under a hold stay"
fresh
mkdir -p t/recalls/rc9 && echo left >t/recalls/rc9/notice.csv
echo left | tee t/mailings/m1/m1-002.pdf.age t/mailings/m1/held.csv.tmp t/batches/b1/sd9.csv >t/batches/b1/sd9.csv.tmp
expect 0 by t officer,counsel erase "b1:$given"
same "all but the lists" "$(ls -A t/mailings/m1 | tr '\n' ' ')" ".lock plan.pvm sent.pvm "
[ ! -e t/recalls/rc9 ] || wrong "and no recall that was not entered"
same "and no notes of a sample" "$(ls t/batches/b1 | grep -c ^sd)" 0
fresh
expect 0 by t counsel hold past1 --cites "Litigation" --document paper.txt
expect 4 by t officer,counsel erase "b1:$given"
complains "letters" h1
holds "they stay" diff -r original/mailings t/mailings
expect 0 by t officer,counsel erase b2:1
fresh
expect 0 by t officer,counsel erase "b1:$given"
expect 0 by t counsel hold past1 --cites "Litigation" --document paper.txt
expect 0 by t officer,counsel erase "b1:$withheld" # nothing is kept that the hold is about
fresh
expect 0 by t officer,counsel erase b2:1
holds "letters about another batch stay" diff -r original/mailings t/mailings

title "a whole batch, and an import"
fresh
expect 0 by t officer,counsel erase b1 --json
same "none is left" "$(figure '(d["rows"], d["left"])')" "(250, 0)"
[ ! -e t/batches/b1/requests.age ] || wrong "no request is left"
tr -d '\0' <t/batches/b1/keys.bin | wc -c >size
same "no key is left" "$(cat size)" 0
expect 0 "$PROVISO" -C t doctor
expect 0 "$PROVISO" verify t
expect 0 "$PROVISO" -C t lookback --judge --json
row=$(awk -F, 'NR == 2 { print $2 }' t/batches/past1/releases.csv)
expect 0 by t officer,counsel erase "past1:$row" --json
same "of the import" "$(figure '(d["of"], d["rows"], d["package"])')" "('past1', 1, False)"
same "its control" "$(awk -F, -v r="$row" '$2 == r { print $3 }' t/batches/past1/releases.csv | sort -u)" ""
requests t past1 | sed -n "$((row + 1))p" >line
same "its request" "$(cat line)" "-"
expect 0 "$PROVISO" -C t lookback --batch past1 --csv rows.csv
expect 0 "$PROVISO" -C t lookback --batch past1 --judge
expect 0 "$PROVISO" -C t doctor

title "a file that is damaged stops an erasure before its entry, and never a halt (I5)"
for file in outcomes.csv keys.bin rows.pvb requests.age history.bin; do
    fresh
    rm t/batches/b1/$file
    size=$(entries t)
    by t officer,counsel erase "b1:$given" >/dev/null 2>held
    case $file in requests.age | history.bin) ;; *) same "no $file, no entry" "$(entries t)" "$size" ;; esac
    by t operator halt --all >said 2>held
    holds "no $file: the halt is entered" grep -q "entered a halt of everything" said
done
[ -x "$PROVISO_ASAN" ] && {
    fresh
    PROVISO_FAULT_COUNT=$PWD/count BINARY=$PROVISO_ASAN by t officer,counsel erase "b1:$given" >/dev/null 2>&1
    total=$(cut -d' ' -f1 count) at=1
    while [ "$at" -le "$total" ]; do # the first kill behind the entry
        fresh
        PROVISO_FAULT=kill:$at BINARY=$PROVISO_ASAN by t officer,counsel erase "b1:$given" >/dev/null 2>&1
        [ "$(entries t)" -eq "$(entries original)" ] && [ "$at" -lt "$total" ] || break
        at=$((at + 1))
    done
    [ ! -e t/batches/b1/erased ] || wrong "killed before the files were done"
    chmod u+w t/batches/b1/requests.age && printf x | dd of=t/batches/b1/requests.age bs=1 seek=4000 conv=notrunc 2>/dev/null
    by t operator halt --all >said 2>held
    holds "the halt is entered" grep -q "entered a halt of everything" said
    expect 4 "$PROVISO" -C t explain "b1:$other"
    complains "being erased" "doctor"
    expect 6 "$PROVISO" -C t doctor
    grep -q "b1" said || wrong "the doctor names the batch: $(cat said)"
}

title "a hold stops it"
fresh
expect 2 by t counsel hold b1 --cites "Litigation"
expect 2 by t counsel hold --cites "Litigation" --document paper.txt
expect 1 by t counsel hold b9 --cites "Litigation" --document paper.txt
expect 5 by t - hold b1 --cites "Litigation" --document paper.txt
expect 0 by t operator hold b1 --cites "Litigation" --document paper.txt --json
same "its number" "$(figure 'd["id"]')" h1
expect 4 by t officer,counsel erase b1:1
complains "hold h1"
expect 0 by t officer,counsel erase b2:1
expect 0 by t counsel hold --all --cites "Litigation of all" --document paper.txt
expect 4 by t officer,counsel erase b2:2
expect 5 by t counsel hold h2 --lift --cites "Ended" --document paper.txt
expect 0 by t counsel,officer hold h2 --lift --cites "Ended" --document paper.txt
expect 1 by t counsel,officer hold h2 --lift --cites "Ended" --document paper.txt
expect 0 by t officer,counsel erase b2:2
expect 4 by t officer,counsel erase b1:1
expect 0 by t counsel,officer hold h1 --lift --cites "Ended" --document paper.txt
expect 0 by t officer,counsel erase b1:1
expect 0 "$PROVISO" verify t
! grep -rqa Litigation t/public || wrong "no text of a hold in the public part (I7)"

if [ -x "$PROVISO_ASAN" ]; then
    BINARY=$PROVISO_ASAN
    title "retention"
    fresh
    expect 0 by t - erase --due --dry-run --json
    same "nothing is due at first" "$(figure 'd')" "[]"
    later() { PROVISO_NOW=2039-01-02 by t "$@"; }
    expect 0 later - erase --due --dry-run --json
    same "the living stay; what nothing was released of goes" "$(figure '[(o["of"], o["rows"] < 250, o["held"], o["id"]) for o in d]')" \
        "[('b1', True, '', ''), ('b2', True, '', ''), ('past1', True, '', ''), ('past2', True, '', '')]"
    awk -F, -v OFS=, 'NR > 1 { $2 = ""; sub(/2025-09-01/, "2025-09-02") } { print }' some.csv >unknown.csv
    expect 0 by t counsel audit c.requests.csv --released unknown.csv --agreement $AGREEMENT
    expect 0 later - erase --due --dry-run --json
    same "rows of which nobody knows whose they are stay, as those of the living do" \
        "$(figure '[o["rows"] for o in d if o["of"] == "past3"] == [o["rows"] for o in d if o["of"] == "past2"], d[-1]["rows"] < 250')" "(True, True)"
    fresh
    expect 5 later officer erase --due
    expect 0 later counsel hold b2 --cites "Litigation" --document paper.txt
    { sed 1q c.registry.csv; sed 1d c.registry.csv | sed -n '1,10p'; } >few.csv
    expect 0 later operator registry import few.csv
    expect 0 later officer,counsel erase --due --json
    same "what a hold covers stays" "$(figure '[(o["of"], o["held"]) for o in d]')" "[('b1', ''), ('b2', 'h1'), ('past1', ''), ('past2', '')]"
    expect 0 later officer,counsel erase --due --json
    same "done once" "$(figure '[o["of"] for o in d]')" "['b2']"
    expect 0 later - verify t
    BINARY=
fi

title "killed at every change: done, or not begun (I8)"
if [ -x "$PROVISO_ASAN" ]; then
    BINARY=$PROVISO_ASAN
    rm -rf c && cp -a original c
    before=$(entries c)
    set -- officer,counsel erase "b1:$given,$withheld"
    total=$(changes "$@")
    [ "$total" -gt 20 ] || wrong "an erasure makes some changes ($total)"
    at=1 tried=0
    while [ "$at" -le "$total" ]; do
        for how in kill:$at torn:$at io:$at; do
            rm -rf t && cp -a c t
            PROVISO_FAULT=$how by t "$@" >/dev/null 2>held
            sane "erase, $how" held
            sound "erase, $how" 1
            state="$(key t "$given") $(key t "$withheld")"
            if [ "$(entries t)" -eq "$before" ]; then
                [ "$state" = "$(key original "$given") $(key original "$withheld")" ] || wrong "erase, $how: erased, and no entry"
            else
                same "erase, $how: keys" "$state" "$zeros $zeros"
                [ ! -e t/batches/b1/r1.sealed ] || wrong "erase, $how: the package's key is there"
                same "erase, $how: letters" "$(ls t/mailings/m1 | tr '\n' ' ')" "plan.pvm sent.pvm "
                "$PROVISO" -C t lookback >held 2>&1 || { wrong "erase, $how: lookback"; cat held; }
                "$PROVISO" -C t explain "b1:$other" >held 2>&1 || { wrong "erase, $how: explain"; cat held; }
            fi
            tried=$((tried + 1))
        done
        at=$((at + ${ERASE_STEP:-4}))
    done
    echo "erase: $total changes, $tried faults tried"
fi

finish
