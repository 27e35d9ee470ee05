# lib.sh: what scenarios share; sourced, not run:  . "$TOP/tests/lib.sh"
#
# A scenario goes on after something is wrong, so that one defect does not hide the next; `finish` at its end
# gives the exit status. Each check says in one line what must hold.
set -u
export PYTHONPATH="$TOP/tests" PYTHONDONTWRITEBYTECODE=1

SCENARIO=$(basename "$0" .sh)
WRONG=0
SECRET="made-up people have no secrets" # the demo's passphrase
AGREEMENT=TAX-2025

title() { printf '== %s\n' "$*"; }

wrong() {
    printf 'WRONG: %s\n' "$*"
    WRONG=$((WRONG + 1))
}

finish() {
    [ "$WRONG" -eq 0 ] || printf '%s: %d wrong\n' "$SCENARIO" "$WRONG"
    [ "$WRONG" -eq 0 ]
    exit
}

skip() {
    printf '%s\n' "$*"
    exit 77
}

# holds "what must hold" COMMAND...
holds() {
    what=$1
    shift
    "$@" >held 2>&1 || { wrong "$what"; sed 's/^/    /' held | head -n 20; }
}

fails() { ! "$@"; }

# nowhere "what must hold" WORDS PATH...: no line of the file WORDS can be read under the paths (readable.py).
nowhere() {
    what=$1
    shift
    holds "$what" python3 "$TOP/tests/readable.py" "$@"
}

# expect STATUS COMMAND...: standard output goes to the file `said`, standard error to `complained`.
expect() {
    wanted=$1
    shift
    "$@" >said 2>complained </dev/null
    got=$?
    [ "$got" -eq "$wanted" ] && return 0
    wrong "exit status $got instead of $wanted: $*"
    tail -n 5 said complained | sed 's/^/    /'
    return 1
}

# The last command's error text holds each of these words.
complains() {
    for word in "$@"; do
        grep -qiF -- "$word" complained || { wrong "the error does not say '$word':"; sed 's/^/    /' complained; }
    done
}

same() { # WHAT A B
    [ "$2" = "$3" ] || wrong "$1: '$2' and '$3' differ"
}

# json EXPRESSION <FILE: prints the expression in python over d, the parsed file.
json() { python3 -c 'import json,sys; d=json.load(sys.stdin); print(eval(sys.argv[1]))' "$1"; }

# --- a custody ---

