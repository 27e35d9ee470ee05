// bench/world.mjs: made-up people and requests about them, with the truth beside them. It shares no code with the
// program, so that what it says of a linkage is an independent word.
//
//   node bench/world.mjs DIR [--people N] [--requests N] [--seed S] [--threads T] [--reference DIR]
//
// writes DIR/registry.csv  person_id,given_name,middle_name,surname,suffix,birth_date,sex,address,city,state,zip
//        DIR/requests.csv  control,given_name,middle_name,surname,suffix,birth_date,address,city,state,zip
//        DIR/truth.csv     control,person_id,kind,marks
//
// kind: registered (person_id says who; 4 % of the requests), relative (lives at a registered address with a registered
// person's surname: 5 %), namesake (a registered person's name, elsewhere: 5 %), stranger (another name at a registered
// address: 5 %), other (the rest, drawn as the registry is). Of all but the first, person_id is empty. marks: what was done
// to the row, joined by spaces: given surname address city zip (a typing error there), nickname married swapped undated
// misdated moved nounit nosuffix nomiddle.
//
// The reference files (names by frequency, ZIP codes, nicknames) are read at run time. The output depends on the seed and
// the two numbers alone, not on the number of threads: people come in slices, each with its own generator.

import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SLICE = 50000;
const SHARE = { registered: 0.04, relative: 0.05, namesake: 0.05, stranger: 0.05 };
const RATE = {
    given: 0.07, surname: 0.07, address: 0.08, city: 0.06, zip: 0.06, nickname: 0.09, married: 0.04, swapped: 0.015,
    undated: 0.30, misdated: 0.05, moved: 0.30, nounit: 0.15, registryTypo: 0.008,
};

// --- chance: sfc32, one for each slice ---

class Chance {
    constructor(seed, stream) {
        this.a = seed | 0, this.b = stream | 0, this.c = 0x9e3779b9 | 0, this.d = 1;
        for (let i = 0; i < 16; i++) this.next();
    }
    next() {
        const t = (((this.a + this.b) | 0) + this.d) | 0;
        this.d = (this.d + 1) | 0;
        this.a = this.b ^ (this.b >>> 9);
        this.b = (this.c + (this.c << 3)) | 0;
        this.c = (((this.c << 21) | (this.c >>> 11)) + t) | 0;
        return t >>> 0;
    }
    unit() { return this.next() / 4294967296; }
    below(n) { return Math.floor(this.unit() * n); }
    is(p) { return this.unit() < p; }
    of(list) { return list[this.below(list.length)]; }
    part(exact) { const n = Math.floor(exact); return n + (this.is(exact - n) ? 1 : 0); }
}

function hash(a, b) {
    let h = Math.imul(a ^ 0x5bd1e995, 0x85ebca6b) ^ Math.imul(b + 0x27d4eb2f, 0xc2b2ae35);
    h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
    h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
    return (h ^ (h >>> 15)) >>> 0;
}

// Walker's alias method: one draw in constant time by weight.
class Weighted {
    constructor(items, weights) {
        const n = items.length, sum = weights.reduce((s, w) => s + w, 0);
        const scaled = Float64Array.from(weights, (w) => (w * n) / sum), small = [], large = [];
        this.items = items, this.keep = new Float64Array(n).fill(1), this.alias = new Int32Array(n);
        scaled.forEach((w, i) => (w < 1 ? small : large).push(i));
        while (small.length && large.length) {
            const s = small.pop(), l = large[large.length - 1];
            this.keep[s] = scaled[s], this.alias[s] = l;
            scaled[l] -= 1 - scaled[s];
            if (scaled[l] < 1) small.push(large.pop());
        }
    }
    draw(r) {
        const i = r.below(this.items.length);
        return this.items[r.unit() < this.keep[i] ? i : this.alias[i]];
    }
}

// --- reference ---

