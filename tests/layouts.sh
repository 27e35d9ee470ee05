#!/bin/sh
# Other layouts than CSV, in and out: the same people asked in four forms have the same outcomes, and each form's answers,
# opened as a recipient opens them, say the same; TIN matching gives each line back with its code; what is wrong with a
# layout or a row is said.
. "$TOP/tests/lib.sh"

command -v age >/dev/null || skip "age is absent"
demo c 2000 5000 # three parts of intake

title "the demo's requests in four forms"
python3 - <<'P'
import csv, json
rows = list(csv.reader(open("c.requests.csv", newline="", encoding="utf-8")))
names, rows = rows[0], rows[1:]
open("csv.proviso", "w").write('layout "csv"\n  separator tab\n' + "".join(
    f'  column "the {n}" is {n}\n' for n in names))
with open("asked.csv", "w", newline="", encoding="utf-8") as f:
    csv.writer(f, delimiter="\t", lineterminator="\r\n").writerows([["the " + n for n in names]] + rows)

assert not any("|" in value for row in rows for value in row)
open("lines.proviso", "w").write('layout "lines"\n  format lines\n  separator "|"\n' + "".join(
    f"  column {i + 1} is {n}\n" for i, n in enumerate(names)))
open("asked.lines", "w", encoding="utf-8", newline="").write("".join("|".join(r) + "\r\n" for r in rows))

width = [max(len(r[i].encode()) for r in rows) + 1 for i in range(len(names))]
at, layout, places = 1, "", {}
for n, w in zip(names, width):
    layout += f"  column {at} to {at + w - 1} is {n}\n"
    places[n] = (at - 1, at + w - 1)
    at += w
open("fixed.proviso", "w").write(f'layout "fixed"\n  format fixed {at - 1}\n' + layout)
with open("asked.fixed", "wb") as f:
    for k, r in enumerate(rows):
        line = b"".join(v.encode().rjust(w) if k % 2 and n == "control" else v.encode().ljust(w)
                        for n, v, w in zip(names, r, width))
        f.write((line.rstrip() if k % 3 else line) + (b"\n" if k % 2 else b"\r\n"))
json.dump({"width": at - 1, "control": places["control"]}, open("fixed.json", "w"))

open("ndjson.proviso", "w").write('layout "ndjson"\n  format ndjson\n' + "".join(
    f'  column "{n}\\"" is {n}\n' for n in names) + '  ignore "x"\n')
with open("asked.ndjson", "w", encoding="utf-8") as f:
    for k, r in enumerate(rows):
        o = {n + '"': v for n, v in zip(names, r) if v or k % 2}
        o["x"] = None
        f.write(json.dumps(o, ensure_ascii=k % 2 == 0) + "\n" + "\n" * (k % 5 == 0))
P

n=1
for form in csv lines fixed ndjson; do
    n=$((n + 1))
    expect 0 "$PROVISO" check asked.$form --layout $form.proviso --csv $form.checked
    expect 0 "$PROVISO" rules check $form.proviso
    holds "rules check describes $form" grep -q "^format     $form" said
    expect 0 by c operator run asked.$form --layout $form.proviso --agreement $AGREEMENT
    expect 0 by c approver1,approver2 approve p$n
    expect 0 by c operator release p$n --out c.out
    expect 0 by c operator handover r$n --out c.out
    opened c c.out $n >$form.answers || wrong "age opens the answers in $form"
    holds "$form: checked alike" cmp csv.checked $form.checked
    holds "$form: the same outcomes" cmp c/batches/b1/outcomes.csv c/batches/b$n/outcomes.csv
done
opened c c.out 1 >plain.answers
holds "without a layout the answers are CSV" \
    grep -qx "control,answer,category,message,level,address,city,state,zip" plain.answers

python3 - <<'P' >held 2>&1 || { wrong "the answers say the same in each form"; cat held; }
import csv, json
parts = ["answer", "category", "message", "level", "address", "city", "state", "zip"]
plain = list(csv.reader(open("plain.answers", newline="", encoding="utf-8")))
assert plain[0] == ["control"] + parts
plain = plain[1:]
assert len(plain) == 5000 and sum(r[5] != "" for r in plain) > 3, "some are answered with an address"

