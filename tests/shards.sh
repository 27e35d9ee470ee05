#!/bin/sh
# A match in parts: `proviso match --shard i/n` and `proviso merge` give what `proviso run` gives, byte for byte, for any
# n and any order of the parts (I6); what is not a whole and fitting set of parts is refused; a part holds no
# personal data (I7) and is there whole or not at all (I8).
. "$TOP/tests/lib.sh"

demo c 3000 1500 --seed 11 --mark ZEBRAFISH

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
shard() { # DIR I N OUT [OPTION...]
    dir=$1 i=$2 n=$3 out=$4
    shift 4
    by "$dir" operator match c.requests.csv --agreement $AGREEMENT --shard "$i/$n" --out "$out" "$@"
}
merge() { # DIR ARGUMENT...
    dir=$1
    shift
    by "$dir" operator merge "$@" --agreement $AGREEMENT
}
copy() { # NAME: the custody again, as it was before any run
    rm -rf "$1"
    cp -a c "$1" && { [ -e "$1.people" ] || ln -s c.people "$1.people"; }
}
unchanged() { same "no entry is made: $1" "$(entries c)" "$before"; }

title "the same bytes"
copy whole
expect 0 by whole operator run c.requests.csv --agreement $AGREEMENT --json
json '{k: v for k, v in d.items() if k not in ("seconds", "peak_mib")}' <said >whole.json
same "b1 and b2 have the same outcomes" "$(sha256sum <whole/batches/b1/outcomes.csv)" \
    "$(sha256sum <whole/batches/b2/outcomes.csv)"
mkdir parts
for n in 1 2 8; do
    names=
    i=1
    while [ $i -le $n ]; do
        shard c $i $n parts/$i-of-$n --json >said 2>complained || { wrong "shard $i/$n"; cat complained; }
        same "rows of $i/$n" "$(json 'd["rows"]' <said)" 1500
        names="parts/$i-of-$n $names" # the last comes first
        i=$((i + 1))
    done
    copy m
    # shellcheck disable=SC2086 # names of files
    expect 0 merge m c.requests.csv $names --json
    json '{k: v for k, v in d.items() if k not in ("seconds", "peak_mib")}' <said >merged.json
    holds "the funnel of $n parts" cmp whole.json merged.json
    holds "outcomes.csv of $n parts" cmp whole/batches/b2/outcomes.csv m/batches/b2/outcomes.csv
    same "facts and weights of $n parts" "$(mask whole/batches/b2/rows.pvb)" "$(mask m/batches/b2/rows.pvb)"
    holds "doctor after a merge of $n" "$PROVISO" -C m doctor
    holds "verify after a merge of $n" "$PROVISO" verify m
done
holds "rows were found and compared" grep -q ',released,' whole/batches/b2/outcomes.csv
copy m
expect 0 merge m parts/4-of-8 parts/1-of-8 parts/8-of-8 parts/5-of-8 parts/3-of-8 parts/2-of-8 parts/7-of-8 parts/6-of-8 \
    --requests c.requests.csv
holds "another order, another way to say it" cmp whole/batches/b2/outcomes.csv m/batches/b2/outcomes.csv
same "p2 is approved and released as any" "$(by m approver1,approver2 approve p2 >/dev/null &&
    by m operator release p2 --out m.out >/dev/null && echo yes)" yes

title "a shard again, beside others, with other threads"
cp parts/2-of-8 kept
expect 0 shard c 2 8 parts/2-of-8 --threads 1
holds "the same bytes again" cmp kept parts/2-of-8
for i in 1 2 3 4; do
    shard c $i 8 again$i >said$i 2>complained$i &
done
wait
for i in 1 2 3 4; do
    holds "four at once: $i" cmp parts/$i-of-8 again$i
done
same "a part is private" "$(stat -c %a kept)" 600
expect 0 shard c 1 8 rehearsed --dry-run
holds "--dry-run writes no part" fails test -e rehearsed

title "refused"
before=$(entries c)
refused() { # STATUS WHAT WORD ARGUMENT...
    status=$1 what=$2 word=$3
    shift 3
    expect "$status" merge c "$@" && complains "$word"
    unchanged "$what"
}
refused 1 "a part is missing" "part 2 of 2 is missing" c.requests.csv parts/1-of-2
refused 1 "a part twice" "part 1 of 2 is given twice" c.requests.csv parts/1-of-2 parts/2-of-2 parts/1-of-2
refused 1 "parts of two matches" "others are of 2" c.requests.csv parts/1-of-2 parts/2-of-8
refused 6 "no part at all" "is no part of a match" c.requests.csv c.requests.csv parts/2-of-2
refused 2 "no request file" "request file is not named" parts/1-of-2 parts/2-of-2
refused 2 "no parts" "no part is named" c.requests.csv
for at in 0 20 30 90 150 200 255 256 300 5000 40000 last; do
    python3 - parts/1-of-2 "$at" <<'P'
