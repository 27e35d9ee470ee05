// gotlog checks a tree that Proviso wrote with a library that knows nothing of Proviso: Go's
// golang.org/x/mod/sumdb/note and .../tlog, which the Go checksum database's clients use.
//
//	gotlog FOLDER VKEY [OLD-CHECKPOINT]
//	gotlog proof FILE LEAF VKEY
//
// FOLDER holds `checkpoint` and `tile/...` (C2SP tlog-tiles): a custody's public/ledger, or a batch's
// folder below public/batches. VKEY is a verifier key line, or the name of a file with one (a ledger
// keeps its own in FOLDER/vkey). OLD-CHECKPOINT is the file name of an older checkpoint of the same
// log, to be shown consistent with the present one.
//
// It opens the checkpoint, reads every tile that it touches through tlog.TileHashReader (which checks
// each against the root), and checks: inclusion proofs of the first, the last and sampled entries,
// against the entries in the bundles; consistency of sampled older sizes with the present tree. It
// prints one line and exits with 0, or says what is wrong and exits with 1.
//
// The second form checks a proof file (C2SP tlog-proof) alone: FILE proves that the bytes of LEAF are an entry of the log that
// the checkpoint in FILE states.
//
// Build and run without the network, with the Debian packages golang-go and golang-golang-x-mod-dev:
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run tools/gotlog/main.go FOLDER VKEY
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height  = 8
	width   = 1 << height
	samples = 40
)

func check(err error, what string) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "gotlog: %s: %v\n", what, err)
		os.Exit(1)
	}
}

func fail(format string, args ...interface{}) {
	check(fmt.Errorf(format, args...), "failed")
}

// number is N of a C2SP tile path: x001/x234/067.
func number(n int64) string {
	s := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		s = fmt.Sprintf("x%03d/%s", n%1000, s)
	}
	return s
}

// load reads a tile or bundle of w things; the full one where the partial form is gone.
func load(folder, level string, n int64, w int) ([]byte, error) {
	base := filepath.Join(folder, "tile", level, number(n))
	if w < width {
		if data, err := os.ReadFile(base + ".p/" + strconv.Itoa(w)); err == nil {
			return data, nil
		}
	}
	return os.ReadFile(base)
}

// reader gives tiles to tlog, whose own names begin with the height: tile/8/L/N.
type reader struct{ folder string }

func (r reader) Height() int                                { return height }
func (r reader) SaveTiles(tiles []tlog.Tile, data [][]byte) {}
func (r reader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, t := range tiles {
		data, err := load(r.folder, strconv.Itoa(t.L), t.N, t.W)
		if err != nil {
			return nil, err
		}
		if len(data) < t.W*tlog.HashSize {
			return nil, fmt.Errorf("%s is too short", t.Path())
		}
		out = append(out, data[:t.W*tlog.HashSize])
	}
	return out, nil
}

// open verifies a checkpoint and takes its three lines apart.
func open(path string, verifier note.Verifier) tlog.Tree {
	data, err := os.ReadFile(path)
	check(err, path)
	return openNote(path, data, verifier)
}

func openNote(path string, data []byte, verifier note.Verifier) tlog.Tree {
	n, err := note.Open(data, note.VerifierList(verifier))
	check(err, path)
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		fail("%s: three lines, the first %q, were expected", path, verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err, path)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	check(err, path)
	if len(root) != tlog.HashSize {
		fail("%s: the root has %d bytes", path, len(root))
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree
}

// entry reads entry i out of its bundle (16-bit big-endian lengths).
func entry(folder string, tree tlog.Tree, i int64) []byte {
	n := i / width
	w := tree.N - n*width
	if w > width {
		w = width
	}
	data, err := load(folder, "entries", n, int(w))
	check(err, "bundle")
	for k := int64(0); ; k++ {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			fail("the bundle of entry %d is malformed", i)
		}
		length := int(binary.BigEndian.Uint16(data))
		if k == i%width {
			return data[2 : 2+length]
		}
		data = data[2+length:]
	}
}

func checkConsistency(hashes tlog.HashReader, tree, old tlog.Tree) {
	if old.N == 0 || old.N > tree.N {
		return
	}
	proof, err := tlog.ProveTree(tree.N, old.N, hashes)
	check(err, "proving consistency")
	check(tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash), fmt.Sprintf("size %d", old.N))
}

// checkProof checks a tlog-proof: a head line, perhaps extra data, the index, the hashes, an empty line, the checkpoint.
func checkProof(path, leafPath string, verifier note.Verifier) {
	data, err := os.ReadFile(path)
	check(err, path)
	leaf, err := os.ReadFile(leafPath)
	check(err, leafPath)
	parts := strings.SplitN(string(data), "\n\n", 2)
	lines := strings.Split(parts[0], "\n")
	if len(parts) != 2 || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		fail("%s: this is no tlog-proof", path)
	}
	lines = lines[1:]
	if strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		fail("%s: it has no index", path)
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
	check(err, path)
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		check(err, path)
		proof = append(proof, hash)
	}
	tree := openNote(path, []byte(parts[1]), verifier)
	check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(leaf)), path)
	fmt.Printf("gotlog: %s: entry %d of %d is proved\n", verifier.Name(), index, tree.N)
}

func newVerifier(key string) note.Verifier {
	if data, err := os.ReadFile(key); err == nil {
		key = string(data)
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(key))
	check(err, "vkey")
	return verifier
}

func main() {
	if len(os.Args) == 5 && os.Args[1] == "proof" {
		checkProof(os.Args[2], os.Args[3], newVerifier(os.Args[4]))
		return
	}
	if len(os.Args) != 3 && len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: gotlog FOLDER VKEY [OLD-CHECKPOINT], or gotlog proof FILE LEAF VKEY")
		os.Exit(2)
	}
	folder, verifier := os.Args[1], newVerifier(os.Args[2])
	tree := open(filepath.Join(folder, "checkpoint"), verifier)
	hashes := tlog.TileHashReader(tree, reader{folder})
	records, sizes := 0, 0
	step := tree.N/samples + 1
	for i := int64(0); i < tree.N; i += step {
		for _, k := range []int64{i, tree.N - 1 - i} {
			proof, err := tlog.ProveRecord(tree.N, k, hashes)
			check(err, fmt.Sprintf("proving entry %d", k))
			leaf := tlog.RecordHash(entry(folder, tree, k))
			check(tlog.CheckRecord(proof, tree.N, tree.Hash, k, leaf), fmt.Sprintf("entry %d", k))
			records++
		}
		root, err := tlog.TreeHash(i+1, hashes)
		check(err, "an older root")
		checkConsistency(hashes, tree, tlog.Tree{N: i + 1, Hash: root})
		sizes++
	}
	if len(os.Args) == 4 {
		old := open(os.Args[3], verifier)
		if old.N > tree.N {
			fail("the older checkpoint is of a larger tree")
		}
		checkConsistency(hashes, tree, old)
		sizes++
	}
	fmt.Printf("gotlog: %s: size %d, %d inclusion and %d consistency proofs are good\n",
		verifier.Name(), tree.N, records, sizes)
}
