#!/bin/sh
# A declaration: its figures are those that other commands print; it can be read in each form; a statement holds until
# an act changes a figure, and then says which and why; one that was altered, or is of another ledger, is refused.
. "$TOP/tests/lib.sh"

command -v pdftotext >/dev/null && command -v pdfinfo >/dev/null || skip "pdftotext and pdfinfo (poppler-utils) are missing"
command -v xmllint >/dev/null || skip "xmllint is missing"

demo c 1000 250
figure() { python3 -c 'import json,sys; print(next(f["value"] for f in json.load(open(sys.argv[1]))["figures"] if f["name"] == sys.argv[2]))' "$1" "$2"; }
declare() { expect 0 "$PROVISO" -C c declare "$@" --json && cp said statement.json; }
check() { expect "$1" "$PROVISO" -C c declare --check "$2" --json; }

title "a batch: the figures are those of other commands"
declare b1
cp statement.json b1.json
"$PROVISO" -C c funnel b1 --json >funnel.json
"$PROVISO" verify c --json >verify.json
python3 - <<'P' || wrong "the figures of a batch are those of funnel and verify"
import json
d, f, v = (json.load(open(n)) for n in ("b1.json", "funnel.json", "verify.json"))
g = {x["name"]: x["value"] for x in d["figures"]}
assert len(g) == len(d["figures"]) and [x["id"] for x in d["figures"]] == ["F%d" % (i + 1) for i in range(len(g))]
for name, value in {"read": f["read"], "rejected": f["rejected"], "insufficient": f["insufficient"],
                    "review.sufficiency": f["review"], "admitted": f["admitted"], "linked.unique": f["linked"]["unique"],
                    "linked.many": f["linked"]["many"], "linked.none": f["linked"]["none"],
                    "outcome.released": f["outcomes"]["released"], "outcome.withheld": f["outcomes"]["withheld"],
                    "outcome.review": f["outcomes"]["review"], "outcome.rejected": f["outcomes"]["rejected"],
                    "rows": v["rows"], "disclosed": v["disclosed"], "handovers": v["handovers"], "approvals": v["approvals"]
                    }.items():
    assert g[name] == value, (name, g[name], value)
for answer, n in v["answers"].items():
    assert g["answers." + answer] == n, answer
