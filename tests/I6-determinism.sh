#!/bin/sh
# I6: the same requests, registry, rules and model give the same bytes, whatever the number of threads.
. "$TOP/tests/lib.sh"

demo c 5000 3000 --seed 7

title "run"
mask() { # rows.pvb without what is random: head hash, the leaf's place, the payload's commitment
    python3 - "$1" <<'P' | sha256sum
import sys
b = bytearray(open(sys.argv[1], "rb").read())
b[32:64] = bytes(32)
for at in range(64, len(b), 64):
    b[at + 44:at + 48] = bytes(4)
    b[at + 56:at + 64] = bytes(8)
sys.stdout.buffer.write(b)
P
}
same "b1 has 3,000 records" "$(wc -c <c/batches/b1/rows.pvb)" $((64 + 64 * 3000))
n=2
for threads in 1 2 7; do
    expect 0 by c operator run c.requests.csv --agreement $AGREEMENT --threads $threads
    holds "outcomes.csv with $threads threads" cmp c/batches/b1/outcomes.csv c/batches/b$n/outcomes.csv
    same "facts with $threads threads" "$(mask c/batches/b1/rows.pvb)" "$(mask c/batches/b$n/rows.pvb)"
    holds "but leaves lie in another order" fails cmp -s c/batches/b1/rows.pvb c/batches/b$n/rows.pvb
    n=$((n + 1))
done
holds "row keys differ" fails cmp -s c/batches/b2/keys.bin c/batches/b3/keys.bin

title "check"
for threads in 1 2 7; do
    expect 0 "$PROVISO" check c.requests.csv --agreement c.agreement.proviso --csv k$threads.csv --threads $threads
    cp said k$threads.text
    expect 0 "$PROVISO" check c.requests.csv --agreement c.agreement.proviso --json --threads $threads
    cp said k$threads.json
done
for threads in 2 7; do
    for kind in csv text json; do
        holds "check, $kind, $threads threads" cmp k1.$kind k$threads.$kind
    done
done

title "link"
python3 - <<'P'
import csv
rows = list(csv.DictReader(open("c.registry.csv", newline="")))
with open("people.csv", "w", newline="") as f:
    w = csv.DictWriter(f, rows[0].keys(), lineterminator="\n")
    w.writeheader()
    w.writerows(rows)
asked = list(csv.DictReader(open("c.requests.csv", newline="")))
keep = ["control", "given_name", "middle_name", "surname", "suffix", "birth_date", "identifier", "address", "city",
        "state", "zip"]
with open("asked.csv", "w", newline="") as f:
    w = csv.DictWriter(f, keep, extrasaction="ignore", lineterminator="\n")
    w.writeheader()
    w.writerows(asked)
P
for threads in 1 2 7; do
    expect 0 "$PROVISO" link asked.csv people.csv -o l$threads.csv --threads $threads
    expect 0 "$PROVISO" link asked.csv people.csv -o p$threads.csv --pairs 5 --threads $threads
    expect 0 "$PROVISO" link people.csv --dedupe -o d$threads.csv --threads $threads
done
for threads in 2 7; do
    for kind in l p d; do
        holds "link ($kind), $threads threads" cmp ${kind}1.csv $kind$threads.csv
    done
done
same "link's header" "$(sed 1q l1.csv)" request_id,registry_id,weight,second,outcome
same "pairs' header" "$(sed 1q p1.csv)" id_a,id_b,weight
same "a row a request" "$(wc -l <l1.csv)" 3001

title "registry, audit, demo"
expect 0 by c operator registry import c.registry.csv --threads 1 --json
one=$(json 'd["hash"]' <said)
expect 0 by c operator registry import c.registry.csv --threads 7 --memory 64 --json
same "the generation's hash" "$one" "$(json 'd["hash"]' <said)"
for threads in 1 7; do
    expect 0 "$PROVISO" -C c audit c.requests.csv --released c.released.csv --agreement $AGREEMENT --threads $threads \
        --json --csv a$threads.csv
    cp said a$threads.json
done
holds "audit, rows" cmp a1.csv a7.csv
holds "audit, figures" cmp a1.json a7.json
"$PROVISO" demo -C c2 --people 5000 --requests 3000 --seed 7 --threads 1 >/dev/null 2>&1 || wrong "the demo again"
for file in registry.csv requests.csv truth.csv released.csv audit.csv; do
    holds "the same seed makes the same $file" cmp c.$file c2.$file
done
holds "outcomes of the demo again" cmp c/batches/b1/outcomes.csv c2/batches/b1/outcomes.csv

finish