# demo DIR PEOPLE REQUESTS [OPTION...]: the demo's custody: agreement, registry, keys, one batch released and handed
# over. Its keys are encrypted again with one round of PBKDF2, since each act opens one.
demo() {
    dir=$1 people=$2 requests=$3
    shift 3
    "$PROVISO" demo -C "$dir" --people "$people" --requests "$requests" "$@" >"$dir.demo" 2>&1 ||
        { cat "$dir.demo"; wrong "the demo works"; finish; }
    for key in "$dir".people/*.key; do
        openssl pkcs8 -topk8 -iter 1 -in "$key" -passin "pass:$SECRET" -passout "pass:$SECRET" -out "$key.new" &&
            chmod 600 "$key.new" && mv "$key.new" "$key" || wrong "openssl reads the key $key"
    done
}

# by DIR WHO[,WHO] VERB...: the program (BINARY, else the plain one) with the keys of the demo's people: officer,
# counsel, operator, approver1, approver2; `-` for none.
by() {
    dir=$1 who=$2
    shift 2
    for signer in $(printf '%s' "$who" | tr ',' ' '); do
        [ "$signer" = - ] || set -- "$@" --key "$dir.people/$signer.key"
    done
    "${BINARY:-$PROVISO}" -C "$dir" "$@" --passphrase-file "$dir.people/passphrase" --quiet
}

# planned DIR [REQUESTS]: runs a batch (the demo's requests), approves its plan twice; prints N of bN, pN, rN.
planned() {
    by "$1" operator run "${2:-$1.requests.csv}" --agreement $AGREEMENT --json >planned.json 2>planned.err ||
        { cat planned.err >&2; return 1; }
    n=$(json 'd["batch"][1:]' <planned.json)
    by "$1" approver1,approver2 approve "p$n" >/dev/null && echo "$n"
}

entries() { sed -n 2p "$1/public/ledger/checkpoint"; } # DIR: size of the ledger

# answer OUT N [IDENTITY]: decrypts OUT/rN.age, as the recipient of the demo does, to standard output.
opened() { # DIR OUT N
    age -d -i "$1.people/recipient.identity" "$2/r$3.identity.age" >opened.id && age -d -i opened.id "$2/r$3.age"
}

# order FILE ID "VERB LEVEL" [LINE...]: an order in force since 2025.
order() {
    file=$1 id=$2 what=$3
    shift 3
    {
        printf 'order %s %s\n' "$id" "$what"
        printf '  from %s\n' "${FROM:-2025-01-01T00:00Z}"
        for line in "$@"; do printf '  %s\n' "$line"; done
        printf '  document sha256:36b0326b6dd95b4ab289a2e772f6c830fabffdf1602820733cfb095fa396633d\n'
        printf '  cites "Order %s, paragraph 1"\n' "$id"
    } >"$file"
}

# act STEP GROWS AGAIN WHO VERB...: an act on the custody c, with every fault (on t), then for good. GROWS: entries that
# it makes; AGAIN: the status of the act done again when it is done, or `more` when it is entered once more.
act() {
    step=$1 grows=$2 again=$3 who=$4
    shift 4
    case ${2:-0} in *[!a-z]*) name=$1 ;; *) name="$1 $2" ;; esac
    if [ -n "${MODES:-}" ]; then
        faults "$name" "$MODES" "$grows" "$again" "$who" "$@"
    elif [ -n "${EVERY:-}" ]; then
        faults "$name" "kill,torn,io,fail,full/$((step == 1 ? 1 : 17))" "$grows" "$again" "$who" "$@"
        FAULTS=$TOP/build-asan/faults faults "$name" io,fail/11 "$grows" "$again" "$who" "$@"
    else
        faults "$name" "kill/$step,torn/$step,io/$step,full/$((step * 997))" "$grows" "$again" "$who" "$@"
        FAULTS=$TOP/build-asan/faults faults "$name" fail/${SPARSE:-997} "$grows" "$again" "$who" "$@"
    fi
    by c "$who" "$@" >said 2>complained || { wrong "$name"; cat complained; }
}

# The rest of the scenario in a folder in memory, where there is one: thousands of copies are made.
in_memory() {
    scratch=$(mktemp -d "$([ -w /dev/shm ] && echo /dev/shm || pwd)/proviso.XXXXXX") && cd "$scratch" || exit 1
    trap 'cd /; rm -rf "$scratch"' EXIT
    trap 'exit 130' INT TERM
}

# faults NAME MODES GROWS AGAIN WHO VERB...: every fault of an act (faults.c). What it lets leave goes to t.out.
faults() {
    name=$1 modes=$2 grows=$3 again=$4 who=$5
    shift 5
    for signer in $(printf '%s' "$who" | tr ',' ' '); do
        [ "$signer" = - ] || set -- "$@" --key "t.people/$signer.key"
    done
    "$FAULTS" "$name" "$modes" "$grows" "$again" t.out -C t "$@" --passphrase-file t.people/passphrase --quiet ||
        wrong "$name, with faults"
}

# A custody c as small as can be, for what is done to it thousands of times: the people of a demo d, an agreement T, the
# few people of registry.csv, who are asked about in few.csv. Nothing was asked yet. LINE: more of the agreement.
small() { # [LINE...]
    demo d 200 200
    ln -s d.people c.people
    ln -s d.people t.people
    expect 0 "$PROVISO" init c --name custody.test/log
    for person in officer:admin,counsel: counsel:admin,counsel: operator:operator:officer,counsel \
        approver1:approver:officer,counsel approver2:approver:officer,counsel; do
        roles=${person#*:} who=${person%%:*} signers=${person##*:}
        expect 0 by c "${signers:--}" people add --name "$who" --role "${roles%:*}" --public "c.people/$who.key.pub"
    done
    age=$(sed -n 's/.*public key: //p' c.people/recipient.identity)
    expect 0 by c officer,counsel recipient add --name "The recipient" --address "Here" --age "$age"
    cat >agreement.proviso <<'A'
agreement "T"
  custodian "The custodian" recipient "The recipient" authority "x"
  purposes criminal
  in force 2020-01-01 to 2090-01-01
  levels none < count < match < address
  request states name, address
  document sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
  cites "c"
clause G grant address when recipient is party cites "c"
clause C require for match address corresponds otherwise none cites "c"
A
    for line in "$@"; do
        sed -i "s|^  cites .*|  $line\n&|" agreement.proviso
    done
    expect 0 by c officer,counsel agreement add agreement.proviso
    # Three rows that the demo released, and two that it did not.
    python3 - <<'P'
import csv
lines = open("d.requests.csv").read().splitlines()
outcomes = list(csv.DictReader(open("d/batches/b1/outcomes.csv")))
rows = [int(o["row"]) for o in outcomes if o["outcome"] == "released"][:3]
rows += [int(o["row"]) for o in outcomes if o["outcome"] == "withheld"][:2]
open("few.csv", "w").write("\n".join([lines[0]] + [lines[r] for r in sorted(rows)]) + "\n")
controls = {lines[r].split(",")[0] for r in rows}
people = {t["person_id"] for t in csv.DictReader(open("d.truth.csv")) if t["control"] in controls}
lines = open("d.registry.csv").read().splitlines()
open("registry.csv", "w").write("\n".join([lines[0]] + [l for l in lines[1:] if l.split(",")[0] in people]) + "\n")
P
    expect 0 by c operator registry import registry.csv
    [ "$WRONG" -eq 0 ] || finish
}

# --- faults: the custody is c, each try is made on its copy t; `before` holds the entries of c ---

fresh() {
    rm -rf t t.out && cp -a c t
    [ -e t.people ] || ln -s c.people t.people
}

# changes WHO VERB...: how many changes to the disk the act makes, done on a copy.
changes() {
    fresh
    PROVISO_FAULT_COUNT=$PWD/count by t "$@" >/dev/null 2>&1
    [ -s count ] && cut -d' ' -f2 count || echo 0
}

calls() { # the same: how many calls that can fail
    fresh
    rm -f count
    PROVISO_FAULT_COUNT=$PWD/count by t "$@" >/dev/null 2>&1
    [ -s count ] && cut -d' ' -f1 count || echo 0
}

# What a sanitizer says: never, whatever fails.
sane() { # WHAT FILE
    ! grep -q 'ERROR: \|runtime error' "$2" || wrong "$1: $(grep -m 1 'ERROR: \|runtime error' "$2")"
}

releases() { "$PROVISO" verify "$1" --json >verified 2>/dev/null && json 'd["releases"]' <verified; }

# The state after a fault: whole, and either that of before or that of after.
sound() { # WHAT GREW
    "$PROVISO" -C t status >held 2>&1 && "$PROVISO" -C t doctor >>held 2>&1 && "$PROVISO" verify t >>held 2>&1 ||
        { wrong "$1: status, doctor and verify succeed"; sed 's/^/    /' held; }
    now=$(entries t)
    [ "$now" -eq "$before" ] || [ "$now" -eq $((before + $2)) ] || wrong "$1: $now entries"
}

# hook SECONDS: writes hook.sh, which runs act.sh as a process of its own. That one may have to wait for the lock which the
# program holds: ten times SECONDS at most are waited for it (`ended`), and then the program goes on.
hook() {
    cat >hook.sh <<H
{
    sh act.sh >entered 2>refused </dev/null
    : >ended
} &
for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ ! -e ended ] || exit 0
    sleep $1
done
exit 0
H
}

# entered TYPE...: which of these types the entries of t have, in their order: they lie one behind the other in one bundle.
entered() {
    grep -aoE "\"type\":\"($(echo "$*" | tr ' ' '|'))\"" "t/public/ledger/tile/entries/000.p/$(entries t)" |
        sed 's/.*:"\(.*\)"/\1/' | tr '\n' ' '
}

# What left is named, by its hash, in an entry of the verified ledger.
named() { # WHAT FILE
    [ -e "$2" ] || return 0
    hash=$(sha256sum "$2" | cut -d' ' -f1)
    cat t/public/ledger/tile/entries/000.p/"$(entries t)" | grep -qaF "$hash" ||
        wrong "$1: $2 left and no entry of the ledger names it (I2)"
}

# --- remedy ---

# A recipient of the demo that signs certificates: registered again with an age key and a minisign key of its own
# (recipient.key, recipient.sec), by Debian's tools; PARTY is its name.
signing_recipient() { # DIR
    age-keygen -o recipient.key 2>/dev/null && minisign -G -W -f -p recipient.pub -s recipient.sec >/dev/null 2>&1 ||
        wrong "age-keygen and minisign make keys"
    PARTY=$("$PROVISO" -C "$1" status --json | json 'd["recipients"][0]["name"]')
    by "$1" officer,counsel recipient add --name "$PARTY" --address "1 Street" --minisign "$(sed -n 2p recipient.pub)" \
        --age "$(sed -n 's/.*public key: //p' recipient.key)" >/dev/null || wrong "the recipient is registered again"
}

# A finding over the demo's releases, its own and the imported ones: every row is wrong under an order that reaches back.
finding() { # DIR
    order reaching.proviso "NEW/$(entries "$1")" "forbid address" "reaching back to 2020-01-01"
    by "$1" officer lookback --order reaching.proviso --json | json 'd["finding"]'
}

# certificate FILE RECALL ROWS DATE [COPIES]: filled in, not signed.
certificate() {
    {
        echo "proviso certificate of disposal 1"
        echo "recall: $2"
        echo "rows: $3"
        echo "date: $4"
        echo "destination: recycled by a contractor"
        printf '[person]\nname: Sam Example\ntitle: Records manager\norganization: Example Agency\n'
        printf 'location: 1 Example Plaza\nphone: 555-0100\n'
        printf '[medium]\nmake: Acme\nmodel: D-2000\nserial: 0001\nproperty: P-77\ntype: solid-state drive\n'
        printf 'source: case server\nclassification: sensitive\nbacked up: no\ncopies: %s\n' "${5:-}"
        printf 'method: purge\ntechnique: cryptographic erase\ntool: nvme-cli\nversion: 2.3\n'
        printf '[verification]\nmethod: full\nname: Kim Example\ntitle: Inspector\norganization: Example Agency\n'
        echo "date: $4"
    } >"$1"
}

sign() { minisign -S -s "${2:-recipient.sec}" -m "$1" -x "$1.minisig" >/dev/null 2>&1 </dev/null || wrong "minisign -S"; } # FILE [KEY]
