#!/bin/sh
# Time stamps (RFC 3161) of the ledger, by an authority that openssl plays: asked for, taken in only when they are of
# exactly these bytes, answer the request, and lead to whom they should; kept so that `openssl ts -verify` accepts them.
# Killed at every write, the custody is that of before or of after.
. "$TOP/tests/lib.sh"

figure() { json "$1" <said; }

# --- an authority, and one that nobody knows ---
cat >tsa.cnf <<'C'
[tsa]
default_tsa = tsa1
[tsa1]
serial = ./serial
crypto_device = builtin
default_policy = 1.2.3.4.1
digests = sha256, sha512
signer_digest = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical, CA:true
[stamper]
extendedKeyUsage = critical, timeStamping
C
authority() { # NAME
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.ca.key" -out "$1.ca.pem" \
        -subj "/CN=$1 root" -days 3650 -config tsa.cnf -extensions ca 2>/dev/null &&
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.csr" \
            -subj "/CN=$1 stamps" -config tsa.cnf 2>/dev/null &&
        openssl x509 -req -in "$1.csr" -CA "$1.ca.pem" -CAkey "$1.ca.key" -CAcreateserial -days 3650 \
            -extfile tsa.cnf -extensions stamper -out "$1.pem" 2>/dev/null || { wrong "openssl makes an authority"; finish; }
}
stamp() { # NAME REQUEST RESPONSE
    openssl ts -reply -config tsa.cnf -queryfile "$2" -signer "$1.pem" -inkey "$1.key" -out "$3" 2>stamp.err ||
        { cat stamp.err; wrong "openssl answers the request"; }
}
echo 01 >serial
authority good
authority strange

demo c 1000 250
rm -rf c.out

