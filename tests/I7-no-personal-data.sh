#!/bin/sh
# I7: no personal data in the ledger, row trees, facts kept, logs, errors, file names, output. Every name of the demo's
# world holds a mark; it is looked for in all that is written and said, errors about bad input included. Excluded are
# the files that hold personal data by design: registry/, sealed requests, packages, documents/, rules/, the store (whose
# acts repeat documents), and the demo's own inputs.
. "$TOP/tests/lib.sh"

MARK=XQZMARK
demo c 2000 300 --mark $MARK
PROVISO_LOG=$PWD/log
export PROVISO_LOG
grep -q $MARK c.requests.csv && grep -q $MARK c.registry.csv && grep -q $MARK c.agreement.proviso ||
    wrong "the demo puts the mark in"

mkdir -p output
step=0
# spoken COMMAND...: runs it, keeps what it says; any exit status is fine but a crash.
spoken() {
    step=$((step + 1))
    "$@" >output/$step.out 2>output/$step.err </dev/null
    status=$?
    [ $status -lt 124 ] || wrong "status $status: $*"
    [ "${SECRETIVE:-yes}" = yes ] || return 0
    grep -ilE "$MARK" output/$step.out output/$step.err >/dev/null && {
        wrong "a name is printed by: $*"
        grep -ihE "$MARK" output/$step.out output/$step.err | head -n 3 | sed 's/^/    /'
    }
    return 0
}

title "what the verbs say"
cp c.demo output/demo.out
spoken by c operator run c.requests.csv --agreement $AGREEMENT
spoken by c operator run c.requests.csv --agreement $AGREEMENT --json
spoken by c approver1,approver2 approve p2
spoken by c operator release p2 --out c.out
spoken by c operator handover r2 --out c.out
spoken "$PROVISO" -C c status
spoken "$PROVISO" -C c status --json
spoken "$PROVISO" -C c doctor
spoken "$PROVISO" -C c registry status
spoken "$PROVISO" -C c registry verify
spoken "$PROVISO" -C c funnel b2
spoken "$PROVISO" -C c funnel b2 --html output/funnel.html
spoken "$PROVISO" -C c review b2
row=$(grep -n ',released,' c/batches/b2/outcomes.csv | head -n 1 | cut -d, -f1 | cut -d: -f2)
for i in 1 2 3 5 8 "$row"; do spoken "$PROVISO" -C c explain "b2:$i"; done
spoken "$PROVISO" -C c lookback --csv output/lookback.csv --html output/lookback.html
spoken "$PROVISO" -C c audit c.requests.csv --released c.released.csv --agreement $AGREEMENT --csv output/audit.csv \
    --html output/audit.html
spoken "$PROVISO" -C c audit c.requests.csv --released c.released.csv --agreement c.agreement.proviso --json
spoken "$PROVISO" check c.requests.csv --agreement c.agreement.proviso --csv output/check.csv
spoken "$PROVISO" check c.requests.csv --json
spoken "$PROVISO" verify c
person=$(sed -n '2s/^[^,]*,\([^,]*\),.*/\1/p' c.released.csv)
spoken by c officer,counsel account "$person" --addressee "$MARK" -o letter.txt
grep -q $MARK letter.txt || wrong "an accounting was given (so that the test can fail)"
spoken by c operator account suspend r1 --until 2090-01-01 --cites "$MARK" --document letter.txt
spoken by c operator notice past1
spoken by c approver1,approver2 approve m1
spoken by c operator mail m1 --out letters
grep -q $MARK letters/m1.csv || wrong "a letter was written (so that the test can fail)"
printf 'letter,reason\n1,%s\n' $MARK >back.csv
spoken by c operator returned m1 back.csv
spoken by c operator returned m1 back.csv
spoken "$PROVISO" -C c notice list
spoken by c operator registry import c.registry.csv
order o.proviso ORD/1 "forbid count"
spoken by c officer order add o.proviso
spoken by c operator run c.requests.csv --agreement $AGREEMENT
spoken "$PROVISO" -C c lookback --csv output/lookback2.csv
expect 2 "$PROVISO" -C c explain "b2:$row" --values # values are for a terminal alone
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then # a terminal for the program, where one is to be had
    [ "$(script -qec "'$PROVISO' -C c explain b2:$row --values" /dev/null </dev/null | grep -c $MARK)" -gt 0 ] ||
        wrong "explain --values shows them on a terminal (so that the test can fail)"
fi

title "errors about bad input"
head=$(sed 1q c.requests.csv)
commas=$(printf '%s' "$head" | tr -dc , )
bad() { # NAME LINE...: a request file with the head and these lines, through check, run and audit
    name=$1
    shift
    { printf '%s\n' "$head"; printf "$@"; } >"bad-$name.csv"
    spoken "$PROVISO" check "bad-$name.csv" --csv output/$name.csv
    spoken by c operator run "bad-$name.csv" --agreement $AGREEMENT
}
bad quote '1,AN"%sN,X,%s%s\n' $MARK $MARK "$commas"
bad behind '2,"%s"N,X\n' $MARK
bad columns "3,$MARK$commas,,,\n"
bad unclosed '4,"%s\n' $MARK
bad nul '5,%s\000,\n' $MARK
bad latin "6,$MARK\\311$commas\n"
bad long "7,$MARK%05000d$commas\n" 0
bad date "8,Ann,,$MARK,,$MARK,$MARK,12 $MARK ST,$MARK,$MARK,$MARK,$MARK,$MARK,$MARK,$MARK,$MARK\n"
printf 'control,%s\n1,%s\n' $MARK $MARK >bad-head.csv
SECRETIVE=no spoken "$PROVISO" check bad-head.csv # a column's name is no value
for line in "$MARK,P1,identifier,yesterday" "0000010,$MARK,identifier,$MARK" "0000010,$MARK,$MARK,2025-08-07" \
    "\"$MARK,P1,identifier,2025" "$MARK"; do
    printf 'control,person_id,process,released_at\n%s\n' "$line" >bad-released.csv
    case $line in 0000010,$MARK,$MARK*) continue ;; esac # a process is a word of the custodian's own
    spoken "$PROVISO" -C c audit c.requests.csv --released bad-released.csv --agreement $AGREEMENT
