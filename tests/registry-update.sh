#!/bin/sh
# Changes come as a delta, and a compaction makes one generation of all: decisions are those of an import of the
# same people. Whoever is killed meanwhile leaves the generation before in force.
. "$TOP/tests/lib.sh"

BINARY=${PROVISO_ASAN:-$PROVISO}
[ -x "$BINARY" ] || BINARY=$PROVISO
demo c 3000 300
in_force() { "$PROVISO" -C "${1:-c}" registry status --json | json 'd["generation"]'; }
field() { json "d[\"$1\"]" <said; }
base=$(in_force)
head -n 1 c.registry.csv >columns

# 40 people move to another house, 20 are new, 30 go; one of the ids nobody has
awk 'NR > 1 && NR <= 41' c.registry.csv | sed 's/,\([0-9][0-9]*\) \([A-Z]\)/,9\1 \2/' >moved
awk 'NR > 101 && NR <= 121' c.registry.csv | sed 's/^P/N/' >new
awk -F, 'NR > 201 && NR <= 231 { print $1 }' c.registry.csv >gone
cat columns moved new >changes.csv
{ echo person_id; cat gone; echo NOBODY; } >ids.csv
{
    cat columns moved
    awk 'NR > 41 && (NR <= 201 || NR > 231)' c.registry.csv
    cat new
} >final.csv

title "what is refused changes nothing"
expect 2 by c operator registry update
complains --deleted
expect 5 by c approver1 registry update changes.csv
expect 0 by c operator registry update changes.csv --deleted ids.csv --dry-run
same "a rehearsal leaves the generation" "$base" "$(in_force)"
{ cat changes.csv; sed -n 2p changes.csv; } >twice.csv
fails by c operator registry update twice.csv >said 2>complained || wrong "a person twice in the changes"
complains "rows 1 and 61"
{ cat ids.csv; sed -n 2p changes.csv | cut -d, -f1; } >both.csv
fails by c operator registry update changes.csv --deleted both.csv >said 2>complained || wrong "a person to change and to delete"
complains "row 1 "
expect 1 by c operator registry update changes.csv --deleted nothere.csv
same "nothing that failed is in force" "$base" "$(in_force)"

title "an update"
expect 0 by c operator registry update changes.csv --deleted ids.csv --json
same added 20 "$(field added)"
same replaced 40 "$(field replaced)"
same deleted 30 "$(field deleted)"
same unknown 1 "$(field unknown)"
same persons 2990 "$(field persons)"
delta=$(in_force)
[ "$delta" != "$base" ] || wrong "a new generation"
expect 0 "$PROVISO" -C c registry verify
expect 0 "$PROVISO" -C c registry status
grep -q "$base" said || wrong "status names the base"
expect 0 "$PROVISO" verify c/public

title "the decisions are those of an import of the same people"
decide() { # NAME: outcomes of a run
    expect 0 by c operator run c.requests.csv --agreement $AGREEMENT --json
    b=$(field batch)
    cp "c/batches/$b/outcomes.csv" "outcomes.$1" || wrong "outcomes of $1"
}
decide delta
expect 0 by c operator registry compact --json
whole=$(in_force)
[ "$whole" != "$delta" ] || wrong "compaction makes a new generation"
same "as many people" 2990 "$(field persons)"
decide whole
expect 0 by c operator registry import final.csv
decide import
cmp -s outcomes.delta outcomes.import || wrong "the delta decides as the import"
cmp -s outcomes.whole outcomes.import || wrong "the compacted generation decides as the import"
expect 0 by c operator registry compact
same "what is whole stays" "$(in_force)" "$(readlink c/registry/current)"

title "a delta over a delta, and a hint when it grows"
expect 0 by c operator registry update changes.csv
first=$(in_force)
awk 'NR <= 501' final.csv >many.csv
expect 0 by c operator registry update many.csv --deleted ids.csv
[ "$(in_force)" != "$first" ] || wrong "a further update"
"$PROVISO" -C c registry status >said 2>complained
grep -q "delta over" said || wrong "still a delta over the base"

title "killed at any change to the disk, the generation before or after is in force, and whole"
if [ "$BINARY" != "$PROVISO" ]; then
    before=$(entries c)
    forced=$(in_force)
    for verb in "update more.csv --deleted ids.csv" compact; do
        sed 's/^P/Q/' final.csv >more.csv
        # shellcheck disable=SC2086 # words
        total=$(changes operator registry $verb)
        [ "$total" -gt 10 ] || wrong "$verb makes some changes: $total"
        at=1
        while [ "$at" -le "$total" ]; do
            for how in kill:$at io:$at; do
                fresh
                # shellcheck disable=SC2086
                PROVISO_FAULT=$how by t operator registry $verb >/dev/null 2>held
                sane "$verb, $how" held
                sound "$verb, $how" 1
                holds "$verb, $how: a whole generation" "$PROVISO" -C t registry verify
                [ "$(entries t)" -ne "$before" ] || same "$verb, $how: in force" "$forced" "$(in_force t)"
                # shellcheck disable=SC2086
                expect 0 by t operator registry $verb
                holds "$verb again after $how" "$PROVISO" -C t registry verify
            done
            at=$((at + 23))
        done
        echo "$verb: $total changes"
    done
fi
expect 0 "$PROVISO" -C c doctor
expect 0 "$PROVISO" verify c/public
expect 0 by c operator registry compact
expect 0 "$PROVISO" -C c registry verify

finish
