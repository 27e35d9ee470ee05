#!/bin/sh
# The audit of releases made before, over a small list whose figures were worked out by hand, reading by reading.
. "$TOP/tests/lib.sh"

demo c 2000 300
{
    cat c.registry.csv
    cat <<'CSV'
X1,ANNA,,QUILLFEATHER,,1961-01-01,F,900900001,12 MAIN ST,BRONX,NY,10461,
X2,BASIL,,RUMPELDORN,,1962-02-02,M,900900002,14 ELM ST,ALBANY,NY,12207,
X3,CLARA,,STORKWEATHER,,1963-03-03,F,900900003,16 OAK ST,BUFFALO,NY,14201,
X4,DORIAN,,TUMBLEWICK,,1964-04-04,M,900900004,18 PINE ST,YONKERS,NY,10701,
X5,EDITH,,UMBERLY,,1965-05-05,F,900900005,20 ASH ST,UTICA,NY,13501,
X6,FERGUS,,VANTERPOOLE,,1966-06-06,M,900900006,22 BIRCH ST,TROY,NY,12180,
X7,GRETA,,WINDLESHAM,,1967-07-07,F,900900007,24 CEDAR ST,ROME,NY,13440,
X8,HOBART,,YARDLEYSON,,1968-08-08,M,900900008,26 MAPLE ST,ELMIRA,NY,14901,
CSV
} >registry.csv
expect 0 by c operator registry import registry.csv
tail=',26 U.S.C. 6103(i)(2),2022,final order of 2019-03-05,Avery Example,yes'
{
    sed 1q c.requests.csv
    # control,given_name,middle_name,surname,suffix,birth_date,identifier,address,city,state,zip,...
    echo "0001,ANNA,,QUILLFEATHER,,1961-01-01,900900001,12 MAIN ST,BRONX,NY,10461$tail"
    echo "0002,BASIL,,RUMPELDORN,,1962-02-02,900900002,99 ELSEWHERE AVE,ROCHESTER,NY,14604$tail"
    echo "0003,CLARA,,STORKWEATHER,,1963-03-03,900900003,Failed to Provide 12345,,,$tail"
    echo "0004,DORIAN,,TUMBLEWICK,,1964-04-04,900900004,18 PINE ST,YONKERS,NY,10701$tail"
    echo "0005,EDITH,,UMBERLY,,1965-05-05,900900005,20 ASH ST,UTICA,NY,13501$tail"
    echo "0006,FERGUS,,VANTERPOOLE,,1966-06-06,900900006,22 BIRCH ST,TROY,NY,12180$tail"
    echo "0007,GRETA,,WINDLESHAM,,1967-07-07,900900007,24 CEDAR ST,ROME,NY,13440$tail"
    echo "0008,HOBART,,YARDLEYSON,,1968-08-08,900900008,26 MAPLE ST,ELMIRA,NY,14901$tail"
} >requests.csv
cat >released.csv <<'CSV'
control,person_id,process,released_at
0001,X1,name-address,2025-08-07
0002,X2,identifier,2025-08-07T14:00Z
0003,X3,identifier,2025-08-07
0004,X4,identifier,2025-08-07
0005,X5,name-address,2025-08-07
0005,X5,name-address,2025-09-01
0006,NOBODY,name-address,2025-08-07
9999,X1,identifier,2025-08-07
0007,X7,telephone,2025-08-07
0008,X7,name-address,2025-08-07
CSV
agreement=$TOP/examples/tax-2025/agreement.proviso
audit() {
    expect 0 "$PROVISO" -C c audit requests.csv --released released.csv --agreement "$agreement" --json "$@"
}
figure() { json "$1" <said; }
reading() { # NAME WRONG RIGHT CORRESPONDING
    same "$1: wrong right corresponding" "$(figure "[(r['wrong'], r['right'], r['corresponding']) for r in d['readings'] if r['reading'].startswith('$1')]")" \
        "[($2, $3, $4)]"
}

