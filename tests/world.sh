# world.sh: a small made-up world for the scenarios of the examples; sourced behind lib.sh:  . "$TOP/tests/world.sh"
#
# Thirty people, a custody with five people's keys, one recipient. Numbers are of a range that was never issued. Of the
# thirty, W21 and W24 are protected, W22 is sealed, W23 dead; W25 and W26 are namesakes born on one day in one house, W27
# and W28 in two houses.

people() {
    cat <<'CSV'
person_id,given_name,middle_name,surname,suffix,birth_date,sex,identifier,address,city,state,zip,flags
W01,ANNA,,QUILLFEATHER,,1961-01-11,F,900700001,12 MAIN ST,BRONX,NY,10461,
W02,BASIL,,RUMPELDORN,,1962-02-12,M,900700002,14 ELM ST,ALBANY,NY,12207,
W03,CLARA,,STORKWEATHER,,1963-03-13,F,900700003,16 OAK ST,BUFFALO,NY,14201,
W04,DORIAN,,TUMBLEWICK,,1964-04-14,M,900700004,18 PINE ST,YONKERS,NY,10701,
W05,EDITH,,UMBERLY,,1965-05-15,F,900700005,20 ASH ST,UTICA,NY,13501,
W06,FERGUS,,VANTERPOOLE,,1966-06-16,M,900700006,22 BIRCH ST,TROY,NY,12180,
W07,GRETA,,WINDLESHAM,,1967-07-17,F,900700007,24 CEDAR ST,ROME,NY,13440,
W08,HOBART,,YARDLEYSON,,1968-08-18,M,900700008,26 MAPLE ST,ELMIRA,NY,14901,
W09,IRIS,,ZELLWEGER,,1969-09-19,F,900700009,28 WALNUT AVE,ITHACA,NY,14850,
W10,JASPER,,APPLEGARTH,,1970-10-20,M,900700010,30 SPRUCE AVE,AUBURN,NY,13021,
W11,KATHARINA,,BRAMBLEDOWN,,1971-11-21,F,900700011,32 CHERRY LN,OSWEGO,NY,13126,
W12,LEOPOLD,,CRANKSHAW,,1972-12-22,M,900700012,34 POPLAR LN,ONEIDA,NY,13421,
W13,MIRABEL,,DUNWOODY,,1973-01-23,F,900700013,36 WILLOW RD,GENEVA,NY,14456,
W14,NESTOR,,EGGLESWORTH,,1974-02-24,M,900700014,38 HICKORY RD,OLEAN,NY,14760,
W15,OTTILIE,,FEATHERSTONE,,1975-03-25,F,900700015,40 LAUREL DR,BATAVIA,NY,14020,
W16,PERCIVAL,,GRIMTHORPE,,1976-04-26,M,900700016,42 LINDEN DR,CORNING,NY,14830,
W17,ROSAMUND,,HONEYBOURNE,,1977-05-27,F,900700017,44 SUMMIT CT,KINGSTON,NY,12401,
W18,SILAS,,INGLEWORTH,,1978-06-28,M,900700018,46 HARBOR CT,NEWBURGH,NY,12550,
W19,TABITHA,,JELLICOE,,1979-07-29,F,900700019,48 MEADOW WAY,BEACON,NY,12508,
W20,ULRICH,,KNATCHBULL,,1980-08-30,M,900700020,50 ORCHARD WAY,CORTLAND,NY,13045,
W21,VIOLA,,LOVELOCK,,1981-09-01,F,900700021,52 RIVER RD,HORNELL,NY,14843,protected
W22,WENDELIN,,MARCHBANKS,,1982-10-02,M,900700022,54 LAKE RD,FULTON,NY,13069,sealed
W23,XENIA,,NIGHTINGALE,,1933-11-03,F,900700023,56 CANAL ST,LOCKPORT,NY,14094,deceased
W24,YORICK,,OSBALDESTON,,1984-12-04,M,900700024,58 BRIDGE ST,NORWICH,NY,13815,protected
W25,JOHN,,PENHALIGON,,1950-01-05,M,900700025,60 CHURCH ST,HUDSON,NY,12534,
W26,JOHN,,PENHALIGON,,1950-01-05,M,900700026,60 CHURCH ST,HUDSON,NY,12534,
W27,ALMA,,RAVENSCROFT,,1987-03-07,F,900700027,62 STATE ST,OSSINING,NY,10562,
W28,ALMA,,RAVENSCROFT,,1987-03-07,F,900700028,99 FRONT ST,DUNKIRK,NY,14048,
W29,BORIS,,SWITHINBANK,,1989-05-09,M,900700029,66 PARK AVE,RYE,NY,10580,
W30,CELIA,,THISTLETHWAITE,,1990-06-10,F,900700030,68 GROVE ST,JAMESTOWN,NY,14701,
CSV
}

