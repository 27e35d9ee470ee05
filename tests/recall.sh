#!/bin/sh
# A finding becomes recalls: one a recipient, in its own controls, over the gate's own releases and imported ones; steps,
# deadlines, a litigation hold, the letter; killed at each write.
. "$TOP/tests/lib.sh"

for program in age age-keygen minisign; do
    command -v $program >/dev/null || skip "$program is absent"
done

demo c 1000 250
signing_recipient c
f=$(finding c)
given=$(($(grep -c ,released, c/batches/b1/outcomes.csv) + $(wc -l <c/batches/past1/releases.csv) - 1))
cp -a c original
figure() { json "$1" <said; }

title "one recall, of the rows that were found wrong"
expect 5 by c operator recall "$f" --out out
complains "may not sign"
expect 1 by c officer recall f9 --out out
expect 1 by c officer recall "$f" --out out --reading "no such reading"
complains "there are:"
expect 2 by c officer recall "$f" --out out --days 0
expect 0 by c officer recall "$f" --dry-run --json
same "dry" "$(figure '[(r["recall"], r["rows"]) for r in d]'): $(entries c)" "[('rc1', $given)]: $(entries original)"
[ ! -e c/recalls/rc1 ] && [ ! -e rc1.csv.age ] || wrong "a dry run leaves nothing"
expect 0 by c officer recall "$f" --days 20 --out out --cites "5 U.S.C. 552a(c)(4)" --json
same "what was made" "$(figure '[(r["recall"], r["recipient"], r["rows"], r["earlier"]) for r in d]')" \
    "[('rc1', 'rcp1', $given, False)]"
age -d -i recipient.key out/rc1.csv.age >notice.csv || wrong "the recipient's key opens the package"
holds "it is signed by the custody" minisign -V -p c/public/release.pub -m out/rc1.csv.age
python3 - <<'P' || wrong "the rows are those of the finding, in the recipient's own controls"
import csv
notice = list(csv.DictReader(open("notice.csv", newline="")))
outcomes = [r for r in csv.DictReader(open("c/batches/b1/outcomes.csv", newline="")) if r["outcome"] == "released"]
releases = list(csv.DictReader(open("c/batches/past1/releases.csv", newline="")))
wanted = [("r1", r["row"], r["control"]) for r in outcomes]
wanted += [("past1/%d" % (i + 1), r["row"], r["control"]) for i, r in enumerate(releases)]
assert [(r["release"], r["row"], r["control"]) for r in notice] == wanted
assert all(r["what"] == "address" for r in notice)
assert {r["reason"] for r in notice if r["release"] == "r1"} == {"not-permitted"} # the gate gave out only sufficient rows
assert {r["reason"] for r in notice} == {"not-permitted", "insufficient"}
assert set(notice[0]) == {"release", "row", "control", "what", "reason"}
P
package=$(sha256sum out/rc1.csv.age | cut -d' ' -f1)
cat c/public/ledger/tile/entries/000.p/"$(entries c)" | grep -qaF "$package" || wrong "the package is named in the ledger (I2)"

title "the same rows are not recalled twice"
expect 0 by c officer recall "$f" --out again --json
same "the first is named" "$(figure '[(r["recall"], r["earlier"]) for r in d]')" "[('rc1', True)]"
holds "and its package goes out again" cmp out/rc1.csv.age again/rc1.csv.age
same "nothing was entered" "$(gate=$(entries c); echo $((gate - $(entries original))))" 1
n=$(planned c) && by c operator release "p$n" --out c.out >/dev/null && by c operator handover "r$n" --out c.out >/dev/null ||
    wrong "another release"
more=$(grep -c ,released, "c/batches/b$n/outcomes.csv")
later=$(finding c)
expect 0 by c officer recall "$later" --out out --json
same "new wrong rows make a new one" "$(figure '[(r["recall"], r["rows"], r["earlier"]) for r in d]')" \
    "[('rc1', $given, True), ('rc2', $more, False)]"
expect 0 by c officer lookback --batch b1 --json
expect 1 by c officer recall "$(figure 'd["finding"]')" --out out
complains "no row wrong"

title "the letter"
expect 0 "$PROVISO" -C c recall letter rc1
for words in "To: $PARTY" "within 20 days" "5 U.S.C. 552a(c)(4)" "26 U.S.C. 6103(i)(2)" "holder, device, set, location" \
    "phone" "serial" "classification" "backed up" "clear, purge" "technique" "tool and version"; do
    tr '\n' ' ' <said | sed 's/  */ /g' | grep -qF "$words" || wrong "the letter says '$words'"
