#!/bin/sh
# What leaves the house, opened and checked with other people's programs: age, minisign, sha256sum.
. "$TOP/tests/lib.sh"

for program in age age-keygen minisign; do
    command -v $program >/dev/null || skip "$program is absent"
done

demo c 1000 250
for who in first second spare; do
    age-keygen -o $who.key 2>/dev/null || wrong "age-keygen makes a key"
done
public() { sed -n 's/.*public key: //p' "$1.key"; }
minisign -G -W -f -p recipient.pub -s recipient.sec >/dev/null 2>&1 || wrong "minisign makes a key"
signing=$(sed -n 2p recipient.pub)
expect 0 "$PROVISO" -C c status --json
party=$(json 'd["recipients"][0]["name"]' <said)

title "a recipient with several keys, each of which opens what is handed over"
add() { by c officer,counsel recipient add --name "$party" --address "Here" "$@"; }
expect 1 add --age "$(public first)" --age age1nothing
complains "age recipient"
expect 1 add --age "$(public first)" --age "$(public second)" --age "$(public first)"
complains twice
expect 1 add --age "$(public first)" --minisign "untrusted comment"
complains minisign.pub
expect 2 add
set --
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do set -- "$@" --age "$(public first)"; done
expect 2 add "$@"
expect 5 by c officer recipient add --name "$party" --address "Here" --age "$(public first)"
expect 0 add --age "$(public first)" --age "$(public second)" --age "$(public spare)" --minisign "$signing"
holds "it keeps its number" grep -q "recipient rcp1" said
! grep -rqF -e "$(public second)" -e "$signing" c/public || wrong "the keys are in a private document"
n=$(planned c) || { wrong "a plan"; finish; }
expect 0 by c operator release "p$n" --out out
expect 0 by c operator handover "r$n" --out out
for who in first second spare; do
    age -d -i $who.key "out/r$n.identity.age" >$who.identity && age -d -i $who.identity "out/r$n.age" >$who.csv ||
        wrong "the key $who opens the package"
    holds "with 250 answers" test "$(grep -c . $who.csv)" -eq 251
done
holds "all the same" cmp first.csv spare.csv
holds "the key that was replaced opens nothing any more" fails age -d -i c.people/recipient.identity "out/r$n.identity.age"

title "the manifest: signed, named by the ledger, and what it says of the files holds"
M=out/r$n.manifest.json
holds "minisign knows it" minisign -V -p c/public/release.pub -m "$M"
cp "$M" altered.json && cp "$M.minisig" altered.json.minisig && sed -i 's/"rows":250/"rows":251/' altered.json
holds "and another not" fails minisign -V -p c/public/release.pub -m altered.json
python3 - "$M" out "$n" >manifest.txt <<'P' || wrong "the manifest can be read"
import hashlib, json, os, sys
raw = open(sys.argv[1], "rb").read()
m = json.loads(raw)
print("canonical", json.dumps(m, sort_keys=True, separators=(",", ":")).encode() == raw)
for f in m["files"]:
    b = open(os.path.join(sys.argv[2], f["name"]), "rb").read()
    print(f["name"], len(b) == f["bytes"], hashlib.sha256(b).hexdigest() == f["sha256"])
print(m["release"], m["plan"], m["batch"], m["agreement"], m["recipient"], m["custody"], m["rows"], m["retention"])
print(m["acknowledge_to"])
entry = json.load(open(os.path.join(sys.argv[2], "r%s.entry" % sys.argv[3])))
print("named", entry["manifest"] == hashlib.sha256(raw).hexdigest(), entry["rows"], entry["released"] == m["released"])
print("after", entry["after"] == m["ledger"], len(m["salt"]))
P
cat >wanted.txt <<E
canonical True
r$n.age True True
r$n.age.minisig True True
r$n p$n b$n agr1 rcp1 custody.invalid/demo 250 5 years or the life of the record
Internal Revenue Service
named True 250 True
after True 64
E
holds "what it says" diff wanted.txt manifest.txt
json '"\n".join(d["opens"])' <"$M" >opens
(cd out && cp ../c/public/release.pub . && cp ../first.key KEY && sed 's/^minisign -V/& -q/' ../opens | sh -e) ||
    wrong "the commands of the manifest work as they stand"
holds "and open the answers" cmp out/answers first.csv

