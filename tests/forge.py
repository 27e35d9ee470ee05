"""forge.py CUSTODY OUT: copies of a custody's public/, each forged in one way: OUT/N, and OUT/cases with a line for each.

The forger has everything: the service keys and the keys of all people. What is altered is written, numbered, placed and
signed again from top to bottom, so that each case breaks one rule and no other. `raw` cases alter bytes and sign nothing.
tests/strangers.sh holds both verifiers against each.
"""
import base64
import copy
import functools
import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["TOP"], "tools"))
import verify as v  # noqa: E402 (point arithmetic and readers; what is forged is not checked by it here)

PASSPHRASE = "made-up people have no secrets"
PREFIX = bytes.fromhex("302e020100300506032b657004220420")


def compressed(p):
    z = pow(p[2], v.P - 2, v.P)
    x, y = p[0] * z % v.P, p[1] * z % v.P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def sign(seed, message):
    h = hashlib.sha512(seed).digest()
    a = int.from_bytes(h[:32], "little") & (1 << 254) - 8 | 1 << 254
    public = compressed(v.point_times(a, v.BASE))
    r = int.from_bytes(hashlib.sha512(h[32:] + message).digest(), "little") % v.Q
    big = compressed(v.point_times(r, v.BASE))
    k = int.from_bytes(hashlib.sha512(big + public + message).digest(), "little") % v.Q
    return big + ((r + k * a) % v.Q).to_bytes(32, "little")


def public_of(seed):
    h = hashlib.sha512(seed).digest()
    return compressed(v.point_times(int.from_bytes(h[:32], "little") & (1 << 254) - 8 | 1 << 254, v.BASE))


@functools.lru_cache(maxsize=None)  # most entries come again in the next case
def sign_once(seed, message):
    return sign(seed, message)


