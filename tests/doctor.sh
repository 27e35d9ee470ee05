#!/bin/sh
# doctor: each kind of damage is found and named, or mended where the ledger can mend it; what is sound is said to be.
. "$TOP/tests/lib.sh"

demo c 1000 250
planned c >/dev/null || { wrong "a second plan"; finish; }
by c operator release p2 --out c.out >/dev/null 2>&1 || wrong "a release"
sed -n '1p; 2,4p' c.registry.csv | cut -d, -f1 >some.csv
order o.proviso ORD/1 "forbid address" 'population "the class"' 'when subject is in the population'
by c officer order add o.proviso --population some.csv >said 2>&1 || { cat said; wrong "an order with a list"; }
printf 'zip,city,state\n10001,NEW YORK,NY\n' >zips.csv
by c operator gazetteer import zips.csv >said 2>&1 || { cat said; wrong "a gazetteer"; }
by c officer,counsel erase b1:3 >said 2>&1 || { cat said; wrong "an erasure"; }
cp -a c original
ln -s c.people t.people
fresh() { rm -rf t && cp -a original t; }
figure() { json "$1" <said; }
doctor() { "$PROVISO" -C t doctor "$@"; }

title "sound"
fresh
expect 0 doctor --json
same "nothing is wrong" "$(figure '(d["healthy"], [c for c in d["checks"] if c["state"] != "ok"])')" "(True, [])"
figure '"\n".join(c["what"] for c in d["checks"])' >looked
for what in "ledger and row trees" store keys documents "registry i1" "batch b1" "batch b2" "import past1" "gazetteer of z1"; do
    grep -qxF "$what" looked || wrong "$what is looked at"
done
diff -r original t | grep -v store.sqlite >held && { wrong "a look changes nothing"; cat held; }
mkdir nowhere
expect 2 "$PROVISO" -C nowhere doctor
expect 0 doctor --repair --json
same "a repair of what is sound" "$(figure '(d["healthy"], [(c["what"], c["state"]) for c in d["checks"] if c["state"] != "ok"])')" \
    "(True, [('store', 'mended')])"

# is_said STATUS STATE "what is named" DAMAGE...: the look finds it, with what to do.
is_said() {
    wanted=$1 state=$2 what=$3
    shift 3
    fresh
    "$@" || wrong "the damage is done: $*"
    doctor --json >said 2>complained
    got=$?
    [ $got -eq "$wanted" ] || wrong "exit status $got instead of $wanted: $*"
    figure "'\n'.join(c['what'] for c in d['checks'] if c['state'] == '$state' and c['todo'] and c['said'])" >named 2>&1
    grep -qF "$what" named || { wrong "'$what' is named: $*"; cat said complained; }
}
damaged() { is_said 6 wrong "$@"; }
noted() { is_said 0 note "$@"; } # what the next act makes anew, or nobody but people reads
flip() { # FILE: one bit of its last byte
    python3 - "$1" <<'P'
import sys
d = bytearray(open(sys.argv[1], "rb").read())
d[-1] ^= 1
open(sys.argv[1], "wb").write(d)
P
}
first() { ls "$1" | head -n 1; }

title "what is altered or lost is named"
for file in rows.pvb history.bin requests.age keys.bin outcomes.csv r1.age; do
    damaged "batch b1" rm "t/batches/b1/$file"
done
for file in rows.pvb history.bin requests.age r1.age; do
    damaged "batch b1" flip "t/batches/b1/$file"
