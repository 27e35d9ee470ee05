#!/bin/sh
# Go's own checksum-database client opens the ledger's checkpoint and the batch's row tree, and finds every proof good.
. "$TOP/tests/lib.sh"

command -v go >/dev/null || skip "go is not installed (Debian: golang-go golang-golang-x-mod-dev)"
[ -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ] ||
    skip "Go's x/mod is not installed (Debian: golang-golang-x-mod-dev)"
GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$PWD/cache GOFLAGS=-p=1
export GO111MODULE GOPATH GOCACHE GOFLAGS
go build -o gotlog "$TOP/tools/gotlog/main.go" || { wrong "tools/gotlog builds"; finish; }

demo c 2000 300
cp c/public/ledger/checkpoint old
by c operator run c.requests.csv --agreement $AGREEMENT >/dev/null || wrong "a second batch"

title "the ledger"
expect 0 ./gotlog c/public/ledger c/public/ledger/vkey
expect 0 ./gotlog c/public/ledger c/public/ledger/vkey old

title "the batches' row trees"
# A row tree is signed by the same key under its own origin (C2SP signed-note: the key id hashes name and key).
vkey=$(python3 - <<'P'
import base64, hashlib
name, _, key = open("c/public/ledger/vkey").read().strip().split("+", 2)
for b in ("b1", "b2"):
    origin = name + "/batches/" + b
    bytes_ = base64.b64decode(key)
    print("%s+%s+%s" % (origin, hashlib.sha256(origin.encode() + b"\n" + bytes_).hexdigest()[:8], key))
P
)
for batch in b1 b2; do
    printf '%s\n' "$vkey" | grep "/$batch+" >$batch.vkey
    expect 0 ./gotlog c/public/batches/$batch $batch.vkey
done

title "what it must refuse"
cp -R c/public/ledger altered
python3 - <<'P'
import glob
for path in glob.glob("altered/tile/0/000.p/*"):
    b = bytearray(open(path, "rb").read())
    b[0] ^= 1
    open(path, "wb").write(b)
P
expect 1 ./gotlog altered altered/vkey
expect 1 ./gotlog c/public/batches/b1 b2.vkey

finish