done
holds "it went out with the package" test -s out/rc1.txt
expect 0 "$PROVISO" -C c recall letter rc1 --html letter.html
holds "as a page" grep -q "<html" letter.html
expect 0 "$PROVISO" -C c recall letter rc1 --json
figure 'd["text"]' | grep -q "^Recall rc1: notice to dispose" || wrong "as JSON"

title "steps, in order"
expect 1 by c operator recall acknowledge rc1
complains "first it has to be sent"
expect 1 by c operator recall sent rc9
complains "recall list"
expect 0 by c operator recall sent rc1
expect 1 by c operator recall sent rc1
expect 0 by c operator recall acknowledge rc1 --cites "letter of today"
expect 0 by c operator recall sequester rc1
expect 1 by c operator recall acknowledge rc1
expect 1 by c counsel recall verify rc1
complains "dispose"
expect 0 "$PROVISO" -C c recall show rc1 --json
same "how it stands" "$(figure '(d["state"], d["open"], [s["state"] for s in d["steps"]])')" \
    "('sequestered', $given, ['sent', 'acknowledged', 'sequestered'])"
python3 - <<'P' || wrong "the deadline is sent + 20 days, and says so"
import datetime, json
d = json.load(open("said"))
sent = d["steps"][0]["at"][:19] + "Z"
due = (datetime.datetime.fromisoformat(sent[:-1]) + datetime.timedelta(days=20)).isoformat() + "Z"
assert d["due"] == due and d["arithmetic"] == "sent %s + 20 days = %s" % (sent, due), d
assert d["left"].startswith("19 days 23 hours") and not d["overdue"]
P

title "a litigation hold: one key, and two with a paper to end it"
echo "the order" >paper.txt
expect 2 by c operator recall hold rc1
expect 0 by c operator recall hold rc1 --cites "Preservation letter"
expect 1 by c operator recall hold rc1 --cites "Preservation letter"
expect 0 "$PROVISO" -C c recall letter rc1
holds "the letter says sequester" grep -q "do not destroy" said
certificate held.txt rc1 all "$(date -u +%F)"
sign held.txt
expect 4 by c operator dispose rc1 held.txt
complains hold
expect 2 by c officer,counsel recall free rc1 --cites "Released"
expect 5 by c officer recall free rc1 --cites "Released" --document paper.txt
expect 5 by c approver1,approver2 recall free rc1 --cites "Released" --document paper.txt
expect 0 by c officer,counsel recall free rc1 --cites "Released" --document paper.txt
expect 0 "$PROVISO" -C c recall show rc1 --json
same "the days count anew" "$(figure 'd["arithmetic"].split()[0]')" freed
expect 0 by c operator recall hold rc2 --cites "Before it was sent" # a hold never waits
expect 0 "$PROVISO" verify c
expect 0 "$PROVISO" -C c doctor

title "imported releases of an agreement whose recipient is not registered"
rm -rf t && cp -a original t && ln -s c.people t.people
sed -e 's/"TAX-2025"/"OLD-2024"/' -e 's/recipient "Immigration and Customs Enforcement"/recipient "Nobody Here"/' \
    c.agreement.proviso >old.proviso
python3 - <<'P'
import csv
rows = list(csv.reader(open("t/batches/past1/releases.csv", newline="")))
truth = {r["control"]: r["person_id"] for r in csv.DictReader(open("c.truth.csv", newline=""))}
done = {r[2] for r in rows[1:]}
free = [c for c in truth if c not in done and truth[c]][:3]
with open("old.csv", "w") as f:
    f.write("control,person_id,process,released_at\n" + "".join("%s,%s,identifier,2024-05-01\n" % (c, truth[c]) for c in free))
P
expect 0 by t officer audit c.requests.csv --released old.csv --agreement old.proviso --json
same "the audit" "$(figure 'd["finding"]')" past2
wrong_now=$(figure '[r["wrong"] for r in d["readings"]][0]')
expect 1 by t officer recall past2 --out t.out
complains past2 "recipient add"
expect 0 by t officer recall past2 --out t.out --recipient "$PARTY" --json
same "to whom it is said" "$(figure '[(r["recall"], r["recipient"], r["rows"]) for r in d]')" "[('rc1', 'rcp1', $wrong_now)]"
expect 0 "$PROVISO" verify t

