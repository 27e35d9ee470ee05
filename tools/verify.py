#!/usr/bin/env python3
"""verify.py DIR: a second verifier of what Proviso publishes; it shares no code with the first.

DIR: a custody, its public/ folder or a copy of that; or an evidence bundle. Python 3 and its own library alone. Prints what
it verified as JSON and exits with 0, or says what is wrong and exits with 6.
Checked: the checkpoint's signature; each entry in its place in the log, canonical, in its order in time, after the very log
that it names, signed by as many registered people with the roles for it as its kind needs; approvals, samples and halts before
whatever leaves; each row tree, every hash of it, against its entry, its answers counted again. Of a bundle also every file
against SHA256SUMS, that list's signature, each proof, each document. Not checked (proviso verify does): cosignatures, time
stamps, checkpoints by which the log's key was exchanged, the order of steps of recalls, and that rules are those whose hash
a plan names. Formats: docs/formats; RFC 8032, RFC 6962."""
import base64, hashlib, json, os, re, sys

ADMIN, COUNSEL, OPERATOR, APPROVER = "admin", "counsel", "operator", "approver"
LAWYERS, SENIOR, ANYBODY = {ADMIN, COUNSEL}, {ADMIN, COUNSEL, APPROVER}, {ADMIN, COUNSEL, APPROVER, OPERATOR}
FOUNDERS = 2  # people who are registered before there is anybody to sign
FREE, NEW, ENDED = range(3)  # numbers: may repeat; each but once; each but once, and once more when it ends
TWO_WHEN = {"safeguard": ("open", False), "order": ("raises", True), "halt": ("lifted", True), "hold": ("lifted", True),
            "suspension": ("lifted", True), "recall-step": ("state", "freed")}  # else one
# type: (roles that may sign; how many people, 0: TWO_WHEN; types of which its parent has to be an act before it (""
# among them: or none), or None: not asked; its number)
KINDS = {
    "person": ({ADMIN}, 2, None, FREE), "recipient": (LAWYERS, 2, None, FREE), "safeguard": (SENIOR, 0, None, FREE),
    "agreement": (LAWYERS, 2, None, NEW), "order": (SENIOR, 0, None, NEW), "halt": (ANYBODY, 0, None, FREE),
    "service": (ANYBODY, 1, ["order"], NEW), "acknowledgement": (ANYBODY, 1, ["service"], NEW),
    "import": ({OPERATOR, ADMIN}, 1, None, FREE), "gazetteer": ({OPERATOR, ADMIN}, 1, None, FREE),
    "batch": ({OPERATOR}, 1, None, NEW), "plan": ({OPERATOR}, 1, ["batch"], NEW),
    "approval": ({APPROVER}, 1, ["plan", "mailing"], FREE), "sample": ({OPERATOR, APPROVER}, 1, ["plan"], NEW),
    "sampled": ({APPROVER}, 1, ["sample"], NEW), "release": ({OPERATOR, APPROVER}, 1, ["plan"], NEW),
    "handover": ({OPERATOR, APPROVER}, 1, ["release"], FREE), "past": (ANYBODY, 1, None, NEW),
    "finding": (ANYBODY, 1, ["batch", "past", ""], NEW), "opening": (SENIOR, 2, ["batch", "finding", "past", ""], NEW),
    "witness": (LAWYERS, 2, None, ENDED), "quorum": (LAWYERS, 2, None, NEW), "stamp": (ANYBODY, 1, None, NEW),
    "rotation": ({ADMIN}, 2, None, NEW), "retirement": ({ADMIN}, 1, None, FREE),
    "recall": (SENIOR, 1, ["finding", "past"], NEW), "recall-step": (ANYBODY, 0, ["recall"], NEW),
    "certificate": (ANYBODY, 1, ["recall"], NEW), "copies": (ANYBODY, 1, ["recall"], NEW),
    "incident": (ANYBODY, 1, ["finding", "past", ""], FREE), "incident-report": (ANYBODY, 1, ["incident"], NEW),
    "account": (SENIOR, 2, None, NEW), "suspension": (ANYBODY, 0, None, ENDED),
    "mailing": (ANYBODY, 1, ["finding", "past"], NEW), "mailed": ({OPERATOR, APPROVER}, 1, ["mailing"], NEW),
    "returned": (ANYBODY, 1, ["mailing"], NEW), "erasure": (LAWYERS, 2, ["batch", "past"], NEW),
    "hold": (ANYBODY, 0, ["batch", "past", ""], ENDED), "backup": ({OPERATOR, ADMIN}, 1, None, NEW),
    "restoration": ({OPERATOR, ADMIN}, 1, ["backup", ""], NEW), "drill": (ANYBODY, 1, None, NEW),
}

