#!/bin/sh
# What leaves the house, opened and checked with other people's programs: age, minisign, sha256sum.
. "$TOP/tests/lib.sh"

for program in age age-keygen minisign; do
    command -v $program >/dev/null || skip "$program is absent"
done

demo c 1000 250
for who in first second spare; do
    age-keygen -o $who.key 2>/dev/null || wrong "age-keygen makes a key"
done
public() { sed -n 's/.*public key: //p' "$1.key"; }
minisign -G -W -f -p recipient.pub -s recipient.sec >/dev/null 2>&1 || wrong "minisign makes a key"
signing=$(sed -n 2p recipient.pub)
expect 0 "$PROVISO" -C c status --json
party=$(json 'd["recipients"][0]["name"]' <said)

title "a recipient with several keys, each of which opens what is handed over"
add() { by c officer,counsel recipient add --name "$party" --address "Here" "$@"; }
expect 1 add --age "$(public first)" --age age1nothing
complains "age recipient"
expect 1 add --age "$(public first)" --age "$(public second)" --age "$(public first)"
complains twice
expect 1 add --age "$(public first)" --minisign "untrusted comment"
complains minisign.pub
expect 2 add
set --
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do set -- "$@" --age "$(public first)"; done
expect 2 add "$@"
expect 5 by c officer recipient add --name "$party" --address "Here" --age "$(public first)"
expect 0 add --age "$(public first)" --age "$(public second)" --age "$(public spare)" --minisign "$signing"
holds "it keeps its number" grep -q "recipient rcp1" said
! grep -rqF -e "$(public second)" -e "$signing" c/public || wrong "the keys are in a private document"
n=$(planned c) || { wrong "a plan"; finish; }
expect 0 by c operator release "p$n" --out out
expect 0 by c operator handover "r$n" --out out
for who in first second spare; do
    age -d -i $who.key "out/r$n.identity.age" >$who.identity && age -d -i $who.identity "out/r$n.age" >$who.csv ||
        wrong "the key $who opens the package"
    holds "with 250 answers" test "$(grep -c . $who.csv)" -eq 251
done
holds "all the same" cmp first.csv spare.csv
holds "the key that was replaced opens nothing any more" fails age -d -i c.people/recipient.identity "out/r$n.identity.age"
expect 0 "$PROVISO" verify c
expect 0 "$PROVISO" -C c doctor

finish
