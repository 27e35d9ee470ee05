#!/bin/sh
# Witnesses of the ledger: registered, asked over HTTP (a witness written in Go), their cosignatures kept; nothing leaves
# until a quorum signed that it was entered; a ledger that was rolled back is not opened. Killed at every write of an
# answer, the custody is that of before or of after.
. "$TOP/tests/lib.sh"

command -v curl >/dev/null || skip "curl is not installed (Debian: curl)"
command -v go >/dev/null || skip "go is not installed (Debian: golang-go golang-golang-x-mod-dev)"
[ -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ] ||
    skip "Go's x/mod is not installed (Debian: golang-golang-x-mod-dev)"
GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$PWD/cache GOFLAGS=-p=1
export GO111MODULE GOPATH GOCACHE GOFLAGS
for tool in gowitness gotlog; do
    go build -o $tool "$TOP/tools/$tool/main.go" || { wrong "tools/$tool builds"; finish; }
done

demo c 1000 250
cp c/public/ledger/vkey logs
rm -rf c.out

started=
stop() { for pid in $started; do kill "$pid" 2>/dev/null; done; }
trap stop EXIT
witness() { # NAME FOLDER: runs until the end
    ./gowitness "$1" "$2" logs 2>"$2.log" &
    started="$started $!"
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        [ ! -s "$2/url" ] || return 0
        sleep 0.1
    done
    wrong "the witness $1 starts"
    finish
}
witness witness.example/one one
witness witness.example/two two
witness witness.example/three three

figure() { json "$1" <said; }
asked() { # DIR [NUMBER...]: what tools/witness does
    dir=$1
    shift
    PROVISO="$PROVISO" "$TOP/tools/witness" -C "$dir" "$@"
}
remember() { rm -rf known && mkdir known && for w in one two three; do cp -a $w known/; done; }
rewind() { for w in one two three; do rm -f $w/log-* && cp known/$w/log-* $w/; done; } # a witness never would

title "registered by two, each key once"
expect 5 by c officer witness add --vkey one/vkey
expect 2 by c officer,counsel witness add --vkey c/public/ledger/vkey
complains "cosignatures"
expect 2 by c officer,counsel witness add --vkey one/vkey --url "ftp://x"
for w in one two three; do
    expect 0 by c officer,counsel witness add --vkey $w/vkey --url "$(cat $w/url)" --name "The witness $w"
done
expect 2 by c officer,counsel witness add --vkey one/vkey
complains "already"
# the same key under another name would count twice
python3 - <<'P'
import base64, hashlib
name, _, key = open("one/vkey").read().strip().split("+", 2)
name = "witness.example/again"
digest = hashlib.sha256(name.encode() + b"\n" + base64.b64decode(key)).hexdigest()[:8]
open("again.vkey", "w").write("%s+%s+%s\n" % (name, digest, key))
P
expect 2 by c officer,counsel witness add --vkey again.vkey
complains "already"
expect 0 "$PROVISO" -C c witness list --json
same "all three" "$(figure '[(w["number"], w["name"], w["knows"], w["signed"]) for w in d["witnesses"]], d["quorum"], d["cosigned"]')" \
    "([('w1', 'The witness one', 0, False), ('w2', 'The witness two', 0, False), ('w3', 'The witness three', 0, False)], 0, 0)"
