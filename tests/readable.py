"""What a person could read in a file: its bytes without the runs that are hexadecimal or base64.

A search for somebody's number in a file with hashes, salts and keys finds it now and then by chance: seven digits in
64 hexadecimal ones are not somebody's number. So such runs are taken out first, and nothing else is.

    from readable import readable, read
    python3 tests/readable.py WORDS PATH...     one word a line; prints where one stands, and exits with 1
"""
import os
import re
import sys

RANDOM = re.compile(rb"(?<![0-9a-f])[0-9a-f]{16,}(?![0-9a-f])|(?<![0-9A-Za-z+/])[0-9A-Za-z+/]{40,}={0,2}")


def blank(run):
    """A space for a run that is random by its look: a long word or number alone stays."""
    text = run.group()
    kinds = [re.search(kind, text) is not None for kind in (rb"[0-9]", rb"[a-f]" if len(text) < 40 else rb"[a-z]")]
    return b" " if all(kinds) else text


def readable(data):
    return RANDOM.sub(blank, data)


def read(*paths):
    """The readable bytes of each file under the paths, by name."""
    found = {}
    for path in paths:
        for folder, _, names in os.walk(path) if os.path.isdir(path) else [(os.path.dirname(path), [], [path])]:
            for name in names:
                name = os.path.join(folder, name) if os.path.isdir(path) else name
                with open(name, "rb") as file:
                    found[name] = readable(file.read())
    return found


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as file:
        words = {word for word in file.read().splitlines() if word}
    assert words, "no words to look for"
    assert readable(b'"a":"0000195"') == b'"a":"0000195"' and readable(b"x" * 64) == b"x" * 64
    assert readable(b"root 0000195" + b"abcdef" * 10) == b"root  "
    hits = [(name, word) for name, data in read(*sys.argv[2:]).items() for word in words if word in data]
    for name, word in hits[:5]:
        print(name, "holds", word.decode(errors="replace"))
    sys.exit(1 if hits else 0)