done
damaged "batch b1" truncate -s -32 t/batches/b1/keys.bin
unerase() { printf x | dd of=t/batches/b1/keys.bin bs=1 seek=64 conv=notrunc 2>/dev/null; }
damaged "batch b1" unerase
lose_key() { dd if=/dev/zero of=t/batches/b2/keys.bin bs=32 count=1 conv=notrunc 2>/dev/null; }
damaged "batch b2" lose_key
damaged "batch b1" cp t/batches/b2/r2.sealed t/batches/b1/r1.sealed
damaged "batch b2" rm t/batches/b2/r2.sealed
damaged "batch b2" sed -i '$d' t/batches/b2/outcomes.csv
damaged "batch b2" cp zips.csv t/batches/b2/layout.proviso
damaged "import past1" flip t/batches/past1/releases.csv
damaged "import past1" flip t/batches/past1/rows.pvb
damaged "import past1" rm t/batches/past1/requests.age
damaged "registry i1" flip "t/registry/$(cd original/registry && ls -d g-*)/generation.pvr"
damaged "registry i1" rm -r "t/registry/$(cd original/registry && ls -d g-*)"
damaged "gazetteer of z1" flip "t/gazetteers/$(first original/gazetteers)"
damaged "list of people" flip "t/populations/$(first original/populations)"
damaged "document of entry" flip "t/documents/$(first original/documents)"
damaged "document of entry" rm "t/documents/$(first original/documents)"
damaged "ledger and row trees" flip t/public/batches/b1/tile/0/000.p/250
damaged "ledger and row trees" rm -r t/public/batches/b1
damaged "keys/seal" chmod 644 t/keys/seal
damaged "batch b1" chmod 640 t/batches/b1/keys.bin
damaged "keys/seal" rm t/keys/seal
"$PROVISO" init another >/dev/null 2>&1
damaged "public/release.pub" cp another/public/release.pub t/public/release.pub
damaged "ledger and row trees" flip "t/public/ledger/tile/entries/000.p/$(entries original)"
noted "registry/current" ln -sfn nowhere t/registry/current
noted "batch b1" rm t/batches/b1/r1.identity.age
noted "batch b1" flip t/batches/b1/r1.identity.age
noted "rules/agr1" flip t/rules/agr1.proviso

title "what remembers that the ledger was longer is no repair's to take away"
fresh
cp -a t/public/ledger shorter
by t operator halt --all >held 2>&1 || { wrong "a halt"; cat held; }
rm -rf t/public/ledger && cp -a shorter t/public/ledger
for look in "" --repair --repair; do
    expect 6 doctor $look
    holds "it says so" grep -q "fewer entries" said
done
expect 6 by t operator status
fresh
rm t/public/ledger/checkpoint && cp t/store.sqlite kept.sqlite
expect 6 doctor --repair
[ -e t/store.sqlite ] || wrong "nor is the store taken away where there is no ledger to make it of"

title "what the ledger can mend is mended"
fresh
sqlite3 t/store.sqlite "update act set subject = 'x' where rowid = 3" 2>/dev/null || printf garbage >t/store.sqlite
expect 6 doctor
holds "it says how" grep -q "doctor --repair" said
expect 0 doctor --repair
holds "the store" grep -q "^mended  *store" said
expect 0 doctor
fresh
rm "t/documents/$(first original/documents)"
expect 6 doctor
cp -a t lost
by t counsel hold --all --cites "x" --document zips.csv >held 2>&1 || { wrong "acts go on"; cat held; }
fresh
ln -sfn nowhere t/registry/current
expect 0 doctor --repair
holds "the link" grep -q "^mended  *registry/current" said
[ -e t/registry/current/generation.pvr ] || wrong "it leads somewhere"
fresh
touch t/documents/x.json.tmp t/batches/b2/rows.pvb.tmp t/public/batches/b1/checkpoint.tmp
expect 0 doctor
same "half files are noted" "$(grep -c '^note  *leftovers' said)" 3
expect 0 doctor --repair
same "and removed" "$(grep -c '^mended  *leftovers' said)" 3
[ ! -e t/documents/x.json.tmp ] && [ ! -e t/batches/b2/rows.pvb.tmp ] || wrong "they are gone"
expect 0 doctor
holds "nothing is noted any more" fails grep -q "^note" said
fresh
touch t/batches/b2/rows.pvb.tmp
exec 8>>t/batches/b2/.lock
flock 8
expect 0 doctor --repair
[ -e t/batches/b2/rows.pvb.tmp ] || wrong "what another process writes stays"
exec 8>&-
fresh
echo '{}' >t/documents/0000000000000000000000000000000000000000000000000000000000000000.json
mkdir -p t/batches/b9 t/public/batches/b9 t/registry/g-0000000000000000
expect 0 doctor --repair
same "what no entry names is listed" "$(grep -c 'no entry names it' said)" 4
[ -e t/batches/b9 ] || wrong "and left to a person"

title "partial tiles that are full by now"
fresh
mkdir -p t/public/ledger/tile/0 && head -c 8192 /dev/zero >t/public/ledger/tile/0/007 && mkdir t/public/ledger/tile/0/007.p &&
    head -c 32 /dev/zero >t/public/ledger/tile/0/007.p/1
expect 0 doctor
holds "are noted" grep -q "^note  *tiles" said
expect 0 doctor --repair
[ ! -e t/public/ledger/tile/0/007.p ] || wrong "and removed"
expect 0 doctor

finish