cat c/public/ledger/tile/entries/000.p/* >entries
holds "no name and no address in the ledger" fails grep -aq "The witness\|127.0.0.1" entries
expect 2 by c officer,counsel witness quorum 4
complains "only 3"
expect 5 by c officer witness quorum 2

title "asked: the request is that of tlog-witness, and the witnesses sign"
cp c/public/ledger/checkpoint own
holds "all three sign" asked c
holds "the checkpoint begins as it was, byte for byte" cmp -n "$(wc -c <own)" own c/public/ledger/checkpoint
same "and has three lines more" "$(($(wc -l <c/public/ledger/checkpoint) - $(wc -l <own)))" 3
holds "it is kept" cmp c/public/ledger/checkpoint c/public/ledger/cosigned
expect 0 ./gotlog c/public/ledger c/public/ledger/vkey
expect 0 "$PROVISO" verify c --json
same "verify counts them" "$(figure 'd["cosigned"] == d["size"], d["cosignatures"], d["quorum"]')" "(True, 3, 0)"
python3 - <<'P' || wrong "python recomputes each key hash, and openssl finds each cosignature good"
import base64, hashlib, subprocess
note = open("c/public/ledger/checkpoint", encoding="utf-8").read()
body, lines = note.rsplit("\n\n", 1)
body += "\n"
for w in ("one", "two", "three"):
    name, _, key = open(w + "/vkey").read().strip().split("+", 2)
    key = base64.b64decode(key)
    line = [l.split(" ")[2] for l in lines.splitlines() if l.startswith("\u2014 " + name + " ")]
    assert len(line) == 1, w
    blob = base64.b64decode(line[0])
    assert blob[:4] == hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
    at = int.from_bytes(blob[4:12], "big")
    open("message", "wb").write(("cosignature/v1\ntime %d\n" % at).encode() + body.encode())
    open("signature", "wb").write(blob[12:])
    open("key.der", "wb").write(bytes.fromhex("302a300506032b6570032100") + key[1:])
    subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key.der", "-rawin",
                    "-in", "message", "-sigfile", "signature"], check=True, stdout=subprocess.DEVNULL)
P
holds "asked again, they sign the same tree again" asked c
same "each has one line" "$(($(wc -l <c/public/ledger/checkpoint) - $(wc -l <own)))" 3

title "nothing leaves before two of three signed"
expect 0 by c officer,counsel witness quorum 2
n=$(planned c) || { wrong "a second plan"; finish; }
expect 4 by c operator release "p$n" --out c.out
complains "witnesses" "2"
holds "no package left" test ! -e "c.out/r$n.age"
same "but it is entered" "$(releases c)" 2
expect 4 by c operator handover "r$n" --out c.out
holds "one signature does not do" asked c w1
expect 4 by c operator release "p$n" --out c.out
rm -rf t t.out && cp -a c t && ln -sf c.people t.people
holds "an order does not wait" by t officer halt --all
expect 7 by t operator release "p$n" --out t.out
holds "the second signs" asked c w2
expect 0 by c operator release "p$n" --out c.out
same "it is the package of the first time" "$(releases c)" 2
holds "the ledger names it" grep -aq "$(sha256sum "c.out/r$n.age" | cut -d' ' -f1)" c/public/ledger/tile/entries/000.p/*
expect 0 by c operator handover "r$n" --out c.out
holds "and opens" opened c c.out "$n"
holds "its proof bears what they signed" test "$(grep -c '^— witness\.example' "c.out/r$n.tlog-proof")" -ge 2
rm -rf t t.out && cp -a c t && ln -sf c.people t.people
holds "another key of the ledger" by t officer,counsel key rotate ledger
expect 0 "$PROVISO" -C t bundle --all --out evidence
expect 0 "$PROVISO" verify evidence --json
figure 'd["cosigned"], d["cosignatures"]' >kept
expect 0 "$PROVISO" verify t --json
same "evidence of then bears what they signed under the key of before" "$(cat kept)" "$(figure 'd["cosigned"], d["cosignatures"]')"
same "which two did" "$(figure 'd["cosignatures"]')" 2
holds "verify.py finds it good" python3 "$TOP/tools/verify.py" evidence
# cosignatures under another checkpoint than one that covers the entry do not count
m=$(planned c) || { wrong "a third plan"; finish; }
expect 4 by c operator release "p$m" --out c.out
cp c/public/ledger/cosigned older
holds "all sign" asked c
cp c/public/ledger/cosigned newer
cp older c/public/ledger/cosigned
expect 4 by c operator release "p$m" --out c.out
# nor does a line that no witness made, under the right one
sed 's/^\(— witness.example.two ......\).\{8\}/\1AAAAAAAA/' newer >c/public/ledger/cosigned
expect 6 by c operator release "p$m" --out c.out
holds "nothing left by them" test ! -e "c.out/r$m.age"
cp newer c/public/ledger/cosigned
expect 0 by c operator release "p$m" --out c.out
expect 0 by c operator handover "r$m" --out c.out
cp older c/public/ledger/cosigned # a stranger sees that it was handed over before they signed
expect 6 "$PROVISO" verify c
complains "handed over"
rm c/public/ledger/cosigned
expect 6 "$PROVISO" verify c
cp newer c/public/ledger/cosigned
expect 0 "$PROVISO" verify c
expect 0 "$PROVISO" -C c status --json
same "status says how far they signed" "$(figure 'd["ledger"]["quorum"], d["ledger"]["cosigned"] > 0')" "(2, True)"

title "answers that are none"
fresh
expect 0 by t - witness ask --out ask
expect 1 by t - witness answer w9 ask/w1.request
printf -- '— witness.example/one AAAAAAA=\n' >none
expect 1 by t - witness answer w1 none
sed -n '/^— witness.example.two/p' t/public/ledger/cosigned >twos
expect 1 by t - witness answer w1 twos
complains "no cosignature by w1"
sed -n '/^— witness.example.one/p' older >olds
expect 6 by t - witness answer w1 olds
for status in 403 404 500; do expect 4 by t - witness answer w1 none --status $status; done
expect 6 by t - witness answer w1 none --status 422
expect 1 by t - witness answer w1 none --status 400
expect 1 by t - witness answer w1 none --status 409
echo 3 >size
expect 4 by t - witness answer w1 size --status 409
expect 0 by t - witness ask --out ask
same "asked from there" "$(head -n 1 ask/w1.request)" "old 3"
echo 100000 >size
expect 6 by t - witness answer w1 size --status 409
complains "rolled back"
holds "a wrong answer changed nothing" "$PROVISO" verify t

title "a witness that knows another size, another log, another key, another tree"
remember
fresh
echo 0 >t/witnesses/w1.size
by t officer halt --all >/dev/null || wrong "an act"
holds "409 is followed" asked t
cp logs logs.kept
: >logs
expect 4 asked t
complains "does not know this log"
python3 - <<'P' >logs
import base64, hashlib
name = open("logs.kept").read().split("+")[0]
key = b"\1" + bytes(range(32))
print("%s+%s+%s" % (name, hashlib.sha256(name.encode() + b"\n" + key).hexdigest()[:8], base64.b64encode(key).decode()))
P
expect 4 asked t
complains "trusts none of the keys"
cp logs.kept logs
rewind
fresh
by t officer halt --all >/dev/null || wrong "an act"
for file in one/log-*; do sed -i 's/ .*/ AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=/' "$file"; done
expect 6 asked t w1
complains "does not continue what it saw"
rewind

