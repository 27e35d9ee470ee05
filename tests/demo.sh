#!/bin/sh
# The demo, end to end (I2, I3): its figures are equal, foreign tools open what it made, a stranger verifies it, and
# no altered public file passes.
. "$TOP/tests/lib.sh"

demo c 20000 4000

title "figures"
holds "the audit finds what the generator put there" [ "$(grep -c 'put there: equal' c.demo)" -eq 4 ]
holds "nothing differs" fails grep -q DIFFERENT c.demo
holds "the funnel balances" grep -q 'released: balances' c.demo
holds "4,000 rows in the package" grep -q '4,000  rows in the package' c.demo

title "what strangers' tools say"
if command -v age >/dev/null; then
    holds "Debian's age opens identity and package" opened c c.out 1
    opened c c.out 1 >package.csv
    python3 - <<'P' >held 2>&1 || { wrong "package and requests agree"; cat held; }
import csv
asked = [r["control"] for r in csv.DictReader(open("c.requests.csv", newline=""))]
package = list(csv.DictReader(open("package.csv", newline="")))
assert [r["control"] for r in package] == asked, "rows, in order, control untouched"
assert asked[0] == "0000001", "controls with leading zeros"
outcomes = [r["outcome"] for r in csv.DictReader(open("c/batches/b1/outcomes.csv", newline=""))]
assert [r["answer"] == "released" for r in package] == [o == "released" for o in outcomes]
assert any(r["answer"] == "released" for r in package)
for r in package:
    given = any(r[k] for k in ("level", "address", "city", "state", "zip"))
    assert given == (r["answer"] == "released"), r["control"]
P
    python3 - <<'P' >held 2>&1 || { wrong "what was released is the registry's address of the right person"; cat held; }
import csv
people = {r["person_id"]: r for r in csv.DictReader(open("c.registry.csv", newline=""))}
truth = {r["control"]: r for r in csv.DictReader(open("c.truth.csv", newline=""))}
bad = 0
for r in csv.DictReader(open("package.csv", newline="")):
    if r["answer"] != "released":
        continue
    t = truth[r["control"]]
    p = people.get(t["person_id"])
    assert p is not None, "released a person who is not registered: " + r["control"]
    assert (r["zip"], r["state"]) == (p["zip"][:5], p["state"]), "the record's place: " + r["control"]
    assert t["deficiency"] == "complete", "an insufficient request was answered: " + r["control"]
P
    holds "the package alone does not open with the recipient's key" \
        fails age -d -i c.people/recipient.identity c.out/r1.age
else
    echo "age is not installed: packages were not opened"
fi
if command -v minisign >/dev/null; then
    for file in c.out/r1.age c.out/r1.identity.age; do
        holds "minisign accepts $file" minisign -Vm "$file" -p c/public/release.pub
        cp "$file" altered && cp "$file.minisig" altered.minisig && printf x >>altered
        holds "minisign refuses an altered $file" fails minisign -Vm altered -p c/public/release.pub
    done
else
    echo "minisign is not installed: signatures were not checked"
fi

title "pages"
expect 0 "$PROVISO" -C c funnel b1 --html funnel.html
expect 0 "$PROVISO" -C c lookback --html lookback.html
if command -v xmllint >/dev/null; then
    for page in funnel.html lookback.html c.funnel.html; do
        holds "$page is well-formed" xmllint --noout "$page"
    done
fi
holds "pages load nothing from elsewhere" fails grep -Eiq '(src|href|url)[=(]"?(https?:)?//' funnel.html lookback.html

title "status, doctor, explain, review"
expect 0 "$PROVISO" -C c status
holds "status says that it was handed over" grep -q 'handed over' said
expect 0 "$PROVISO" -C c doctor
expect 0 "$PROVISO" -C c explain b1:1
expect 0 "$PROVISO" -C c review b1
expect 0 "$PROVISO" -C c registry verify

title "verification by a stranger, I2"
mkdir elsewhere && cp -R c/public elsewhere/copy
for where in c c/public elsewhere/copy; do
    expect 0 "$PROVISO" verify "$where" --json
    same "rows recounted in $where" "$(json 'd["rows"]' <said)" 4000
    same "answers of $where" "$(json 'sum(d["answers"].values())' <said)" 4000
done

copy=elsewhere/copy
altered() { # WHAT: verify refuses the copy, then it is made good
    "$PROVISO" verify $copy >said 2>complained
    same "exit status of verify after: $1" $? 6
    [ -s complained ] || wrong "verify says what is wrong after: $1"
    rm -rf $copy && cp -R c/public $copy
}
flip() { # FILE: another value of the byte in its middle
    python3 - "$1" <<'P'
import sys
f = open(sys.argv[1], "r+b")
b = bytearray(f.read())
b[len(b) // 2] ^= 1
f.seek(0)
f.write(b)
P
}
size=$(entries c)
for file in checkpoint vkey "tile/entries/000.p/$size" "tile/0/000.p/$size"; do
    [ -f "$copy/ledger/$file" ] || wrong "there is $file"
    flip "$copy/ledger/$file" && altered "a byte of ledger/$file flipped"
    rm "$copy/ledger/$file" && altered "ledger/$file removed"
    truncate -s -2 "$copy/ledger/$file" && altered "ledger/$file cut by two bytes"
    : >"$copy/ledger/$file" && altered "ledger/$file empty"
done
for file in checkpoint tile/entries/003 tile/0/003 tile/entries/015.p/160 tile/0/015.p/160 tile/1/000.p/15; do
    [ -f "$copy/batches/b1/$file" ] || wrong "there is $file"
    flip "$copy/batches/b1/$file" && altered "a byte of the batch's $file flipped"
    rm "$copy/batches/b1/$file" && altered "the batch's $file removed"
    truncate -s -1 "$copy/batches/b1/$file" && altered "the batch's $file cut by a byte"
done
rm -r $copy/batches/b1 && altered "the batch's folder removed"
cp $copy/batches/b1/tile/entries/003 $copy/batches/b1/tile/entries/004 && altered "one bundle put for another"

finish
