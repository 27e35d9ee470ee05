#!/bin/sh
# What strangers are given: one row or entry with its proof, opened no further than each viewer may see; and an evidence
# bundle. Both are checked by the program, by tools/verify.py and by other people's tools.
. "$TOP/tests/lib.sh"

verify_py() { python3 "$TOP/tools/verify.py" "$@"; }
check() { expect 0 "$PROVISO" prove --check "$1.tlog-proof" --leaf "$1.$2" --vkey c/public/ledger/vkey --json; }
figure() { json "$1" <said; }
labels() { json '" ".join(c["label"] for c in d["commitments"])' <"$1"; }
row_of() { grep -m 1 ",$1," c/batches/b1/outcomes.csv | cut -d, -f1; } # OUTCOME

demo c 1000 300 --mark ZZMARK
released=$(row_of released)
withheld=$(grep -m 1 ',withheld,none,AGR' c/batches/b1/outcomes.csv | cut -d, -f1) # a person was found, and nothing is given
cp -R c before

title "a row and its place: no key, nothing opened"
expect 0 by c - prove "b1:$released" --out o
same "what is written" "$(cd o && ls | tr '\n' ' ')" "b1-$released.leaf b1-$released.tlog-proof b1.entry b1.tlog-proof "
check "o/b1-$released" leaf
same "it is a leaf of the batch, whose entry is in the ledger" "$(figure '[d["batch"], d["in_ledger"], d["opening"], d["size"]]')" \
    "['b1', True, False, 300]"
holds "leaf and proof take less than 2 KB" test \
    "$(cat "o/b1-$released.leaf" "o/b1-$released.tlog-proof" | wc -c)" -lt 2000
holds "nothing was entered" cmp c/public/ledger/checkpoint before/public/ledger/checkpoint
expect 0 by c - prove --entry 3 --out o
check o/entry-3 entry
same "entry 3" "$(figure '[d["batch"], d["index"], d["size"]]')" "['', 3, $(entries c)]"
expect 1 by c - prove --entry 99999 --out o
expect 1 by c - prove b1:301 --out o
expect 2 by c - prove b1 --out o
expect 2 by c - prove --out o
expect 0 by c - prove b1:1 --out dry --dry-run
holds "a dry run writes nothing" test ! -e dry

title "each viewer sees what it may, and no more"
expect 0 by c - prove "b1:$released" --out recipient --for recipient
for viewer in person inspector court; do
    expect 5 by c - prove "b1:$released" --out $viewer --for $viewer --cites "Request 1"
    expect 5 by c officer prove "b1:$released" --out $viewer --for $viewer --cites "Request 1"
    expect 5 by c officer,operator prove "b1:$released" --out $viewer --for $viewer --cites "Request 1"
    expect 2 by c officer,counsel prove "b1:$released" --out $viewer --for $viewer
    holds "nothing left without an act" test ! -e $viewer
    expect 0 by c officer,counsel prove "b1:$released" --out $viewer --for $viewer --cites "Request 1"
done
expect 2 by c - prove "b1:$released" --out o --for friend
opening=b1-$released.opening.json
same "a recipient its own request" "$(labels recipient/$opening)" row
same "a person also what was given out" "$(labels person/$opening)" "row released"
same "an inspector all" "$(labels inspector/$opening)" "row released inner"
same "a court all" "$(labels court/$opening)" "row released inner"
for viewer in recipient person inspector court; do
    same "$viewer: the file is private" "$(stat -c %a $viewer/$opening)" 600
    check "$viewer/b1-$released" leaf
    same "$viewer: what was opened is what the leaf commits to" "$(figure '[d["opened"], d["for"]]')" \
        "['$(labels $viewer/$opening)', '$viewer']"
    holds "$viewer: no row key" test "$(tail -c +$((32 * (released - 1) + 1)) c/batches/b1/keys.bin | head -c 32 |
        od -An -v -tx1 | tr -d ' \n' | xargs -I{} grep -c {} $viewer/$opening)" -eq 0
done
holds "a recipient reads nothing of the record" fails grep -q 'level\|facts' recipient/$opening
holds "a person no facts" fails grep -q '"facts"' person/$opening
holds "a court the clauses with text and citation" python3 - court/$opening <<'P'
import json, sys
d = json.load(open(sys.argv[1]))
assert d["clauses"][0]["text"].startswith("clause AGR/3b grant address") and "Memorandum" in d["clauses"][0]["cites"]
assert d["facts"]["correspondence"] == "address corresponds" and d["opening"] == "op3" and d["handed_over"]
P
same "three acts, each of one row" "$(expect 0 by c - prove --entry "$(($(entries c) - 1))" --out o && json \
    '[d["type"], d["parent"], d["rows"], d["for"], len(d["keys"])]' <"o/entry-$(($(entries c) - 1)).entry")" \
    "['opening', 'b1', 1, 'court', 2]"
