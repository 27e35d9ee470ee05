#!/bin/sh
# The made-up files alone: the same bytes for any number of threads, and a task for a matcher in which every address is
# sufficient.
. "$TOP/tests/lib.sh"

title "the files, and nothing else"
expect 0 "$PROVISO" demo --files -C a --people 9000 --requests 4000
same "what is there" "$(echo *)" "a.registry.csv a.requests.csv a.truth.csv complained said"
same "people" "$(($(wc -l <a.registry.csv) - 1))" 9000
expect 0 "$PROVISO" demo --files -C b --people 9000 --requests 4000 --threads 1
expect 0 "$PROVISO" demo --files -C c --people 9000 --requests 4000 --threads 3
for file in registry requests truth; do
    holds "$file is the same with one thread" cmp a.$file.csv b.$file.csv
    holds "$file is the same with three" cmp a.$file.csv c.$file.csv
done

title "they are those of the whole demo"
demo d 9000 4000
for file in registry requests truth; do
    holds "$file" cmp a.$file.csv d.$file.csv
done

title "a task for a matcher"
expect 0 "$PROVISO" demo --files --complete -C e --people 9000 --requests 4000
same "registered" "$(cut -d, -f2 e.truth.csv | grep -c P)" 160
same "resembling" "$(grep -cE ',(relative|namesake|stranger-at-address),' e.truth.csv)" 600
"$PROVISO" check e.requests.csv --csv e.check.csv >said 2>&1
holds "no address is insufficient" python3 - <<'P'
import csv
insufficient = [r for r in csv.DictReader(open("e.check.csv", newline="")) if r["outcome"] == "insufficient"]
assert not insufficient, len(insufficient)
P

title "refusals"
expect 2 "$PROVISO" demo --complete -C f
complains "--files"
expect 2 "$PROVISO" demo --files -C f --people 99

finish