# world EXAMPLE ID RECIPIENT: the custody c with the keys of the demo's people, the recipient, the registry and the
# example's agreement, its dates moved so that they hold today and for long.
world() {
    EXAMPLE=$TOP/examples/$1 AGREEMENT=$2
    people >people.csv
    mkdir c.people
    printf '%s' "$SECRET" >c.people/passphrase
    chmod 600 c.people/passphrase
    expect 0 "$PROVISO" init c --name custody.invalid/example
    signers=-
    for person in officer:admin,counsel counsel:admin,counsel operator:operator approver1:approver approver2:approver; do
        key=c.people/${person%%:*}.key
        # As `proviso key new` makes it, but for one round of PBKDF2: each act opens one.
        openssl genpkey -algorithm ed25519 2>/dev/null >plain &&
            openssl pkcs8 -topk8 -iter 1 -in plain -passout "pass:$SECRET" -out "$key" && chmod 600 "$key" &&
            printf 'proviso-key %s\n' "$(openssl pkey -in plain -pubout -outform DER | tail -c 32 | base64)" >"$key.pub" ||
            wrong "a key is made"
        expect 0 by c $signers people add --name "${person%%:*}" --role "${person#*:}" --public "$key.pub"
        [ "$person" != counsel:admin,counsel ] || signers=officer,counsel
    done
    age-keygen -o c.people/recipient.identity 2>/dev/null || skip "age-keygen is not installed"
    expect 0 by c officer,counsel recipient add --name "$3" --address "1 Example Plaza, Albany NY 12207" \
        --age "$(age-keygen -y c.people/recipient.identity)"
    expect 0 by c operator registry import people.csv
    lasting <"$EXAMPLE/agreement.proviso" >agreement.proviso
    expect 0 by c officer,counsel agreement add agreement.proviso
}

# The dates of an example, moved so that they have begun and do not end.
lasting() {
    sed -e 's/^  in force .*/  in force 2025-01-01 to 2089-12-31/' -e '/reaching/!s/^  from 2026-/  from 2025-/'
}

variant() { # ID SED: the agreement under another name, changed
    sed -e "s/^agreement \".*/agreement \"$1\"/" -e "$2" agreement.proviso >variant.proviso
    expect 0 by c officer,counsel agreement add variant.proviso
}

# cases NAME <TABLE: writes the requests NAME.csv and what is expected of them, NAME.cases. A line of the table is
#   control | person | field=value; ... | outcome level clauses
# the request being about that person of people.csv, with everything in order but the fields named.
cases() {
    python3 -c '
import csv, sys
people = {p["person_id"]: p for p in csv.DictReader(open("people.csv", newline=""))}
fields = "given_name surname birth_date identifier address city state zip".split()
stated = {"statute": "26 U.S.C. 6103(i)(2)", "period": "2022", "reason": "final order of 2019-03-05",
          "officer": "Avery Example", "attestation": "yes"}
requests = csv.writer(open(sys.argv[1] + ".csv", "w", newline=""), lineterminator="\n")
expected = open(sys.argv[1] + ".cases", "w")
requests.writerow(["control"] + fields + list(stated))
for line in sys.stdin:
    if not line.strip() or line.startswith("#"):
        continue
    control, person, odd, answer = [part.strip() for part in line.split("|")]
    row = {f: people[person][f] for f in fields} | stated
    for o in filter(None, odd.split(";")):
        name, value = o.strip().split("=")
        assert name in row, name
        row[name] = value
    requests.writerow([control] + list(row.values()))
    expected.write(control + " " + answer + "\n")
' "$1" || wrong "the table $1 is read"
}