holds "which row stands in no entry" fails grep -aq "\"rows\":\[" c/public/ledger/tile/entries/000.p/"$(entries c)"
expect 0 "$PROVISO" verify c

title "the commitments by hand: SHA-256 of salt and message"
python3 - court/$opening "court/b1-$released.leaf" <<'P' || wrong "the three commitments are those of the leaf"
import base64, hashlib, json, sys
opening, leaf = json.load(open(sys.argv[1])), json.load(open(sys.argv[2]))
for c in opening["commitments"]:
    got = hashlib.sha256(bytes.fromhex(c["salt"]) + c["message"].encode()).digest()
    assert base64.b64encode(got).decode() == leaf[c["label"]], c["label"]
P
expect 0 by c - prove "b1:$withheld" --out withheld --for recipient
same "withheld and not found read alike" "$(json 'd["told"]' <"withheld/b1-$withheld.opening.json")" \
    "{'answer': 'none', 'category': '', 'message': 'No answer is given for this row.'}"

title "I5: before its package is handed over, which leaf is whose is told by two keys alone"
planned c >/dev/null || wrong "a second batch"
early() { # what is still refused, and what is not
    before=$(entries c)
    for row in "$released" "$withheld"; do
        expect 4 by c - prove "b2:$row" --out early
        complains "b2 were not handed over"
        expect 4 by c - prove "b2:$row" --out early --for recipient
        expect 4 by c officer,counsel prove "b2:$row" --out early --for recipient
        expect 4 by c - prove "b2:$row" --out early --dry-run
    done
    holds "nothing was written" test ! -e early
    same "and nothing entered" "$(entries c)" "$before"
}
early
expect 0 by c officer,counsel prove "b2:$released" --out court2 --for court --cites "Subpoena 2"
expect 0 by c operator release p2 --out out
early
expect 0 by c operator handover r2 --out out
expect 0 by c - prove "b2:$released" --out early
expect 0 by c - prove "b2:$withheld" --out early --for recipient

title "what does not prove it"
sed 's/"surname/"surnome/; s/surname /surnome /' "court/$opening" >altered.json
cp -R court altered && cp altered.json altered/$opening
expect 6 "$PROVISO" prove --check "altered/b1-$released.tlog-proof" --leaf "altered/b1-$released.leaf" --vkey c/public/ledger/vkey
expect 6 "$PROVISO" prove --check "o/b1-$released.tlog-proof" --leaf o/b1.entry --vkey c/public/ledger/vkey
expect 6 "$PROVISO" prove --check o/entry-3.tlog-proof --leaf o/b1.entry --vkey c/public/ledger/vkey
sed 's/^index 3/index 4/' o/entry-3.tlog-proof >moved.tlog-proof
expect 6 "$PROVISO" prove --check moved.tlog-proof --leaf o/entry-3.entry --vkey c/public/ledger/vkey
cp -R o mixed && cp o/entry-3.entry mixed/b1.entry && cp o/entry-3.tlog-proof mixed/b1.tlog-proof
expect 6 "$PROVISO" prove --check "mixed/b1-$released.tlog-proof" --leaf "mixed/b1-$released.leaf" --vkey c/public/ledger/vkey
"$PROVISO" init other --name other.example/log >/dev/null || wrong "another custody"
expect 6 "$PROVISO" prove --check o/entry-3.tlog-proof --leaf o/entry-3.entry --vkey other/public/ledger/vkey
expect 2 "$PROVISO" prove --check o/entry-3.tlog-proof --leaf o/entry-3.entry

title "an erased row says so, and its place is still proved"
cp -a c erased && ln -s c.people erased.people
python3 - "$released" <<'P'
import sys
with open("erased/batches/b1/keys.bin", "r+b") as f:
    f.seek(32 * (int(sys.argv[1]) - 1))
    f.write(bytes(32))
P
expect 0 by erased - prove "b1:$released" --out e --json
same "erased" "$(figure 'd["erased"]')" True
before=$(entries erased)
expect 1 by erased officer,counsel prove "b1:$released" --out e --for court --cites "Request 1"
complains "was erased"
same "and no act is entered" "$(entries erased)" "$before"