// A frequency list that ends before 100 % gets a tail of names spliced from its own halves.
class Names {
    constructor(text, tailNames) {
        this.list = [];
        const weights = [];
        let total = 0;
        for (const line of text.split('\n')) {
            const [name, percent] = line.trim().split(/\s+/);
            if (!percent) continue;
            this.list.push(name), weights.push(Math.max(+percent, 0.0003)), total += +percent;
        }
        this.weighted = new Weighted(this.list, weights);
        this.tail = Math.max(0, 1 - total / 100), this.tailNames = tailNames;
    }
    draw(r) {
        if (!r.is(this.tail)) return this.weighted.draw(r);
        const u = r.unit(), k = Math.floor(u * u * this.tailNames), n = this.list.length;
        const a = this.list[hash(k, 1) % n], b = this.list[hash(k, 2) % n];
        return a.slice(0, Math.max(2, a.length >> 1)) + b.slice(b.length >> 1);
    }
}

const WORDS = ('MAIN OAK PARK PINE MAPLE CEDAR ELM WASHINGTON LAKE HILL WALNUT SPRING NORTH RIDGE CHURCH WILLOW MILL SUNSET ' +
    'JACKSON CHERRY WEST SOUTH CENTER HIGHLAND FOREST RIVER MEADOW EAST CHESTNUT LINCOLN FRANKLIN SPRUCE JEFFERSON VALLEY ' +
    'DOGWOOD HICKORY SYCAMORE MADISON VICTORIA BIRCH POPLAR LOCUST ADAMS GROVE PROSPECT UNION LAUREL COLLEGE SCHOOL PLEASANT ' +
    'HOLLY MAGNOLIA ASH CANAL COURT WATER STATE GARDEN FAIRVIEW GREEN LIBERTY CLINTON MONROE MULBERRY PEARL BROAD BEECH COUNTRY ' +
    'CLUB HARBOR ISLAND ORCHARD ROSE SUMMIT VISTA WOODLAND COTTONWOOD DEER FOX HUNTERS EAGLE QUAIL STONE BROOK').split(' ');

function streets(surnames) {
    const names = [...WORDS];
    for (let n = 1; n <= 140; n++) {
        const end = n % 100 > 10 && n % 100 < 14 ? 'TH' : ['TH', 'ST', 'ND', 'RD'][n % 10] || 'TH';
        names.push(n + end);
    }
    WORDS.forEach((a, i) => [1, 2, 3].forEach((k) => names.push(a + ' ' + WORDS[(i * 7 + k * 31) % WORDS.length])));
    surnames.slice(0, 2500).forEach((s) => names.push(s));
    return names;
}

const TYPES = [['ST', 'STREET'], ['ST', 'STREET'], ['ST', 'STREET'], ['AVE', 'AVENUE'], ['AVE', 'AVENUE'], ['RD', 'ROAD'],
    ['RD', 'ROAD'], ['DR', 'DRIVE'], ['DR', 'DRIVE'], ['LN', 'LANE'], ['CT', 'COURT'], ['BLVD', 'BOULEVARD'], ['PL', 'PLACE'],
    ['WAY', 'WAY'], ['CIR', 'CIRCLE'], ['TER', 'TERRACE']];
const WAYS = [['N', 'NORTH'], ['S', 'SOUTH'], ['E', 'EAST'], ['W', 'WEST']];

