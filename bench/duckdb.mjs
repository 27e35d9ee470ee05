// bench/duckdb.mjs: the peer: the same linkage as SQL written by hand for DuckDB, over the files of bench/world.mjs.
//
//   node bench/duckdb.mjs DIR [--threads T] [--memory MIB] [--reference DIR] [--out OUT.csv] [--threshold BITS]
//
// DIR holds registry.csv and requests.csv. Writes OUT.csv as `proviso link` does (request_id,registry_id,weight,second,
// outcome), prints JSON: seconds of load (CSV into tables), prepare (the registry standardised, its keys and term
// frequencies: what an index build is) and match (requests standardised, blocking, scoring, best and runner-up, outcome).
// The weights were set by hand on another seed than is judged. `make bench-peers` installs DuckDB into build/peers.

import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const o = { threads: '1', memory: '8000', reference: join(here, '../../shared/data/reference'), out: '', threshold: '23', dir: '' };
for (let i = 2; i < process.argv.length; i++) {
    const a = process.argv[i];
    if (a.startsWith('--') && a.slice(2) in o && i + 1 < process.argv.length) o[a.slice(2)] = process.argv[++i];
    else o.dir = a;
}
if (!o.dir || !existsSync(join(o.dir, 'requests.csv'))) {
    console.error('usage: node bench/duckdb.mjs DIR [--threads T] [--memory MIB] [--reference DIR] [--out OUT.csv] [--threshold BITS]');
    process.exit(2);
}
o.out ||= join(o.dir, 'duckdb.csv');
const peers = join(process.env.PEERS || join(here, '../build/peers'), 'package.json');
const { DuckDBInstance } = await import(pathToFileURL(createRequire(peers).resolve('@duckdb/node-api')).href);
const db = await DuckDBInstance.create(':memory:', { threads: o.threads, memory_limit: o.memory + 'MB' });
const sql = await db.connect();
const quote = (path) => "'" + path.replaceAll("'", "''") + "'";
await sql.run(`SET temp_directory = ${quote(join(o.dir, 'duckdb.tmp'))}; SET preserve_insertion_order = false`);
const seconds = {};
async function stage(name, statements) {
    const start = performance.now();
    for (const s of statements) {
        const at = performance.now();
        await sql.run(s);
        if (process.env.BENCH_SQL) console.error(((performance.now() - at) / 1000).toFixed(2), s.trim().slice(0, 70).replace(/\s+/g, ' '));
    }
    seconds[name] = Math.round(performance.now() - start) / 1000;
}

// --- standard columns ---

const TYPES = { STREET: 'ST', AVENUE: 'AVE', ROAD: 'RD', DRIVE: 'DR', LANE: 'LN', COURT: 'CT', BOULEVARD: 'BLVD', PLACE: 'PL',
    CIRCLE: 'CIR', TERRACE: 'TER' };
const UNIT = String.raw`\s*(?:#|\b(?:APARTMENT|APT|UNIT)\b\s*#?)\s*(\w+)$`;
const line = String.raw`trim(regexp_replace(replace(replace(upper(address), ',', ' '), '.', ''), '\s+', ' ', 'g'))`;
const type = Object.entries(TYPES).reduce((s, [long, short]) => `WHEN '${long}' THEN '${short}' ` + s, '');
const letters = (c) => `regexp_replace(upper(${c}), '[^A-Z]', '', 'g')`;
// first letter, then the consonants, none twice in a row: what sounds alike falls together
const sound = (c) => `left(${c}, 1) || translate(regexp_replace(replace(replace(substr(${c}, 2), 'PH', 'F'), 'CK', 'K'),
    '[AEIOUYHW]+', '', 'g'), 'CZDLNM', 'KSTLNN')`;
const key = (...parts) => `CASE WHEN ${parts.map((p) => `${p} <> ''`).join(' AND ')} THEN hash(${parts.join(', ')}) END`;

// [name of the key, its parts]; the two names in alphabetical order, so that swapped ones meet
const KEYS = {
    k1: ['surname', 'birth'],
    k2: ['name1', 'name2', 'year'],
    k3: ['given', 'birth', 'zip3'],
    k4: ['house', 'street', 'zip3'],
    k5: ['surname', 'zip', 'left(given, 1)'],
    k6: ['name1', 'name2', 'state'],
    k7: ['birth', 'zip'],
    k8: ['given', 'soundex', 'zip3'],
    k9: ['soundex', 'birth', 'left(given, 1)'],
    k10: ['given', 'birth', 'left(surname, 1)'],
    k11: ['house', 'surname', 'state'],
    k12: ['name1', 'name2', 'birth'],
    k13: ['name1', 'name2'],
};
const MOST = { k6: 200, k13: 40 }; // a block of more people than that is left out