# came BATCH NAME [KEY=ANSWER]...: the outcomes of the batch are those of the table, but for the keys given (the last one
# wins): the control of a row, or a part of the answers in the table. In an answer, ~ stands for outcome and level as in the
# table, + for the clauses; * is any answer. s:A:B puts B for A in all of the table first.
came() {
    python3 -c '
import csv, sys
batch, name = sys.argv[1], sys.argv[2]
changes = [c.split("=", 1) for c in sys.argv[3:] if not c.startswith("s:")]
other = [c.split(":")[1:] for c in sys.argv[3:] if c.startswith("s:")]
table = [line.rstrip("\n").split(" ", 1) for line in open(name + ".cases")]
outcomes = list(csv.DictReader(open("c/batches/b%s/outcomes.csv" % batch, newline="")))
bad = len(outcomes) != len(table)
for r, (control, was) in zip(outcomes, table):
    for a, b in other:
        was = was.replace(a, b)
    want = was
    for key, answer in changes:
        if key == control or key in was:
            want = answer.replace("~", " ".join(was.split()[:2])).replace("+", " ".join(was.split()[2:]))
    got = " ".join([r["outcome"], r["level"], r["reason"]]).strip()
    if r["control"] != control or want not in (got, "*"):
        print("%s: %s, not %s" % (r["control"], got, want))
        bad += 1
sys.exit(bad != 0)
' "$@" >held 2>&1 || { wrong "b$1 comes out as the table $2 says"; sed 's/^/    /' held; }
}

run_of() { # NAME [OPTION...]: a batch of the table's requests; prints its number
    name=$1
    shift
    by c operator run "$name.csv" --agreement "$AGREEMENT" --json "$@" >ran.json 2>ran.err || { cat ran.err >&2; return 1; }
    json 'd["batch"][1:]' <ran.json
}

leaves() { # N: two sign, it is released and handed over
    expect 0 by c approver1,approver2 approve "p$1"
    expect 0 by c operator release "p$1" --out out
    expect 0 by c operator handover "r$1" --out out
}

listed() { # NAME PERSON...: NAME.csv, a population
    name=$1
    shift
    { echo person_id; printf '%s\n' "$@"; } >"$name.csv"
}

# enter WHO FILE [OPTION...]: enters an order of the example; $lowered is the number of rows handed over that would get
# less now (of rows that were decided before a list was entered it is not kept who stands in it: all count), $conflicts
# the commands that meet: "COMPEL/CLAUSE ...".
enter() {
    who=$1 file=$2
    shift 2
    lasting <"$EXAMPLE/$file" >"$file"
    expect 0 by c "$who" order add "$file" "$@" --json
    lowered=$(json 'sum(p["lowered"] for p in d["effect"]["packages"] if p["at"])' <said)
    conflicts=$(json '" ".join(c["compel"] + ":" + c["against"] for c in d["effect"]["conflicts"])' <said)
}

# proofs INSTANT "LEVEL=CLAUSE,... ..." [ORDER-FILE...]: exactly these levels can be reached then, under these clauses, with the
# agreement and these orders; every invariant is proved, whichever orders of the example were entered.
proofs() {
    at=$1 reached=$2
    shift 2
    expect 0 "$PROVISO" rules prove "$EXAMPLE/agreement.proviso" "$@" --at "$at" --json
    same "what can be given on $at" \
        "$(json '" ".join(l["level"] + "=" + ",".join(l["under"]) for l in d["levels"] if l["under"])' <said)" "$reached"
    for orders in "" "$EXAMPLE/order-*.proviso"; do
        # shellcheck disable=SC2086 # a pattern of several files
        expect 0 "$PROVISO" rules prove "$EXAMPLE/agreement.proviso" $orders --at "$at" --json
        same "invariants that are proved" "$(json 'len(d["invariants"]), sum(i["proved"] for i in d["invariants"])' <said)" \
            "$(json '(len(d["invariants"]),) * 2' <said)"
        [ "$(json 'len(d["invariants"])' <said)" -gt 2 ] || wrong "the example has invariants"
    done
    same "invariants that the orders leave without an object" \
        "$(json '[i["invariant"] for i in d["invariants"] if "vacuous" in i]' <said)" "[]"
}

papers() { # each paper of the example is named by the hash of the sentence that stands in for it
    for file in "$EXAMPLE"/*.proviso; do
        hash=$(sed -n 's/^# Stand-in paper: //p' "$file" | sha256sum | cut -c1-64)
        grep -q "^  document sha256:$hash\$" "$file" || wrong "$file names the hash of its stand-in paper"
        expect 0 "$PROVISO" rules check "$file"
    done
}

# wrong_under READING: how many rows that were handed over are wrong under it.
wrong_under() {
    expect 0 "$PROVISO" -C c lookback --agreement agr1 --reading "$1" --json
    json 'd["readings"][0]["wrong"]' <said
}