class Reference {
    constructor(dir) {
        const text = (name) => readFileSync(join(dir, name), 'utf8');
        this.surnames = new Names(text('dist.all.last'), 300000);
        this.given = { F: new Names(text('dist.female.first'), 8000), M: new Names(text('dist.male.first'), 6000) };
        this.streets = streets(this.surnames.list);
        this.places = [], this.inState = new Map(), this.inCity = new Map();
        const weights = [];
        for (const line of text('all_us_zipcodes.csv').split('\n').slice(1)) {
            const [zip, city, state] = line.trim().split(',');
            if (!state) continue;
            const place = { zip, city: city.toUpperCase(), state, id: this.places.length, size: 0 };
            const u = (hash(place.id, 77) + 1) / 4294967297;
            place.size = Math.exp(2.2 * Math.sqrt(-2 * Math.log(u)) * Math.cos((2 * Math.PI * hash(place.id, 78)) / 4294967296) * 0.6);
            place.streets = Math.round(15 + 60 * Math.min(place.size, 12));
            this.places.push(place), weights.push(place.size);
            for (const [map, key] of [[this.inState, state], [this.inCity, state + place.city]]) {
                if (!map.has(key)) map.set(key, []);
                map.get(key).push(place);
            }
        }
        this.anywhere = new Weighted(this.places, weights);
        this.nick = new Map();
        for (const line of text('nicknames.csv').split('\n').slice(1)) {
            const [a, , b] = line.trim().toUpperCase().split(',');
            if (!b) continue;
            if (!this.nick.has(a)) this.nick.set(a, []);
            this.nick.get(a).push(b);
        }
        this.formal = new Map();
        for (const [a, list] of this.nick) for (const b of list) this.formal.set(b, [...(this.formal.get(b) || []), a]);
    }
}

// --- people ---

function address(ref, r, place) {
    const at = { place, house: '', name: '', type: null, way: null, unit: '', box: '' };
    if (r.is(0.05)) return (at.box = String(1 + r.below(4000))), at;
    const building = r.is(0.24), k = building ? r.below(Math.max(1, place.streets >> 3)) : r.below(place.streets);
    const h = hash(place.id, k), u = hash(h, 5) / 4294967296;
    at.name = ref.streets[Math.floor(u * u * ref.streets.length)];
    at.type = TYPES[hash(h, 6) % TYPES.length];
    if (hash(h, 7) % 100 < 16) at.way = WAYS[hash(h, 8) % 4];
    if (building) {
        at.house = String(100 + (hash(h, 9 + r.below(3)) % 4900));
        const n = 1 + r.below(60);
        at.unit = r.is(0.6) ? String(n) : ((n >> 2) + 1) + 'ABCD'[n & 3];
    } else at.house = String(r.is(0.6) ? 1 + r.below(600) : 1 + r.below(9900));
    return at;
}

function surname(ref, r) {
    const s = ref.surnames.draw(r), u = r.unit();
    if (u < 0.012) return s + '-' + ref.surnames.draw(r);
    return u < 0.027 ? s + ' ' + ref.surnames.draw(r) : s;
}

function person(ref, r, family, year, at, sex = r.is(0.51) ? 'F' : 'M') {
    const birth = r.is(0.004) ? '' : `${year}-${two(1 + r.below(12))}-${two(1 + r.below(28))}`;
    const u = r.unit();
    let middle = u < 0.22 ? '' : ref.given[sex].draw(r);
    if (u > 0.6) middle = middle[0];
    return { id: '', given: ref.given[sex].draw(r), middle, surname: family, suffix: '', birth, year, sex, at, home: null };
}

const two = (n) => (n < 10 ? '0' + n : String(n));
const SIZES = [1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6];

// A household: a head, most often a spouse, children, sometimes a parent, sometimes flatmates; sons bear a father's name now
// and then, twins a birth date.
function household(ref, r, place) {
    const at = address(ref, r, place), family = surname(ref, r), size = r.of(SIZES);
    const year = 1932 + r.below(72), head = person(ref, r, family, year, at), home = [head];
    const flatmates = r.is(0.08);
    for (let i = 1; i < size; i++) {
        if (flatmates) home.push(person(ref, r, surname(ref, r), year - 6 + r.below(13), at));
        else if (i === 1 && r.is(0.8)) home.push(spouse(ref, r, head, at));
        else if (r.is(0.06)) home.push(person(ref, r, family, Math.max(1922, year - 19 - r.below(20)), at));
        else home.push(child(ref, r, head, home, at));
    }
    for (const p of home) p.home = home;
    return home;
}

function spouse(ref, r, head, at) {
    const family = r.is(0.86) ? head.surname : surname(ref, r);
    return person(ref, r, family, Math.min(2006, Math.max(1922, head.year - 5 + r.below(11))), at, head.sex === 'M' ? 'F' : 'M');
}