title "a bundle of a batch"
expect 0 by c counsel lookback --batch b1
expect 0 by c - bundle b1 --out bundle --tar bundle.tar
expect 0 "$PROVISO" verify bundle
expect 0 verify_py bundle
holds "sha256sum" sh -c 'cd bundle && sha256sum --check --quiet SHA256SUMS'
holds "minisign" minisign -q -V -p bundle/public/release.pub -m bundle/SHA256SUMS
holds "the custodian's own key" cmp bundle/public/release.pub c/public/release.pub
holds "the totals, with grep alone" sh -c \
    "test \$(grep -ao '\"answer\":\"released\"' -rh bundle/public/batches/b1/tile/entries | wc -l) -eq $(grep -c ,released, c/batches/b1/outcomes.csv)"
holds "no name, address, number or control field of a request" python3 - <<'P'
import csv, os
from readable import read
values = set()
for row in csv.DictReader(open("c.requests.csv", newline="")):
    for name, value in row.items():
        if name in ("given_name", "surname", "middle_name", "identifier", "address", "birth_date", "control") and len(value) > 5:
            values.add(value.encode())
assert len(values) > 500 and any(b"ZZMARK" in v for v in values)
for name, data in read("bundle").items():
    if name.endswith("/agr1.proviso") or "/documents/" in name and b"agreement " in data:
        continue # it names the officers for whom requests may be made
    assert b"ZZMARK" not in data, name
    for value in values:
        assert value not in data, (name, value)
P
holds "nor of any document but rules and findings: a plan counts rows by clause" python3 - <<'P'
import glob, json
shown = {json.load(open(e)).get("document"): json.load(open(e))["type"] for e in glob.glob("bundle/entries/*.entry")}
for d in glob.glob("bundle/documents/*"):
    assert shown[d[len("bundle/documents/"):-5]] in ("agreement", "order", "finding"), d
P
mkdir untarred && tar xf bundle.tar -C untarred && expect 0 diff -r bundle untarred/bundle
expect 1 by c - bundle b1 --out bundle
expect 0 by c - bundle b1 --out b1
expect 1 by c - bundle b9 --out b9
expect 2 by c - bundle --out none
expect 2 by c - bundle b1 --all --out none

title "the same files give the same archive"
expect 0 by c - bundle b1 --out again --tar again.tar
sed '/"made"/d' bundle/bundle.json >one && sed '/"made"/d' again/bundle.json >two && holds "bundle.json, but for its instant" cmp one two
rm -rf two.tar && python3 - <<'P' || wrong "a tar of 512-byte blocks without times or owners"
import tarfile
for m in tarfile.open("bundle.tar"):
    assert (m.mtime, m.uid, m.gid, m.uname) == (0, 0, 0, "") and m.isfile(), m.name
P

title "of a finding, of everything, with the private texts"
expect 0 by c - bundle f1 --out finding
expect 0 "$PROVISO" verify finding
expect 0 verify_py finding
expect 0 by c - bundle --all --out all
expect 0 "$PROVISO" verify all
expect 0 verify_py all
expect 5 by c counsel bundle b1 --out private --documents --cites "Subpoena 2"
expect 2 by c officer,counsel bundle b1 --out private --documents
holds "nothing was written" test ! -e private
expect 0 by c officer,counsel bundle b1 --out private --documents --cites "Subpoena 2"
expect 0 "$PROVISO" verify private
expect 0 verify_py private
holds "the recipient's address is there now" grep -rqs "Immigration and Customs" private/documents
holds "the folder is private" test "$(stat -c %a private)" = 700
expect 0 "$PROVISO" verify c

title "a bundle of several batches holds one, and no entry of the other"
planned c >/dev/null || wrong "a second plan"
expect 0 by c - bundle b1 --out first
holds "nothing of b2" fails grep -rqs '"b2"\|"p2"' first/entries first/bundle.json
expect 0 by c - bundle b2 --out second
expect 0 "$PROVISO" verify second
expect 0 verify_py second
holds "nothing of b1" fails grep -rqs '"b1"\|"p1"\|"r1"' second/entries second/bundle.json

