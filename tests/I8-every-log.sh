#!/bin/sh
# I8 of the log itself: witnesses and their answers, time stamps, rotation of keys, retirement; as I8-every-point.sh.
. "$TOP/tests/lib.sh"

[ -x "$FAULTS" ] || skip "there is no build with fault injection (make check builds it)"
in_memory

small
# A witness and an authority for time stamps, played by openssl.
openssl genpkey -algorithm ed25519 -out witness.pem 2>/dev/null || wrong "openssl makes a key"
cat >cosign.py <<'P'
# cosign.py vkey | cosign.py CHECKPOINT: the witness's key line, or its answer (C2SP tlog-cosignature)
import base64, hashlib, struct, subprocess, sys, time
name = "witness.example/one"
public = subprocess.run(["openssl", "pkey", "-in", "witness.pem", "-pubout", "-outform", "DER"], capture_output=True).stdout[-32:]
key = b"\x04" + public
mark = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
if sys.argv[1] == "vkey":
    print("%s+%s+%s" % (name, mark.hex(), base64.b64encode(key).decode()))
else:
    body = open(sys.argv[1], encoding="utf-8").read().split("\n\n")[0] + "\n"
    now = int(time.time())
    open("message", "w").write("cosignature/v1\ntime %d\n%s" % (now, body))
    subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", "witness.pem", "-in", "message", "-out", "signature"], check=True)
    blob = mark + struct.pack(">Q", now) + open("signature", "rb").read()
    print("\u2014 %s %s" % (name, base64.b64encode(blob).decode()))
P
python3 cosign.py vkey >witness.vkey
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
[stamper]
extendedKeyUsage = critical, timeStamping
C
echo 01 >serial
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tsa.key -out tsa.pem -subj "/CN=stamps" \
    -days 3650 -config tsa.cnf -extensions stamper 2>/dev/null || wrong "openssl makes an authority"
expect 0 by c operator run few.csv --agreement T
expect 0 by c approver1 approve p1
[ "$WRONG" -eq 0 ] || finish

act 7 1 2 officer,counsel witness add --vkey witness.vkey --url https://witness.example --name "A witness"
expect 0 by c - witness ask --out asked
python3 cosign.py c/public/ledger/checkpoint >answer
act 1 0 0 - witness answer w1 answer
act 9 1 more officer,counsel witness quorum 1
act 9 1 more officer,counsel witness quorum 0
expect 0 by c - stamp request --out c.tsq
openssl ts -reply -config tsa.cnf -queryfile c.tsq -signer tsa.pem -inkey tsa.key -out c.tsr 2>/dev/null || wrong "a stamp"
act 3 1 2 operator stamp add c.tsr
act 9 1 1 officer,counsel witness remove w1
for key in seal release ledger; do act 3 1 more officer,counsel key rotate $key; done
retired=$("$PROVISO" -C c status --json | json '[p["key"] for p in d["people"] if "approver" in p["roles"]][1]')
act 9 1 2 officer people retire "$retired"

finish