title "rolled back"
rm -rf t && cp -a c t && cp -a c/public/ledger ledger.before && cp c/store.sqlite store.before
by t officer halt --all >/dev/null || wrong "an act"
holds "the witnesses sign" asked t
cp t/public/ledger/cosigned signed
rm -rf t/public/ledger && cp -a ledger.before t/public/ledger && cp store.before t/store.sqlite && rm -f t/store.sqlite-*
cp signed t/public/ledger/cosigned
expect 6 by t - status
complains "does not continue"
expect 6 by t officer halt --all
expect 6 "$PROVISO" verify t
complains "witnesses signed"
rm t/public/ledger/cosigned # nor without that file: what was sent is remembered
cp ledger.before/cosigned t/public/ledger/cosigned
expect 6 by t officer halt --all
rm -rf t/witnesses
expect 0 by t officer,counsel halt --all
expect 6 asked t # nothing here remembers; the witnesses do
complains "another ledger"
rewind

title "cosigned in the middle of a look"
cat >hook.sh <<H # no lock is held by who looks
"$PROVISO" -C t halt --all --key c.people/officer.key --passphrase-file c.people/passphrase --quiet >/dev/null
PROVISO="$PROVISO" "$TOP/tools/witness" -C t >/dev/null
H
for verb in "-C t status" "verify t"; do
    fresh
    rm -f io
    # shellcheck disable=SC2086 # words
    PROVISO_FAULT_COUNT_IO=$PWD/io "$PROVISO_ASAN" $verb >/dev/null 2>err
    n=1 points=$(cat io)
    while [ $n -le "$points" ]; do
        fresh
        rewind
        # shellcheck disable=SC2086 # words
        PROVISO_FAULT=hook:$n PROVISO_FAULT_HOOK="sh $PWD/hook.sh" "$PROVISO_ASAN" $verb >/dev/null 2>err ||
            { wrong "$verb, call $n: it sees the ledger of before or of after"; cat err; }
        n=$((n + points / 8 + 1))
    done
