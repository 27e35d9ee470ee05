#!/bin/sh
# Backup while acts go on, restore, and what a backup must not do: hold an unwrapped key, bring erased rows back, fork the
# log. Killed at any change, the custody is whole and the next backup is one.
. "$TOP/tests/lib.sh"

command -v age-keygen >/dev/null || skip "there is no age-keygen"
demo c 1000 250
cp -a c original
ln -s c.people t.people
fresh() { rm -rf t t.out bk && cp -a original t; }
figure() { json "$1" <said; }
age-keygen -o elsewhere.id 2>/dev/null
AGE=$(age-keygen -y elsewhere.id)
backup() { by t operator backup --out bk --age "$AGE" "$@"; }
restore() { # BACKUP DIR [OPTION...]
    rm -rf "$2"
    "${BINARY:-$PROVISO}" restore "$@" --identity elsewhere.id --key c.people/operator.key \
        --passphrase-file c.people/passphrase --quiet
}
newest() { printf 'bk/%s.json\n' "$(ls bk | sed -n 's/\.json$//p' | sort -n | tail -n 1)"; }
whole() { # WHAT DIR
    "$PROVISO" -C "$2" doctor >held 2>&1 && "$PROVISO" verify "$2" >>held 2>&1 ||
        { wrong "$1: doctor and verify succeed"; sed 's/^/    /' held; }
}
given=$(awk -F, '$3 == "released" { print $1; exit }' c/batches/b1/outcomes.csv)

title "who may, and where"
fresh
expect 5 by t approver1 backup --out bk --age "$AGE"
expect 2 by t operator backup --out bk
expect 1 by t operator backup --out bk --age age1nonsense
expect 2 by t operator backup --out t/bk --age "$AGE"
expect 0 by t operator backup --out bk --age "$AGE" --dry-run
[ ! -e bk ] || wrong "a dry run writes nothing"

title "a backup holds no key in the clear"
expect 0 backup --json
same "of what" "$(figure '(d["id"], d["size"])')" "('bk1', $(entries original))"
files=$(figure 'd["files"]')
python3 - <<'P' || wrong "row keys and service keys are wrapped"
import os
secrets = []
keys = open("t/batches/b1/keys.bin", "rb").read()
secrets += [keys[i:i + 32] for i in range(0, len(keys), 32)]
for name in ("ledger", "identifier", "seal", "release"):
    text = open("t/keys/" + name, "rb").read().strip()
    secrets += [text, bytes.fromhex(text.decode())]
for root, _, files in os.walk("bk"):
    for f in files:
        data = open(os.path.join(root, f), "rb").read()
        assert not any(s in data for s in secrets), f
