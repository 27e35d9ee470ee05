#!/bin/sh
# Keys are exchanged: the ledger's (who knows the old one alone, or the new one alone, verifies the whole), the seal (what
# was sealed before opens still), the release's; a person's key is retired. Killed at every write of a rotation, the
# custody is that of before or of after, and can be opened and verified by both keys.
. "$TOP/tests/lib.sh"

if command -v go >/dev/null && [ -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ]; then
    GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$PWD/cache GOFLAGS=-p=1
    export GO111MODULE GOPATH GOCACHE GOFLAGS
    go build -o gotlog "$TOP/tools/gotlog/main.go" || { wrong "tools/gotlog builds"; finish; }
fi
gotlog() { [ ! -x gotlog ] || ./gotlog "$@"; }
figure() { json "$1" <said; }
key_of() { sed 's/^proviso-key //' "$1.people/$2.key.pub" | base64 -d | sha256sum | cut -c1-16; }

demo c 1000 250
rm -rf c.out
cp -a c original
ln -s c.people original.people
cp c/public/ledger/vkey vkey.1
cp c/public/ledger/checkpoint checkpoint.1

title "the ledger's key"
expect 5 by c officer key rotate ledger
expect 5 by c officer,operator key rotate ledger
expect 2 by c officer,counsel key rotate identifier
expect 0 by c officer,counsel key rotate ledger
holds "another key" fails cmp -s vkey.1 c/public/ledger/vkey
cp c/public/ledger/vkey vkey.2
size=$(entries c)
holds "the checkpoint by which it changed is kept" cmp c/public/ledger/checkpoint "c/public/ledger/rotations/$size"
same "with two signatures" "$(grep -c '^— ' "c/public/ledger/rotations/$size")" 2
holds "nothing is left of the old secret" test ! -e c/keys/ledger.next
holds "Go accepts it by the new key" gotlog c/public/ledger vkey.2 "c/public/ledger/rotations/$size"
n=$(planned c) || { wrong "a batch under the new key"; finish; }
expect 0 by c operator release "p$n" --out c.out
expect 0 by c operator handover "r$n" --out c.out
holds "its package opens" opened c c.out "$n"
holds "Go accepts the ledger by the new key" gotlog c/public/ledger vkey.2 "c/public/ledger/rotations/$size"
holds "and by the old one no more" fails gotlog c/public/ledger vkey.1
expect 0 by c officer,counsel key rotate ledger
cp c/public/ledger/vkey vkey.3
by c operator run c.requests.csv --agreement $AGREEMENT >/dev/null || wrong "a third batch"
for key in 1 2 3; do
    expect 0 "$PROVISO" verify c --vkey vkey.$key
    expect 0 "$PROVISO" verify c --vkey "$(cat vkey.$key)"
done
expect 0 "$PROVISO" verify c --json
same "counted" "$(figure 'd["rotations"], d["batches"]')" "(2, 3)"
for checkpoint in c/public/ledger/rotations/*; do last=$checkpoint; done
holds "Go accepts the ledger" gotlog c/public/ledger vkey.3 "$last"
cp -a original other && ln -s c.people other.people && by other officer,counsel key rotate ledger >/dev/null || wrong "another log of the same name"
expect 6 "$PROVISO" verify c --vkey other/public/ledger/vkey
complains "none that this log had"
expect 6 "$PROVISO" verify c --vkey "$(sed 's/.*/nonsense/' vkey.1)"
# A row tree is signed by the key of its time
row_key() { # BATCH VKEY
    python3 - "$1" "$2" <<'P'
import base64, hashlib, sys
name, _, key = open(sys.argv[2]).read().strip().split("+", 2)
name += "/batches/" + sys.argv[1]
print("%s+%s+%s" % (name, hashlib.sha256(name.encode() + b"\n" + base64.b64decode(key)).hexdigest()[:8], key))
P
}
row_key b1 vkey.1 >b1.vkey
row_key b2 vkey.2 >b2.vkey
row_key b3 vkey.3 >b3.vkey
for b in b1 b2 b3; do holds "Go accepts the row tree $b" gotlog c/public/batches/$b $b.vkey; done