title "figures worked out by hand"
audit --csv rows.csv
# 0001, 0005 twice: right. 0002: identifier, another address. 0003: insufficient. 0004, 0007: the address corresponds, but
# identifier and telephone did not compare it. 0006: nobody knows whose record went out. 0008: somebody else's record.
same examined "$(figure 'd["examined"]')" 9
same unmatched "$(figure 'd["unmatched"]')" 1
same insufficient "$(figure 'd["insufficient"]')" 1
same "unknown person" "$(figure 'd["unknown_person"]')" 1
same "corresponds differs" "$(figure 'd["corresponds"], d["differs"]')" "(5, 2)"
same processes "$(figure 'sorted(d["processes"].items())')" "[('identifier', 3), ('name-address', 5), ('telephone', 1)]"
reading "all clauses" 6 3 2
reading "the custodian" 1 8 0
reading "the court" 4 5 2
reading "compared now" 4 5 0
python3 - <<'P' || wrong "the rows listed are those"
import csv, collections
rows = collections.defaultdict(list)
for r in csv.DictReader(open("rows.csv", newline="")):
    rows[r["reading"].split()[1]].append(r["control"])
assert sorted(rows["clauses"]) == ["0002", "0003", "0004", "0006", "0007", "0008"], rows
assert sorted(rows["custodian's"]) == ["0003"], rows
assert sorted(rows["court,"]) == ["0002", "0003", "0004", "0007"], rows
assert sorted(rows["now"]) == ["0002", "0003", "0006", "0008"], rows
P
audit --reading "compared now"
same "readings asked for" "$(figure '[r["reading"] for r in d["readings"]]')" "['compared now']"

title "a control that two request rows bear is one release still"
{ cat requests.csv; sed -n 2p requests.csv; } >double.csv
expect 0 "$PROVISO" -C c audit double.csv --released released.csv --agreement "$agreement" --json
same examined "$(figure 'd["examined"]')" 9

title "an audit that is signed is entered; one that is not is not"
size=$(entries c)
audit
same "entries after an audit without a key" "$(entries c)" "$size"
expect 0 by c counsel audit requests.csv --released released.csv --agreement $AGREEMENT --csv audit.csv --json
same "entries after a signed audit" "$(entries c)" $((size + 1))
audited=$(figure 'd["finding"]')
cp said first
expect 0 "$PROVISO" verify c

title "and kept: looked at without the files that it was made of, and without the registry"
mkdir away && mv requests.csv released.csv c/registry away/
expect 0 "$PROVISO" -C c lookback --batch "$audited" --csv rows.csv --json
python3 - <<'P' || wrong "what was kept gives the figures of the audit"
import csv, json
a, d = json.load(open("first")), json.load(open("said"))
for k in ("examined", "insufficient", "unknown_person", "unmatched", "corresponds", "differs", "processes", "readings"):
    assert a[k] == d[k], (k, a[k], d[k])
listed = lambda name: sorted((r["control"], r["reading"], r["clauses"]) for r in csv.DictReader(open(name, newline="")))
assert len(listed("rows.csv")) > 8 and listed("rows.csv") == listed("audit.csv")
P
rmdir c/registry 2>/dev/null
mv away/requests.csv away/released.csv . && mv away/registry c/
holds "requests are sealed" sh -c "! grep -rqa QUILLFEATHER c/batches/$audited"
same "each in its own folder" "releases.csv requests.age rows.pvb" "$(ls c/batches/"$audited" | tr '\n' ' ' | sed 's/ $//')"

