#!/bin/sh
# rules show: an agreement and its orders in plain English, and the way back from each paragraph to its clause; as text,
# JSON and a page; what is wrong with a file is said with its place.
. "$TOP/tests/lib.sh"

A=$TOP/examples/tax-2025/agreement.proviso
M=$TOP/examples/tax-2025/order-injunction.proviso
S=$TOP/examples/tax-2025/order-stay.proviso

title "text"
expect 0 "$PROVISO" rules show "$A" "$M" "$S"
cp said text
holds "no line is wider than 90 columns, save what cannot be broken" python3 - text <<'P'
import sys
for line in open(sys.argv[1], encoding="utf-8"):
    line = line.rstrip("\n")
    assert len(line) <= 90 or " " not in line.strip(), line
    assert line == line.rstrip(), repr(line)
P
holds "a list keeps its and" grep -q '^           (i)  that the identifier leads to exactly one person on record; or$' text
holds "a level is said with what it gives" grep -q 'level "address": the last known address of the person found is given' text
holds "the term is said in words" grep -q 'from 7 April 2025, 00:00 UTC, until the end of 6' text
holds "the order says from when" grep -q 'This order has effect from 5 February 2026, 21:00 UTC.' text

title "each clause, order, reading and invariant is the source of one paragraph"
expect 0 "$PROVISO" rules show "$A" "$M" "$S" --json
cp said all.json
cat "$A" "$M" "$S" >all.proviso
holds "no source is missing or twice, and each place is right" python3 - all.json "$A" "$M" "$S" <<'P'
import json, re, sys
paragraphs = json.load(open(sys.argv[1]))["paragraphs"]
assert [p["number"] for p in paragraphs] == list(range(1, len(paragraphs) + 1))
wanted = {}
for name in sys.argv[2:]:
    for number, line in enumerate(open(name), 1):
        m = re.match(r'(clause|order) (\S+)|(reading|invariant) "(.*)"', line)
        if m:
            wanted[m[1] or m[3], m[2] or m[4]] = (name, number)
found = {}
for p in paragraphs:
    if p["kind"] in ("clause", "order", "reading", "invariant"):
        key = p["kind"], p["source"]
        assert key not in found, key
        found[key] = p["file"], p["line"]
        assert p["cites"] and p["form"].startswith(p["kind"] + " "), p
    elif p["kind"] == "agreement":
        assert p["source"] == "TAX-2025" and p["file"] == sys.argv[2]
        line = open(p["file"]).read().split("\n")[p["line"] - 1]
        assert line.startswith('agreement "') or line.startswith("  "), line
    else:
        assert p["kind"] in ("language", "closing") and not p["source"], p
    assert p["text"] and p["lines"] and p["section"], p
assert found == wanted, (found, wanted)
P
expect 0 "$PROVISO" rules format "$A"
holds "the digest is that of the canonical form" grep -q "$(sha256sum <said | cut -d' ' -f1)" - <<P
$("$PROVISO" rules show "$A")
P

title "one paragraph"
number=$(json '[p["number"] for p in d["paragraphs"] if p["source"] == "MAT/1"][0]' <all.json)
expect 0 "$PROVISO" rules show "$A" --row "$number"
holds "the paragraph" grep -q "^ *$number\. Level \"match\" or a higher one may be given only where" said
holds "and the clause" grep -q '^      clause MAT/1 require for match$' said
holds "and no other" fails grep -q 'SUF/' said
expect 0 "$PROVISO" rules show "$A" --row "$number" --json
same "the source of the paragraph" "$(json 'd["source"]' <said)" MAT/1
expect 2 "$PROVISO" rules show "$A" --row 1000
complains "no paragraph of this number"
expect 2 "$PROVISO" rules show "$A" --row 0
expect 2 "$PROVISO" rules show "$A" --row 1 --html x.html

title "a page"
expect 0 "$PROVISO" rules show "$A" "$M" --html page.html
holds "well-formed, every link leads somewhere, nothing is loaded" python3 - page.html <<'P'
import sys, xml.etree.ElementTree as E
root = E.parse(sys.argv[1]).getroot()
ids = [e.get("id") for e in root.iter() if e.get("id")]
assert len(ids) == len(set(ids))
links = [e.get("href") for e in root.iter() if e.get("href")]
assert len(links) > 40 and all(l[0] == "#" and l[1:] in ids for l in links), links
assert not [e for e in root.iter() if e.get("src")]
text = "".join(root.itertext())
assert "clause MAT/1 require for match" in text and "order ORD/M-1 forbid match" in text
P

title "what is wrong is said with its place"
printf 'agreement "A"\n  in force 2025-01-01 to 2026-01-01\n  cites "M"\nclause S/1 require for match\n  nam is complete\n  cites "C"\n' >bad.proviso
expect 1 "$PROVISO" rules show bad.proviso
complains "bad.proviso:5:3:"
expect 1 "$PROVISO" rules show "$A" nosuch.proviso
expect 1 "$PROVISO" rules show "$A" "$A"
complains "there is another agreement already"
expect 1 "$PROVISO" rules show "$TOP/examples/layouts/febrl.proviso"
complains "a layout has a file of its own"
expect 2 "$PROVISO" rules show

title "an order alone"
expect 0 "$PROVISO" rules show "$M"
holds "an order can be read without its agreement" grep -q '^   1. Order ORD/M-1' said

finish