title "rehearsed, nothing changes"
fresh
find t -type f ! -name 'store.*' ! -name .lock -exec sha256sum {} + >files.before
for key in ledger seal release; do expect 0 by t officer,counsel key rotate $key --dry-run; done
expect 5 by t officer key rotate ledger --dry-run
expect 0 by t officer people retire "$(key_of c approver1)" --dry-run
expect 2 by t officer people retire "$(key_of c counsel)" --dry-run
sha256sum -c --quiet files.before || wrong "a dry run changed something"
same "nor is anything new there" "$(find t -type f ! -name 'store.*' ! -name .lock | wc -l)" "$(wc -l <files.before)"

title "what a stranger refuses"
fresh
rm "t/public/ledger/rotations/$size"
expect 6 "$PROVISO" verify t
complains "rotation"
fresh
head -n 5 "c/public/ledger/rotations/$size" >"t/public/ledger/rotations/$size" # signed by the old key alone
expect 6 "$PROVISO" verify t
fresh
{ head -n 4 "c/public/ledger/rotations/$size"; tail -n 1 "c/public/ledger/rotations/$size"; } >"t/public/ledger/rotations/$size"
expect 6 "$PROVISO" verify t --vkey vkey.1
fresh
cp checkpoint.1 "t/public/ledger/rotations/$size"
expect 6 "$PROVISO" verify t
fresh
cp vkey.1 t/public/ledger/vkey
expect 6 "$PROVISO" verify t
expect 6 by t - status
fresh
cp original/keys/ledger t/keys/ledger # a service key of before opens nothing
expect 6 by t officer halt --all

title "the seal"
fresh
cp -a t/keys keys.before
expect 5 by t officer key rotate seal
expect 0 by t officer,counsel key rotate seal
holds "the old one is kept" cmp t/keys/seal.1 keys.before/seal
holds "another is in force" fails cmp -s t/keys/seal t/keys/seal.1
by t approver1,approver2 approve p3 >/dev/null || wrong "two approvals"
expect 0 by t operator release p3 --out t.out # its requests were sealed before
expect 0 by t officer,counsel key rotate seal
expect 0 by t operator handover r3 --out t.out # and its identity too
holds "it opens" opened t t.out 3
holds "what is sealed now is sealed to the new key" by t operator run c.requests.csv --agreement $AGREEMENT
python3 - <<'P' || wrong "age keys of the seals"
import subprocess
# Bech32 (BIP 173) of a secret, as age writes it
A = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
def polymod(values):
    c = 1
    for v in values:
        t = c >> 25
        c = (c & 0x1ffffff) << 5 ^ v
        for i, g in enumerate((0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3)):
            c ^= g if t >> i & 1 else 0
    return c
def identity(hexed):
    bits = "".join(format(b, "08b") for b in bytes.fromhex(hexed))
    bits += "0" * (-len(bits) % 5)
    data = [int(bits[i:i + 5], 2) for i in range(0, len(bits), 5)]
    hrp = "age-secret-key-"
    head = [ord(c) >> 5 for c in hrp] + [0] + [ord(c) & 31 for c in hrp]
    check = polymod(head + data + [0] * 6) ^ 1
    return (hrp + "1" + "".join(A[d] for d in data + [check >> 5 * (5 - i) & 31 for i in range(6)])).upper()
def opens(key, path):
    open("seal.identity", "w").write(identity(open(key).read().strip()) + "\n")
    return subprocess.run(["age", "-d", "-i", "seal.identity", "-o", "/dev/null", path], capture_output=True).returncode == 0
assert opens("t/keys/seal", "t/batches/b4/requests.age") and not opens("t/keys/seal.1", "t/batches/b4/requests.age")
assert opens("t/keys/seal.1", "t/batches/b1/requests.age") and not opens("t/keys/seal", "t/batches/b1/requests.age")
assert opens("t/keys/seal.2", "t/batches/b3/r3.sealed") and not opens("t/keys/seal.1", "t/batches/b3/r3.sealed")
P
expect 0 "$PROVISO" verify t

