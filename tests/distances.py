"""distances.py: pairs of texts, and our distances of them against those of others.

  distances.py pairs NAMES OUT             writes lines: number, text, text; NAMES: a file of names, or empty
  distances.py jellyfish PAIRS OURS        compares with python's jellyfish
  distances.py compare THEIRS OURS WORD    compares with lines: number, and a column for each of the letters of WORD

A letter is one of theirs: j Jaro, w Jaro-Winkler, l Levenshtein, d Damerau-Levenshtein. Compared is what is defined
alike:

  Jaro          all but empty texts (ours: two are alike; some say not); ours is rounded to ten-thousandths
  Jaro-Winkler  only where Jaro is above 0.7: the others boost a common prefix there alone (strcmp95), ours always, as
                Winkler 1990 has it; rounded twice
  Levenshtein   all
  Damerau       theirs lets a transposed pair be edited again, optimal string alignment does not: theirs is at most
                ours, and both agree whether it is one edit at most
"""
import random
import sys


def made_up(r, letters, longest):
    return "".join(r.choice(letters) for _ in range(r.randint(0, longest)))


def edited(r, text, letters):
    for _ in range(r.randint(0, 3)):
        at = r.randint(0, len(text))
        kind = r.randint(0, 3)
        if kind == 0:
            text = text[:at] + r.choice(letters) + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + 1:]
        elif kind == 2:
            text = text[:at] + r.choice(letters) + text[at + 1:]
        else:
            text = text[:at] + text[at + 1:at + 2] + text[at:at + 1] + text[at + 2:]
    return text[:64]


def pairs(names, out):
    r = random.Random(1)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    texts = []
    if names:
        texts = [line.split()[0] for line in open(names, encoding="ascii") if line.strip()]
    if len(texts) < 1000:
        parts = ["AN", "MAR", "SON", "EL", "IE", "SCH", "TH", "O", "ER", "WIL", "LI", "AM"]
        texts = ["".join(r.choice(parts) for _ in range(r.randint(1, 5))) for _ in range(5000)]
    with open(out, "w", encoding="ascii") as f:
        n = 0
        for kind, count in (("names", 8000), ("edited", 12000), ("few", 8000), ("long", 4000), ("digits", 4000)):
            for _ in range(count):
                if kind == "names":
                    a, b = r.choice(texts), r.choice(texts)
                elif kind == "edited":
                    a = r.choice(texts)
                    b = edited(r, a, alphabet)
                elif kind == "few":
                    a, b = made_up(r, "ABC", 9), made_up(r, "ABC", 9)
                elif kind == "digits":
                    a = made_up(r, "0123456789", 6)
                    b = edited(r, a, "0123456789")
                else:
                    a = made_up(r, "ABCDE '-" if r.random() < .5 else alphabet, 64)
                    b = edited(r, a, alphabet) if r.random() < .5 else made_up(r, "ABCDE '-", 64)
                n += 1
                f.write("%d\t%s\t%s\n" % (n, a, b))


def ours(path):
    names = ("jaro", "winkler", "osa", "levenshtein", "near")
    return {f[0]: dict(zip(names, map(int, f[1:]))) for f in (line.split() for line in open(path))}


def by_jellyfish(path):
    import jellyfish
    for line in open(path, encoding="ascii"):
        number, a, b = line.rstrip("\n").split("\t")
        empty = not a or not b
        yield number, {
            "j": None if empty else jellyfish.jaro_similarity(a, b),
            "w": None if empty else jellyfish.jaro_winkler_similarity(a, b),
            "l": jellyfish.levenshtein_distance(a, b),
            "d": jellyfish.damerau_levenshtein_distance(a, b),
        }


def from_file(path, letters):
    for line in open(path):
        number, *values = line.rstrip("\n").split("\t")
        assert len(values) == len(letters), line
        yield number, {k: float(v) if v else None for k, v in zip(letters, values)}


def compare(theirs, mine):
    counted, bad = {}, 0

    def check(what, number, good, say):
        nonlocal bad
        counted[what] = counted.get(what, 0) + 1
        if not good:
            bad += 1
            if bad <= 10:
                print("  pair %s, %s: %s" % (number, what, say))

    left = set(mine)
    for number, t in theirs:
        m = mine[number]
        left.remove(number)
        if t.get("j") is not None:
            check("Jaro", number, abs(m["jaro"] / 1e4 - t["j"]) < .0000501, (m["jaro"], t["j"]))
            if t["j"] > .7:
                check("Jaro-Winkler", number, abs(m["winkler"] / 1e4 - t["w"]) < .0001001, (m["winkler"], t["w"]))
        if "l" in t:
            check("Levenshtein", number, m["levenshtein"] == t["l"], (m["levenshtein"], t["l"]))
        if "d" in t:
            good = t["d"] <= m["osa"] <= m["levenshtein"] and (t["d"] <= 1) == (m["osa"] <= 1) == bool(m["near"])
            check("Damerau", number, good, (m["osa"], t["d"]))
    print("  " + ", ".join("%s %d" % c for c in counted.items()) + " pairs")
    return bad == 0 and not left and min(counted.values()) > 10000


if __name__ == "__main__":
    what = sys.argv[1]
    if what == "pairs":
        pairs(sys.argv[2], sys.argv[3])
    elif what == "jellyfish":
        sys.exit(not compare(by_jellyfish(sys.argv[2]), ours(sys.argv[3])))
    else:
        sys.exit(not compare(from_file(sys.argv[2], sys.argv[4]), ours(sys.argv[3])))