tabs = list(csv.reader(open("csv.answers", newline="", encoding="utf-8"), delimiter="\t"))
assert tabs[0] == ["the control"] + parts and tabs[1:] == plain, "csv"

lines = open("lines.answers", encoding="utf-8", newline="").read()
assert lines.endswith("\n") and "\r" not in lines
lines = [line.split("|") for line in lines.split("\n")[:-1]]
assert lines == plain, [p for p in zip(lines, plain) if p[0] != p[1]][:1]

asked = [json.loads(line) for line in open("asked.ndjson", encoding="utf-8") if line.strip()]
objects = [json.loads(line) for line in open("ndjson.answers", encoding="utf-8")]
for o, r, a in zip(objects, plain, asked):
    assert o['control"'] == a['control"'] == r[0]
    assert list(o) == ['control"'] + [p for p, v in zip(parts, r[1:]) if v], o
    assert [o.get(p, "") for p in parts] == r[1:], (o, r)
assert len(objects) == 5000

about = json.load(open("fixed.json"))
widths = {"code": 1, "answer": 12, "category": 24, "level": 16, "address": 60, "city": 30, "state": 2, "zip": 5}
records = open("fixed.answers", "rb").read().split(b"\n")
asked = open("asked.fixed", "rb").read().split(b"\n")
assert records.pop() == b"" and len(records) == 5000
first, last = about["control"]
codes = {}
for record, r, line in zip(records, plain, asked):
    assert len(record) == about["width"] + sum(widths.values()), len(record)
    assert record[first:last] == line[first:last], "the control field at its place, blanks included"
    assert record[:first].strip() == b"" and record[last:about["width"]].strip() == b""
    at = about["width"]
    for name, width in widths.items():
        value = record[at:at + width].decode().rstrip()
        at += width
        if name == "code":
            codes.setdefault(r[1], set()).add(value)
        else:
            want = r[1 + parts.index(name)]
            assert value == want.encode()[:width].decode(errors="ignore").rstrip(), (name, value, want)
assert codes["released"] <= {"0", "6", "1"} and codes["none"] <= {"3", "1", "5"}, codes
P

title "TIN matching"
cat >people.csv <<'P'
person_id,given_name,surname,birth_date,identifier,address,city,state,zip,flags
T1,AVERY,QUILLON,1970-01-02,219431186,12 MAIN ST,SPRINGFIELD,IL,62701,
T2,BLAKE,RASTRICK,1971-02-03,527604471,14 MAIN ST,SPRINGFIELD,IL,62701,
T3,CASEY,VANTONGEREN,1972-03-04,361927745,16 MAIN ST,SPRINGFIELD,IL,62701,protected
T4,DEVON,WOLSTENCROFT,1973-04-05,452318896,18 MAIN ST,SPRINGFIELD,IL,62701,
T5,DEVON,WOLSTENCROFT,1973-04-05,452318896,20 OTHER ST,CHICAGO,IL,60601,
T6,ELLIS,YARDSWORTH,1974-05-06,312664581,22 MAIN ST,SPRINGFIELD,IL,62701,
P
today=$(date -u +%F)
sed -e 's/"Example Payroll Company"/"Immigration and Customs Enforcement"/' \
    -e "s/in force .*/in force $today to $(date -u -d "$today + 400 days" +%F)/" \
    "$TOP/examples/tin-matching/agreement.proviso" >tin.proviso
expect 0 by c operator registry import people.csv
expect 0 by c officer,counsel agreement add tin.proviso
layout=$TOP/examples/layouts/tin-matching.proviso
printf '%s\r\n' '2;219431186;AVERY QUILLON;A-1' '3;527604471;BLAKE RASTRICK;A 2' ';312664581;ELLIS YARDSWORTH;' '' \
    'ssn;527-60-4471;"RASTRICK; A-3' '2;;AVERY QUILLON;A-4' '2;21943118;AVERY QUILLON;A-5' \
    '2;219431186;MORGAN ZIMMERHOLT;A-6' '2;361927745;CASEY VANTONGEREN;A-7' '2;452318896;DEVON WOLSTENCROFT;A-8' \
    '2;219431186;AVERY QUILLON;A-9' '7;219431186;AVERY QUILLON;A-10' '2;219431186;;A-11' '2;219431186' >tin.txt
