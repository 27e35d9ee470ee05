#!/bin/sh
# Our distances of texts, single and in vector lanes, against those of others: jellyfish, PostgreSQL, DuckDB; whichever
# are here. What is compared, and where definitions differ: distances.py.
. "$TOP/tests/lib.sh"

names=${SHARED:+$SHARED/data/reference/dist.all.last}
[ -f "$names" ] || names=
python3 "$TOP/tests/distances.py" pairs "$names" pairs.tsv || { wrong "pairs are made"; finish; }
command -v "${CC:-cc}" >/dev/null || skip "there is no compiler"
# shellcheck disable=SC2046 # file names are words
(
    cd "$TOP" && "${CC:-cc}" -O2 -std=gnu17 -D_GNU_SOURCE -Isrc -o "$OLDPWD/distances" tests/distances.c \
        $(tools/sources | grep 'match_\(kernel\|distance\)' | grep -v _test) \
        src/base/memory.c src/base/error.c src/base/fault.c src/base/span.c -lcrypto
) || { wrong "the program builds"; finish; }
others=0

title "vector kernels against the single ones"
./distances <pairs.tsv >ours.tsv || { wrong "all kernels agree"; finish; }
wc -l <ours.tsv

jellyfish() {
    python=
    for p in python3 /usr/bin/python3; do
        "$p" -c 'import jellyfish; jellyfish.jaro_similarity' 2>/dev/null && python=$p
    done
    [ -n "$python" ] || { echo "not here: jellyfish (Debian: python3-jellyfish)"; return; }
    title "jellyfish $("$python" -c 'import jellyfish; print(getattr(jellyfish, "__version__", ""))')"
    others=$((others + 1))
    "$python" -W ignore "$TOP/tests/distances.py" jellyfish pairs.tsv ours.tsv || wrong "jellyfish agrees"
}

# A cluster of its own in the scratch folder, reached by a socket there alone; the server is no root.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi
}

stop_postgres() {
    [ ! -d "$pg/data" ] || (cd / && as_postgres "$bin/pg_ctl" -D "$pg/data" -m fast -w stop) >/dev/null 2>&1
    rm -rf "$pg"
}

postgres() {
    bin=$(for d in /usr/lib/postgresql/*/bin; do [ ! -x "$d/initdb" ] || echo "$d"; done | tail -n 1)
    if [ -z "$bin" ] || ! ls "${bin%/bin}"/lib/fuzzystrmatch.so >/dev/null 2>&1 ||
        { [ "$(id -u)" -eq 0 ] && ! id postgres >/dev/null 2>&1; }; then
        echo "not here: PostgreSQL's fuzzystrmatch (Debian: postgresql, postgresql-contrib)"
        return
    fi
    title "$("$bin/postgres" --version)"
    others=$((others + 1))
    pg=$(mktemp -d /tmp/proviso-pg.XXXXXX) || { wrong "a folder"; return; } # a socket's path is short
    trap stop_postgres EXIT
    trap 'exit 130' INT TERM
    [ "$(id -u)" -ne 0 ] || chown postgres "$pg"
    {
        printf 'create extension fuzzystrmatch;\ncreate table p (n bigint, a text, b text);\ncopy p from stdin;\n'
        cat pairs.tsv
        printf '%s\n' '\.'
        printf 'copy (select n, levenshtein(a, b) from p order by n) to stdout;\n'
    } >postgres.sql
    (cd / && as_postgres "$bin/initdb" -D "$pg/data" -A trust -N --no-locale -E UTF8) >postgres.log 2>&1 &&
        (cd / && as_postgres "$bin/pg_ctl" -D "$pg/data" -l "$pg/log" -w \
            -o "-c listen_addresses='' -k $pg -F" start) >>postgres.log 2>&1 &&
        (cd / && as_postgres "$bin/psql" -X -q -v ON_ERROR_STOP=1 -h "$pg" -d postgres) <postgres.sql \
            >postgres.tsv 2>>postgres.log ||
        { wrong "PostgreSQL answers"; tail -n 20 postgres.log; return; }
    python3 "$TOP/tests/distances.py" compare postgres.tsv ours.tsv l || wrong "PostgreSQL agrees"
}

duckdb() {
    modules=$TOP/build/peers/node_modules
    if [ ! -d "$modules/@duckdb" ] || ! command -v node >/dev/null; then
        echo "not here: DuckDB (build/peers/node_modules/@duckdb)"
        return
    fi
    cat >duckdb.mjs <<'J'
import { createRequire } from "node:module";
const require = createRequire(process.argv[2] + "/x.js");
const { DuckDBInstance } = require("@duckdb/node-api");
const c = await (await DuckDBInstance.create(":memory:")).connect();
const version = (await c.runAndReadAll("select version()")).getRows()[0][0];
await c.run(`copy (select n, case when a <> '' and b <> '' then jaro_similarity(a, b) end,
    case when a <> '' and b <> '' then jaro_winkler_similarity(a, b) end, levenshtein(a, b), damerau_levenshtein(a, b)
    from (select n, coalesce(a, '') a, coalesce(b, '') b from read_csv('pairs.tsv', delim = '\t', quote = '', escape = '',
        header = false, auto_detect = false, columns = {n: 'BIGINT', a: 'VARCHAR', b: 'VARCHAR'})) order by n)
    to 'duckdb.tsv' (format csv, delimiter '\t', header false)`);
console.log(version);
J
    if ! node duckdb.mjs "$modules" >duckdb.log 2>&1; then
        title DuckDB
        wrong "DuckDB answers"
        tail -n 20 duckdb.log
        return
    fi
    title "DuckDB $(cat duckdb.log)"
    others=$((others + 1))
    python3 "$TOP/tests/distances.py" compare duckdb.tsv ours.tsv jwld || wrong "DuckDB agrees"
}

jellyfish
postgres
duckdb
[ "$others" -gt 0 ] || [ "$WRONG" -gt 0 ] || skip "none of jellyfish, PostgreSQL and DuckDB is here"
finish