import sys
b = bytearray(open(sys.argv[1], "rb").read())
b[-1 if sys.argv[2] == "last" else int(sys.argv[2])] ^= 4
open("altered", "wb").write(b)
P
    refused 6 "byte $at altered" altered c.requests.csv altered parts/2-of-2
done
head -c 60000 parts/1-of-2 >altered
refused 6 "a part that was cut" "was cut" c.requests.csv altered parts/2-of-2
sed '2d' c.requests.csv >other.csv
refused 6 "another request file" "another request file" other.csv parts/1-of-2 parts/2-of-2
sed 's/"TAX-2025"/"TAX-2026"/; s/agreement TAX-2025/agreement TAX-2026/' c.agreement.proviso >a.proviso
expect 0 by c officer,counsel agreement add a.proviso
expect 6 by c operator merge c.requests.csv parts/1-of-2 parts/2-of-2 --agreement agr2
complains "another agreement"
before=$(entries c)
printf 'code,city,state\n78701,AUSTIN,TX\n' >gazetteer.csv
expect 7 merge c c.requests.csv parts/1-of-2 parts/2-of-2 --gazetteer gazetteer.csv
complains "another gazetteer"
expect 5 by c - match c.requests.csv --agreement $AGREEMENT --shard 1/2 --out x
expect 5 by c approver1 match c.requests.csv --agreement $AGREEMENT --shard 1/2 --out x
for bad in 0/2 3/2 1/0 1 /2 1/ 1/257 1/2/3 -1/2 one/two; do
    expect 2 by c operator match c.requests.csv --agreement $AGREEMENT "--shard=$bad" --out x
done
holds "no part of a refused match" fails test -e x
demo d 2000 300
by d operator match c.requests.csv --agreement $AGREEMENT --shard 1/2 --out foreign >said 2>complained ||
    wrong "a match in another custody"
refused 6 "a part of another custody" "another custody" c.requests.csv foreign parts/2-of-2

title "an order between: it binds, and the parts still count"
copy m
order o.proviso ORD/1 "forbid count"
expect 0 by m counsel order add o.proviso
expect 0 merge m c.requests.csv parts/1-of-2 parts/2-of-2
holds "nothing is released after the order" fails grep -q ',released,' m/batches/b2/outcomes.csv
expect 0 by m counsel halt --all
expect 7 merge m c.requests.csv parts/1-of-2 parts/2-of-2
expect 7 by m operator match c.requests.csv --agreement $AGREEMENT --shard 1/2 --out x

title "an older generation"
copy m
sed '$d' c.registry.csv >newer.csv
expect 0 by m operator registry import newer.csv
expect 7 merge m c.requests.csv parts/1-of-2 parts/2-of-2
complains "generation"

title "no personal data"
for part in parts/1-of-1 parts/1-of-2 parts/8-of-8; do
    holds "$part has no name" fails grep -qai ZEBRAFISH $part
done
python3 - parts/1-of-1 <<'P' >held || wrong "values of the request file are in a part: $(cat held)"
import csv, sys
part = open(sys.argv[1], "rb").read()
values = {v for row in csv.DictReader(open("c.requests.csv", newline="")) for v in row.values() if v and len(v) >= 5}
values |= {row["person_id"] for row in csv.DictReader(open("c.registry.csv", newline=""))}
found = [v for v in values if len(v) >= 5 and v.encode() in part]
assert len(values) > 3000
print(len(found))
sys.exit(bool(found))
P
same "a part is head, records, HMAC" "$(wc -c <parts/1-of-1)" $((256 + 48 * 1500 + 32))

title "killed"
rm -f killed killed.tmp
delay=0.005
k=0
while [ $k -lt 8 ]; do
    shard c 2 8 killed >said 2>complained &
    pid=$!
    sleep $delay
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
    [ ! -e killed ] || holds "what is there is whole" cmp kept killed
    delay=$(python3 -c "print($delay * 1.6)")
    k=$((k + 1))
done
expect 0 shard c 2 8 killed
holds "after kills the same bytes" cmp kept killed

if [ -x "$PROVISO_ASAN" ]; then
    BINARY=$PROVISO_ASAN
    rm -f count
    PROVISO_FAULT_COUNT=$PWD/count shard c 2 8 swept >said 2>held || { wrong "match, with sanitizers"; cat held; }
    changes=$(cut -d' ' -f2 count)
    [ "$changes" -gt 0 ] || wrong "a match makes some changes to the disk"
    at=1
    while [ "$at" -le "$changes" ]; do
        for how in kill:$at torn:$at io:$at; do
            rm -f swept
            PROVISO_FAULT=$how shard c 2 8 swept >said 2>held
            sane "match, $how" held
            [ ! -e swept ] || holds "match, $how: whole or not there" cmp kept swept
        done
        at=$((at + 1))
    done
    expect 0 shard c 2 8 swept
    holds "after faults the same bytes" cmp kept swept
    copy m
    expect 0 merge m c.requests.csv parts/2-of-2 parts/1-of-2
    holds "merged with sanitizers" cmp whole/batches/b2/outcomes.csv m/batches/b2/outcomes.csv
fi
finish
