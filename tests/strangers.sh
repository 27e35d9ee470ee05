#!/bin/sh
# Two verifiers that share no code, `proviso verify` and tools/verify.py, take the same custody and refuse the same forgeries.
# The forger of tests/forge.py holds every key there is, so that each case breaks one rule and no other.
. "$TOP/tests/lib.sh"

verify_py() { python3 "$TOP/tools/verify.py" "$@"; }

holds "the second verifier has under 400 lines" test "$(wc -l <"$TOP/tools/verify.py")" -lt 400
holds "and imports Python's own library alone" test \
    "$(sed -n 's/^import //p; s/^from .*/other/p' "$TOP/tools/verify.py")" = "base64, hashlib, json, os, re, sys"

demo c 1000 300
order o1.proviso ORD/1 "forbid address" 'when name is partial'
by c officer order add o1.proviso >/dev/null || wrong "an order"
echo paper >paper
by c officer,counsel order suspend ORD/1 --cites "a stay" --document paper >/dev/null || wrong "a stay"
by c officer order serve ord1 --name "Operator" --cites "by hand" >/dev/null || wrong "a service"
by c counsel order acknowledge sv1 --document paper >/dev/null || wrong "an acknowledgement"
by c counsel lookback --batch b1 >/dev/null || wrong "a finding"
by c operator halt --all >/dev/null || wrong "a halt"
by c operator,counsel halt --lift --document paper >/dev/null || wrong "its end"
by c officer,counsel prove b1:1 --out p --for court --cites "Subpoena 1" >/dev/null || wrong "an opening"

title "both take the same, and see the same in it"
expect 0 "$PROVISO" verify c --json
json '[sorted(d["answers"].items())] + [d[k] for k in ("origin", "size", "root", "rows", "disclosed", "orders", "approvals")]' \
    <said >first
expect 0 verify_py c
json '[sorted(d["answers"].items())] + [d[k] for k in ("origin", "size", "root", "rows", "disclosed")] + \
    [d["entries"][k] for k in ("order", "approval")]' <said >second
holds "the same figures" cmp first second
cp -R c/public copy
expect 0 verify_py copy
expect 0 "$PROVISO" verify copy
expect 0 "$PROVISO" verify c --batch b1
expect 1 "$PROVISO" verify c --batch b9

title "an act of each kind"
cp -a c full && ln -s c.people full.people
act() { by full "$@" >acted 2>&1 || { wrong "$*"; tail -n 3 acted; }; }
if command -v age-keygen >/dev/null; then
    age-keygen -o elsewhere.id 2>/dev/null
    act operator backup --out backup --age "$(age-keygen -y elsewhere.id)"
fi
wrong_finding=$(finding full)
act officer recall "$wrong_finding" --out out
act officer recall sent rc1
act officer recall hold rc1 --cites "Litigation"
act officer,counsel recall free rc1 --cites "Settled" --document paper
act officer incident open "$wrong_finding"
act operator notice "$wrong_finding"
act officer,counsel account "$(sed -n 2p c.registry.csv | cut -d, -f1)" -o letter.txt
act operator hold --all --cites "Litigation" --document paper
act officer,counsel hold h1 --lift --cites "Settled" --document paper
act officer,counsel erase b1:2
planned full c.requests.csv >planned.number || wrong "a second plan"
act operator release p2 --out out
act operator handover r2 --out out
act counsel people retire "$("$PROVISO" -C full status --json | json '[p["key"] for p in d["people"] if p["name"].startswith("Second")][0]')"
act officer,counsel key rotate ledger
act officer,counsel key rotate release
act officer,counsel prove "b1:1" --out after --for inspector --cites "Inspection 1"
expect 0 "$PROVISO" verify full --json
same "both agree" "$(json '[d[k] for k in ("root", "rows", "disclosed")]' <said)" \
    "$(verify_py full | json '[d[k] for k in ("root", "rows", "disclosed")]')"
expect 0 "$PROVISO" prove --check after/b1-1.tlog-proof --leaf after/b1-1.leaf --vkey full/public/ledger/vkey
rm after/b1.entry after/b1.tlog-proof # of a row tree under the key of before, then nothing says that it is the log's
expect 6 "$PROVISO" prove --check after/b1-1.tlog-proof --leaf after/b1-1.leaf --vkey full/public/ledger/vkey
expect 0 "$PROVISO" prove --check after/b1-1.tlog-proof --leaf after/b1-1.leaf --vkey c/public/ledger/vkey
for of in b1 b2 "$wrong_finding" --all; do
    rm -rf bundle
    expect 0 by full - bundle $of --out bundle
    expect 0 "$PROVISO" verify bundle
    expect 0 "$PROVISO" verify bundle --vkey c/public/ledger/vkey # the key of before leads to the present one
    expect 0 verify_py bundle
done

title "both refuse each forgery"
python3 -B "$TOP/tests/forge.py" c forged || { wrong "the forger works"; finish; }
holds "there are forgeries" test "$(wc -l <forged/cases)" -gt 70
while read -r number case; do
    wanted=6
    [ "$case" != nothing ] || wanted=0 # the control: what the forger wrote again as it was
    "$PROVISO" verify "forged/$number" >/dev/null 2>one
    first=$?
    verify_py "forged/$number" >/dev/null 2>two
    second=$?
    [ $first -eq $wanted ] || { wrong "proviso verify ends with $first: $case"; cat one; }
    [ $second -eq $wanted ] || { wrong "verify.py ends with $second: $case"; cat two; }
    ! grep -q Traceback two || { wrong "verify.py falls over: $case"; tail -n 3 two; }
done <forged/cases
printf '%s forgeries\n' "$(wc -l <forged/cases)"

finish
