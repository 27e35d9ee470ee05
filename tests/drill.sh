#!/bin/sh
# drill: halt, recall and restore on made-up data beside the custody; its times are entered, and nothing else of the custody
# is touched; what fails is said.
. "$TOP/tests/lib.sh"

demo c 1000 250
cp -a c original
ln -s c.people t.people
fresh() { rm -rf t t.* && cp -a original t && ln -s c.people t.people; }
figure() { json "$1" <said; }
last_entry() { python3 - "$1" <<'P'
import glob, json, sys
bundle = open(max(glob.glob(sys.argv[1] + "/public/ledger/tile/entries/000.p/*"), key=lambda p: int(p.rsplit("/", 1)[1])), "rb").read()
print(bundle[bundle.rindex(b'{"after"'):].decode())
P
}

title "a drill"
fresh
expect 5 by t - drill
expect 0 by t operator drill --json
same "its number" "$(figure 'd["id"]')" dr1
same "each part took some time" "$(figure '[d[k] >= 1 for k in ("halt", "recall", "restore")]')" "[True, True, True]"
holds "rows were recalled" test "$(figure 'd["rows"]')" -gt 0
cp said times
last_entry t >entry.json
same "the entry is the evidence" "$(python3 -c 'import json
e, d = json.load(open("entry.json")), json.load(open("times"))
print(e["type"], e["subject"], all(e[k] == d[k] for k in ("halt", "recall", "restore")), sorted(set(e) - {"after", "keys", "time", "v"}))')" \
    "drill dr1 True ['halt', 'recall', 'restore', 'subject', 'type']"
[ ! -e t.drill ] || wrong "the throw-away custody is gone"
expect 0 "$PROVISO" verify t
expect 0 "$PROVISO" -C t doctor
same "nothing of the custody was touched" "$(diff -rq original t | grep -v -e public/ledger -e store.sqlite)" ""
expect 0 by t operator drill
holds "in words" grep -q "^restore  *[0-9]* ms" said
fresh
expect 0 by t operator drill --dry-run
same "a dry run enters nothing" "$(entries t)" "$(entries original)"
(cd t && "$PROVISO" drill --key ../c.people/operator.key --passphrase-file ../c.people/passphrase --quiet) >said 2>complained ||
    { wrong "from within the custody"; cat complained; }

title "folders"
fresh
mkdir t.drill && echo precious >t.drill/mine
expect 2 by t operator drill
[ -e t.drill/mine ] || wrong "a folder of somebody else stays"
rm -rf t.drill && mkdir t.drill && touch t.drill/proviso-drill t.drill/left
expect 0 by t operator drill
[ ! -e t.drill ] || wrong "what a killed drill left goes"

if [ -x "$PROVISO_ASAN" ]; then
    title "a part that fails is said, and not entered as done"
    BINARY=$PROVISO_ASAN
    rm -rf c && cp -a original c
    fresh
    total=$(changes operator drill)
    [ "$total" -gt 300 ] || wrong "a drill makes some changes ($total)"
    failed=0 at=$((total - 1300))
    while [ $at -lt $((total - 300)) ]; do
        fresh
        PROVISO_FAULT=io:$at by t operator drill >said 2>complained
        got=$?
        sane "drill, io:$at" complained
        [ $got -eq 0 ] || [ $got -eq 1 ] || wrong "drill, io:$at: status $got"
        if grep -q FAILED said; then
            failed=$((failed + 1))
            same "status" $got 1
            part=$(sed -n 's/^\([a-z]*\)  *FAILED.*/\1/p' said | head -n 1)
            last_entry t >entry.json
            ! grep -q "\"$part\":" entry.json || wrong "$part failed, and is entered as done"
            grep -q '"type":"drill"' entry.json || wrong "the drill is entered all the same"
        fi
        "$PROVISO" verify t >held 2>&1 || { wrong "verify after io:$at"; cat held; }
        at=$((at + 260))
    done
    [ $failed -gt 0 ] || wrong "some part failed"
    echo "drill: $total changes, $failed of the faults tried failed a part"
fi

finish