const standard = (id) => `
    WITH a AS (SELECT ${id} AS id, ${letters('given_name')} AS given, ${letters('surname')} AS surname,
            ${letters('middle_name')} AS middle, ${letters('suffix')} AS suffix, coalesce(birth_date, '') AS birth,
            left(coalesce(birth_date, ''), 4) AS year, ${line} AS line, upper(trim(city)) AS city, upper(trim(state)) AS state,
            left(coalesce(zip, ''), 5) AS zip
        FROM raw),
    b AS (SELECT *, regexp_extract(line, '${UNIT}', 1) AS unit, regexp_replace(line, '${UNIT}', '') AS whole,
            regexp_extract(line, '\\bBOX (\\d+)$', 1) AS box FROM a),
    c AS (SELECT *, CASE WHEN box <> '' THEN box ELSE regexp_extract(whole, '^(\\d+)', 1) END AS house,
            CASE WHEN box <> '' THEN '' ELSE regexp_extract(whole, '^\\d+ ?(?:(?:NORTH|SOUTH|EAST|WEST|[NSEW]) )?(.*)$', 1) END AS rest,
            regexp_extract(whole, ' (\\w+)$', 1) AS last FROM b),
    d AS (SELECT *, CASE WHEN box <> '' THEN 'BOX' WHEN last IN ('ST','AVE','RD','DR','LN','CT','BLVD','PL','WAY','CIR','TER',
            ${Object.keys(TYPES).map((t) => `'${t}'`)}) AND rest <> last THEN left(rest, length(rest) - length(last) - 1) ELSE rest END AS street
        FROM c)
    SELECT id, given, surname, middle, suffix, birth, year, house, street, unit, city, state, zip, left(zip, 3) AS zip3,
        least(given, surname) AS name1, greatest(given, surname) AS name2, ${sound('surname')} AS soundex FROM d`;
const keys = Object.entries(KEYS).map(([k, parts]) => `${key(...parts)} AS ${k}`).join(', ');
const csv = (name) => `read_csv(${quote(join(o.dir, name))}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')`;

await stage('load', [`CREATE TABLE registry AS SELECT * FROM ${csv('registry.csv')}`,
    `CREATE TABLE requests AS SELECT * FROM ${csv('requests.csv')}`,
    `CREATE TABLE nick AS SELECT a, list(b) AS others FROM (
        SELECT upper(name1) AS a, upper(name2) AS b FROM read_csv(${quote(join(o.reference, 'nicknames.csv'))}, header = true)
        UNION SELECT upper(name2), upper(name1) FROM read_csv(${quote(join(o.reference, 'nicknames.csv'))}, header = true)) GROUP BY a`]);

await stage('prepare', [
    `CREATE TABLE p0 AS ${standard('person_id').replace('FROM raw', 'FROM registry')}`,
    'CREATE TABLE n AS SELECT count(*)::DOUBLE AS n FROM p0',
    ...['given', 'surname', 'zip'].map((c) => `CREATE TABLE tf_${c} AS SELECT ${c}, count(*)::DOUBLE / any_value(n) AS f FROM p0, n GROUP BY ${c}`),
    `CREATE TABLE p AS SELECT row_number() OVER () ::INTEGER AS p, p0.*, ${keys},
        -log2(g.f)::FLOAT AS given_bits, -log2(s.f)::FLOAT AS surname_bits, -log2(z.f)::FLOAT AS zip_bits
        FROM p0 JOIN tf_given g USING (given) JOIN tf_surname s USING (surname) JOIN tf_zip z USING (zip)`,
    ...Object.keys(MOST).map((k) => `CREATE TABLE big_${k} AS SELECT ${k} FROM p WHERE ${k} IS NOT NULL GROUP BY ${k} HAVING count(*) > ${MOST[k]}`),
    'DROP TABLE p0',
]);

// --- weights, in bits ---