title "rows that are erased say so"
rm -rf t && cp -a original t && ln -sfn c.people t.people
gone=$(awk -F, '$3 == "released" { print $1 }' t/batches/b1/outcomes.csv | sed -n 2p)
control=$(sed -n "$((gone + 1))p" t/batches/b1/outcomes.csv | cut -d, -f2)
expect 0 by t officer,counsel erase "b1:$gone" --cites "Retention"
expect 0 by t officer recall "$f" --out t.out
age -d -i recipient.key t.out/rc1.csv.age >erased.csv || wrong "the package opens"
same "its line" "$(grep "^r1,$gone," erased.csv)" "r1,$gone,,address,erased"
! grep "^r1," erased.csv | grep -q "$control" || wrong "its control is gone"
same "the others" "$(grep -c . erased.csv)" $((given + 1))
expect 0 by t operator recall sent rc1
certificate all.txt rc1 "sha256:$(sha256sum erased.csv | cut -d' ' -f1)" "$(date -u +%F)"
sign all.txt
expect 0 by t operator dispose rc1 all.txt erased.csv
holds "it can be disposed of" grep -q "rc1 is disposed of" said
expect 0 "$PROVISO" -C t doctor

title "no personal data in what is public, or in the log (I7)"
cut -d, -f3 notice.csv | tail -n +2 >controls
{ echo "$PARTY"; echo "Preservation letter"; echo recipient.key; } >names
nowhere "no control in the ledger" controls c/public/ledger
nowhere "no name in the ledger" names c/public

[ -x "$PROVISO_ASAN" ] || finish
BINARY=$PROVISO_ASAN

title "overdue is loud"
later() { echo "$(($(date -u +%Y) + $1))-01-01T00:00Z"; }
PROVISO_NOW=$(later 1) expect 4 "$PROVISO_ASAN" -C c recall list
holds "in capitals" grep -q "OVERDUE by" said
PROVISO_NOW=$(later 1) expect 4 "$PROVISO_ASAN" -C c recall show rc1 --json
same "in JSON" "$(figure 'd["overdue"]')" True
PROVISO_NOW=$(later 1) expect 0 "$PROVISO_ASAN" -C c status
holds "in the status" grep -q "OVERDUE by" said
PROVISO_NOW=$(later 1) expect 0 "$PROVISO_ASAN" -C c status --json
same "there as well" "$(figure '[r["overdue"] for r in d["recalls"]]')" "[True, True]"

title "a recipient with another key gets the same notice, to that key alone"
rm -rf c && cp -a original c
expect 0 by c officer recall "$f" --out old
age-keygen -o newer.key 2>/dev/null
by c officer,counsel recipient add --name "$PARTY" --address Washington --age "$(age-keygen -y newer.key)" >/dev/null ||
    wrong "it is registered again"
entries_before=$(entries c)
expect 0 by c officer recall "$f" --out newer
same "one entry" "$(entries c)" $((entries_before + 1))
age -d -i newer.key newer/rc1.csv.age >newer.csv || wrong "the new key opens it"
! age -d -i recipient.key newer/rc1.csv.age >/dev/null 2>&1 || wrong "and the old one does not"
age -d -i recipient.key old/rc1.csv.age | cmp -s - newer.csv || wrong "it says the same"
holds "it is signed" minisign -V -p c/public/release.pub -m newer/rc1.csv.age
cat c/public/ledger/tile/entries/000.p/"$(entries c)" | grep -qaF "$(sha256sum newer/rc1.csv.age | cut -d' ' -f1)" ||
    wrong "and named in the ledger (I2)"
expect 0 by c officer recall "$f" --out again2
holds "again, the same bytes" cmp newer/rc1.csv.age again2/rc1.csv.age
same "and no entry" "$(entries c)" $((entries_before + 1))
expect 0 "$PROVISO" -C c doctor
expect 0 "$PROVISO" verify c
holds "a verifier of its own" python3 "$TOP/tools/verify.py" c/public
expect 0 by c operator recall sent rc1
expect 0 "$PROVISO" -C c recall show rc1
holds "it shows" grep -q readdressed said

title "killed at each change while it is encrypted again"
rm -rf c && cp -a original c
by c officer recall "$f" --out first >/dev/null && by c officer,counsel recipient add --name "$PARTY" --address Washington \
    --age "$(age-keygen -y newer.key)" >/dev/null || wrong "a recall, and another key"
