#!/bin/sh
# bench/halt.sh [PEOPLE [REQUESTS]]: how quickly an order or a halt binds, in the demo's custody (1,000,000 people, 1,280,000
# requests) with a released package whose key is still in the house. Of ten orders and ten halts, the median and the most:
#
#   entered  from the start of the process that enters it to the checkpoint that holds it (its key's passphrase is
#            stretched by one round here; by default that alone takes a fifth of a second, before anything is read)
#   refused  from that checkpoint to the end of a handover that is started then, and has to be refused
set -eu
TOP=$(cd "$(dirname "$0")/.." && pwd)
PROVISO=${PROVISO:-$TOP/build/proviso}
export TOP PROVISO
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >world.sh <<'W'
. "$TOP/tests/lib.sh"
demo c "$1" "$2"
planned c >/dev/null && by c operator release p2 --out c.out >/dev/null
W
sh world.sh "${1:-1000000}" "${2:-1280000}"
cp c/public/ledger/checkpoint stay.txt
python3 - <<'P'
import os, statistics, subprocess, time
proviso, key = os.environ["PROVISO"], lambda who: ["--key", f"c.people/{who}.key"]
quiet = ["--passphrase-file", "c.people/passphrase", "--quiet"]
checkpoint = "c/public/ledger/checkpoint"

def run(*words):
    return subprocess.run([proviso, "-C", "c", *words, *quiet], capture_output=True, text=True)

def measure(*words):
    before = os.stat(checkpoint).st_ino
    began = time.monotonic()
    p = subprocess.Popen([proviso, "-C", "c", *words, *quiet], stdout=subprocess.DEVNULL)
    while os.stat(checkpoint).st_ino == before:
        time.sleep(0.0002)
    entered = time.monotonic()
    h = run("handover", "r2", "--out", "c.out", *key("operator"))
    refused = time.monotonic()
    assert h.returncode == 7, h
    p.wait()
    return (entered - began) * 1000, (refused - entered) * 1000

def show(what, pairs):
    for name, column in zip(("entered", "refused"), zip(*pairs)):
        print(f"{what:<8} {name}  median {statistics.median(column):6.1f} ms, most {max(column):6.1f} ms")

halts, orders = [], []
for i in range(10):
    halts.append(measure("halt", "--all", *key("operator")))
    assert run("halt", "--lift", "--document", "stay.txt", *key("officer"), *key("counsel")).returncode == 0
    open("o.proviso", "w").write(f'order ORD/{i} forbid count from 2025-01-01 document sha256:{"0" * 64} cites "x"\n')
    orders.append(measure("order", "add", "o.proviso", *key("officer")))
    assert run("order", "suspend", f"ORD/{i}", "--cites", "x", "--document", "stay.txt",
               *key("officer"), *key("counsel")).returncode == 0
show("halt", halts)
show("order", orders)
print('{"halt_entered":%.1f,"halt_refused":%.1f,"order_entered":%.1f,"order_refused":%.1f}'
      % tuple(statistics.median(c) for pairs in (halts, orders) for c in zip(*pairs)))
P