class Wrong(Exception): pass
def need(condition, what):
    if not condition: raise Wrong(what)

def read(*parts):
    with open(os.path.join(*parts), "rb") as f: return f.read()

def sha(data): return hashlib.sha256(data).digest()

def decode(text, size=None):
    raw = base64.b64decode(text, validate=True)
    same = base64.b64encode(raw) == (text.encode() if isinstance(text, str) else text)
    need(same and (size is None or len(raw) == size), "base64 that is not canonical, or of another length")
    return raw

def canonical(value): return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

# --- Ed25519 (RFC 8032, section 5.1) ---
P, Q = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)

def point_add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    x, y, z, t = f - e, h - g, h + g, f + e
    return x * y % P, z * t % P, y * z % P, x * t % P

def point_times(n, a):
    out = (0, 1, 1, 0)
    while n > 0:
        out = point_add(out, a) if n & 1 else out
        a, n = point_add(a, a), n >> 1
    return out

def point_of(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * ROOT % P
    if y >= P or x * x % P != square or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P

BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))

def ed25519(public, message, signature):
    a, r, s = point_of(public), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= Q or len(signature) != 64:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    left, right = point_times(s, BASE), point_add(r, point_times(h, a))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))

# --- signed notes and checkpoints (C2SP) ---
def key_hash(name, public): return sha(name.encode() + b"\n\x01" + public)[:4]

def parse_vkey(line):
    name, stated, key = line.strip().split("+", 2)
    raw = decode(key, 33)
    need(raw[0] == 1 and key_hash(name, raw[1:]).hex() == stated, "the verifier key does not fit its own hash")
    return name, raw[1:]

def checkpoint(note, name, keys):
    """Size and root in a note that is signed by one of the keys, under this origin."""
    at, signed = note.rfind(b"\n\n"), False
    need(at > 0 and note.endswith(b"\n"), "the checkpoint is no signed note")
    text = note[:at + 1]
    for line in note[at + 2:-1].split(b"\n"):
        found = re.fullmatch("— ([^ +]+) ([A-Za-z0-9+/=]+)", line.decode())
        need(found, "a signature line of the checkpoint is malformed")
        blob = decode(found[2])
        for public in (k for k in keys if found[1] == name and blob[:4] == key_hash(name, k)):
            need(ed25519(public, text, blob[4:]), "the signature of the checkpoint is wrong")
            signed = True
    need(signed, "the checkpoint is not signed by the expected key")
    origin, size, root = text.decode().split("\n")[:3]
    need(origin == name and re.fullmatch("0|[1-9][0-9]*", size), "the checkpoint is of another log")
    return int(size), decode(root, 32)

# --- trees (RFC 6962) in tiles (C2SP tlog-tiles) ---
def node(a, b): return sha(b"\1" + a + b)

def fold(hashes):
    while len(hashes) > 1:
        hashes = [sha(b"\1" + hashes[i] + hashes[i + 1]) for i in range(0, len(hashes), 2)]
    return hashes[0]

def load_tile(folder, level, n, width):
    """The bytes of a tile, and how many things are in it."""
    name, rest = "%03d" % (n % 1000), n // 1000
    while rest > 0:
        name, rest = "x%03d/%s" % (rest % 1000, name), rest // 1000
    base = os.path.join(folder, "tile", str(level), name)
    partial = "%s.p/%d" % (base, width)
    return (read(partial), width) if width < 256 and os.path.exists(partial) else (read(base), 256)