assert g["package.rows"] == 250 and g["package.released"] == v["disclosed"] > 0
assert d["ledger"]["size"] == v["size"] and d["ledger"]["root"] == v["root"]
assert all(x["definition"] and x["command"] and x["counts"] for x in d["figures"])
assert all(0 <= n < v["size"] for x in d["figures"] for n in x["entries"])
P
same "its hash is that of its canonical form, by other tools" "$(python3 -c '
import json,hashlib
print(hashlib.sha256(json.dumps(json.load(open("b1.json")), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest())')" \
    "$("$PROVISO" -C c declare b1 --quiet | sed -n '/^Annex C/,$p' | grep -x '[0-9a-f]\{64\}' | sed -n 1p)"

title "its forms"
expect 0 "$PROVISO" -C c declare b1 --quiet
cp said b1.txt
expect 0 "$PROVISO" -C c declare b1 --pdf b1.pdf --html b1.html -o again.txt --quiet
holds "the text is the same in a file" cmp b1.txt again.txt
holds "nothing else is printed" test ! -s said
holds "no line of the text is wider than 78 columns" python3 -c '
assert max(len(l.rstrip("\n")) for l in open("b1.txt") if "%" not in l and not l.startswith("Deficiencies")) <= 78'
holds "the page is well-formed" xmllint --noout b1.html
expect 0 "$PROVISO" -C c declare b1 --pdf b2.pdf --quiet
holds "the PDF is the same again" cmp b1.pdf b2.pdf
pdfinfo b1.pdf >info && pdftotext -layout b1.pdf pdf.txt || wrong "poppler reads the PDF"
holds "on US letter" grep -q '612 x 792' info
expect 0 "$PROVISO" -C c declare b1 --pdf a4.pdf --paper a4 --quiet
pdfinfo a4.pdf >info && holds "on A4" grep -q '595.279 x 841.89' info
expect 2 "$PROVISO" -C c declare b1 --pdf a4.pdf --paper a5
pages=$(sed -n 's/^Pages: *//p' info)
pdftotext -layout a4.pdf pdf4.txt
same "each page says which of how many it is" "$(grep -c "Page [0-9]* of $pages\$" pdf4.txt)" "$pages"
same "and bears the foot" "$(grep -c 'Draft. b1 at ledger size' pdf4.txt)" "$pages"
python3 - <<'P' || wrong "text, page and PDF say the same: each paragraph, figure and hash"
import json, re, html
d = json.load(open("b1.json"))
squash = lambda s: re.sub(r"\s+", "", s)
page = squash(html.unescape(re.sub(r"<[^>]*>", "", open("b1.html").read())))
text, pdf = squash(open("b1.txt").read()), squash(re.sub(r"Draft\. b1 at ledger size.*\n.*[0-9a-f]{64}", "", open("pdf.txt").read()))
for form in (page, text, pdf):
    for word in ("Ideclareunderpenaltyofperjurythattheforegoingistrueandcorrect.", "902(13)and902(14)",
                 "Whatthisdeclarationdoesnotshow", d["ledger"]["root"], d["batch"]["root"]):
        assert word in form, word
    for f in d["figures"]:
        assert f["id"] in form
    for act in d["files"]:
        assert act["sha256"] in form or form is text, act
numbers = lambda name: [int(m) for m in re.findall(r"^ {0,4}(\d+)\. ", open(name).read().replace("\f", ""), re.M)]
n = numbers("b1.txt")
assert n == list(range(1, len(n) + 1)) and len(n) > 25
assert numbers("pdf.txt") == n, numbers("pdf.txt")
P
holds "the certification begins a page" sh -c 'pdftotext -layout b1.pdf - | tr "\f" "\n" | grep -q "^Draft certification under Federal"'
holds "a file is private" test "$(stat -c %a b1.pdf)" = 600
rm -f dry.pdf
expect 1 "$PROVISO" -C c declare nothing1
complains "no batch, finding or audit"
expect 2 "$PROVISO" -C c declare
expect 2 "$PROVISO" -C c declare b1 --check b1.json

title "no value of a person"
demo m 1000 250 --mark ZZYZX
expect 0 "$PROVISO" -C m declare b1 --html m.html --json
holds "in the statement" fails grep -qi zzyzx said
holds "in the page" fails grep -qi zzyzx m.html

title "an audit and a finding: the figures are those of audit and lookback"
expect 0 "$PROVISO" -C c lookback --json --batch past1
cp said past.json
expect 0 by c counsel lookback --json
cp said lookback.json
of_readings() { # STATEMENT LOOKBACK
    python3 - "$1" "$2" <<'P' || wrong "the figures of $1 are those of $2"
import json, sys
d, l = (json.load(open(n)) for n in sys.argv[1:])
g = {x["name"]: x["value"] for x in d["figures"]}
assert len(d["readings"]) == len(l["readings"]) == 6
for k in ("examined", "requests", "imported", "insufficient", "undisclosed", "unmatched", "unknown_person", "judged"):
    assert g[k] == l[k], k
for n, r in enumerate(l["readings"], 1):
    assert d["readings"][n - 1]["name"] == r["reading"]
    for k in ("wrong", "right", "lowered", "corresponding", "raised"):
        assert g["reading.%d.%s" % (n, k)] == r[k], (n, k)
    for clause, rows in r["clauses"].items():
        assert g["reading.%d.clause.%s" % (n, clause)] == rows
    assert n == 1 or ('reading "%s"' % r["reading"]) in d["readings"][n - 1]["text"]
assert d["finding"]["register"] is True
P
}
declare past1
cp statement.json p.json
of_readings p.json past.json
declare f1
cp statement.json f1.json
of_readings f1.json lookback.json
expect 0 "$PROVISO" -C c declare f1 --quiet
holds "the readings stand side by side" grep -q '3. the court, 26 February 2026 .*([F0-9]*)' said
holds "what did not happen is none" grep -q 'Recalls: notices .*none$' said
cp c.agreement.proviso other.proviso
printf 'clause NEW/1 require for count\n  subject is in the population\n  otherwise none\n  cites "x"\n' >>other.proviso
expect 0 by c counsel lookback --rules other.proviso
expect 0 "$PROVISO" -C c declare f2 --quiet
holds "another text is said to be one" sh -c 'tr -s " \n" " " <said | grep -q "decided by other texts than those of the register"'

title "it holds until an act changes a figure"
declare b1
check 0 statement.json
same "nothing has drifted" "$(json '[d["drifted"], sum(f["was"] != f["is"] for f in d["figures"])]' <said)" "[0, 0]"
size=$(entries c)
order o.proviso ORD/1 "forbid count"
expect 0 by c officer order add o.proviso
check 7 statement.json
same "which has drifted, what it was and is, and why" \
    "$(json '[(f["name"], f["was"], f["is"], f["because"]) for f in d["figures"] if f["was"] != f["is"]]' <said)" \
    "[('orders', 0, 1, $size), ('orders.after', 0, 1, $size)]"
python3 - "$size" <<'P' || wrong "the proof that goes with it shows the one ledger to be a beginning of the other"
import json, sys, hashlib
d = json.load(open("said"))
h = lambda a, b: hashlib.sha256(b"\1" + a + b).digest()
m, n = d["then"]["size"], d["now"]["size"]
first, second = (bytes.fromhex(d[k]["root"]) for k in ("then", "now"))
proof = [bytes.fromhex(x) for x in d["proof"]]
assert m == int(sys.argv[1]) and n == m + 1
if m & (m - 1) == 0:
    proof = [first] + proof
fn, sn = m - 1, n - 1                                  # RFC 9162 section 2.1.4.2
while fn & 1:
    fn, sn = fn >> 1, sn >> 1
fr = sr = proof[0]
for c in proof[1:]:
    assert sn != 0
    if fn & 1 or fn == sn:
        fr, sr = h(c, fr), h(c, sr)
        while not fn & 1 and fn != 0:
            fn, sn = fn >> 1, sn >> 1
    else:
        sr = h(sr, c)
    fn, sn = fn >> 1, sn >> 1
assert (fr, sr, sn) == (first, second, 0)
P
expect 7 "$PROVISO" -C c declare --check statement.json
holds "in words" grep -q "orders.after has drifted: was 0, is 1, because of entry $size\$" said
declare b1
same "the order came after" "$(json '[(o["number"], o["relation"]) for o in d["orders"]]' <statement.json)" \
    "[('ord1', 'after the key was handed over')]"
expect 0 "$PROVISO" -C c declare b1 --quiet
holds "and is named" grep -q " ord1, ORD/1 .*forbid" said
holds "no hash is broken" grep -q "^$(json 'd["files"][0]["sha256"]' <statement.json)\$" said

title "an order that came first"
n=$(planned c)
holds "nothing is planned for release under it" test "$n" = 2
declare b2
same "before the release" "$(json '[(o["number"], o["relation"]) for o in d["orders"]]' <statement.json)" "[('ord1', 'nothing was released')]"
expect 0 "$PROVISO" -C c declare b2 --quiet
holds "and nothing left" grep -q "Nothing of this batch has been released" said

title "what was altered is refused"
altered() { # WHAT EXPRESSION
    python3 -c 'import json,sys; d=json.load(open("b1.json")); exec(sys.argv[1]); json.dump(d, open("altered.json", "w"))' "$2"
    check 6 altered.json || wrong "$1"
}
check 7 b1.json
altered "a value" 'd["figures"][0]["value"] += 1'
complains F1 rows
altered "a definition" 'd["figures"][3]["definition"] += "!"'
complains F4
altered "an entry that counts" 'd["figures"][5]["entries"].append(1)'
altered "a figure less" 'd["figures"].pop()'
altered "a figure more" 'd["figures"].append(d["figures"][0])'
altered "the recipient" 'd["recipient"]["name"] = "Somebody"'
complains recipient
altered "an act" 'd["acts"][0]["place"]["time"] = "2025-01-01T00:00Z"'
altered "a member more" 'd["note"] = "x"'
altered "the root" 'd["ledger"]["root"] = d["ledger"]["root"][::-1]'
complains root
altered "a longer ledger" 'd["ledger"]["size"] += 100'
altered "a shorter one" 'd["ledger"]["size"] -= 1'
altered "another version says so" 'd["program"] = "proviso 9.9"'
complains "proviso 9.9"
expect 1 "$PROVISO" -C c declare --check nowhere.json
printf '{"v":1}' >none.json
expect 1 "$PROVISO" -C c declare --check none.json
complains "no statement"
printf 'no JSON' >none.json
expect 1 "$PROVISO" -C c declare --check none.json
"$PROVISO" -C m declare b1 --json >other.json
check 6 other.json
complains root

title "what it rests on is looked at"
cp -a c t
printf x | dd of=t/public/batches/b1/tile/entries/000.p/250 bs=1 seek=40 conv=notrunc 2>/dev/null
expect 6 "$PROVISO" -C t declare b1
rm -rf t && cp -a c t
printf '\377' | dd of=t/batches/b1/rows.pvb bs=1 seek=90 conv=notrunc 2>/dev/null
expect 6 "$PROVISO" -C t declare b1

title "with sanitizers"
if [ -x "$PROVISO_ASAN" ]; then
    for of in b1 b2 f1 past1; do
        expect 0 "$PROVISO_ASAN" -C c declare $of --pdf s.pdf --html s.html -o s.txt --quiet
        sane "declare $of" complained
    done
    expect 7 "$PROVISO_ASAN" -C c declare --check b1.json
    sane "declare --check" complained

    title "a call that fails is said, and nothing is left out for it"
    "$PROVISO_ASAN" -C c declare f1 -o whole.txt --pdf whole.pdf --quiet
    PROVISO_FAULT_COUNT=$PWD/count "$PROVISO_ASAN" -C c declare f1 -o s.txt --pdf s.pdf --quiet
    calls=$(cut -d' ' -f1 count)
    for part in $(seq 1 24); do
        n=$((calls * part / 25))
        rm -f s.txt s.pdf
        PROVISO_FAULT=fail:$n "$PROVISO_ASAN" -C c declare f1 -o s.txt --pdf s.pdf --quiet >said 2>complained
        status=$?
        sane "call $n fails" complained
        [ $status -ne 0 ] || { cmp s.txt whole.txt && cmp s.pdf whole.pdf; } || wrong "call $n failed, and the declaration is another"
        [ $status -eq 0 ] || [ ! -e s.pdf ] || cmp s.pdf whole.pdf || wrong "call $n failed, and half a PDF is left"
    done
fi
finish