class Forger:
    def __init__(self, custody):
        self.custody = custody
        self.name, self.log_public = v.parse_vkey(open(custody + "/public/ledger/vkey").read())
        self.log = bytes.fromhex(open(custody + "/keys/ledger").read())
        self.people = {}
        for path in glob.glob(custody + ".people/*.key"):
            der = subprocess.run(["openssl", "pkey", "-in", path, "-passin", "pass:" + PASSPHRASE, "-outform", "DER"],
                                 check=True, stdout=subprocess.PIPE).stdout
            seed = der[len(PREFIX):]
            self.people[hashlib.sha256(public_of(seed)).hexdigest()[:16]] = seed
            setattr(self, os.path.basename(path)[:-4], hashlib.sha256(public_of(seed)).hexdigest()[:16])
        self.entries = [json.loads(e) for e in self.leaves(custody + "/public/ledger")]
        self.rows = self.leaves(custody + "/public/batches/b1")
        self.signs_batch = self.origin = None

    @staticmethod
    def leaves(folder):
        size, out = int(open(folder + "/checkpoint").read().split("\n")[1]), []
        for n in range((size + 255) // 256):
            data, there = v.load_tile(folder, "entries", n, min(256, size - 256 * n))
            out += v.cut(data, there, folder)
        return out[:size]

    def find(self, kind, nth=0):
        return [e for e in self.entries if e["type"] == kind][nth]

    def place(self, kind, nth=0):
        return self.entries.index(self.find(kind, nth))

    def write_tree(self, folder, origin, leaves):
        shutil.rmtree(folder + "/tile", ignore_errors=True)
        level, hashes = 0, [v.sha(b"\0" + e) for e in leaves]
        things = [len(e).to_bytes(2, "big") + e for e in leaves]
        self.write_tiles(folder, "entries", things)
        while hashes:
            self.write_tiles(folder, str(level), hashes)
            hashes = [v.fold(hashes[i:i + 256]) for i in range(0, len(hashes) - 255, 256)]
            level += 1
        text = ("%s\n%d\n%s\n" % (origin, len(leaves), base64.b64encode(root(leaves)).decode())).encode()
        blob = v.key_hash(origin, self.log_public) + sign_once(self.log, text)
        note = text + ("\n— %s %s\n" % (origin, base64.b64encode(blob).decode())).encode()
        open(folder + "/checkpoint", "wb").write(note)

    @staticmethod
    def write_tiles(folder, level, things):
        for n in range(0, len(things), 256):
            part = things[n:n + 256]
            path = "%s/tile/%s/%03d" % (folder, level, n // 256) + ("" if len(part) == 256 else ".p/%d" % len(part))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            open(path, "wb").write(b"".join(part))

    def signed(self, entry, done):
        """The entry's bytes, placed and signed again as it says; what begins with _ is the forger's own note."""
        notes = {k: entry.pop(k) for k in list(entry) if k.startswith("_")}
        size = min(entry["after"]["size"], len(done)) if notes.get("_after") is None else notes["_after"]
        entry["after"] = {"size": size, "root": notes.get("_root", root(done[:size]).hex())}
        signers = [k["key"] for k in entry.pop("keys")]
        body = b"proviso act\n" + v.canonical(entry)
        entry["keys"] = [{"key": k, "signature": base64.b64encode(sign_once(self.people[k], body)).decode()} for k in signers]
        return notes.get("_bytes", lambda b: b)(v.canonical(entry))

    def write(self, out):
        shutil.copytree(self.custody + "/public", out)
        tree = root(self.rows)
        self.write_tree(out + "/batches/b1", self.origin or self.name + "/batches/b1", self.rows)
        done = []
        for entry in self.entries:
            if entry["type"] == "batch" and entry["subject"] == "b1" and not entry.pop("_keep", False):
                entry["root"] = tree.hex()
            done.append(self.signed(entry, done))
        self.write_tree(out + "/ledger", self.name, done)


def root(leaves):
    if not leaves:
        return v.sha(b"")
    hashes = [v.sha(b"\0" + e) for e in leaves]
    while len(hashes) > 1:
        hashes = [v.node(*hashes[i:i + 2]) if i + 1 < len(hashes) else hashes[i] for i in range(0, len(hashes), 2)]
    return hashes[0]


def by(*who):
    return [{"key": k} for k in who]


# --- the ways; each is (what is forged) -> None, in place ---

def change(kind, nth=0, **fields):
    def way(f):
        f.find(kind, nth).update(fields)
    return way


def signers(kind, nth, *who):
    def way(f):
        f.find(kind, nth)["keys"] = by(*(getattr(f, w) for w in who))
    return way


def drop(kind, nth=0):
    def way(f):
        f.entries.remove(f.find(kind, nth))
    return way


def twice(kind, nth=0):
    def way(f):
        f.entries.insert(f.place(kind, nth) + 1, json.loads(json.dumps(f.find(kind, nth))))
    return way


def behind(kind, other, nth=0, other_nth=0):
    """One act stands behind another, at its time."""
    def way(f):
        moved = f.find(kind, nth)
        f.entries.remove(moved)
        moved["time"] = f.find(other, other_nth)["time"]
        f.entries.insert(f.place(other, other_nth) + 1, moved)
    return way


def leaf(index, edit):
    def way(f):
        f.rows[index] = edit(f.rows[index])
    return way


def answers(**more):
    def way(f):
        f.find("batch")["answers"].update({k: f.find("batch")["answers"][k] + n for k, n in more.items()})
    return way


def both(*ways):
    def way(f):
        for w in ways:
            w(f)
    return way


def first_leaf(answer):
    """The place of a leaf of this answer."""
    def find(f):
        return next(i for i, row in enumerate(f.rows) if row.startswith(b'{"answer":"%s"' % answer.encode()))
    return find


def edit_leaf(answer, edit):
    def way(f):
        i = first_leaf(answer)(f)
        f.rows[i] = edit(f.rows[i])
    return way


def add_leaf(f):
    f.rows.append(f.rows[0])


def fewer_leaves(f):
    f.rows.pop()


def new_person(f):
    """Registers an approver under one signature."""
    seed = b"\7" * 32
    public = public_of(seed)
    key = hashlib.sha256(public).hexdigest()[:16]
    f.people[key] = seed
    entry = dict(f.entries[-1], type="person", subject=key, public=base64.b64encode(public).decode(), roles=["approver"],
                 keys=by(f.officer))
    for name in ("parent", "document", "lifted", "rows", "for"):
        entry.pop(name, None)
    f.entries.append(entry)


def other_origin(f):
    f.origin = f.name + "/batches/b2"


def halted(f):
    """The first halt is entered before the release, and lifted behind the handover."""
    halt = f.find("halt", 0)
    f.entries.remove(halt)
    halt["time"] = f.find("release")["time"]
    f.entries.insert(f.place("release"), halt)


RESIGNED = {
    "nothing": lambda f: None,  # the control: both verifiers take what the forger merely wrote again
    "person by one": new_person,
    "person of another key": change("person", 3, subject="0123456789abcdef"),
    "agreement by one": signers("agreement", 0, "officer"),
    "agreement by one twice": signers("agreement", 0, "officer", "officer"),
    "agreement without the role": signers("agreement", 0, "officer", "operator"),
    "agreement twice": twice("agreement"),
    "recipient by one": signers("recipient", 0, "counsel"),
    "import by an approver": signers("import", 0, "approver1"),
    "order by nobody": signers("order", 0),
    "stay by one": signers("order", 1, "counsel"),
    "halt lifted by one": signers("halt", 1, "operator"),
    "service of no order": change("service", 0, parent="ord9"),
    "acknowledged twice": both(twice("acknowledgement"), lambda f: f.find("acknowledgement", 1).update(subject="ack9")),
    "batch by an approver": signers("batch", 0, "approver1"),
    "batch number twice": twice("batch"),
    "totals altered": both(answers(released=1, none=-1)),
    "totals altered with the release": both(answers(released=1, none=-1),
                                            lambda f: f.find("release").update(released=f.find("release")["released"] + 1)),
    "rows altered": change("batch", 0, rows=1),
    "root of another tree": change("batch", 0, root="00" * 32, _keep=True),
    "plan of no batch": change("plan", 0, parent="b9"),
    "plan twice": twice("plan"),
    "approval by the maker": signers("approval", 1, "operator"),
    "approval by one twice": signers("approval", 1, "approver1"),
    "approval by counsel": signers("approval", 1, "counsel"),
    "approval by two at once": signers("approval", 1, "approver1", "approver2"),
    "approval of another plan": change("approval", 1, plan_document="00" * 32),
    "approval missing": drop("approval", 1),
    "approval behind the release": behind("approval", "release", 1),
    "release missing": drop("release"),
    "release twice": twice("release"),
    "release of other counts": change("release", 0, rows=7),
    "release under a halt": halted,
    "handover before the release": behind("release", "handover"),
    "handover to another": change("handover", 0, recipient="rcp9"),
    "finding about nothing": change("finding", 0, parent="b9"),
    "opening by one": signers("opening", 0, "counsel"),
    "opening by operators": signers("opening", 0, "operator", "approver1"),
    "of an unknown type": change("service", 0, type="nonesuch"),
    "time runs back": change("service", 0, time="2001-01-01T00:00:00.000Z"),
    "no time": change("service", 0, time="yesterday"),
    "after another log": change("service", 0, _root="00" * 32),
    "after a later log": change("service", 0, _after=10**6, _root="00" * 32),
    "not canonical": change("service", 0, _bytes=lambda b: b.replace(b'{"after"', b'{ "after"')),
    "a name twice": change("service", 0, _bytes=lambda b: b.replace(b'"v":1', b'"v":1,"v":1')),
    "no JSON": change("service", 0, _bytes=lambda b: b[:-1]),
    "a leaf of another answer": edit_leaf("none", lambda b: b.replace(b'"none"', b'"released"')),
    "a leaf that is no answer": edit_leaf("none", lambda b: b.replace(b'"none"', b'"given"')),
    "a leaf with a category": edit_leaf("none", lambda b: b.replace(b'"none"', b'"none","category":"blank"')),
    "a leaf without one": edit_leaf("insufficient", lambda b: b[:25] + b[b.index(b',"inner"'):]),
    "a leaf that says more": edit_leaf("none", lambda b: b[:-1] + b',"x":1}'),
    "a leaf without a commitment": edit_leaf("none", lambda b: b.replace(b'"inner"', b'"outer"')),
    "a leaf more": add_leaf,
    "a leaf fewer": fewer_leaves,
    "a row tree of another batch": other_origin,
}


# Of a custody with an act of each later kind (tests/strangers-acts.sh).
ACTS = {
    "nothing": lambda f: None,
    "recall by an operator": signers("recall", 0, "operator"),
    "recall of nothing": change("recall", 0, parent="f9"),
    "recall sent by nobody": signers("recall-step", 0),
    "disposal verified by an operator": signers("recall-step", 2, "operator"),
    "litigation hold ended by one": signers("recall-step", 4, "officer"),
    "litigation hold ended by one twice": signers("recall-step", 4, "officer", "officer"),
    "litigation hold ended by approvers": signers("recall-step", 4, "approver1", "approver2"),
    "certificate by nobody": signers("certificate", 0),
    "incident by nobody": signers("incident", 0),
    "incident's report by nobody": signers("incident-report", 0),
    "mailing by nobody": signers("mailing", 0),
    "mailing of nothing": change("mailing", 0, parent="f9"),
    "mailing approved by one twice": signers("approval", 3, "approver1"),
    "mailing approved by its maker": signers("approval", 2, "operator"),
    "mailing approved by one": drop("approval", 3),
    "mailed before its approval": behind("approval", "mailed", 3),
    "mailed by counsel": signers("mailed", 0, "counsel"),
    "mailed to more": change("mailed", 0, letters=99),
    "mailed to fewer than none": change("mailed", 0, letters=-1),
    "returned by nobody": signers("returned", 0),
    "account by one": signers("account", 0, "officer"),
    "account by an operator": signers("account", 0, "officer", "operator"),
    "erasure by one": signers("erasure", 0, "officer"),
    "erasure by approvers": signers("erasure", 0, "approver1", "approver2"),
    "erasure under a hold": drop("hold", 1),
    "hold by nobody": signers("hold", 0),
    "hold lifted by one": signers("hold", 1, "officer"),
    "hold lifted by one twice": signers("hold", 1, "officer", "officer"),
    "backup by an approver": signers("backup", 0, "approver1"),
    "drill by nobody": signers("drill", 0),
    "sample by counsel": signers("sample", 0, "counsel"),
    "sample that never stops": change("sample", 0, stop=0),
    "sample that stops beyond its rows": change("sample", 0, stop=99),
    "sample's result by its maker": signers("sampled", 0, "operator"),
    "sample's result by counsel": signers("sampled", 0, "counsel"),
    "sample's result of more rows": change("sampled", 0, right=99),
    "sample's result of fewer than none": change("sampled", 0, right=6, wrong=-1),
    "opening by one": signers("opening", 0, "officer"),
    "opening by an operator": signers("opening", 0, "officer", "operator"),
    **{kind + " twice": twice(kind) for kind in ("recall", "certificate", "mailing", "mailed", "returned", "sample", "sampled",
                                                "erasure", "account", "backup", "drill", "opening")},
}


def newest(out, path):
    """The file of this pattern that the checkpoint covers: of partial forms the widest."""
    return max(glob.glob(out + "/" + path), key=lambda p: int(os.path.basename(p)) if p[-1].isdigit() else 0)


def flip(path, at=0, bit=1):
    def way(out):
        name = newest(out, path)
        data = bytearray(open(name, "rb").read())
        data[at if at >= 0 else len(data) + at] ^= bit
        open(name, "wb").write(data)
    return way


def resize(path, to):
    def way(out):
        name = newest(out, path)
        data = open(name, "rb").read()
        open(name, "wb").write(data[:to] if to < 0 else data + b"\0" * to)
    return way


def remove(path):
    def way(out):
        for name in glob.glob(out + "/" + path):
            shutil.rmtree(name) if os.path.isdir(name) else os.remove(name)
    return way


def another_vkey(out):
    name, _ = v.parse_vkey(open(out + "/ledger/vkey").read())
    public = public_of(b"\1" * 32)
    key = base64.b64encode(b"\1" + public).decode()
    open(out + "/ledger/vkey", "w").write("%s+%s+%s\n" % (name, v.key_hash(name, public).hex(), key))


def swapped(out):
    """Two entries of the bundle change places; the tiles are made again, the checkpoint is not."""
    path = newest(out, "ledger/tile/entries/*.p/*")
    data = open(path, "rb").read()
    entries = v.cut(data, int(os.path.basename(path)), path)
    entries[6], entries[7] = entries[7], entries[6]
    open(path, "wb").write(b"".join(len(e).to_bytes(2, "big") + e for e in entries))
    tile = path.replace("/entries/", "/0/")
    open(tile, "wb").write(b"".join(v.sha(b"\0" + e) for e in entries))


RAW = {
    "raw: a bit of an entry": flip("ledger/tile/entries/*.p/*", 40),
    "raw: a bit of the last entry": flip("ledger/tile/entries/*.p/*", -3),
    "raw: a bit of a length": flip("ledger/tile/entries/*.p/*", 1),
    "raw: a bit of a tile": flip("ledger/tile/0/*.p/*", 33),
    "raw: a bit of a leaf": flip("batches/b1/tile/entries/000", 100),
    "raw: a bit of a row tile": flip("batches/b1/tile/0/000", 1000),
    "raw: a bit of a tile above": flip("batches/b1/tile/1/000.p/*", 5),
    "raw: a bit of the origin": flip("ledger/checkpoint", 2),
    "raw: a bit of the signature": flip("ledger/checkpoint", -20),
    "raw: a bit of a row tree's root": flip("batches/b1/checkpoint", 60, 2),
    "raw: a bit of the key": flip("ledger/vkey", -10),
    "raw: another key": another_vkey,
    "raw: a tile is cut": resize("ledger/tile/0/*.p/*", -32),
    "raw: bytes behind a tile": resize("batches/b1/tile/0/000", 32),
    "raw: a bundle is cut": resize("ledger/tile/entries/*.p/*", -10),
    "raw: bytes behind a bundle": resize("batches/b1/tile/entries/000", 2),
    "raw: two entries swapped": swapped,
    "raw: a bundle is missing": remove("batches/b1/tile/entries/000"),
    "raw: a tile is missing": remove("batches/b1/tile/1"),
    "raw: a row tree is missing": remove("batches/b1"),
    "raw: no checkpoint": remove("ledger/checkpoint"),
    "raw: no key": remove("ledger/vkey"),
}


def main(custody, out, acts=None):
    forger = Forger(custody)
    os.makedirs(out)
    with open(out + "/cases", "w") as cases:
        for n, (case, way) in enumerate(ACTS.items() if acts else list(RESIGNED.items()) + list(RAW.items())):
            print(n, case, file=cases)
            if case in RAW:
                shutil.copytree(custody + "/public", "%s/%d" % (out, n))
                way("%s/%d" % (out, n))
            else:
                f = copy.deepcopy(forger)
                way(f)
                f.write("%s/%d" % (out, n))


if __name__ == "__main__":
    main(*sys.argv[1:])