title "the proof that the release stands in the ledger"
cat >proof.py <<'P'
# RFC 9162 section 2.1.3.2, of a C2SP tlog-proof: do entry and proof lead to the checkpoint's root?
import base64, hashlib, sys
node = lambda l, r: hashlib.sha256(b"\1" + l + r).digest()
head, note = open(sys.argv[1]).read().split("\n\n", 1)
lines = head.split("\n")
assert lines[0] == "c2sp.org/tlog-proof@v1"
fn, sn = int(lines[1].removeprefix("index ")), int(note.split("\n")[1]) - 1
r = hashlib.sha256(b"\0" + open(sys.argv[2], "rb").read()).digest()
for line in lines[2:]:
    p = base64.b64decode(line)
    assert sn > 0
    if fn & 1 or fn == sn:
        r = node(p, r)
        while not fn & 1 and fn:
            fn, sn = fn >> 1, sn >> 1
    else:
        r = node(r, p)
    fn, sn = fn >> 1, sn >> 1
print(sn == 0 and base64.b64encode(r).decode() == note.split("\n")[2])
P
same "the proof leads to the checkpoint's root" "$(python3 proof.py "out/r$n.tlog-proof" "out/r$n.entry")" True
same "not with another entry" "$(python3 proof.py "out/r$n.tlog-proof" "$M")" False
vkey=c/public/ledger/vkey
expect 0 "$PROVISO" prove --check "out/r$n.tlog-proof" --leaf "out/r$n.entry" --vkey $vkey
expect 6 "$PROVISO" prove --check "out/r$n.tlog-proof" --leaf "$M" --vkey $vkey
if command -v go >/dev/null && [ -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ]; then
    export GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= GOCACHE="$PWD/go-cache"
    go build -o gotlog "$TOP/tools/gotlog/main.go" || wrong "tools/gotlog builds"
    expect 0 ./gotlog proof "out/r$n.tlog-proof" "out/r$n.entry" $vkey
    expect 1 ./gotlog proof "out/r$n.tlog-proof" "$M" $vkey
fi
same "the entry names the package" "$(json 'd["package"]' <"out/r$n.entry")" "$(sha256sum "out/r$n.age" | cut -d' ' -f1)"
sed '1,/^$/d' "out/r$n.tlog-proof" >note
same "its checkpoint is one of the ledger" "$(sed -n 1p note)" custody.invalid/demo
rm -rf again
expect 0 by c operator handover "r$n" --out again
holds "each handover proves it under the ledger of then" test "$(sed '1,/^$/d' "again/r$n.tlog-proof" | sed -n 2p)" -gt "$(sed -n 2p note)"
same "which leads there too" "$(python3 proof.py "again/r$n.tlog-proof" "again/r$n.entry")" True
cp "c/batches/b$n/r$n.age" kept.age
printf x >>"c/batches/b$n/r$n.age"
size=$(entries c)
rm -rf again
expect 6 by c operator handover "r$n" --out again --dry-run
expect 6 by c operator handover "r$n" --out again
complains "not the file that the ledger names"
holds "no key is given for a package that is not the one released" test ! -e "again/r$n.identity.age"
same "and no entry is made" "$(entries c)" "$size"
cp kept.age "c/batches/b$n/r$n.age"

title "as text"
a=$(planned c) || { wrong "a plan"; finish; }
expect 0 by c operator release "p$a" --out armored --armor
expect 0 by c operator handover "r$a" --out armored --armor
for file in "armored/r$a.age" "armored/r$a.identity.age"; do
    same "$file is armored" "$(sed -n 1p "$file")" "-----BEGIN AGE ENCRYPTED FILE-----"
    same "and nothing else than ASCII" "$(LC_ALL=C tr -d '\n -~' <"$file" | wc -c)" 0
    holds "$file is signed" minisign -V -p c/public/release.pub -m "$file"
done
age -d -i spare.key "armored/r$a.identity.age" | age -d -i - -o armored.csv "armored/r$a.age" || wrong "age opens armor"
holds "the same answers" cmp armored.csv first.csv
holds "the ledger names the file that leaves" grep -q "$(sha256sum "armored/r$a.age" | cut -d' ' -f1)" "armored/r$a.entry"
rm -rf plain
expect 0 by c operator release "p$a" --out plain # once made, it stays what it is
holds "the same package" cmp "plain/r$a.age" "armored/r$a.age"
expect 0 "$PROVISO" verify c
expect 0 "$PROVISO" -C c doctor

finish