before=$(entries c)
total=$(changes officer recall "$f" --out t.out)
[ "$total" -gt 3 ] || wrong "it makes changes"
at=1
while [ "$at" -le "$total" ]; do
    fresh
    PROVISO_FAULT=kill:$at by t officer recall "$f" --out t.out >/dev/null 2>held
    sane "another key, kill:$at" held
    sound "another key, kill:$at" 1
    "$PROVISO" -C t doctor >held 2>&1 || { wrong "another key, kill:$at: the doctor"; cat held; }
    named "another key, kill:$at" t.out/rc1.csv.age
    by t officer recall "$f" --out t.out >/dev/null 2>held || { wrong "after kill:$at"; cat held; }
    age -d -i newer.key t.out/rc1.csv.age 2>/dev/null | cmp -s - newer.csv || wrong "after kill:$at the new key opens it"
    same "entries after kill:$at" "$(entries t)" $((before + 1))
    at=$((at + 1))
done
echo "another key: $total changes"

title "a row that is erased while a recall is made"
hook 0.02
cat >act.sh <<H
"$PROVISO" -C t erase "b1:$gone" --cites Retention --key t.people/officer.key --key t.people/counsel.key \
    --passphrase-file t.people/passphrase --quiet
H
rm -rf c && cp -a original c
fresh
PROVISO_FAULT_COUNT_IO=$PWD/io by t officer recall "$f" --out t.out >/dev/null 2>&1
calls=$(cat io)
first=0 behind=0 refused=0 at=1
while [ "$at" -le "$calls" ]; do
    fresh
    rm -f entered refused ended
    PROVISO_FAULT=hook:$at PROVISO_FAULT_HOOK="sh $PWD/hook.sh" by t officer recall "$f" --out t.out >said 2>complained
    status=$?
    while [ ! -e ended ]; do sleep 0.01; done
    sane "erasure, call $at" complained
    case $status,$(entered erasure recall) in
    0,"erasure recall ")
        first=$((first + 1))
        same "call $at: its control is gone" "$(grep "^r1,$gone," t/recalls/rc1/notice.csv)" "r1,$gone,,address,erased"
        ;;
    0,"recall erasure ") behind=$((behind + 1)) ;;
    7,"erasure " | 4,"erasure ")
        refused=$((refused + 1))
        [ ! -e t.out/rc1.csv.age ] || wrong "call $at: refused, and yet it left"
        expect 0 by t officer recall "$f" --out t.out
        same "call $at: then its control is gone" "$(grep "^r1,$gone," t/recalls/rc1/notice.csv)" "r1,$gone,,address,erased"
        ;;
    *) wrong "call $at: status $status: $(cat complained refused)" ;;
    esac
    at=$((at + ${RACE_STEP:-37}))
done
echo "of $calls I/O calls: the erasure came before in $first, behind in $behind, the recall was refused in $refused"
[ "$behind" -gt 0 ] && [ "$refused" -gt 0 ] || wrong "both orders were met"

title "killed at each change of a recall"
rm -rf c && cp -a original c
before=$(entries c)
total=$(changes officer recall "$f" --out t.out)
[ "$total" -gt 0 ] || wrong "a recall makes changes"
at=1
tried=0
while [ "$at" -le "$total" ]; do
    ways="kill:$at"
    [ $((at % 5)) -ne 0 ] || ways="kill:$at io:$at torn:$at"
    for how in $ways; do
        fresh
        PROVISO_FAULT=$how by t officer recall "$f" --out t.out >/dev/null 2>held
        sane "recall, $how" held
        sound "recall, $how" 1
        named "recall, $how" t.out/rc1.csv.age
        entered=$(($(entries t) - before))
        [ "$entered" -eq 0 ] || cp t/recalls/rc1/rc1.csv.age first.age
        BINARY=$PROVISO by t officer recall "$f" --out t.out >/dev/null 2>held || { wrong "recall after $how"; sed 's/^/    /' held; }
        named "recall again after $how" t.out/rc1.csv.age
        [ "$entered" -eq 0 ] || cmp -s first.age t.out/rc1.csv.age || wrong "the same package after $how"
        same "entries after $how" "$(entries t)" $((before + 1))
        tried=$((tried + 1))
    done
    at=$((at + 1))
done
echo "a recall: $total changes, $tried tries"
finish
