#!/bin/sh
# I4: no grant, nothing; a `forbid` or a `require` more never gives more; out of its dates, nothing; an unlisted officer,
# an open finding, a quota that is used up: nothing. The rules engine has its own proofs; here the whole program.
. "$TOP/tests/lib.sh"

demo c 2000 300
released() { # AGREEMENT [OPTION...]: released rows of a dry run
    agreement=$1
    shift
    by c operator run c.requests.csv --agreement "$agreement" --dry-run --json "$@" >said 2>complained </dev/null &&
        json 'd["outcomes"]["released"]' <said || sed 's/^/    /' complained
}
enter() { # ID SED-SCRIPT: a variant of the demo's agreement
    { sed -e "s/^agreement \"TAX-2025\"/agreement \"$1\"/" -e "$2" c.agreement.proviso; cat more 2>/dev/null; } >"$1.proviso"
    rm -f more
    expect 0 by c officer,counsel agreement add "$1.proviso"
}
size=$(entries c)
base=$(released $AGREEMENT)
[ "$base" -gt 0 ] || wrong "the demo's agreement gives something ($base)"
same "a dry run enters nothing" "$(entries c)" "$size"
same "a dry run leaves no folder" "$(ls c/batches c/public/batches | grep -c '^b2$')" 0

expect 0 by c operator registry import c.registry.csv --dry-run
expect 0 "$PROVISO" -C c registry verify # the same persons are the same generation, and a rehearsal takes nothing away
sed -n '1,1001p' c.registry.csv >half.csv
expect 0 by c operator registry import half.csv --dry-run
same "people after rehearsals" "$("$PROVISO" -C c registry status --json | json 'd["persons"]')" 2000
same "generations after rehearsals" "$(ls -d c/registry/g-*/ | wc -l)" 1
same "entries after rehearsals" "$(entries c)" "$size"

title "no grant, other purposes, other recipients, out of its dates"
enter NOGRANT '/^clause AGR/,/^ *cites/d'
same "without a grant" "$(released NOGRANT)" 0
enter CIVIL 's/^  purposes criminal/  purposes criminal, civil/'
same "for a purpose that is not granted" "$(released CIVIL --purpose civil)" 0
same "for the purpose that is" "$(released CIVIL --purpose criminal)" "$base"
expect 2 by c operator run c.requests.csv --agreement CIVIL --dry-run
expect 2 by c operator run c.requests.csv --agreement CIVIL --dry-run --purpose nonesuch
age=$(sed -n 's/.*public key: //p' c.people/recipient.identity)
expect 0 by c officer,counsel recipient add --name "Somebody Else" --address "A" --age "$age"
same "for a recipient who is no party" "$(released $AGREEMENT --recipient 'Somebody Else')" 0
expect 1 by c operator run c.requests.csv --agreement $AGREEMENT --dry-run --recipient "Nobody"
enter PAST 's/^  in force .*/  in force 2019-01-01 to 2020-06-30/'
same "before today" "$(released PAST)" 0
enter FUTURE 's/^  in force .*/  in force 2090-01-01 to 2091-06-30/'
same "after today" "$(released FUTURE)" 0
enter QUOTA 's/^  quota .*/  quota 10 rows a batch/'
printf 'clause QUO/1 forbid count\n  when quota is exhausted\n  cites "Agreement, quota"\n' >more
enter QUOTA2 's/^  quota .*/  quota 10 rows a batch/'
same "above the quota" "$(released QUOTA2)" 0
enter OFFICERS '/^  officers/,/"$/s/"[^"]*"/"Nobody Here"/'
same "officers that are not on the list" "$(released OFFICERS)" 0

title "a clause more never gives more"
i=0
for clause in 'forbid none' 'forbid count' 'forbid match' 'forbid address' 'require for count' 'require for address'; do
    i=$((i + 1))
    case $clause in
    'forbid none') continue ;;
    forbid*) printf 'clause X/1 %s\n  cites "x"\n' "$clause" ;;
    *) printf 'clause X/1 %s\n  subject is in the population\n  otherwise none\n  cites "x"\n' "$clause" ;;
    esac >more
    enter "MORE$i" ''
    now=$(released "MORE$i")
    [ "$now" -le "$base" ] || wrong "with '$clause' more, $now instead of $base"
    addresses=$(json 'd["levels"]["address"]' <said)
    same "addresses with '$clause' more (what is unknown withholds)" "$addresses" 0
done

title "the order of clauses does not matter"
python3 - <<'P'
import re
text = open("c.agreement.proviso").read()
parts = re.split(r"(?m)^(?=clause |reading |# ---)", text)
head, rest = parts[0], [p for p in parts[1:] if not p.startswith("#")]
clauses = [p for p in rest if p.startswith("clause")]
readings = [p for p in rest if p.startswith("reading")]
open("turned", "w").write(head.replace('"TAX-2025"', '"TURNED"') + "".join(reversed(clauses)) + "".join(readings))
P
expect 0 by c officer,counsel agreement add turned
same "with the clauses in reverse" "$(released TURNED)" "$base"

title "an order that forbids beats every agreement; entered, it binds the next run"
order o.proviso ORD/1 "forbid count"
expect 0 by c officer order add o.proviso
same "under the order" "$(released $AGREEMENT)" 0
same "under the order, with another agreement" "$(released TURNED)" 0

finish