function child(ref, r, head, home, at) {
    const family = r.is(0.9) ? head.surname : surname(ref, r);
    const last = home[home.length - 1], p = person(ref, r, family, Math.min(2018, head.year + 18 + r.below(18)), at);
    if (last.year > head.year + 17 && r.is(0.02)) p.birth = last.birth, p.year = last.year;
    if (p.sex === 'M' && head.sex === 'M' && family === head.surname && !home.some((q) => q.suffix) && r.is(0.06)) {
        p.given = head.given;
        if (r.is(0.6)) p.middle = head.middle;
        p.suffix = r.is(0.85) ? 'JR' : r.is(0.5) ? 'II' : 'III';
        if (r.is(0.4)) head.suffix = 'SR';
    }
    while (!p.suffix && home.some((q) => q.given === p.given)) p.given = ref.given[p.sex].draw(r);
    return p;
}

// --- how things are written, and miswritten ---

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const NEAR = { A: 'SQZ', B: 'VNG', C: 'XVK', D: 'SFE', E: 'RWA', F: 'DGV', G: 'FHT', H: 'GJN', I: 'OUY', J: 'HKM', K: 'JLC', L: 'KPI',
    M: 'N', N: 'MB', O: 'IP0', P: 'OL', Q: 'WA', R: 'ETF', S: 'ADZ', T: 'RYD', U: 'YIO', V: 'CBW', W: 'QEV', X: 'ZC', Y: 'TUI', Z: 'XS',
    0: '9O', 1: '27', 2: '13', 3: '248', 4: '35', 5: '46S', 6: '578', 7: '168', 8: '793', 9: '80' };
const SOUNDS = [['PH', 'F'], ['CK', 'K'], ['IE', 'EI'], ['EY', 'Y'], ['LL', 'L'], ['TT', 'T'], ['NN', 'N'], ['SS', 'S'], ['TH', 'T'],
    ['CH', 'SH'], ['SEN', 'SON'], ['Z', 'S'], ['Y', 'I'], ['C', 'K'], ['OU', 'U'], ['EA', 'EE'], ['RR', 'R'], ['AI', 'AY'], ['W', 'V']];

function typo(r, s) {
    if (s.length < 2) return s;
    const u = r.unit(), i = r.below(s.length), c = s[i];
    if (u < 0.18) {
        const [a, b] = r.of(SOUNDS), k = s.indexOf(a);
        if (k >= 0) return s.slice(0, k) + b + s.slice(k + a.length);
    }
    if (u < 0.45) return s.slice(0, i) + (NEAR[c] ? r.of(NEAR[c]) : r.of(LETTERS)) + s.slice(i + 1);
    if (u < 0.66) return s.slice(0, i) + s.slice(i + 1);
    if (u < 0.82) return s.slice(0, i) + (r.is(0.4) ? c : c >= '0' && c <= '9' ? String(r.below(10)) : r.of(LETTERS)) + s.slice(i);
    const k = Math.min(i, s.length - 2);
    return s.slice(0, k) + s[k + 1] + s[k] + s.slice(k + 2);
}

function digit(r, s) {
    const i = r.below(s.length - 1);
    if (r.is(0.35) && s[i] !== s[i + 1]) return s.slice(0, i) + s[i + 1] + s[i] + s.slice(i + 2);
    return s.slice(0, i) + ((+s[i] + 1 + r.below(9)) % 10) + s.slice(i + 1);
}

// variety: the chance of each part to be written otherwise than in the short form
function line(r, at, variety, marks) {
    if (at.box) return (r.is(variety) ? r.of(['P O BOX ', 'P.O. BOX ', 'BOX ', 'POB ']) : 'PO BOX ') + at.box;
    let s = at.house;
    if (at.way) s += ' ' + (r.is(variety) ? (r.is(0.8) ? at.way[1] : at.way[0] + '.') : at.way[0]);
    s += ' ' + at.name;
    const u = r.unit();
    if (u > variety) s += ' ' + at.type[0];
    else if (u < variety * 0.7) s += ' ' + at.type[1];
    else if (u < variety * 0.85) s += ' ' + at.type[0] + '.';
    if (!at.unit) return s;
    if (marks && r.is(RATE.nounit)) return marks.push('nounit'), s;
    return s + (r.is(variety) ? r.of([' #', ', APT ', ' UNIT ', ' APT. ', ' APARTMENT ', ' # ']) : ' APT ') + at.unit;
}