P
minisign -V -q -p t/public/release.pub -m bk/*.json || wrong "minisign accepts the manifest"
python3 - <<'P' || wrong "each object is what its name says"
import glob, hashlib, json
m = json.load(open(glob.glob("bk/*.json")[0]))
for path, f in m["files"].items():
    data = open("bk/files/" + f["sha256"], "rb").read()
    assert hashlib.sha256(data).hexdigest() == f["sha256"] and len(data) == f["size"], path
    assert ("plain" in f) == (path.startswith("keys/") or path.endswith("/keys.bin")), path
    if "plain" not in f:
        assert data == open("t/" + path, "rb").read() or path.startswith("public/ledger/"), path
P
age -d -i elsewhere.id "bk/files/$(json 'd["files"]["batches/b1/keys.bin"]["sha256"]' <"$(newest)")" | cmp -s - t/batches/b1/keys.bin ||
    wrong "age opens a wrapped file"

title "the second copies what is new"
expect 0 backup --json
holds "little is" test "$(figure 'd["new_files"]')" -le 8
planned t original.requests.csv >/dev/null 2>&1 || planned t c.requests.csv >/dev/null || wrong "a batch between two backups"
expect 0 backup --json
holds "a batch is" test "$(figure 'd["new_files"]')" -ge 8
holds "and not all" test "$(figure 'd["new_files"]')" -lt "$files"

title "restored"
expect 2 restore bk r
complains --ledger
expect 0 restore bk r --ledger t/public --newer-documents t/documents --dry-run
[ ! -e r ] && [ ! -e r.restore ] || wrong "a dry run writes nothing"
mkdir r.restore && echo mine >r.restore/file
expect 2 restore bk r --ledger t/public --newer-documents t/documents
[ -e r.restore/file ] || wrong "what no restore left stays"
rm -r r.restore
mkdir r.restore && echo cut >r.restore/restoring && echo off >r.restore/file
expect 0 restore bk r --ledger t/public --newer-documents t/documents --json
[ ! -e r.restore ] && [ ! -e r/restoring ] || wrong "what a restore left goes"
same "nothing came later but the entry of the backup" "$(figure '(d["later"], d["erased"], d["id"], d["backup"])')" "(1, 0, 'rn1', 'bk3')"
whole "restored" r
cmp -s r/batches/b1/keys.bin t/batches/b1/keys.bin || wrong "row keys are those of the custody"
diff -r t/keys r/keys >held || { wrong "service keys likewise"; cat held; }
[ "$(stat -c %a r/keys/ledger)" = 600 ] && [ "$(stat -c %a r/batches/b1/keys.bin)" = 600 ] || wrong "keys are private"
same "what is released goes on" "$(releases r)" 1
expect 0 by t operator release p2 --out t.out
ln -sfn c.people r.people
rm -rf r.out
expect 0 by r operator release p2 --out r.out
expect 0 by r operator release p1 --out r.out
expect 0 by r operator handover r1 --out r.out
opened r r.out 1 >answers.csv || wrong "the restored custody's package opens"
expect 6 "$PROVISO" restore bk r2 --identity c.people/recipient.identity --key c.people/operator.key --without-later
expect 1 restore nowhere r2 --without-later
complains nowhere
mkdir empty
expect 1 restore empty r2 --without-later
rm -rf held.d && mkdir held.d && echo x >held.d/y
expect 2 "$PROVISO" restore bk held.d --identity elsewhere.id --key c.people/operator.key --passphrase-file c.people/passphrase --without-later
expect 0 "$PROVISO" restore bk r3 --identity elsewhere.id --key c.people/operator.key --passphrase-file c.people/passphrase --without-later --dry-run
[ ! -e r3 ] || wrong "a dry run makes nothing"

if [ -x "$PROVISO_ASAN" ]; then
    title "a backup while rows are erased brings nothing of them back"
    hook 0.02
    cat >act.sh <<'H'
"$PROVISO" -C t erase b1 --key t.people/officer.key --key t.people/counsel.key --passphrase-file t.people/passphrase --quiet
H
    fresh
    PROVISO_FAULT_COUNT_IO=$PWD/io BINARY=$PROVISO_ASAN backup >/dev/null 2>&1
    calls=$(cat io) at=1 tried=0
    while [ "$at" -le "$calls" ]; do
        fresh
        rm -f entered refused ended
        PROVISO_FAULT=hook:$at PROVISO_FAULT_HOOK="sh $PWD/hook.sh" BINARY=$PROVISO_ASAN backup >said 2>complained ||
            { wrong "call $at: a backup"; cat complained; }
        while [ ! -e ended ]; do sleep 0.01; done
        expect 0 restore bk r --ledger t/public --newer-documents t/documents
        for file in requests.age r1.sealed; do
            [ ! -e t/batches/b1/$file ] && [ ! -e r/batches/b1/$file ] || wrong "call $at: $file is back"
        done
        cmp -s r/batches/b1/rows.pvb t/batches/b1/rows.pvb || wrong "call $at: the rows are those of now"
        whole "call $at" r
        tried=$((tried + 1))
        at=$((at + calls / 12 + 1))
    done
    echo "a backup of $calls I/O calls, an erasure before each of $tried"
fi

title "a backup that is older than an erasure brings nothing back"
fresh
expect 0 backup
expect 0 by t officer,counsel erase "b1:$given" --cites "Request"
expect 7 restore bk r --ledger t/public
complains "documents" "--newer-documents"
[ ! -e r ] && [ ! -e r.restore ] || wrong "nothing is made of it"
expect 0 restore bk r --ledger t/public --newer-documents t/documents --json
same "erased again" "$(figure '(d["later"], d["erased"])')" "(2, 1)"
whole "restored after an erasure" r
cmp -s r/batches/b1/keys.bin t/batches/b1/keys.bin || wrong "the erased row has no key"
cmp -s r/batches/b1/rows.pvb t/batches/b1/rows.pvb || wrong "and no link"
cmp -s r/batches/b1/outcomes.csv t/batches/b1/outcomes.csv || wrong "and no control"
[ ! -e r/batches/b1/r1.sealed ] || wrong "and its package no key"
expect 0 "$PROVISO" -C r explain "b1:$given"
holds "it says so" grep -q "erased on" said
python3 - "$given" <<'P' || wrong "its key is nowhere in the restored custody"
import os, sys
i = int(sys.argv[1]) - 1
key = open("original/batches/b1/keys.bin", "rb").read()[32 * i:32 * i + 32]
for root, _, files in os.walk("r"):
    for f in files:
        assert key not in open(os.path.join(root, f), "rb").read(), f
P
expect 0 restore bk r --without-later
holds "without the ledger of today it is said loudly" grep -q "cannot be known" said

title "a key that was rotated after the backup"
fresh
expect 0 backup
expect 0 by t officer,counsel key rotate release
expect 7 restore bk r --ledger t/public --newer-documents t/documents
complains "rotated"
expect 0 backup
expect 0 restore bk r --ledger t/public --newer-documents t/documents
whole "restored after a rotation" r

title "no fork"
fresh
expect 0 backup
cp -a t other
by t operator halt --all >/dev/null 2>&1
ln -sfn c.people other.people
expect 0 by other counsel halt --all
expect 0 by t operator backup --out bk2 --age "$AGE"
expect 6 restore bk2 r --ledger other/public --newer-documents other/documents
complains "no continuation"
expect 6 restore bk2 r --ledger original/public --newer-documents original/documents
rm -rf bk2
expect 1 by other operator backup --out nowhere/x --age age1x
"$PROVISO" init d --name custody.example/other >/dev/null 2>&1
"$PROVISO" -C d people add --name One --role admin --public c.people/officer.key.pub >/dev/null 2>&1
expect 6 "$PROVISO" -C d backup --out bk --age "$AGE" --key c.people/officer.key --passphrase-file c.people/passphrase
complains "another custody"

title "damage is found"
fresh
expect 0 backup
object=$(json 'd["files"]["batches/b1/rows.pvb"]["sha256"]' <"$(newest)")
printf x >>"bk/files/$object"
expect 6 restore bk r --without-later
complains altered
fresh
expect 0 backup
sed -i 's/"origin":"/"origin":"x/' bk/*.json
expect 6 restore bk r --without-later

title "while acts go on"
fresh
(
    i=0
    while [ $i -lt 6 ]; do
        n=$(planned t c.requests.csv) && by t operator release "p$n" --out t.out && by t operator handover "r$n" --out t.out
        i=$((i + 1))
    done >loop 2>&1
    echo done >>loop
) &
i=0
while [ $i -lt 8 ]; do
    backup --json >said 2>complained || { wrong "a backup while acts go on"; cat complained; }
    restore "$(figure 'd["manifest"]')" "r$i" --without-later >held 2>&1 || { wrong "restore $i"; cat held; }
    whole "backup $i" "r$i"
    "$PROVISO" -C "r$i" lookback >held 2>&1 || { wrong "look-back in the restored custody $i"; cat held; }
    rm -rf "r$i"
    i=$((i + 1))
done
wait
tail -n 1 loop | grep -q done || wrong "the acts went on"
! grep -q "^proviso:" loop || { wrong "no act failed for the backup"; grep "^proviso:" loop; }
same "the acts were done" "$(releases t)" 7

if [ -x "$PROVISO_ASAN" ]; then
    title "killed and failing at changes of a backup and of a restore"
    BINARY=$PROVISO_ASAN
    rm -rf c && cp -a original c
    rm -rf bk
    before=$(entries c)
    set -- operator backup --out bk --age "$AGE"
    total=$(changes "$@")
    [ "$total" -gt 50 ] || wrong "a backup makes some changes ($total)"
    at=1
    while [ "$at" -le "$total" ]; do
        for how in kill:$at io:$at; do
            rm -rf t bk && cp -a c t
            PROVISO_FAULT=$how by t "$@" >/dev/null 2>held
            sane "backup, $how" held
            sound "backup, $how" 1
            BINARY= by t "$@" >held 2>&1 || { wrong "backup again after $how"; cat held; }
            BINARY= restore bk r --without-later >held 2>&1 || { wrong "restore after $how"; cat held; }
        done
        at=$((at + ${BACKUP_STEP:-53}))
    done
    echo "backup: $total changes, every ${BACKUP_STEP:-53}"
    PROVISO_FAULT_COUNT=$PWD/count restore bk r --without-later >/dev/null 2>&1
    total=$(cut -d' ' -f2 count)
    at=1
    while [ "$at" -le "$total" ]; do
        for how in kill:$at io:$at; do
            rm -rf r r.restore
            PROVISO_FAULT=$how restore bk r --without-later >/dev/null 2>held
            sane "restore, $how" held
            [ ! -e r ] || BINARY= whole "restore, $how" r
            BINARY= restore bk r --without-later >held 2>&1 || { wrong "restore again after $how"; cat held; }
        done
        at=$((at + ${BACKUP_STEP:-53}))
    done
    echo "restore: $total changes, every ${BACKUP_STEP:-53}"
fi

finish
