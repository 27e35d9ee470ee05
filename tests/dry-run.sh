#!/bin/sh
# --dry-run does all but write: the same checks, the same refusals, and not a byte of the custody changes.
. "$TOP/tests/lib.sh"

demo c 2000 300
n=$(planned c) || { wrong "a plan"; finish; }
expect 0 by c operator run c.requests.csv --agreement $AGREEMENT
rm -rf c.out

picture() { # all but the store's journal and locks
    find c c.out -type f ! -name 'store.sqlite*' ! -name .lock -exec sha256sum {} + 2>/dev/null | sort
    find c c.out -type d 2>/dev/null | sort
}
picture >before
rehearse() { # STATUS WHO VERB...
    expect "$@" # STATUS by c WHO VERB...
    picture | cmp -s - before || { wrong "a rehearsal changes nothing: $*"; picture | diff before - | head -n 5; picture >before; }
}
order o.proviso ORD/1 "forbid count"
sed 's/"TAX-2025"/"TAX-2026"/' c.agreement.proviso >a.proviso
age=$(sed -n 's/.*public key: //p' c.people/recipient.identity)
cp c.people/operator.key.pub new.pub
expect 0 "$PROVISO" key new new.key --passphrase-file c.people/passphrase

rehearse 0 by c officer,counsel people add --name N --role operator --public new.key.pub --dry-run
rehearse 5 by c officer people add --name N --role operator --public new.key.pub --dry-run
rehearse 0 by c officer,counsel recipient add --name R --address A --age "$age" --dry-run
rehearse 0 by c officer safeguard rcp1 --open --cites x --dry-run
rehearse 5 by c officer safeguard rcp1 --close --cites x --dry-run
rehearse 0 by c officer,counsel agreement add a.proviso --dry-run
rehearse 5 by c officer agreement add a.proviso --dry-run
rehearse 0 by c officer order add o.proviso --dry-run
rehearse 0 by c officer halt --all --dry-run
rehearse 0 by c officer halt --order o.proviso --dry-run
rehearse 5 by c officer halt --lift --dry-run
rehearse 0 by c operator registry import c.registry.csv --dry-run
rehearse 0 by c operator run c.requests.csv --agreement $AGREEMENT --dry-run
rehearse 5 by c officer run c.requests.csv --agreement $AGREEMENT --dry-run
rehearse 0 by c approver1 approve p3 --dry-run
holds "what was not approved is not called so" grep -qx "would approve p3: nothing is in the way" said
rehearse 5 by c operator approve p3 --dry-run
rehearse 5 by c operator release p3 --out c.out --dry-run
rehearse 0 by c operator release "p$n" --out c.out --dry-run
holds "what was not released is not called so" grep -qx "would release p$n: nothing is in the way" said
holds "and no step follows" test ! -s complained
rehearse 0 by c operator release "p$n" --out c.out --dry-run --json
same "nor in JSON" "$(json '(d["would"], d["id"])' <said)" "('release', 'p$n')"
rehearse 0 by c officer order add o.proviso --dry-run --json
same "what was not entered is not called so in JSON" "$(json 'sorted(d)' <said)" "['id', 'would_enter']"
rehearse 0 by c operator handover r1 --out c.out --dry-run
rehearse 0 by c counsel lookback --dry-run
person=$(sed -n '2s/^[^,]*,\([^,]*\),.*/\1/p' c.released.csv)
rehearse 0 by c officer,counsel account "$person" -o letter.txt --dry-run
rehearse 5 by c officer account "$person" -o letter.txt --dry-run
[ ! -e letter.txt ] || wrong "a rehearsal gives no accounting"
rehearse 0 by c operator notice past1 --dry-run
rehearse 1 by c operator mail m1 --out c.out --dry-run
rehearse 0 by c operator halt --notices --dry-run
sed -e 5q -e "1!s/2025-.*/2025-09-01/" c.released.csv >some.csv # the list itself was entered by the demo
rehearse 0 by c counsel audit c.requests.csv --released some.csv --agreement $AGREEMENT --dry-run
rehearse 1 by c counsel audit c.requests.csv --released c.released.csv --agreement $AGREEMENT --dry-run
f=$(order reaching.proviso NEW/9 "forbid address" "reaching back to 2020-01-01" &&
    by c officer lookback --order reaching.proviso --json | json 'd["finding"]')
picture >before
rehearse 0 by c officer recall "$f" --out c.out --dry-run
rehearse 0 by c officer incident open "$f" --dry-run
expect 0 by c officer recall "$f" --out c.out && rm -r c.out
expect 0 by c officer incident open "$f"
echo holder,device,set,location >copies.csv && echo "H,D,," >>copies.csv
picture >before
rehearse 1 by c operator recall acknowledge rc1 --dry-run
rehearse 0 by c operator recall sent rc1 --dry-run
rehearse 0 by c operator recall hold rc1 --cites x --dry-run
rehearse 0 by c operator recall copies rc1 copies.csv --dry-run
rehearse 0 by c - dispose rc1 --template template.txt --dry-run
[ ! -e template.txt ] || wrong "a rehearsal writes no template"
rehearse 0 by c operator incident update in1 --place x --dry-run
rehearse 0 by c operator incident sent in1 --for irs --dry-run
expect 0 "$PROVISO" verify c
expect 0 "$PROVISO" -C c doctor

title "and the real thing still works behind it"
expect 0 by c operator release "p$n" --out c.out
expect 0 by c officer order add o.proviso
picture >before
rehearse 7 by c operator handover "r$n" --out c.out --dry-run

finish
