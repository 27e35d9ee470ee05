#!/bin/sh
# The sample before a release: the seed is entered before it draws, a stranger finds the same leaves, who made the plan
# does not examine it, doubt counts as wrong, and a stop is for good.
. "$TOP/tests/lib.sh"

demo c 1000 250
printf '%s' "$SECRET" >pass
expect 0 "$PROVISO" key new both.key --passphrase-file pass
openssl pkcs8 -topk8 -iter 1 -in both.key -passin "pass:$SECRET" -passout "pass:$SECRET" -out c.people/both.key
expect 0 by c officer,counsel people add --name "Both Roles" --role operator,approver --public both.key.pub
asking() { # ID STATEMENT: an agreement that asks for a sample
    sed -e "s/\"TAX-2025\"/\"$1\"/" -e "s/^  retention .*/&\n  $2/" c.agreement.proviso >a.proviso
    expect 0 by c officer,counsel agreement add a.proviso
}
plan() { # AGREEMENT [WHO]: an approved plan; sets n and given
    expect 0 by c "${2:-operator}" run c.requests.csv --agreement "$1" --json
    n=$(json 'd["batch"][1:]' <said) given=$(json 'd["outcomes"]["released"]' <said)
    expect 0 by c approver1,approver2 approve "p$n"
}
verdicts() { # WRONG UNCLEAR: a verdict for each row of list.csv
    awk -F, -v w="$1" -v u="$2" 'NR == 1 { print "row,verdict,note"; next }
        { print $1 "," (NR <= w + 1 ? "wrong" : NR <= w + u + 1 ? "unclear" : "right") ",a note" }' list.csv >result.csv
}
size_is() { same "$1" "$(entries c)" "$size"; }

title "what the agreement asks for"
asking SMP "sample 6 rows stop at 2 wrong"
plan SMP
holds "there are rows to be drawn" test "$given" -gt 6
size=$(entries c)
rm -rf out
expect 4 by c operator release "p$n" --out out
complains "asks for a sample" "none was drawn" "proviso sample p$n"
expect 1 by c - sample "p$n" --csv list.csv
complains "no sample was drawn"
expect 2 by c operator sample "p$n" --rows 6 --stop 6
complains "the agreement says"
expect 5 by c - sample "p$n" --rows 6 --stop 1
expect 5 by c counsel sample "p$n"
expect 1 by c operator sample p77
expect 1 by c operator sample p1 --rows 5 --stop 1
complains released
expect 0 by c operator sample "p$n" --dry-run
size_is "nothing was entered"
expect 0 by c operator sample "p$n" --csv list.csv --json
same "as many as it says" "$(json '(d["rows"], d["stop"], d["state"])' <said)" "(6, 2, 'drawn')"
holds "the list has them" test "$(grep -c ',released$' list.csv)" -eq 6
same "private" "$(stat -c %a list.csv)" 600
rm -rf out
expect 4 by c operator release "p$n" --out out
complains "not examined"
holds "nothing left" test ! -e "out/r$n.age"
holds "status says so" sh -c "'$PROVISO' -C c status | grep -q 'p$n .*waits for the result of its sample'"

title "no drawing until it fits"
size=$(entries c)
expect 1 by c approver1 sample "p$n"
complains "no second seed"
size_is "no second seed is entered"
cp list.csv first.csv
expect 0 by c - sample "p$n" --csv list.csv
holds "listed again, the same rows" cmp list.csv first.csv

