#!/bin/sh
# What the program says and what its pages say are the same: every category stands in docs/sufficiency.md, every verb and option
# in the man page, and help names each option that a verb takes.
. "$TOP/tests/lib.sh"

title "categories"
sed -n 's/^    X([A-Z_]*, "\([a-z-]*\)",.*/\1/p' "$TOP/src/record/request.h" >categories
holds "there are categories" test "$(wc -l <categories)" -gt 30
while read -r category; do
    grep -q "\`$category\`" "$TOP/docs/sufficiency.md" || wrong "docs/sufficiency.md does not name $category"
done <categories

title "facts"
"$PROVISO" rules facts >facts
holds "there are facts" test "$(wc -l <facts)" -gt 25
sed -n '/^| fact | found from | phrases |$/,/^$/p' "$TOP/docs/language.md" | sed '/^$/d' >listed
holds "docs/language.md has the table that the program prints" cmp facts listed
"$PROVISO" rules facts --json | json 'len(d)' >count
same "the same in JSON" "$(cat count)" "$(($(wc -l <facts) - 2))"

title "verbs and options"
"$PROVISO" help 2>/dev/null | sed -n 's/^  \([a-z][a-z ]*[a-z]\)  .*/\1/p' >verbs
same "each verb stands two blanks before its words" "$("$PROVISO" help 2>/dev/null | grep -c '^  [a-z]')" "$(wc -l <verbs)"
holds "there are verbs" test "$(wc -l <verbs)" -gt 20
same "and under a heading that begins a block" \
    "$("$PROVISO" help 2>/dev/null | awk 'p == "" && /^[A-Z]/ && !/^Exit|^Begin/ { n++ } { p = $0 } END { print n }')" \
    "$("$PROVISO" help 2>/dev/null | awk '/^  [a-z]/ && p !~ /^  [a-z]/ { n++ } { p = $0 } END { print n }')"
while read -r verb; do
    [ "$verb" = help ] || grep -qF "*$verb*" "$TOP/docs/man/proviso.1.scd" || wrong "the man page has no $verb"
    "$PROVISO" help "$verb" 2>/dev/null | sed -n 's/^  \(--[a-z-]*\).*/\1/p' |
        while read -r option; do
            grep -qF -- "*$option*" "$TOP/docs/man/proviso.1.scd" || echo "$verb $option"
        done
done <verbs >missing
holds "the man page has every option" test ! -s missing
[ ! -s missing ] || sed 's/^/    /' missing
finish