const weight = `
    CASE WHEN r.given = p.given THEN least(p.given_bits, 13) - 0.3
        WHEN r.given = p.surname AND r.surname = p.given THEN least(p.given_bits + p.surname_bits, 26) - 6
        WHEN r.given = '' OR p.given = '' THEN 0
        WHEN list_contains(r.others, p.given) THEN least(p.given_bits, 11) - 3.5
        WHEN jaro_winkler_similarity(r.given, p.given) >= 0.9 THEN least(p.given_bits, 10) - 4
        WHEN r.given = p.middle THEN 0
        WHEN jaro_winkler_similarity(r.given, p.given) >= 0.8 THEN -1
        ELSE -6 END
    + CASE WHEN r.surname = p.surname THEN least(p.surname_bits, 16) - 0.3
        WHEN r.given = p.surname AND r.surname = p.given THEN 0
        WHEN r.surname = '' OR p.surname = '' THEN 0
        WHEN jaro_winkler_similarity(r.surname, p.surname) >= 0.92 THEN least(p.surname_bits, 13) - 4
        WHEN length(p.surname) > 3 AND contains(r.surname, p.surname) THEN least(p.surname_bits, 13) - 5
        WHEN jaro_winkler_similarity(r.surname, p.surname) >= 0.82 THEN least(p.surname_bits, 10) - 6.5
        ELSE -4.5 END
    + CASE WHEN r.middle = '' OR p.middle = '' THEN 0
        WHEN r.middle = p.middle THEN if(length(r.middle) > 1, 6, 3)
        WHEN left(r.middle, 1) = left(p.middle, 1) AND (length(r.middle) = 1 OR length(p.middle) = 1) THEN 3
        WHEN jaro_winkler_similarity(r.middle, p.middle) >= 0.9 THEN 3
        ELSE -5 END
    + CASE WHEN r.suffix = p.suffix THEN if(r.suffix = '', 0, 4) WHEN r.suffix = '' THEN -1 WHEN p.suffix = '' THEN -4 ELSE -8 END
    + CASE WHEN r.birth = '' OR p.birth = '' THEN 0
        WHEN r.birth = p.birth THEN 14
        WHEN r.year = p.year AND substr(r.birth, 6, 2) = substr(p.birth, 9, 2) AND substr(r.birth, 9, 2) = substr(p.birth, 6, 2) THEN 8
        WHEN substr(r.birth, 5) = substr(p.birth, 5) AND abs(r.year::INTEGER - p.year::INTEGER) IN (1, 10) THEN 7
        WHEN left(r.birth, 7) = left(p.birth, 7) THEN 4
        WHEN r.year = p.year AND (substr(r.birth, 9) = substr(p.birth, 9) OR substr(r.birth, 5) = '-01-01') THEN 3
        ELSE -9 END
    + CASE WHEN r.house = p.house AND r.house <> '' AND r.street = p.street AND (r.zip = p.zip OR r.city = p.city) THEN
            least(p.zip_bits, 18) + 6 + CASE WHEN r.unit = '' OR p.unit = '' THEN 0 WHEN r.unit = p.unit THEN 3 ELSE -4 END
            - CASE WHEN jaro_winkler_similarity(r.given, p.given) < 0.8 AND NOT coalesce(list_contains(r.others, p.given), false)
                AND r.given <> p.surname THEN 8 ELSE 0 END
        WHEN r.house = p.house AND r.house <> '' AND r.state = p.state AND jaro_winkler_similarity(r.street, p.street) >= 0.88 THEN
            least(p.zip_bits, 18) + 3
        WHEN r.street = p.street AND r.street NOT IN ('', 'BOX') AND r.zip = p.zip AND levenshtein(r.house, p.house) <= 1 THEN least(p.zip_bits, 18) + 3
        WHEN r.zip = p.zip THEN least(p.zip_bits, 18) - 4
        WHEN r.city = p.city AND r.state = p.state THEN least(p.zip_bits, 18) - 6
        WHEN r.state = p.state THEN 1
        ELSE -2.5 END`;

const block = (k) => `SELECT r.r, p.p FROM r JOIN p ON r.${k} = p.${k}` + (MOST[k] ? ` WHERE NOT EXISTS (SELECT 1 FROM big_${k} b WHERE b.${k} = r.${k})` : '');
await stage('match', [
    `CREATE TABLE r AS SELECT row_number() OVER () ::INTEGER AS r, s.*, ${keys}, nick.others
        FROM (${standard('control').replace('FROM raw', 'FROM requests')}) s LEFT JOIN nick ON nick.a = s.given`,
    `CREATE TABLE pairs AS ${Object.keys(KEYS).map(block).join(' UNION ')}`,
    `CREATE TABLE best AS SELECT r, arg_max(p, w) AS p, max(w) AS w, max(w, 2)[2] AS second
        FROM (SELECT r.r, p.p, (${weight})::DECIMAL(9, 2) AS w FROM pairs JOIN r USING (r) JOIN p USING (p)) GROUP BY r`,
    `CREATE TABLE answer AS SELECT r.id AS request_id, coalesce(p.id, '') AS registry_id, w AS weight, second,
        CASE WHEN w IS NULL OR w < ${Number(o.threshold)} THEN 'none' WHEN w - second < 3 THEN 'many' ELSE 'unique' END AS outcome
        FROM r LEFT JOIN best USING (r) LEFT JOIN p USING (p)`,
    `COPY answer TO ${quote(o.out)} (HEADER)`,
]);
const count = async (t) => Number((await sql.runAndReadAll(`SELECT count(*) FROM ${t}`)).getRows()[0][0]);
console.log(JSON.stringify({ threads: Number(o.threads), ...seconds, people: await count('p'), requests: await count('r'),
    pairs: await count('pairs'), peak_mib: Math.round(process.resourceUsage().maxRSS / 1024) }));