title "a stranger finds the same leaves, from the public files"
cat >draw.py <<'P'
# public/ BATCH: places of the leaves that the last sample of the ledger draws; and whether the seed came behind the plan
import glob, hashlib, hmac, json, os, sys
def entries(folder):
    size = int(open(folder + "/checkpoint").read().split("\n")[1])
    out = []
    for i in range(0, size, 256):
        name, n = "%s/tile/entries/%03d" % (folder, i // 256), min(256, size - i)
        raw, at = open(name if n == 256 else "%s.p/%d" % (name, n), "rb").read(), 0
        for _ in range(n):
            length = raw[at] * 256 + raw[at + 1]
            out.append(json.loads(raw[at + 2:at + 2 + length]))
            at += 2 + length
    return out
acts = entries(sys.argv[1] + "/ledger")
leaves = entries(sys.argv[1] + "/batches/" + sys.argv[2])
at = max(i for i, a in enumerate(acts) if a["type"] == "sample")
plan = [i for i, a in enumerate(acts) if a["type"] == "plan" and a["subject"] == acts[at]["parent"]][0]
lot = lambda place: hmac.new(bytes.fromhex(acts[at]["seed"]), str(place).encode(), hashlib.sha256).digest()
released = [i for i, l in enumerate(leaves) if l["answer"] == "released"]
print(plan < at, sorted(sorted(released, key=lot)[:acts[at]["rows"]]))
P
python3 draw.py c/public "b$n" >public.txt
python3 - "c/batches/b$n/rows.pvb" list.csv >private.txt <<'P'
import csv, struct, sys
raw = open(sys.argv[1], "rb").read()
print(True, sorted(struct.unpack_from("<I", raw, 64 + 64 * (int(r["row"]) - 1) + 44)[0] for r in csv.DictReader(open(sys.argv[2]))))
P
holds "the leaves of the rows on the list" cmp public.txt private.txt

title "values for the examiner, in a file that is asked for"
expect 2 by c - sample "p$n" --values
complains terminal
expect 0 by c - sample "p$n" --values -o why.txt
same "private" "$(stat -c %a why.txt)" 600
same "why each got its answer" "$(grep -c "^b$n:.*  released" why.txt)" 6
same "with what was asked" "$(grep -c "the request's values" why.txt)" 6
expect 0 "$PROVISO" -C c explain "b$n:$(sed -n '2s/,.*//p' list.csv)"
holds "as explain says it" grep -qxF "$(sed -n '/^clauses that decided/{n;p;q}' said)" why.txt

title "what was found"
enter() { by c "${1:-approver1}" sample "p$n" --result result.csv; }
verdicts 1 0
size=$(entries c)
expect 5 enter operator
expect 5 enter counsel
sed 2d result.csv >short.csv && cp result.csv good.csv
cp short.csv result.csv && expect 1 enter
complains "has no verdict"
{ cat good.csv && echo "99999,right,"; } >result.csv && expect 1 enter
complains "not in the sample"
{ cat good.csv && sed -n 2p good.csv; } >result.csv && expect 1 enter
complains "two verdicts"
sed 's/right/fine/' good.csv >result.csv && expect 1 enter
complains "none of right, wrong, unclear"
sed 's/,note/,remark/' good.csv >result.csv && expect 1 enter
cp good.csv result.csv
expect 2 by c approver1 sample "p$n" --result result.csv --csv list2.csv
expect 0 by c approver1 sample "p$n" --result result.csv --dry-run
size_is "nothing was entered"
expect 0 enter
holds "said" grep -q "^5 right, 1 wrong, 0 unclear: passed" said
expect 1 enter approver2
complains already
same "the file is kept" "$(sha256sum "c/batches/b$n/sd1.csv" | cut -d' ' -f1)" "$(sha256sum good.csv | cut -d' ' -f1)"
! grep -rqF "a note" c/public c/documents || wrong "notes stay in the file"
expect 0 by c operator release "p$n" --out out
expect 0 by c operator handover "r$n" --out out
expect 1 by c approver2 sample "p$n"
expect 0 "$PROVISO" verify c

title "who made the plan may not examine it"
asking SMP2 "sample 3 rows stop at 1 wrong"
plan SMP2 both
expect 0 by c both sample "p$n" --csv list.csv
verdicts 0 0
expect 5 enter both
complains "may not examine"
expect 5 enter approver1,both
expect 0 enter approver1
holds "said" grep -q "^3 right, 0 wrong, 0 unclear: passed" said

title "unclear counts as wrong, and a stop is for good"
plan SMP
expect 0 by c operator sample "p$n" --csv list.csv
verdicts 1 1
expect 0 enter
holds "said" grep -q "1 wrong, 1 unclear: nothing leaves by this plan any more" said
rm -rf out
for again in 1 2; do
    expect 7 by c operator release "p$n" --out out
    complains "stopped for good" "proviso run"
done
expect 7 by c operator release "p$n" --out out --dry-run
holds "nothing left" test ! -e "out/r$n.age"
verdicts 0 0
expect 1 enter approver2
expect 1 by c operator sample "p$n"
holds "status says so" sh -c "'$PROVISO' -C c status | grep -q 'p$n .*stopped by its sample'"
expect 0 by c - sample "p$n" --json
same "and so does the sample" "$(json '(d["state"], d["right"], d["wrong"], d["unclear"])' <said)" "('stopped', 4, 1, 1)"

title "where the agreement is silent: free, and binding once drawn"
plan $AGREEMENT
expect 2 by c operator sample "p$n"
complains "--rows 60"
expect 2 by c operator sample "p$n" --rows 5 --stop 6
expect 2 by c operator sample "p$n" --rows 5
expect 0 by c operator sample "p$n" --rows 100000 --stop 50000 --csv list.csv --json
same "of fewer rows all, and the stop is no more than that" "$(json '(d["rows"], d["stop"])' <said)" "($given, $given)"
holds "each once" test "$(sed 1d list.csv | sort -u | wc -l)" -eq "$given"
expect 4 by c operator release "p$n" --out out
verdicts $((given - 1)) 0
expect 0 enter
expect 0 by c operator release "p$n" --out out
expect 0 "$PROVISO" verify c
expect 0 "$PROVISO" -C c doctor

title "what was found is looked at by the doctor, and its notes go with the first row that is erased"
notes=$(ls c/batches/b"$n"/sd*.csv)
cp "$notes" kept.csv
echo "1,right," >>"$notes"
expect 6 "$PROVISO" -C c doctor
cp kept.csv "$notes"
expect 0 by c officer,counsel erase "b$n:$(sed -n '2s/,.*//p' list.csv)" --cites "Asked for"
holds "the notes are gone" test ! -e "$notes"
expect 0 "$PROVISO" -C c doctor
expect 0 "$PROVISO" verify c
"$PROVISO" -C c sample "p$n" --csv again.csv >said 2>complained && wrong "rows that are gone are not listed"
complains erased
holds "no list" test ! -e again.csv

finish