const TOWNS = [['SAINT ', 'ST '], ['FORT ', 'FT '], ['MOUNT ', 'MT '], ['NORTH ', 'N '], ['SOUTH ', 'S '], ['WEST ', 'W '], ['EAST ', 'E ']];

function town(r, city) {
    for (const [long, short] of TOWNS) if (city.startsWith(long)) return r.is(0.5) ? short + city.slice(long.length) : city;
    return r.is(0.01) ? city.slice(0, 13).trim() : city;
}

const title = (s) => s.toLowerCase().replace(/(^|[^a-z'0-9])[a-z]/g, (w) => w.toUpperCase());
const cell = (s) => (s.includes(',') || s.includes('"') ? '"' + s.replaceAll('"', '""') + '"' : s);

function registered(r, p) {
    const wrong = (s) => (r.unit() < RATE.registryTypo ? typo(r, s) : s), { place } = p.at;
    return `${p.id},${wrong(p.given)},${p.middle},${wrong(p.surname)},${p.suffix},${p.birth},${p.sex},` +
        `${cell(wrong(line(r, p.at, 0.08, null)))},${wrong(place.city)},${place.state},${place.zip}\n`;
}

function misdate(r, birth) {
    const [y, m, d] = birth.split('-').map(Number), u = r.unit();
    if (u < 0.3 && d <= 12 && d !== m) return `${y}-${two(d)}-${two(m)}`;
    if (u < 0.5) return `${y + (r.is(0.5) ? 1 : -1)}-${two(m)}-${two(d)}`;
    if (u < 0.6) return `${y}-01-01`;
    if (u < 0.8) return `${y}-${two(m)}-${two(1 + ((d + r.below(26)) % 28))}`;
    if (u < 0.9) return `${y + 10 * (r.is(0.5) ? 1 : -1)}-${two(m)}-${two(d)}`;
    return `${y}-${two(1 + ((m + r.below(10)) % 12))}-${two(d)}`;
}

function elsewhere(ref, r, place) {
    const u = r.unit();
    const near = u < 0.4 ? ref.inCity.get(place.state + place.city) : u < 0.75 ? ref.inState.get(place.state) : null;
    return address(ref, r, near ? r.of(near) : ref.anywhere.draw(r));
}

// What a requester writes of a person: [line of the request without its control, marks].
function request(ref, r, p, mayMove) {
    const marks = [], hit = (what) => r.is(RATE[what]) && marks.push(what);
    let { given, middle, surname: family, suffix, birth, at } = p;
    if (mayMove && hit('moved')) at = elsewhere(ref, r, at.place);
    const nick = ref.nick.get(given), formal = ref.formal.get(given);
    // about one in seven bears a name without a known short form
    if ((nick || formal) && r.is(RATE.nickname * 1.15)) given = r.of(nick && (!formal || r.is(0.8)) ? nick : formal), marks.push('nickname');
    if (p.sex === 'F' && p.year < 2002 && r.is(RATE.married * 2.1)) {
        const other = ref.surnames.draw(r);
        family = r.is(0.2) ? family + '-' + other : other, marks.push('married');
    }
    if (hit('given')) given = typo(r, given);
    if (hit('surname')) family = typo(r, family);
    if (middle && r.is(0.35)) middle = '', marks.push('nomiddle');
    else if (middle.length > 1 && r.is(0.5)) middle = middle[0];
    if (suffix && r.is(0.5)) suffix = '', marks.push('nosuffix');
    else if (suffix && r.is(0.3)) suffix = suffix === 'JR' ? 'Jr.' : suffix === 'SR' ? 'Sr.' : suffix;
    if (birth && hit('undated')) birth = '';
    else if (birth && hit('misdated')) birth = misdate(r, birth);
    if (hit('swapped')) [given, family] = [family, given];
    let street = line(r, at, 0.3, marks), city = town(r, at.place.city), { zip } = at.place;
    if (hit('address')) street = typo(r, street);
    if (hit('city')) city = r.is(0.25) ? r.of(ref.inState.get(at.place.state)).city : typo(r, city);
    if (hit('zip')) zip = r.is(0.2) ? '' : digit(r, zip);
    else if (r.is(0.08)) zip += '-' + (1000 + r.below(9000));
    if (r.is(0.3)) given = title(given), middle = title(middle), family = title(family), street = title(street), city = title(city);
    return [`${given},${middle},${family},${suffix},${birth},${cell(street)},${city},${at.place.state},${zip}\n`, marks.join(' ')];
}

// --- the requests that are about nobody registered ---

function relative(ref, r, p) {
    const { home, at } = p, senior = home.reduce((a, b) => (a.year < b.year ? a : b));
    const kid = r.is(0.55), year = kid ? Math.min(2008, senior.year + 18 + r.below(18)) : Math.max(1922, senior.year - 6 + r.below(13));
    const q = person(ref, r, p.surname, year, at);
    if (p.sex === 'M' && !p.suffix && r.is(0.06)) {
        q.sex = 'M', q.given = p.given, q.suffix = 'JR', q.year = p.year + 20 + r.below(15);
        q.birth = `${q.year}-${two(1 + r.below(12))}-${two(1 + r.below(28))}`;
        return q;
    }
    if (r.is(0.015)) q.birth = p.birth, q.year = p.year;
    while (home.some((o) => o.given === q.given)) q.given = ref.given[q.sex].draw(r);
    return q;
}

function namesake(ref, r, p) {
    const q = person(ref, r, p.surname, r.is(0.1) ? p.year : 1932 + r.below(72), elsewhere(ref, r, p.at.place), p.sex);
    q.given = p.given;
    return q;
}

function stranger(ref, r, p) {
    return person(ref, r, surname(ref, r), 1932 + r.below(72), p.at);
}

function other(ref, r) {
    return person(ref, r, surname(ref, r), 1932 + r.below(72), address(ref, r, ref.anywhere.draw(r)));
}

// --- a slice: its people, and its part of the requests ---

function slice(ref, { seed, number, people, first, requests, idWidth }) {
    const r = new Chance(seed, number + 1), all = [];
    while (all.length < people) for (const p of household(ref, r, ref.anywhere.draw(r))) if (all.length < people) all.push(p);
    for (let i = all.length - 1; i > 0; i--) { // a household's rows do not stand together
        const j = r.below(i + 1);
        [all[i], all[j]] = [all[j], all[i]];
    }
    all.forEach((p, i) => { p.id = 'P' + String(first + i + 1).padStart(idWidth, '0'); });
    let text = '';
    for (const p of all) text += registered(r, p);
    const lines = [], asked = new Set(), count = {};
    let rest = requests;
    for (const kind in SHARE) rest -= count[kind] = Math.min(rest, r.part(requests * SHARE[kind]));
    const put = (p, kind, id, move) => {
        const [row, marks] = request(ref, r, p, move);
        lines.push([row, `${id},${kind},${marks}\n`]);
    };
    const adult = (once) => {
        for (let tries = 0; ; tries++) {
            const i = r.below(all.length);
            if (tries < 200 && (all[i].year > 2006 || (once && asked.has(i)))) continue;
            if (once) asked.add(i);
            return all[i];
        }
    };
    for (let i = 0; i < count.registered; i++) { const p = adult(true); put(p, 'registered', p.id, true); }
    const make = { relative, namesake, stranger };
    for (const kind in make) for (let i = 0; i < count[kind]; i++) put(make[kind](ref, r, adult(false)), kind, '', false);
    for (let i = 0; i < rest; i++) put(other(ref, r), 'other', '', false);
    return { number, text: Buffer.from(text), lines };
}

// --- files ---

function options(argv) {
    const here = dirname(fileURLToPath(import.meta.url));
    const o = { people: 1000000, requests: 100000, seed: 1, threads: availableParallelism(), reference: join(here, '../../shared/data/reference'), dir: '' };
    for (let i = 2; i < argv.length; i++) {
        const name = argv[i].slice(2);
        if (!argv[i].startsWith('--')) o.dir = argv[i];
        else if (!(name in o) || i + 1 >= argv.length) usage(`unknown option, or no value: ${argv[i]}`);
        else o[name] = name === 'reference' ? argv[++i] : Number(argv[++i]);
    }
    if (!o.dir || !(o.people > 0) || !(o.requests >= 0) || !(o.threads > 0) || !Number.isInteger(o.seed)) usage('what is wanted?');
    if (!existsSync(join(o.reference, 'dist.all.last'))) usage(`the reference files are not in ${o.reference}: name their folder with --reference`);
    return o;
}

function usage(why) {
    console.error(`world.mjs: ${why}\nusage: node world.mjs DIR [--people N] [--requests N] [--seed S] [--threads T] [--reference DIR]`);
    process.exit(2);
}

function writeRequests(o, lines) {
    const r = new Chance(o.seed, 0), width = String(lines.length).length;
    for (let i = lines.length - 1; i > 0; i--) {
        const j = r.below(i + 1);
        [lines[i], lines[j]] = [lines[j], lines[i]];
    }
    const a = openSync(join(o.dir, 'requests.csv'), 'w'), b = openSync(join(o.dir, 'truth.csv'), 'w');
    writeSync(a, 'control,given_name,middle_name,surname,suffix,birth_date,address,city,state,zip\n');
    writeSync(b, 'control,person_id,kind,marks\n');
    for (let at = 0; at < lines.length; at += 20000) {
        let rows = '', truths = '';
        for (let i = at; i < Math.min(lines.length, at + 20000); i++) {
            const control = 'R' + String(i + 1).padStart(width, '0') + ',';
            rows += control + lines[i][0], truths += control + lines[i][1];
        }
        writeSync(a, rows), writeSync(b, truths);
    }
    closeSync(a), closeSync(b);
}

async function main() {
    const o = options(process.argv), slices = Math.ceil(o.people / SLICE), idWidth = Math.max(7, String(o.people).length);
    mkdirSync(o.dir, { recursive: true });
    const out = openSync(join(o.dir, 'registry.csv'), 'w'), ready = new Map(), lines = [];
    writeSync(out, 'person_id,given_name,middle_name,surname,suffix,birth_date,sex,address,city,state,zip\n');
    let next = 0, written = 0;
    const task = () => {
        const number = next++, first = number * SLICE, part = (n) => Math.floor((o.requests * n) / slices);
        return { seed: o.seed, number, first, people: Math.min(SLICE, o.people - first), requests: part(number + 1) - part(number), idWidth };
    };
    const take = (done) => {
        ready.set(done.number, done);
        for (; ready.has(written); written++) { // in the order of the slices
            const { text, lines: some } = ready.get(written);
            writeSync(out, text);
            for (const pair of some) lines.push(pair);
            ready.delete(written);
        }
    };
    await Promise.all(Array.from({ length: Math.min(o.threads, slices) }, () => new Promise((done, failed) => {
        const worker = new Worker(fileURLToPath(import.meta.url), { workerData: o.reference });
        worker.on('error', failed);
        worker.on('message', (m) => {
            if (m.text) take(m);
            if (next < slices) worker.postMessage(task());
            else worker.terminate().then(done);
        });
    })));
    closeSync(out);
    writeRequests(o, lines);
}

if (isMainThread) await main();
else {
    const ref = new Reference(workerData);
    parentPort.on('message', (task) => parentPort.postMessage(slice(ref, task)));
    parentPort.postMessage({});
}
