#!/bin/sh
# bench/evidence.sh [PEOPLE [REQUESTS]]: what evidence and remedy cost at the size of the case of 2025: the demo's custody
# (1,000,000 people, 1,280,000 requests), and a second batch under an agreement that also gives where addresses differ, so that
# some 47,000 rows leave. Wall seconds of whole commands, their keys opened with one round.
#
#   release   ledger synced, package, manifest and proof written      handover  the package's key
#   verify    ledger and row trees, from the public files alone       declare   a statement made, and checked
#   prove     one row, and the bytes of its proof                     recall    all rows of a finding
#   notice    a letter for each person, planned; mail: written        account   one person
#   doctor, backup (the first, and again), erase (a thousand rows)
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
rm -rf c.out
python3 - <<'P'
text = open("c.agreement.proviso").read().replace('"TAX-2025"', '"TAX-WIDE"', 1)
for clause in ("SUF/4", "SUF/5"):
    at = text.index("clause %s " % clause)
    end = text.index("\n\n", at)
    text = text[:at] + text[at:end].replace("otherwise none", "otherwise match") + text[end:]
open("wide.proviso", "w").write(text)
P
by c officer,counsel agreement add wide.proviso >/dev/null
by c operator run c.requests.csv --agreement TAX-WIDE >/dev/null
by c approver1,approver2 approve p2 >/dev/null
W
sh world.sh "${1:-1000000}" "${2:-1280000}"
age-keygen -o backup.key 2>/dev/null
python3 - <<'P'
import json, os, subprocess, time
proviso, keys = os.environ["PROVISO"], lambda who: [w for k in who.split(",") for w in ("--key", f"c.people/{k}.key")]

def timed(what, who, *words, most=None, note=""):
    began = time.monotonic()
    p = subprocess.run([proviso, "-C", "c", *words, *(keys(who) if who else []), "--passphrase-file", "c.people/passphrase", "--quiet"],
                       capture_output=True, text=True)
    took = time.monotonic() - began
    assert p.returncode in (0, 4), (words, p.stdout[-400:], p.stderr)
    print(f"{what:<34} {took:7.2f} s" + (f"   target {most} s" if most else "") + (f"   {note}" if note else ""), flush=True)
    return p.stdout

rows = json.loads(timed("release", "operator", "release", "p2", "--out", "out", "--json", most=2))["released"]
print(f"  {rows:,} rows answered above none")
timed("handover", "operator", "handover", "r2", "--out", "out")
timed("verify, both batches", "", "verify", "c")
timed("verify, one batch", "", "verify", "c", "--batch", "b2", most=2)
open("statement.json", "w").write(timed("declare", "", "declare", "b2", "--json"))
timed("declare --check", "", "declare", "--check", "statement.json", most=2)
timed("prove one row", "", "prove", "b2:1", "--out", "proof")
print("  %d bytes of proof, %d with its leaf; target 2048" % (os.stat("proof/b2-1.tlog-proof").st_size,
      os.stat("proof/b2-1.tlog-proof").st_size + os.stat("proof/b2-1.leaf").st_size))
timed("lookback, entered", "counsel", "lookback", "--rules", "c.agreement.proviso", "--batch", "b2", "--json")
timed("recall of the finding", "officer", "recall", "f1", "--reading", "all clauses", "--out", "recalled")
timed("notice, planned", "officer", "notice", "f1", "--reading", "all clauses")
timed("two approvals", "approver1,approver2", "approve", "m1")
timed("mail, letters as PDF", "operator", "mail", "m1", "--out", "letters")
person = next(line.split(",")[0] for line in list(open("c.registry.csv"))[1:2])
timed("account of one person", "counsel,officer", "account", person, "-o", "account.txt")
timed("doctor", "", "doctor")
recipient = next(line.split()[-1] for line in open("backup.key") if "public key" in line)
timed("backup", "operator", "backup", "--out", "kept", "--age", recipient)
timed("backup again", "operator", "backup", "--out", "kept", "--age", recipient)
timed("erase 1,000 rows", "officer,counsel", "erase", "b2:1-1000", "--cites", "bench")
P
