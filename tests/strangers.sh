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