title "what a bundle must not be"
tampered() { # WHAT COMMAND...
    what=$1
    shift
    rm -rf t && cp -R "$FROM" t
    (cd t && "$@") || { wrong "cannot tamper: $what"; return; }
    "$PROVISO" verify t >/dev/null 2>one
    [ $? -eq 6 ] || { wrong "proviso verify does not refuse: $what"; cat one; }
    verify_py t >/dev/null 2>two
    [ $? -eq "${PY:-6}" ] || { wrong "verify.py does not refuse: $what"; cat two; }
}
flip() { printf '%s' "$1" | dd of="$2" bs=1 seek="${3:-20}" conv=notrunc status=none; }
sums() { # the forger holds the release key, too
    find . -type f ! -name 'SHA256SUMS*' | sed 's|^\./||' | LC_ALL=C sort | xargs sha256sum >SHA256SUMS
    python3 -B - <<'P'
import base64, hashlib, os, sys
sys.path.insert(0, os.environ["TOP"] + "/tests")
from forge import sign
seed = bytes.fromhex(open("../c/keys/release").read())
key = bytes.fromhex(open("../c/keys/release-id").read())
first = sign(seed, hashlib.blake2b(open("SHA256SUMS", "rb").read()).digest())
comment = b"proviso evidence bundle"
second = sign(seed, first + comment)
open("SHA256SUMS.minisig", "wb").write(b"untrusted comment: x\n" + base64.b64encode(b"ED" + key + first) +
                                       b"\ntrusted comment: " + comment + b"\n" + base64.b64encode(second) + b"\n")
P
}
resigned() { "$@" && sums; }
FROM=bundle
for file in README.txt bundle.json definitions.txt SHA256SUMS public/release.pub public/ledger/checkpoint \
    public/ledger/vkey entries/3.entry entries/3.tlog-proof public/batches/b1/tile/entries/000 rules/agr1.proviso verify.py; do
    tampered "a byte of $file" flip '~' $file
done
tampered "a byte of the signature" flip '~' SHA256SUMS.minisig 120
tampered "a file more" touch more
tampered "a file less" rm definitions.txt
tampered "no signature" rm SHA256SUMS.minisig
FROM=bundle
rm -rf t && cp -R bundle t && (cd t && sums) && expect 0 "$PROVISO" verify t # the control: the forger signs as we do
expect 0 verify_py t
without() { # an entry left out
    rm "entries/$1.entry" "entries/$1.tlog-proof"
    python3 - "$1" <<'P'
import json, sys
d = json.load(open("bundle.json"))
d["entries"] = [e for e in d["entries"] if e["index"] != int(sys.argv[1])]
json.dump(d, open("bundle.json", "w"))
P
}
tampered "a byte of an entry, signed again" resigned flip '~' entries/3.entry
tampered "a byte of a leaf, signed again" resigned flip '~' public/batches/b1/tile/entries/000
tampered "an entry that is listed and not there, signed again" resigned rm entries/3.entry
tampered "a row tree that is listed and not there, signed again" resigned rm -r public/batches/b1
tampered "a ledger cut short, signed again" resigned cp ../before/public/ledger/checkpoint public/ledger/checkpoint
tampered "a document of nothing, signed again" resigned sh -c 'echo x >documents/$(echo x | sha256sum | cut -c1-64).json'
tampered "a document altered, signed again" resigned sh -c 'for f in documents/*; do echo >>$f; done'
tampered "another entry's proof, signed again" resigned cp entries/4.tlog-proof entries/3.tlog-proof
PY=0 tampered "a text to be read that is not the one entered, signed again" resigned flip '~' rules/agr1.proviso
PY=0 tampered "another root in bundle.json, signed again" resigned sed -i 's/"root": ".*"/"root": "00"/' bundle.json
orderless() { without "$(python3 -c 'import json; print([e["index"] for e in json.load(open("bundle.json"))["entries"] if e["type"] == "agreement"][0])')"; rm documents/* rules/*; }
PY=0 tampered "the agreement left out, signed again" resigned orderless

if command -v go >/dev/null && [ -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ]; then
    title "Go's note and tlog take the proofs"
    GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$PWD/cache GOFLAGS=-p=1
    export GO111MODULE GOPATH GOCACHE GOFLAGS
    cp bundle/gotlog.go main.go && go build -o gotlog main.go || wrong "the bundle's gotlog.go builds"
    for proof in bundle/entries/*.tlog-proof; do
        expect 0 ./gotlog proof "$proof" "${proof%.tlog-proof}.entry" bundle/public/ledger/vkey
    done
    expect 0 ./gotlog proof "o/b1-$released.tlog-proof" "o/b1-$released.leaf" bundle/vkeys/b1
    expect 0 ./gotlog bundle/public/batches/b1 bundle/vkeys/b1
    expect 1 ./gotlog proof bundle/entries/3.tlog-proof bundle/entries/4.entry bundle/public/ledger/vkey
    expect 1 ./gotlog proof "o/b1-$released.tlog-proof" "o/b1-$released.leaf" bundle/public/ledger/vkey
fi
finish