title "asked for, and taken in"
size=$(entries c)
expect 0 by c - stamp request --out c.tsq
openssl ts -query -in c.tsq -text >query 2>/dev/null || wrong "openssl reads the request"
holds "SHA-256" grep -q "Hash Algorithm: sha256" query
holds "with a nonce" grep -q "Nonce: 0x" query
holds "the certificate is asked for" grep -q "Certificate required: yes" query
stamp good c.tsq c.tsr
cp c/public/ledger/checkpoint stamped
expect 0 by c operator stamp add c.tsr --dry-run
holds "rehearsed, nothing is kept" test ! -e c/public/ledger/stamps
same "and nothing entered" "$(entries c)" "$size"
expect 5 by c - stamp add c.tsr
expect 0 by c operator stamp add c.tsr --ca good.ca.pem --json
same "its number" "$(figure 'd["id"]')" ts1
holds "the checkpoint that was stamped is kept" cmp stamped "c/public/ledger/stamps/$size.checkpoint"
holds "and the answer" cmp c.tsr "c/public/ledger/stamps/$size.tsr"
accepted() { # DIR SIZE CA
    openssl ts -verify -data "$1/public/ledger/stamps/$2.checkpoint" -in "$1/public/ledger/stamps/$2.tsr" -CAfile "$3"
}
holds "openssl ts -verify accepts it" accepted c "$size" good.ca.pem
holds "and by no other authority" fails accepted c "$size" strange.ca.pem
expect 0 "$PROVISO" verify c --json
same "verify counts it" "$(figure 'd["stamps"]')" 1
openssl ts -reply -in c.tsr -text 2>/dev/null | sed -n 's/^Time stamp: //p' >time.text
cat c/public/ledger/tile/entries/000.p/* | grep -ao '"at":"[^"]*"' | tail -n 1 >time.entry
python3 - <<'P' || wrong "the entry has the authority's instant"
import datetime
text = open("time.text").read().strip()
entry = open("time.entry").read().strip()[6:-1]
assert datetime.datetime.strptime(text, "%b %d %H:%M:%S %Y GMT") == datetime.datetime.strptime(entry[:19], "%Y-%m-%dT%H:%M:%S"), (text, entry)
P
expect 2 by c operator stamp add c.tsr
complains "has a time stamp"

title "what is refused"
fresh
expect 1 by t operator stamp add stamped.none
expect 6 by t operator stamp add stamped
complains "no time-stamp response"
expect 0 by t - stamp request --out t.tsq
stamp good t.tsq t.tsr
expect 6 by t operator stamp add t.tsr --ca strange.ca.pem
expect 1 by t operator stamp add t.tsr --ca stamped
cat t.tsr t.tsr >twice.tsr
expect 6 by t operator stamp add twice.tsr
# the same bytes, another nonce: the answer to somebody else's request
openssl ts -query -data t/public/ledger/checkpoint -sha256 -cert -out other.tsq 2>/dev/null
stamp good other.tsq other.tsr
expect 6 by t operator stamp add other.tsr
complains "does not answer the request"
# other bytes
openssl ts -query -data stamped -sha256 -cert -out bytes.tsq 2>/dev/null
rm -f t/stamps/"$size".*
stamp good bytes.tsq bytes.tsr
expect 6 by t operator stamp add bytes.tsr
complains "no checkpoint that one was asked for"
# the authority refuses
openssl ts -query -data t/public/ledger/checkpoint -md5 -out md5.tsq 2>/dev/null
stamp good md5.tsq md5.tsr
expect 6 by t operator stamp add md5.tsr
complains "granted no time stamp"
# without the authority's certificate in it
openssl ts -query -data t/public/ledger/checkpoint -sha256 -out bare.tsq 2>/dev/null
stamp good bare.tsq bare.tsr
expect 6 by t operator stamp add bare.tsr
complains "not signed by the certificate in it"
# hash, instant, nonce and signature count, byte by byte
python3 - <<'P' || wrong "the parts of a time stamp are found"
import hashlib, re
whole = open("t.tsr", "rb").read()
imprint = whole.index(hashlib.sha256(open("t/public/ledger/checkpoint", "rb").read()).digest())
time = re.search(rb"20[0-9]{12}Z", whole).start()
request = open("t.tsq", "rb").read()
nonce = request[-11:-3] # 8 bytes, then certReq TRUE
assert request[-3:] == b"\1\1\xff" and whole.count(nonce) == 1
places = [imprint, imprint + 31, time + 3, time + 13, whole.index(nonce), whole.index(nonce) + 7, len(whole) - 1, len(whole) - 30]
for n, i in enumerate(places):
    b = bytearray(whole)
    b[i] ^= 1
    open("flip.%d" % n, "wb").write(bytes(b))
P
stands=$(entries t)
for flip in flip.*; do
    by t operator stamp add "$flip" --ca good.ca.pem >/dev/null 2>err && wrong "a byte was turned over: $flip"
    sane "$flip" err
done
same "nothing was entered" "$(entries t)" "$stands"
expect 0 by t operator stamp add t.tsr

title "verify compares the files"
for file in tsr checkpoint; do
    fresh
    printf x >>"t/public/ledger/stamps/$size.$file"
    expect 6 "$PROVISO" verify t
    complains "time stamp ts1"
    rm "t/public/ledger/stamps/$size.$file"
    expect 6 "$PROVISO" verify t
done

title "killed at every write"
BINARY=$PROVISO_ASAN
by c operator halt --all >/dev/null || wrong "an act"
by c - stamp request --out k.tsq >/dev/null || wrong "a request"
stamp good k.tsq k.tsr
before=$(entries c)
points=$(changes operator stamp add k.tsr --ca good.ca.pem)
holds "there are points" test "$points" -gt 15
for kind in kill torn; do
    i=1
    while [ $i -le "$points" ]; do
        fresh
        PROVISO_FAULT=$kind:$i by t operator stamp add k.tsr >/dev/null 2>err
        sane "$kind:$i" err
        sound "$kind:$i" 1
        if [ "$(entries t)" -eq "$before" ]; then
            by t operator stamp add k.tsr >/dev/null 2>err || { wrong "$kind:$i: done again"; cat err; }
        fi
        accepted t "$before" good.ca.pem >/dev/null 2>&1 || wrong "$kind:$i: then openssl accepts it"
        i=$((i + 1))
    done
done
total=$(calls operator stamp add k.tsr --ca good.ca.pem)
step=$((total / 40 + 1))
i=1
while [ $i -le "$total" ]; do
    fresh
    PROVISO_FAULT=fail:$i by t operator stamp add k.tsr --ca good.ca.pem >/dev/null 2>err
    sane "fail:$i" err
    sound "fail:$i" 1
    i=$((i + step))
done
echo "$points changes to the disk: killed and torn at each; every $step. of $total calls failed"

finish
