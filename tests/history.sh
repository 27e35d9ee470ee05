#!/bin/sh
# What earlier releases and deadlines decide: rows that were answered before, quotas and case-loads over a period, many
# rows about one person, safeguards with a corrective plan or a review that falls due. Found when a batch is planned, again when
# it is released and when it is handed over; nothing changes where no clause asks.
. "$TOP/tests/lib.sh"

demo c 2000 1200
python3 - <<'P'
import csv
rows = list(csv.reader(open("c.requests.csv", newline="")))
answers = list(csv.DictReader(open("c/batches/b1/outcomes.csv", newline="")))
given = [int(r["row"]) for r in answers if r["outcome"] == "released"]
middle = given[len(given) // 2]
def write(name, some):
    with open(name, "w", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows([rows[0]] + some)
write("first.csv", rows[1:middle + 1])
# The second file begins with a part of the first: other control numbers, blanks around a value.
again = [["R" + r[0], " " + r[1] + " "] + r[2:] for r in rows[middle - 200:middle + 1]]
write("second.csv", again + rows[middle + 1:])
# One person under three addresses; the right one comes last.
person = rows[given[0]]
elsewhere = [r[7:11] for r in (rows[given[1]], rows[given[2]])]
variants = [[str(i)] + person[1:7] + a + person[11:] for i, a in enumerate(elsewhere + [person[7:11]])]
write("variants.csv", variants)
write("variant1.csv", variants[:1])
write("variant2.csv", variants[1:2])
write("variant3.csv", variants[2:])
write("one.csv", [person])
P

enter() { # ID SED-SCRIPT [LINE...]: a variant of the demo's agreement, with these lines behind it
    id=$1 script=$2
    shift 2
    {
        sed -e "s/^agreement \"TAX-2025\"/agreement \"$id\"/" -e "$script" c.agreement.proviso
        for line in "$@"; do printf '%s\n' "$line"; done
    } >"$id.proviso"
    expect 0 by c officer,counsel agreement add "$id.proviso"
}
plan() { AGREEMENT=$1 planned c "$2"; }
leaves() { expect 0 by c operator release "p$1" --out out && expect 0 by c operator handover "r$1" --out out; }
refused() { # WHAT N: the release is refused as stale, and nothing is entered
    size=$(entries c)
    expect 7 by c operator release "p$2" --out refused
    same "entries after: $1" "$(entries c)" "$size"
    same "what left after: $1" "$(ls refused 2>/dev/null)" ""
}
outcomes() { cut -d, -f1,3- "c/batches/b$1/outcomes.csv"; } # all but the control field
released() { grep -c ',released,' "c/batches/b$1/outcomes.csv"; }
facts() { python3 -c 'import sys; d = open(sys.argv[1], "rb").read()[64:]
print("".join(d[i:i + 32].hex() + "\n" for i in range(0, len(d), 64)))' "$1/batches/b$2/rows.pvb"; }

title "rows that were answered before"
enter REP "" 'clause REP/1 forbid match' '  when row is repeated' '  cites "Standing rule: a row is answered once"'
first=$(plan REP first.csv)
second=$(plan REP second.csv)
[ "$(released "$first")" -gt 3 ] && [ "$(released "$second")" -gt 3 ] || wrong "both plans give something"
same "a plan that is not released is no history" "$(grep -c REP/1 "c/batches/b$second/outcomes.csv")" 0
leaves "$first"
refused "a second plan of the same rows" "$second"
complains REP/1 repeated "proviso run"
third=$(plan REP second.csv)
python3 - "c/batches/b$second/outcomes.csv" "c/batches/b$third/outcomes.csv" <<'P' || wrong "the rows answered before are withheld, and no others"
import csv, sys
before, after = [list(csv.DictReader(open(f, newline=""))) for f in sys.argv[1:]]
key = lambda r: tuple(v.strip() for k, v in r.items() if k != "control")
asked = {key(r) for r in csv.DictReader(open("first.csv", newline=""))}
second = [key(r) for r in csv.DictReader(open("second.csv", newline=""))]
assert len(before) == len(after) == len(second)
repeated = 0
for a, b, k in zip(before, after, second):
    if k not in asked:
        assert a == b, (a, b)
    elif a["reason"].startswith("AGR"):
        assert b["outcome"] != "released" and b["reason"].split()[-1] == "REP/1", b
        repeated += a["outcome"] == "released"
sys.exit(0 if repeated > 0 else 1)
P
[ "$(released "$third")" -gt 0 ] || wrong "what was not asked before leaves"
number=$(grep REP/1 "c/batches/b$third/outcomes.csv" | head -n 1 | cut -d, -f1)
expect 0 by c - explain "b$third:$number"
grep -q "row is repeated" said && grep -q "REP/1" said || wrong "explain says that the row is repeated"
expect 0 by c operator release "p$third" --out out
expect 0 by c operator handover "r$first" --out out2 # what was released later does not count against it
expect 0 by c operator handover "r$third" --out out  # nor does its own release
expect 0 by c operator release "p$third" --out out3  # nor when the same package is copied out again
refused "the second plan, still" "$second"

title "the same facts for any number of threads, and from parts"
one=$(plan REP second.csv)
by c operator run second.csv --agreement REP --threads 1 --json >said || wrong "a run with one thread"
two=$(json 'd["batch"][1:]' <said)
facts c "$one" >facts1
facts c "$two" >facts2
holds "facts with one thread" cmp facts1 facts2
for i in 1 2; do expect 0 by c operator match second.csv --agreement REP --shard $i/2 --out part$i; done
expect 0 by c operator merge second.csv part1 part2 --agreement REP --json
facts c "$(json 'd["batch"][1:]' <said)" >facts3
holds "facts from parts" cmp facts1 facts3
grep -q 03 facts1 || wrong "some row is repeated"

title "no clause asks, or the history is another agreement's: nothing changes"
plain=$(plan TAX-2025 second.csv)
same "under the agreement without the clause" "$(outcomes "$plain")" "$(outcomes "$second")"
enter OTHER "" 'clause REP/1 forbid match' '  when row is repeated' '  cites "x"'
other=$(plan OTHER second.csv)
same "under another agreement" "$(outcomes "$other")" "$(outcomes "$second")"

title "an order about repeated rows binds plans that were made before"
leaves "$plain"
late=$(plan TAX-2025 first.csv)
order o.proviso ORD/1 "forbid address" 'against "TAX-2025"' 'when row is repeated'
expect 0 by c officer order add o.proviso
refused "a plan of rows that an earlier release answered" "$late"
complains ORD/1 repeated

title "marks that were altered"
cp "c/batches/b$first/history.bin" kept
printf 'x' | dd of="c/batches/b$first/history.bin" bs=1 seek=100 conv=notrunc 2>/dev/null
expect 6 by c operator run second.csv --agreement REP --dry-run
expect 0 by c operator run second.csv --agreement OTHER --dry-run
cp "c/batches/b$third/history.bin" "c/batches/b$first/history.bin"
expect 6 by c operator run second.csv --agreement REP --dry-run
rm "c/batches/b$first/history.bin"
expect 1 by c operator run second.csv --agreement REP --dry-run
cp kept "c/batches/b$first/history.bin"
chmod 600 "c/batches/b$first/history.bin"
expect 0 by c operator run second.csv --agreement REP --dry-run

title "a quota over a period: open when planned, exhausted when it is to leave"
rows=$(($(wc -l <first.csv) - 1))
enter QUOTA "s/^  quota .*/  quota $((2 * rows - 1)) rows in all/" 'clause QUO/1 forbid count' '  when quota is exhausted' '  cites "x"'
a=$(plan QUOTA first.csv)
b=$(plan QUOTA first.csv)
same "both are open when planned" "$(outcomes "$a")" "$(outcomes "$b")"
leaves "$a"
refused "a release above the quota" "$b"
complains QUO/1 "quota is exhausted"
expect 0 by c operator run first.csv --agreement QUOTA --json --dry-run
same "released above the quota" "$(json 'd["outcomes"]["released"]' <said)" 0
expect 0 by c operator run one.csv --agreement QUOTA --json --dry-run
same "released within what is left" "$(json 'd["outcomes"]["released"]' <said)" 1
expect 0 "$PROVISO" -C c status --json
same "status tells what is used" "$(json '[q for a in d["agreements"] if a["id"] == "QUOTA" for q in a["quota"]]' <said)" \
    "[{'most': $((2 * rows - 1)), 'of': 'in all', 'used': $rows}]"

title "case-load of an officer over a period"
most=$(python3 -c 'import collections, csv
print(max(collections.Counter(r["officer"] for r in csv.DictReader(open("first.csv", newline=""))).values()))')
enter LOAD "s/^  case-load [0-9].*/  case-load $most rows an officer in all/"
a=$(plan LOAD first.csv)
[ "$(released "$a")" -gt 0 ] || wrong "one file is within the case-load"
b=$(plan LOAD second.csv)
leaves "$a"
refused "a case-load above the cap" "$b"
complains SUF/3b "case-load is implausible"

title "many different rows about one person"
enter PROBE "s/^  quota .*/  probing 2 rows a person/" 'clause PRB/1 forbid match' '  when probing is suspected' '  cites "x"'
expect 0 by c operator run variant3.csv --agreement PROBE --json --dry-run
same "one row of a person" "$(json 'd["outcomes"]["released"]' <said)" 1
expect 0 by c operator run variants.csv --agreement PROBE --json --dry-run
same "three rows of a person in one file" "$(json 'd["outcomes"]["released"]' <said)" 0
c3=$(plan PROBE variant3.csv)
for i in 1 2; do leaves "$(plan PROBE variant$i.csv)"; done
refused "the third row of a person" "$c3"
complains PRB/1 "probing is suspected"
expect 0 by c operator run variant3.csv --agreement PROBE --json
same "three rows of a person in three files" "$(json 'd["outcomes"]["released"]' <said)" 0
b=$(json 'd["batch"]' <said)
expect 0 by c - explain "$b:1"
grep -q "probing is suspected" said || wrong "explain says that probing is suspected"
leaves "$(plan PROBE variant1.csv)" # the same row again is no other row

title "safeguards: a corrective plan needs two of admins or counsel, and a date"
enter SAFE '/^  safeguards are in order/s/$/ or safeguards have a corrective plan/' ''
expect 2 by c counsel,officer safeguard rcp1 --close --at 2090-01-01 --cites "Plan"
expect 2 by c counsel,officer safeguard rcp1 --open --at soon --cites "Plan"
expect 0 by c counsel safeguard rcp1 --open --cites "Inspection"
a=$(plan SAFE first.csv)
same "released with an open finding" "$(released "$a")" 0
expect 5 by c counsel safeguard rcp1 --open --at 2090-01-01 --cites "Plan"
expect 5 by c counsel,approver1 safeguard rcp1 --open --at 2090-01-01 --cites "Plan"
expect 0 by c counsel,officer safeguard rcp1 --open --at 2090-01-01 --cites "Plan"
expect 0 "$PROVISO" -C c status
grep -q "open safeguard finding, with a corrective plan" said || wrong "status tells of the plan"
a=$(plan SAFE first.csv)
[ "$(released "$a")" -gt 0 ] || wrong "a corrective plan whose date lies ahead lets rows leave, where a clause says so"
b=$(plan TAX-2025 first.csv)
same "released where the clause says: in order" "$(released "$b")" 0
leaves "$a"
expect 0 by c counsel,officer safeguard rcp1 --open --at 2025-06-30 --cites "Plan"
a=$(plan SAFE first.csv)
same "released with a plan that is overdue" "$(released "$a")" 0
expect 0 by c counsel,officer safeguard rcp1 --close --cites "Done"
expect 0 "$PROVISO" verify c

if [ -x "$PROVISO_ASAN" ]; then
    BINARY=$PROVISO_ASAN
    year=$(date +%Y)
    at() { # INSTANT COMMAND...
        PROVISO_NOW=$1
        export PROVISO_NOW
        shift
        "$@"
        unset PROVISO_NOW
    }
    title "deadlines act by themselves"
    next=$((year + 1))
    expect 0 by c counsel,officer safeguard rcp1 --open --at $next-02-10 --cites "Plan"
    a=$(plan SAFE first.csv)
    cp -a c t && ln -s c.people t.people
    at $next-02-10T23:59:59.999Z expect 0 by t operator release "p$a" --out out4
    rm -rf t && cp -a c t
    at $next-02-11 refused "a release when the plan's day has passed" "$a"
    at $next-02-11 expect 7 by t operator release "p$a" --out refused
    complains SAF/1 overdue
    same "nothing was entered" "$(entries t)" "$(entries c)"
    at $next-02-10T23:59Z expect 0 by t operator release "p$a" --out out4
    at $next-02-11 expect 7 by t operator handover "r$a" --out refused
    complains SAF/1 overdue
    rm -rf t && cp -a c t
    expect 0 by c counsel,officer safeguard rcp1 --close --cites "Done"

    enter REVIEW "s/^  quota .*/  quota 2000000 rows a batch\n  safeguards \"IRS Publication 1075\"\n  review of safeguards every 6 months/
        s/^  in force .*/  in force 2025-04-07 to 2089-12-31/"
    a=$(plan REVIEW first.csv)
    [ "$(released "$a")" -gt 0 ] || wrong "reviewed within six months"
    rm -rf t && cp -a c t
    at $next-12-01 expect 7 by t operator release "p$a" --out refused
    complains SAF/1 overdue
    at $next-12-01 expect 0 by t counsel safeguard rcp1 --open --cites "Review"
    at $next-12-02 expect 0 by t counsel,officer safeguard rcp1 --close --cites "Review"
    at $next-12-03 expect 0 by t operator release "p$a" --out out5

    title "a quota that a new month opens"
    enter MONTH "s/^  quota .*/  quota $((2 * rows - 1)) rows a month/
        s/^  in force .*/  in force 2025-04-07 to 2089-12-31/" 'clause QUO/1 forbid count' '  when quota is exhausted' '  cites "x"'
    a=$(plan MONTH first.csv)
    b=$(plan MONTH first.csv)
    rm -rf t && cp -a c t
    at $next-03-30T12:00Z expect 0 by t operator release "p$a" --out out6
    at $next-03-31T23:59:59.999Z expect 7 by t operator release "p$b" --out refused
    complains QUO/1 "quota is exhausted"
    at $next-04-01T00:00Z expect 0 by t operator release "p$b" --out out6
    at $next-04-01T00:00Z expect 0 by t operator handover "r$a" --out out6
    expect 0 "$PROVISO" verify t
fi

finish