title "the same list is not entered twice"
expect 1 by c counsel audit requests.csv --released released.csv --agreement $AGREEMENT
complains "$audited" "already"
cp released.csv again.csv
expect 1 by c counsel audit requests.csv --released again.csv --agreement $AGREEMENT
same "entries" "$(entries c)" $((size + 1))
audit
same "without a key it is counted as before" "$(figure 'd["examined"]')" 9
{ sed 1q released.csv; sed 1d released.csv | sort -r; } >turned.csv
expect 1 by c counsel audit requests.csv --released turned.csv --agreement $AGREEMENT
complains "every release" "already"
sed 2,3d released.csv >less.csv
expect 1 by c counsel audit requests.csv --released less.csv --agreement $AGREEMENT
complains "every release" "already"
{ cat released.csv; echo "0002,X2,identifier,2025-08-09"; } >more.csv
kept=$(ls c/batches)
expect 0 by c counsel audit requests.csv --released more.csv --agreement $AGREEMENT --dry-run --json
same "a rehearsal keeps nothing" "$(entries c) $(ls c/batches)" "$((size + 1)) $kept"
expect 0 by c counsel audit requests.csv --released more.csv --agreement $AGREEMENT --json
same "of a longer list the rest is counted" "$(figure '[d["examined"], d["repeated"]]')" "[1, 9]"
expect 0 "$PROVISO" -C c lookback --batch "$(figure 'd["finding"]')" --json
same "and kept" "$(figure 'd["examined"]')" 1

title "under an agreement that is in no register"
sed 's/"TAX-2025"/"EARLIER"/' "$agreement" >earlier.proviso
sed '1!s/2025-.*/2025-08-20/' less.csv >other.csv
expect 0 by c counsel audit requests.csv --released other.csv --agreement earlier.proviso --json
cp said first
number=$(figure 'd["finding"]')
rm earlier.proviso
expect 0 "$PROVISO" -C c lookback --agreement EARLIER --json
same "its text was kept" "$(figure '[d["agreement"], d["agreement_id"], d["examined"]]')" "['', 'EARLIER', 7]"
same "and decides" "$(figure '[r["wrong"] for r in d["readings"]]')" "$(json '[r["wrong"] for r in d["readings"]]' <first)"
expect 0 "$PROVISO" -C c lookback --json
same "apart from the other" "$(figure 'sorted(a["agreement_id"] for a in d["agreements"])')" "['EARLIER', 'TAX-2025']"
cp "c/batches/$number/agreement.proviso" text
printf '\n' >>"c/batches/$number/agreement.proviso"
expect 6 "$PROVISO" -C c lookback
cp text "c/batches/$number/agreement.proviso"
expect 0 "$PROVISO" -C c lookback --judge
expect 0 "$PROVISO" verify c
expect 0 "$PROVISO" -C c doctor

title "lists that cannot be read"
for line in '0001,X1,identifier,yesterday' '0001,X1,identifier,2025-13-01' '0001,X1,identifier,' '0001,X1' \
    '0001,X1,identifier,2025-08-07,more' '"0001,X1,identifier,2025-08-07'; do
    printf 'control,person_id,process,released_at\n0004,X4,identifier,2025-08-07\n%s\n' "$line" >bad.csv
    expect 1 "$PROVISO" -C c audit requests.csv --released bad.csv --agreement "$agreement" --csv none.csv
    complains bad.csv
    [ -s none.csv ] && wrong "nothing is written for: $line"
done
printf 'control,person,process,released_at\n' >bad.csv
expect 1 "$PROVISO" -C c audit requests.csv --released bad.csv --agreement "$agreement"
complains person
printf 'control,person_id,process,released_at\n' >bad.csv
expect 0 "$PROVISO" -C c audit requests.csv --released bad.csv --agreement "$agreement" --json
same "releases in an empty list" "$(figure 'd["examined"]')" 0

title "an agreement for several purposes: the list does not say which"
sed 's/^  purposes .*/  purposes criminal, statistical/' c.agreement.proviso >two.proviso
expect 0 "$PROVISO" -C c audit requests.csv --released released.csv --agreement two.proviso
holds "which is said" grep -q "^for which of the agreement's purposes each was released is not known" said
expect 0 "$PROVISO" -C c audit requests.csv --released released.csv --agreement two.proviso --json
same "in JSON too" "$(json 'd["purpose_known"]' <said)" False

finish
