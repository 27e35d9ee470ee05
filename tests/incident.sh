#!/bin/sh
# The clocks of an incident: 24 hours and 72 hours from the discovery, the report filled in as far as it is known, without
# personal data; what is overdue is loud.
. "$TOP/tests/lib.sh"

demo c 1000 250 --mark ZZQX # in every name
f=$(finding c)
rows=$(($(grep -c ,released, c/batches/b1/outcomes.csv) + $(wc -l <c/batches/past1/releases.csv) - 1))
figure() { json "$1" <said; }
plain() { tr '\n' ' ' <said | sed 's/  */ /g'; }

title "opened: from a finding, or from nothing"
expect 5 by c - incident open
expect 1 by c officer incident open f9
expect 2 by c officer incident open --for hipaa
expect 2 by c officer incident open --occurred yesterday
expect 2 by c officer incident open --occurred 2999-01-01
complains future
expect 2 by c officer incident open --discovered "$(($(date -u +%Y) + 1))-01-01"
discovered=$(date -u +%FT%H:%M:%SZ)
expect 0 by c officer incident open "$f" --discovered "$discovered" --name "A. Contactperson, 555-0100" --place "Washington, DC"
holds "its number" grep -q "incident in1" said
expect 0 by c operator incident open --for irs
expect 0 by c - incident list --json
python3 - "$discovered" "$f" <<'P' || wrong "the clocks, with their arithmetic"
import datetime, json, sys
d = json.load(open("said"))
at = datetime.datetime.fromisoformat(sys.argv[1][:-1])
assert [(i["number"], i["finding"]) for i in d] == [("in1", sys.argv[2]), ("in2", "")]
wanted = [("irs", 24, "IRS Publication 1075"), ("gdpr", 72, "Regulation (EU) 2016/679 (GDPR), article 33")]
for r, (to, hours, law) in zip(d[0]["reports"], wanted):
    due = (at + datetime.timedelta(hours=hours)).isoformat() + "Z"
    assert (r["to"], r["law"], r["due"]) == (to, law, due), r
    assert r["arithmetic"] == "discovered %s + %d hours = %s" % (sys.argv[1], hours, due)
    assert not r["overdue"] and r["sent"] == ""
assert [r["to"] for r in d[1]["reports"]] == ["irs"]
P

title "the report: what is known, and what is not yet"
expect 0 by c - incident report in1 --for irs
for words in "A. Contactperson, 555-0100" "Washington, DC" "last known address" "$rows rows" "Occurred not known yet" \
    "How it was discovered not known yet" "Systems not known yet" "+ 24 hours" "Nothing that is entered yet" \
    "Discovered $discovered"; do
    plain | grep -qF "$words" || wrong "the report says '$words'"
done
grep -q ZZQX c.requests.csv && ! grep -q ZZQX said || wrong "the report names nobody"
expect 0 by c operator incident update in1 --occurred 2025-08-07 --how "An audit of past releases" --systems "Case server" \
    --records "between 5 and 20"
expect 0 by c officer recall "$f" --out out
expect 0 by c operator recall sent rc1
expect 0 by c - incident report in1 --for gdpr
for words in "2025-08-07" "An audit of past releases" "Case server" "between 5 and 20" "A. Contactperson" "+ 72 hours" "without undue delay" "gives the reasons" \
    "Recall rc1 from recipient rcp1: $rows rows, sent; without proof of disposal: $rows"; do
    plain | grep -qF "$words" || wrong "later the report says '$words'"
done
expect 0 by c operator halt --all
expect 0 by c - incident report in1 --html report.html
grep -q "All releases are halted" report.html && grep -q "Case server" report.html || wrong "as a page"
expect 0 by c - incident report in1 --json
figure 'd["text"]' | grep -q "^Incident in1: report to TIGTA" || wrong "as JSON"
expect 2 by c - incident report in1 --for other
expect 1 by c - incident report in7
expect 0 by c - incident list --json
same "an update moves no clock, and makes no new incident" "$(figure '[(i["number"], i["discovered"][:19]) for i in d][0], len(d)')" \
    "(('in1', '$(echo "$discovered" | cut -c1-19)'), 2)"

title "sent"
expect 2 by c operator incident sent in1
expect 2 by c operator incident sent in1 --for sec
cp -a c t && ln -s c.people t.people
expect 5 by t operator incident update in1 --for irs
complains "leaving out"
expect 0 by t operator incident update in1 --for irs,gdpr
expect 0 by t officer,counsel incident update in1 --for irs
expect 0 "$PROVISO" verify t
expect 0 by t - incident list --json
same "two people leave a report out" "$(figure '[r["to"] for r in d[0]["reports"]]')" "['irs']"
rm -rf t t.people
expect 0 by c operator incident sent in1 --for irs
expect 0 by c operator incident sent in1 --for other
expect 0 by c - incident list --json
same "what is sent is not open" "$(figure '[(r["to"], r["sent"] != "", r["late"]) for r in d[0]["reports"]]')" \
    "[('irs', True, False), ('gdpr', False, False)]"
expect 0 "$PROVISO" verify c
expect 0 "$PROVISO" -C c doctor
printf '%s\n' Contactperson Washington "Case server" "An audit of past" >names
nowhere "no name stands in the public part (I7)" names c/public

[ -x "$PROVISO_ASAN" ] || finish
BINARY=$PROVISO_ASAN

title "overdue is loud"
at() { date -u -d "$discovered + $1 hours" +%FT%H:%MZ; }
PROVISO_NOW=$(at 23) expect 0 by c - incident list
PROVISO_NOW=$(at 25) expect 4 by c - incident list --json # in2, whose report is not sent
same "in1 was reported" "$(figure '[r["overdue"] for i in d for r in i["reports"]]')" "[False, False, True]"
PROVISO_NOW=$(at 73) expect 4 by c - incident list
same "OVERDUE" "$(grep -c OVERDUE said)" 2
PROVISO_NOW=$(at 73) expect 0 "$PROVISO_ASAN" -C c status
same "in the status" "$(grep -c OVERDUE said)" 2
PROVISO_NOW=$(at 73) expect 0 by c - incident report in1 --for gdpr
plain | grep -qF "Reasons: not known yet" || wrong "a late report asks for reasons"
PROVISO_NOW=$(at 73) expect 2 by c operator incident sent in1 --for gdpr
complains reasons
PROVISO_NOW=$(at 73) expect 0 by c operator incident sent in1 --for gdpr --cites "The finding was confirmed only then"
PROVISO_NOW=$(at 74) expect 0 by c - incident report in1 --for gdpr
plain | grep -qF "later than 72 hours after the discovery. Reasons: The finding was confirmed only then" || wrong "the reasons"
PROVISO_NOW=$(at 74) expect 4 by c - incident list --json
same "sent late" "$(figure '[(r["late"], r["overdue"]) for r in d[0]["reports"]]')" "[(False, False), (True, False)]"
finish