def check_tile(folder, level, n, hashes):
    data, there = load_tile(folder, level, n, len(hashes))
    need(len(data) == 32 * there and data[:32 * len(hashes)] == b"".join(hashes),
         "%s: tile %d/%d does not fit the entries" % (folder, level, n))

def cut(bundle, count, where):
    out, at = [], 0
    for _ in range(count):
        size = int.from_bytes(bundle[at:at + 2], "big")
        need(0 < size <= len(bundle) - at - 2, "%s: an entry bundle is malformed" % where)
        out.append(bundle[at + 2:at + 2 + size])
        at += 2 + size
    need(at == len(bundle), "%s: bytes behind the last entry" % where)
    return out

def tree(folder, name, keys, visit):
    """Verifies every hash of a tree; visit(index, entry) is called for each."""
    size, root = checkpoint(read(folder, "checkpoint"), name, keys)
    levels, found = [[] for _ in range(9)], None
    for n in range((size + 255) // 256):
        width = min(256, size - 256 * n)
        bundle, there = load_tile(folder, "entries", n, width)
        entries = cut(bundle, there, folder)[:width]
        for i, entry in enumerate(entries):
            visit(256 * n + i, entry)
        levels[0], level = [sha(b"\0" + e) for e in entries], 0
        while len(levels[level]) == 256:
            check_tile(folder, level, n, levels[level])
            levels[level + 1].append(fold(levels[level]))
            levels[level], level, n = [], level + 1, n // 256
    for level, rest in enumerate(levels):
        if rest:
            check_tile(folder, level, size // 256**(level + 1), rest)
        take = 1
        while rest:
            if len(rest) & take:
                part = fold(rest[-take:])
                found, rest = part if found is None else node(part, found), rest[:-take]
            take *= 2
    need((found or sha(b"")) == root, "%s: the entries do not give the root that was signed" % folder)
    return size, root

def root_by(proof, leaf, index, size):
    """The root to which a proof leads (RFC 6962, section 2.1.1)."""
    if size == 1:
        need(not proof, "a proof has too many hashes")
        return leaf
    need(proof and index < size, "a proof has too few hashes, or is for an index beyond the tree")
    k = 1 << (size - 1).bit_length() - 1
    return (node(root_by(proof[:-1], leaf, index, k), proof[-1]) if index < k
            else node(proof[-1], root_by(proof[:-1], leaf, index - k, size - k)))

# --- entries ---
def once(pairs):
    need(len(dict(pairs)) == len(pairs), "a name stands twice in an object")
    return dict(pairs)

class Ledger:
    def __init__(self):
        self.keys, self.retired, self.log_keys = {}, set(), []  # of people; of the log, where it had several, the last in force
        self.acts, self.plans, self.batches, self.documents = {}, {}, {}, set()
        self.last, self.halted, self.subtrees, self.roots, self.disclosed = "", {}, [], [sha(b"")], 0
        self.counts = dict.fromkeys(KINDS, 0)
    def add(self, index, data):
        try:
            self.add_entry(index, data)
        except (ValueError, KeyError, TypeError, AttributeError, StopIteration, Wrong) as e:
            raise Wrong("entry %d of the ledger: %s" % (index, e if isinstance(e, Wrong) else repr(e)))
    def add_entry(self, index, data):
        e = json.loads(data.decode(), object_pairs_hook=once)
        need(canonical(e) == data and e["type"] in KINDS, "not in canonical form, or of a type that is not known")
        need(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z", e["time"]), "without a time")
        time = e["time"][:-1] + ("" if "." in e["time"] else ".000")
        need(time >= self.last, "earlier than the entry before it")
        need(0 <= e["after"]["size"] <= index and e["after"]["root"] == self.roots[e["after"]["size"]].hex(),
             "signed after another log than this one")
        signers = self.check_signatures(e)
        self.check_place(e)
        getattr(self, "on_" + e["type"].replace("-", "_"), lambda e, signers: None)(e, signers)
        self.last, self.counts[e["type"]] = time, self.counts[e["type"]] + 1
        self.documents.add(e.get("document"))
        self.grow(sha(b"\0" + data))
    def grow(self, root):
        self.subtrees.append((1, root))
        while len(self.subtrees) > 1 and self.subtrees[-1][0] == self.subtrees[-2][0]:
            (n, b), (_, a) = self.subtrees.pop(), self.subtrees.pop()
            self.subtrees.append((2 * n, node(a, b)))
        root = self.subtrees[-1][1]
        for _, left in reversed(self.subtrees[:-1]):
            root = node(left, root)
        self.roots.append(root)
    def check_signatures(self, e):
        disposal = (e["type"], e.get("state")) == ("recall-step", "verified")
        roles, needed = {COUNSEL, APPROVER} if disposal else KINDS[e["type"]][0], KINDS[e["type"]][1]
        body = b"proviso act\n" + canonical({k: v for k, v in e.items() if k != "keys"})
        signers = [one["key"] for one in e["keys"]]
        for one in e["keys"]:
            need(one["key"] in self.keys and one["key"] not in self.retired, "signed by a key that is not registered")
            need(ed25519(self.keys[one["key"]][0], body, decode(one["signature"], 64)), "a signature is not good")
        if e["type"] in TWO_WHEN:
            needed = 2 if e.get(TWO_WHEN[e["type"]][0], False) == TWO_WHEN[e["type"]][1] else 1
        if e["type"] == "person" and len(self.keys) < FOUNDERS: needed = 0
        lawful = {"safeguard": "until" in e, "suspension": e.get("lifted") is True, "recall-step": e.get("state") == "freed"}
        if lawful.get(e["type"]): roles, needed = LAWYERS, 2  # what counsel enforces
        need(len({k for k in signers if self.keys[k][1] & roles}) >= needed, "signatures of people with the role are missing")
        return signers
    def check_place(self, e):
        parents, number = KINDS[e["type"]][2:]
        parent, name, ends = e.get("parent", ""), (e["type"], e.get("subject", "")), e.get("lifted", e.get("removed")) is True
        need(parents is None or any((t, parent) in self.acts if t else parent == "" for t in parents),
             "belongs to nothing that stands before it")
        known = self.acts.get(name)
        if number == ENDED and ends:
            need(known and not known["ended"] and known["parent"] == parent, "ends what does not stand")
        elif number != FREE:
            need(name[1] and known is None, "without a number, or with one that was given before")
        self.acts.setdefault(name, {"parent": parent})["ended"] = ends
    def on_person(self, e, signers):
        public = decode(e["public"], 32)
        need(sha(public).hex()[:16] == e["subject"] and e["subject"] not in self.keys, "a key that is another's")
        self.keys[e["subject"]] = (public, set(e["roles"]))
    def on_retirement(self, e, signers):
        need(e["subject"] in self.keys and e["subject"] not in self.retired, "retires no key that stands before it")
        self.retired.add(e["subject"])
        need(sum(ADMIN in self.keys[k][1] for k in self.keys if k not in self.retired) >= 2, "leaves fewer than two admins")
    def on_rotation(self, e, signers):
        if e["key"] == "ledger":
            self.log_keys = self.log_keys or [decode(e["before"], 32)]
            need(self.log_keys[-1] == decode(e["before"], 32), "a rotation that does not begin with the log's key")
            self.log_keys.append(decode(e["public"], 32))
    def on_stamp(self, e, signers): need(self.roots[e["size"]].hex() == e["root"], "a time stamp of another log")
    def on_halt(self, e, signers): self.halted[e["subject"] == "notices"] = e["lifted"] is not True
    def on_acknowledgement(self, e, signers):
        need(not self.acts["service", e["parent"]]["ended"], "acknowledges a service for the second time")
        self.acts["service", e["parent"]]["ended"] = True
    def on_batch(self, e, signers): self.batches[e["subject"]] = dict(e, makers=signers)
    def on_plan(self, e, signers):
        makers = signers + self.batches[e["parent"]]["makers"] if e["type"] == "plan" else signers
        self.plans[e["subject"]] = dict(e, makers=makers, approvers=set(), left=False, out=False, sample=None)
    on_mailing = on_plan
    def on_approval(self, e, signers):
        plan = self.plans[e["parent"]]
        need(e[plan["type"] + "_document"] == plan["document"], "an approval of another plan")
        need(len(signers) == 1 and signers[0] not in plan["makers"], "approved by who made it, or by two in one entry")
        plan["approvers"].add(signers[0])
    def leaving(self, plan, silent):
        need(len(plan["approvers"] - self.retired) >= 2, "without two approvals before it")
        need(not plan["left"] and not self.halted.get(False) and not (silent and self.halted.get(True)), "twice, or halted")
        plan["left"] = True
    def on_sample(self, e, signers):
        plan = self.plans[e["parent"]]
        need(not plan["sample"] and not plan["left"] and re.fullmatch("[0-9a-f]{64}", e["seed"]) and
             0 < e["stop"] <= e["rows"] <= self.batches[plan["parent"]]["answers"]["released"], "a sample that cannot be drawn")
        plan["sample"] = dict(e, stopped=None)
    def on_sampled(self, e, signers):
        plan = next(p for p in self.plans.values() if p["sample"] and p["sample"]["subject"] == e["parent"])
        sample, counts = plan["sample"], (e["right"], e["wrong"], e["unclear"])
        need(sample["stopped"] is None and not plan["left"], "a second result of one sample, or one behind the release")
        need(not set(signers) & set(plan["makers"]), "a sample examined by who made its plan")
        need(min(counts) >= 0 and sum(counts) == sample["rows"], "a result without a verdict for each row")
        sample["stopped"] = e["wrong"] + e["unclear"] >= sample["stop"]
    def on_release(self, e, signers):
        plan, batch = self.plans[e["parent"]], self.batches[self.plans[e["parent"]]["parent"]]
        self.leaving(plan, False)
        need(not plan["sample"] or plan["sample"]["stopped"] is False, "a release whose sample stopped it")
        need(e["subject"][1:] == e["parent"][1:] and (e["rows"], e["released"]) ==
             (batch["rows"], batch["answers"]["released"]), "a release of other counts, or of another plan's number")
    def on_handover(self, e, signers):
        plan = self.plans["p" + e["parent"][1:]]
        need(not self.halted.get(False) and e["recipient"] == plan["recipient"], "under a halt, or to another recipient")
        self.disclosed += 0 if plan["out"] else self.batches[plan["parent"]]["answers"]["released"]
        plan["out"] = True
    def on_mailed(self, e, signers):
        plan = self.plans[e["parent"]]
        self.leaving(plan, True)
        need(0 <= e["letters"] <= plan["letters"], "more letters than were approved")
    def on_erasure(self, e, signers):
        holds = (act["parent"] for name, act in self.acts.items() if name[0] == "hold" and not act["ended"])
        need(all(of not in ("", e["parent"]) for of in holds), "an erasure of what is under a hold")

# --- row trees ---
ANSWERS = ("released", "none", "insufficient", "pending", "rejected")
HASH = rb'"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="'
LEAF = re.compile(rb'\{"answer":"(?:(released|none|rejected)"|(insufficient|pending)","category":"[a-z0-9-]+"),"inner":' +
                  HASH + rb',"released":' + HASH + rb',"row":' + HASH + rb'\}')

def row_tree(folder, batch, name, keys):
    counts = dict.fromkeys(ANSWERS, 0)
    def visit(index, leaf):
        found = LEAF.fullmatch(leaf)
        need(found, "%s: leaf %d is no answer" % (folder, index))
        counts[(found[1] or found[2]).decode()] += 1
    size, root = tree(folder, name + "/batches/" + batch["subject"], keys, visit)
    need((size, root.hex()) == (batch["rows"], batch["root"]), "%s: the row tree is not the one logged" % folder)
    need(counts == batch["answers"], "%s: the totals logged are not those of its leaves" % folder)
    return counts

# --- bundles ---
def files_of(folder): return {os.path.relpath(os.path.join(at, f), folder) for at, _, names in os.walk(folder) for f in names}

def check_sums(folder):
    lines = read(folder, "SHA256SUMS").decode().splitlines()
    listed, own = {line[66:]: line[:64] for line in lines}, {"SHA256SUMS", "SHA256SUMS.minisig"}
    need(files_of(folder) - own == set(listed) and len(lines) == len(listed), "SHA256SUMS lists other files than there are")
    for name, stated in listed.items():
        need(sha(read(folder, name)).hex() == stated, "%s was altered" % name)
    key, text = decode(read(folder, "public/release.pub").split(b"\n")[1], 42), b"trusted comment: "
    _, first, comment, second = read(folder, "SHA256SUMS.minisig").split(b"\n")[:4]
    blob, hashed = decode(first, 74), hashlib.blake2b(read(folder, "SHA256SUMS")).digest()
    need(blob[:10] == b"ED" + key[2:10] and comment.startswith(text) and ed25519(key[10:], hashed, blob[10:]) and
         ed25519(key[10:], blob[10:] + comment[len(text):], decode(second, 64)), "the signature of SHA256SUMS is wrong")

def check_entries(folder, name, keys):
    """Each entry that a bundle is about, by its proof under one of two checkpoints of the log, is the log's."""
    paths = [os.path.join(folder, "public/ledger", n) for n in ("checkpoint", "cosigned")]
    trees = {note: checkpoint(note, name, keys) for note in (read(p) for p in paths if os.path.exists(p))}
    for index in (one["index"] for one in json.loads(read(folder, "bundle.json"))["entries"]):
        leaf = sha(b"\0" + read(folder, "entries", "%d.entry" % index))
        head, _, note = read(folder, "entries", "%d.tlog-proof" % index).partition(b"\n\n")
        (first, second, *proof), (size, root) = head.decode().split("\n"), trees.get(note, (0, b""))
        need((first, second) == ("c2sp.org/tlog-proof@v1", "index %d" % index) and index < size and
             root_by([decode(h, 32) for h in proof], leaf, index, size) == root, "entry %d is not proved" % index)

# --- the whole ---
def verify(folder):
    bundle = os.path.exists(os.path.join(folder, "bundle.json"))
    if bundle:
        check_sums(folder)
    public_dir = os.path.join(folder, "public") if os.path.isdir(os.path.join(folder, "public")) else folder
    name, public = parse_vkey(read(public_dir, "ledger", "vkey").decode())
    ledger, answers = Ledger(), dict.fromkeys(ANSWERS, 0)
    size, root = tree(os.path.join(public_dir, "ledger"), name, [public], ledger.add)
    need(ledger.log_keys[-1:] in ([], [public]), "the log's key is not the one that its entries lead to")
    seen, keys = os.path.join(public_dir, "ledger", "cosigned"), ledger.log_keys or [public]
    if os.path.exists(seen):
        at, had = checkpoint(read(seen), name, keys)
        need(ledger.roots[at:at + 1] == [had], "the log does not continue the one that witnesses signed")
    for number in json.loads(read(folder, "bundle.json"))["batches"] if bundle else ledger.batches:
        counts = row_tree(os.path.join(public_dir, "batches", number), ledger.batches[number], name, keys)
        answers = {answer: n + counts[answer] for answer, n in answers.items()}
    out = {"origin": name, "size": size, "root": root.hex(), "rows": sum(answers.values()), "answers": answers,
           "disclosed": ledger.disclosed, "entries": {kind: n for kind, n in ledger.counts.items() if n > 0}}
    if bundle:
        check_entries(folder, name, keys)
        names = [n for n in files_of(folder) if n.startswith("documents/")]
        for h in (n[10:-5] for n in names):
            need(sha(read(folder, "documents", h + ".json")).hex() == h and h in ledger.documents, "a document is no entry's")
        out["documents"] = len(names)
    return out

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(print("usage: verify.py DIR", file=sys.stderr) or 2)
    try:
        print(json.dumps(verify(sys.argv[1]), indent=1))
    except (Wrong, OSError, ValueError, KeyError, IndexError, TypeError) as e:
        print("verify.py: %s" % (e if isinstance(e, (Wrong, OSError)) else repr(e)), file=sys.stderr)
        sys.exit(6)