printf '2;527604471;BLAKE RASTRICK\377;A-12\n2;688112233;ROBIN NOBODY;A-13' >>tin.txt
expect 3 "$PROVISO" check tin.txt --layout "$layout" --agreement tin.proviso --csv tin.checked
expect 3 by c operator run tin.txt --layout "$layout" --agreement TIN-MATCHING --json
same "rows" "$(json 'd["read"]' <said)" 15
same "rejected" "$(json 'd["outcomes"]["rejected"]' <said)" 2
by c approver1,approver2 approve p6 >/dev/null
expect 0 by c operator release p6 --out c.out
expect 0 by c operator handover r6 --out c.out
opened c c.out 6 >tin.answers || wrong "age opens the answers"
{
    printf '%s\n' '2;219431186;AVERY QUILLON;A-1;0' '3;527604471;BLAKE RASTRICK;A 2;6' ';312664581;ELLIS YARDSWORTH;;6' \
        'ssn;527-60-4471;"RASTRICK; A-3;4' '2;;AVERY QUILLON;A-4;1' '2;21943118;AVERY QUILLON;A-5;1' \
        '2;219431186;MORGAN ZIMMERHOLT;A-6;3' '2;361927745;CASEY VANTONGEREN;A-7;3' \
        '2;452318896;DEVON WOLSTENCROFT;A-8;3' '2;219431186;AVERY QUILLON;A-9;5' '7;219431186;AVERY QUILLON;A-10;4' \
        '2;219431186;;A-11;4' '2;219431186;4'
    printf '2;527604471;BLAKE RASTRICK\377;A-12;4\n2;688112233;ROBIN NOBODY;A-13;3\n'
} >tin.wanted
cmp -s tin.answers tin.wanted || { wrong "each line comes back with its code"; diff tin.wanted tin.answers; }

title "the examples of fixed width and of objects"
python3 - <<'P'
def record(ein, ssn, last, first, middle, born, control):
    return f"{ein:9}{ssn:9}{last:20}{first:15}{middle:15}{born:10}{control:>14}".rstrip() + "\n"
open("ssnvs.txt", "w").write(
    record("000000001", "219431186", "QUILLON", "AVERY", "", "1970-01-02", "17")
    + record("000000001", "219431186", "ZIMMERHOLT", "MORGAN", "", "", "18")
    + record("000000001", "", "QUILLON", "AVERY", "", "", "19") + "x" * 101 + "\n")
open("people.ndjson", "w").write(
    '{"id":17,"first":"Avery","last":"Quillon","ssn":219431186,"source":true}\n'
    '{"id":"18","first":"Morgan","last":"Zimmerholt","ssn":"219-43-1186","born":null}\n'
    '{"id":"19","first":"Avery","last":"Quillon","ssn":"219431186","middle":"X"}\n')
P
expect 3 by c operator run ssnvs.txt --layout "$TOP/examples/layouts/ssnvs.proviso" --agreement TIN-MATCHING
expect 3 by c operator run people.ndjson --layout "$TOP/examples/layouts/ndjson.proviso" --agreement TIN-MATCHING
for n in 7 8; do
    by c approver1,approver2 approve p$n >/dev/null
    expect 0 by c operator release p$n --out c.out
    expect 0 by c operator handover r$n --out c.out
    opened c c.out $n >answers.$n