title "the release's key"
fresh
old=$(sed -n '1s/.* //p' t/public/release.pub)
cp t/public/release.pub release.old
expect 0 by t officer,counsel key rotate release
holds "the old one stays under its number" cmp release.old "t/public/release-$old.pub"
holds "another is in force" fails cmp -s release.old t/public/release.pub
cat t/public/ledger/tile/entries/000.p/* | grep -ao '"key":"release","keys".*"public":"[^"]*"' | tail -n 1 >entry
holds "the entry names it" grep -qF "$(tail -n 1 t/public/release.pub)" entry
by t approver1,approver2 approve p3 >/dev/null || wrong "two approvals"
expect 0 by t operator release p3 --out t.out
holds "packages are signed by the new key" minisign -V -q -p t/public/release.pub -m t.out/r3.age
holds "and older ones by the old" minisign -V -q -p "t/public/release-$old.pub" -m t/batches/b1/r1.age
expect 0 "$PROVISO" verify t

title "retirement"
fresh
approver1=$(key_of c approver1)
officer=$(key_of c officer)
expect 5 by t operator people retire "$approver1"
expect 2 by t counsel people retire "$officer"
complains "fewer than two admins"
expect 1 by t officer people retire 0123456789abcdef
by t approver1,approver2 approve p3 >/dev/null || wrong "two approvals"
expect 0 by t officer people retire "$approver1"
expect 2 by t officer people retire "$approver1"
complains "already"
expect 5 by t approver1 halt --all
complains "was retired"
expect 5 by t approver1 release p3 --out t.out
expect 5 by t operator release p3 --out t.out
complains "1 of the 2 approvals"
expect 0 "$PROVISO" -C t status --json
same "said so" "$(figure '[p["retired"] for p in d["people"] if p["key"] == "'"$approver1"'"], [p["approvals"] for p in d["plans"] if p["number"] == "p3"]')" "([True], [1])"
expect 0 "$PROVISO" verify t
"$PROVISO" key new third.key --passphrase-file c.people/passphrase >/dev/null || wrong "a third key"
openssl pkcs8 -topk8 -iter 1 -in third.key -passin "pass:$SECRET" -passout "pass:$SECRET" -out third.new && chmod 600 third.new &&
    mv third.new third.key
name=$("$PROVISO" -C c status --json | json '[p["name"] for p in d["people"] if p["key"] == "'"$approver1"'"][0]')
expect 2 by c officer,counsel people add --name "$name" --role approver --public third.key.pub
expect 0 by t officer,counsel people add --name "$name" --role approver --public third.key.pub # the same person, another key
cp third.key c.people/third.key
expect 0 by t third approve p3
expect 0 by t operator release p3 --out t.out
expect 0 by t officer people retire "$(key_of c approver2)"
expect 0 by t operator handover r3 --out t.out # what counted at the release counts on
expect 0 "$PROVISO" verify t

title "who made a batch does not approve it with another key, either (I9)"
fresh
operator=$(key_of c operator)
name=$("$PROVISO" -C c status --json | json '[p["name"] for p in d["people"] if p["key"] == "'"$operator"'"][0]')
expect 0 by t officer people retire "$operator"
expect 0 by t officer,counsel people add --name "$name" --role operator,approver --public third.key.pub
expect 5 by t third approve p3
complains "made the batch"
expect 0 by t approver1,approver2 approve p3
expect 0 by t third release p3 --out t.out

title "exchanged in the middle of something else"
rm -rf c && cp -a original c
plan=$(planned c) || { wrong "a plan"; finish; }
hook 0.05
middle() { # KEY STATUSES WHO VERB...: at some of its I/O calls
    key=$1 statuses=$2 who=$3
    shift 3
    officers="--key c.people/officer.key --key c.people/counsel.key --passphrase-file c.people/passphrase --quiet"
    cat >act.sh <<H
"$PROVISO" -C t key rotate $key $officers &&
    "$PROVISO" -C t halt --all $officers && "$PROVISO" -C t halt --lift --cites x --document vkey.1 $officers
H
    fresh
    rm -f io
    PROVISO_FAULT_COUNT_IO=$PWD/io BINARY=$PROVISO_ASAN by t "$who" "$@" >/dev/null 2>err
    i=1 points=$(cat io)
    while [ $i -le "$points" ]; do
        fresh
        rm -f ended
        PROVISO_FAULT=hook:$i PROVISO_FAULT_HOOK="sh $PWD/hook.sh" BINARY=$PROVISO_ASAN by t "$who" "$@" >/dev/null 2>err
        status=$?
        while [ ! -e ended ]; do sleep 0.01; done
        grep -q "entered rotation" entered || { wrong "$key in $1, call $i: it was not rotated"; cat refused; }
        case " $statuses " in *" $status "*) ;; *) wrong "$key in $1, call $i: status $status"; cat err ;; esac
        sane "$key in $1, call $i" err
        "$PROVISO" verify t --vkey vkey.1 >held 2>&1 || { wrong "$key in $1, call $i: verify"; cat held; }
        [ ! -e "t.out/r$plan.age" ] ||
            { for pub in t/public/release*.pub; do minisign -V -q -p "$pub" -m "t.out/r$plan.age" 2>/dev/null && break; done; } ||
            wrong "$key in $1, call $i: the package's signature"
        i=$((i + points / 5 + 1))
    done
    echo "$key exchanged in the middle of $1: at every $((points / 5 + 1)). of $points calls"
}
middle ledger "0 7" operator run c.requests.csv --agreement $AGREEMENT
middle ledger "0" - verify t
middle release "0 7" operator release "p$plan" --out t.out
middle seal "0 7" operator release "p$plan" --out t.out

title "killed at every write of a rotation"
rm -rf c c.out && cp -a original c
BINARY=$PROVISO_ASAN
before=$(entries c)
sweep() { # KEY KIND...
    key=$1
    shift
    points=$(changes officer,counsel key rotate "$key")
    holds "there are points" test "$points" -gt 15
    for kind in "$@"; do
        i=1
        while [ $i -le "$points" ]; do
            fresh
            PROVISO_FAULT=$kind:$i by t officer,counsel key rotate "$key" >/dev/null 2>err
            sane "$key $kind:$i" err
            "$PROVISO" verify t --vkey vkey.1 >held 2>&1 || { wrong "$key $kind:$i: the old key leads to it"; cat held; }
            "$PROVISO" -C t doctor >held 2>&1 || { wrong "$key $kind:$i: it can be opened"; cat held; }
            after "$key $kind:$i"
            i=$((i + 1))
            [ $kind = kill ] || i=$((i + 2))
        done
    done
    echo "$key: killed at each of $points changes to the disk"
}
# What was cut off is done or undone by the next act; and then it is one or the other.
after() { # WHAT
    now=$(entries t)
    [ "$now" -eq "$before" ] || [ "$now" -eq $((before + 1)) ] || wrong "$1: $now entries"
    by t operator halt --all >/dev/null 2>err || { wrong "$1: an act can be entered"; cat err; }
    "$PROVISO" verify t --vkey vkey.1 >held 2>&1 || { wrong "$1: and then the old key leads to it"; cat held; }
    [ ! -e "t/keys/$key.next" ] || wrong "$1: nothing is left over"
    cat t/public/ledger/tile/entries/000.p/"$(entries t)" >entries
    case $key in
    ledger) public=$(cut -d+ -f3- t/public/ledger/vkey | base64 -d | tail -c 32 | base64) was=$(cmp -s vkey.1 t/public/ledger/vkey && echo yes) ;;
    release) public=$(tail -n 1 t/public/release.pub) was=$(cmp -s original/public/release.pub t/public/release.pub && echo yes) ;;
    seal)
        public='"key":"seal"' was=$(cmp -s original/keys/seal t/keys/seal && echo yes)
        cat t/keys/seal t/keys/seal.* 2>/dev/null | grep -q "$(cat original/keys/seal)" || wrong "$1: the old seal is kept"
        ;;
    esac
    if [ "$now" -eq "$before" ]; then
        [ "$was" = yes ] || wrong "$1: the key of before is in force"
    else
        [ "$was" != yes ] && grep -qaF "$public" entries || wrong "$1: the key that was entered is in force"
    fi
}
sweep seal kill
sweep release kill
sweep ledger kill torn
total=$(calls officer,counsel key rotate ledger)
step=$((total / 15 + 1))
i=1
while [ $i -le "$total" ]; do
    fresh
    PROVISO_FAULT=fail:$i by t officer,counsel key rotate ledger >/dev/null 2>err
    sane "fail:$i" err
    sound "fail:$i" 1
    "$PROVISO" verify t --vkey vkey.1 >held 2>&1 || { wrong "fail:$i: the old key leads to it"; cat held; }
    i=$((i + step))
done
echo "ledger: every $step. of $total calls failed"

finish