done
rewind

title "an answer that is waited for holds up no order"
fresh
mkfifo pipe
by t - witness answer w1 pipe >waited 2>&1 &
waiting=$!
sleep 0.5
expect 0 timeout 20 "$PROVISO" -C t halt --all --key c.people/officer.key --passphrase-file c.people/passphrase --quiet
: >pipe
wait $waiting

title "removal"
fresh
expect 5 by t officer witness remove w1
expect 0 by t officer,counsel witness remove w1
expect 2 by t officer,counsel witness remove witness.example/two
complains "quorum"
expect 0 by t officer,counsel witness quorum 1
expect 0 by t officer,counsel witness remove witness.example/two
expect 0 "$PROVISO" verify t --json
same "only the third counts" "$(figure 'd["cosignatures"]')" 1

title "dry"
fresh
find t -type f ! -name 'store.*' -exec sha256sum {} + >files.before
expect 0 by t - witness ask --out dry --dry-run
holds "no request" test ! -e dry/w1.request
expect 0 by t officer,counsel witness quorum 0 --dry-run
expect 0 by t - stamp request --out dry.tsq --dry-run
sha256sum -c --quiet files.before || wrong "a dry run changed something"

title "killed at every write of an answer, each call failing"
BINARY=$PROVISO_ASAN
by c officer halt --all >/dev/null || wrong "an act"
by c officer,counsel halt --lift --cites x --document own >/dev/null || wrong "an act"
before=$(entries c)
fresh
by t - witness ask --out ask >/dev/null || wrong "asked"
cp -a t/witnesses/asked c/witnesses/asked
for w in w1 w2; do
    url=$(cat "$([ $w = w1 ] && echo one || echo two)/url")
    curl -sS -o $w.response --data-binary @ask/$w.request "$url/add-checkpoint" || wrong "curl"
done
cp -a c/public/ledger/checkpoint unsigned
expect 0 by c - witness answer w1 w1.response --dry-run
holds "rehearsed, an answer changes nothing" cmp unsigned c/public/ledger/checkpoint
by c - witness answer w1 w1.response >/dev/null || wrong "the first answer"
cp c/public/ledger/checkpoint first
points=$(changes - witness answer w2 w2.response)
holds "there are points" test "$points" -gt 10
for kind in kill torn; do
    i=1
    while [ $i -le "$points" ]; do
        fresh
        PROVISO_FAULT=$kind:$i by t - witness answer w2 w2.response >/dev/null 2>err
        sane "$kind:$i" err
        sound "$kind:$i" 0
        holds "$kind:$i: own part unchanged" cmp -n "$(wc -c <first)" first t/public/ledger/checkpoint
        by t - witness answer w2 w2.response >/dev/null 2>err || { wrong "$kind:$i: done again"; cat err; }
        cmp -s t/public/ledger/checkpoint t/public/ledger/cosigned || wrong "$kind:$i: then it is cosigned"
        i=$((i + 1))
    done
done
total=$(calls - witness answer w2 w2.response)
step=$((total / 30 + 1))
i=1
while [ $i -le "$total" ]; do
    fresh
    PROVISO_FAULT=fail:$i by t - witness answer w2 w2.response >/dev/null 2>err
    sane "fail:$i" err
    sound "fail:$i" 0
    i=$((i + step))
done
echo "$points changes to the disk: killed and torn at each; every $step. of $total calls failed"

finish