done
{
    printf '%92s%8s0%-12s\n' 17 "" released
    printf '%92s%8s3%-12s\n' 18 "" none
    printf '%92s%8s1%-12s\n' 19 "" insufficient
    printf '%100s4%-12s\n' "" rejected
} >wanted.7
cmp -s wanted.7 answers.7 || { wrong "fixed width: the places of the layout"; diff wanted.7 answers.7; }
cat >wanted.8 <<'P'
{"id":17,"answer":"released","level":"match"}
{"id":"18","answer":"none","message":"No answer is given for this row."}
{"id":"19","answer":"rejected","category":"json.unknown","message":"Member 5: The layout has no such member: declare it there, or ignore it on purpose."}
P
cmp -s wanted.8 answers.8 || { wrong "objects"; diff wanted.8 answers.8; }

title "a registry in other forms is the same registry"
python3 - <<'P'
import csv, json
rows = list(csv.reader(open("c.registry.csv", newline="", encoding="utf-8")))
names, rows = rows[0], rows[1:]
open("people.lines", "w", encoding="utf-8").write("".join(";".join(r) + "\n" for r in rows))
open("rl.proviso", "w").write('layout "r" format lines separator ";"' + "".join(
    f" column {i + 1} is {n}" for i, n in enumerate(names)))
open("people.objects", "w", encoding="utf-8").write("".join(json.dumps(dict(zip(names, r))) + "\n" for r in rows))
open("rj.proviso", "w").write('layout "r" format ndjson' + "".join(f' column "{n}" is {n}' for n in names))
width = [max(len(r[i].encode()) for r in rows) + 1 for i in range(len(names))]
open("people.fixed", "wb").write(b"".join(
    b"".join(v.encode().ljust(w) for v, w in zip(r, width)).rstrip() + b"\n" for r in rows))
at = [1 + sum(width[:i]) for i in range(len(names))]
open("rf.proviso", "w").write(f'layout "r" format fixed {sum(width)}' + "".join(
    f" column {a} to {a + w - 1} is {n}" for a, w, n in zip(at, width, names)))
P
expect 0 by c operator registry import c.registry.csv --json
one=$(json 'd["hash"]' <said)
for form in lines:rl objects:rj fixed:rf; do
    expect 0 by c operator registry import people.${form%:*} --layout ${form#*:}.proviso --json
    same "the generation's hash from $form" "$one" "$(json 'd["hash"]' <said)"
done

title "what is wrong with a layout, a file, a row"
bad_layout() { # WORDS LAYOUT
    printf '%s\n' "$2" >bad.proviso
    expect 1 "$PROVISO" rules check bad.proviso && complains "$1"
    expect 1 "$PROVISO" check asked.lines --layout bad.proviso && complains "$1" bad.proviso
}
bad_layout "bad.proviso:3:3: field 2 of a line is not described" '
# fields without a gap
  layout "x" format lines column 1 is id ignore 3'
complains "ignore 2"
bad_layout "a separator does not go with format ndjson" 'layout "x" format ndjson separator ";" column "a" is id'
bad_layout "'identifier_kind'" 'layout "x" identifier is ssn column "a" is identifier column "b" is identifier_kind'
printf 'layout "x" format lines column 1 is surname' >nocontrol.proviso
expect 1 "$PROVISO" check asked.lines --layout nocontrol.proviso && complains control "in the layout"
expect 3 "$PROVISO" check tin.txt --layout lines.proviso --csv out.csv
same "lines of another layout" "$(grep -c ',insufficient,lines.columns,' out.csv)" 15
: >empty.txt
expect 1 "$PROVISO" check empty.txt --layout lines.proviso && complains empty
printf '%s\n' '{"control\"":"1","surname\"":["A"]}' '{"control\"":"2"' >bad.ndjson
expect 3 "$PROVISO" check bad.ndjson --layout ndjson.proviso --csv out.csv
grep -q '^1,1,insufficient,json.nested,"\?Member 2: ' out.csv && grep -q '^2,2,insufficient,json.open,' out.csv ||
    { wrong "bad objects are named"; cat out.csv; }
awk '{ print $0 "x" }' asked.fixed >bad.fixed # one byte too many in the whole ones
expect 3 "$PROVISO" check bad.fixed --layout fixed.proviso --csv out.csv
holds "long records are rejected" grep -q ',insufficient,fixed.width,' out.csv

finish