done
{ sed 1q c.registry.csv; printf 'P1,%s,"%s"x\n' $MARK $MARK; } >bad-registry.csv
spoken by c operator registry import bad-registry.csv
{ sed 1q c.registry.csv; printf '%s,ANN,,LEE,,1970-01-01,F,1,,,,,%s\n' $MARK $MARK; printf '%s,ANN,,LEE,,1970-01-01,F,1,,,,,\n' $MARK; } >bad-registry2.csv
spoken by c operator registry import bad-registry2.csv
spoken by c operator run c.requests.csv --agreement $AGREEMENT --recipient "$MARK"
printf 'person_id\n%s\n' $MARK >list.csv
order p.proviso ORD/2 "forbid match" 'population "the class"' 'when subject is in the population'
spoken by c officer order add p.proviso --population list.csv --csv output/met.csv
holds "the list is entered" test -d c/populations
printf 'person_id\n"%s\n' $MARK >bad-list.csv
spoken by c officer order add p.proviso --population bad-list.csv
printf 'person_id,%s\n%s,%s\n' $MARK $MARK $MARK >bad-list.csv
SECRETIVE=no spoken by c officer order add p.proviso --population bad-list.csv
spoken by c counsel order serve ORD/2 --name "$MARK" --cites "to $MARK"
spoken by c operator order acknowledge sv1
spoken by c operator order acknowledge sv1 --document list.csv
SECRETIVE=no spoken "$PROVISO" -C c order list # whom it was served on is asked for
spoken by c officer,counsel order suspend ORD/2 --cites "$MARK" --document list.csv
spoken by c counsel,officer safeguard rcp1 --open --at 2090-01-01 --cites "$MARK"
{ sed 1q c.released.csv; printf '0000010,%s,identifier,2025-08-09\n0000011,%s,name-address,2025-08-09\n' $MARK $MARK; } >marked.csv
spoken by c counsel audit c.requests.csv --released marked.csv --agreement $AGREEMENT --csv output/audit2.csv
holds "the audit was entered" test -d c/batches/past2
spoken by c counsel lookback --judge --csv output/judged.csv --html output/judged.html
spoken by c operator halt --all --cites "$MARK" --csv output/halted.csv
spoken by c officer,counsel recipient add --name "$MARK" --address "$MARK" --age "$MARK"
spoken "$PROVISO" link bad-quote.csv bad-registry.csv -o output/link.csv

title "what lies on the disk"
grep -rliE "$MARK" c | grep -vE '^c/(documents|rules|registry)/|^c/store\.sqlite|/requests\.age$|/r[0-9]+\.age$' >found
[ ! -s found ] || { wrong "names are found in:"; sed 's/^/    /' found; }
grep -rqiE "$MARK" c/documents || wrong "a document holds the agreement's officers (so that the test can fail)"
find c c.out -print | grep -iE "$MARK" && wrong "a file's name holds a name"
[ ! -e log ] || ! grep -qiE "$MARK" log || wrong "the log holds a name"
[ -s output/check.csv ] && ! grep -qiE "$MARK" output/*.csv output/*.html || wrong "answers hold no names"

title "public/: no names, no identifiers, no controls, nothing that could be guessed back"
python3 - <<'P' || wrong "public/ holds nothing of a row or a person"
import csv, glob, hashlib, base64, os
from readable import read, readable
public = b"\0".join(open(os.path.join(d, f), "rb").read() for d, _, fs in os.walk("c/public") for f in fs)
everything = readable(public)
assert len(public) > len(everything) > 0
asked = list(csv.DictReader(open("c.requests.csv", newline="")))
people = list(csv.DictReader(open("c.registry.csv", newline="")))
needles = set()
for r in asked:
    needles |= {r["control"].encode(), r["identifier"].encode()}
for r in people:
    needles |= {r["person_id"].encode(), r["identifier"].encode()}
needles.discard(b"")
for n in sorted(needles):
    assert n not in everything, "a control, identifier or person_id is in public/"
# Hashes of what can be guessed: names of parties and officers, controls, identifiers, whole request lines.
words = ["Immigration and Customs Enforcement", "Internal Revenue Service", "TAX-2025", "Privacy Officer (demo)"]
words += [r["control"] for r in asked[:50]] + [r["identifier"] for r in people[:500] if r["identifier"]]
words += open("c.requests.csv").read().split("\n")[1:50]
for w in words:
    for h in ("sha256", "sha1", "md5"):
        d = hashlib.new(h, w.encode()).digest()
        for form in (d, d.hex().encode(), base64.b64encode(d)):
            assert form not in public, "a hash of something guessable is in public/"
for w in words[:4]:
    assert w.encode() not in everything, "public/ names a party: " + w
P

finish
