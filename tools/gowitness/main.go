// gowitness is a witness of logs for tests (C2SP tlog-witness, tlog-cosignature), written with what Go's checksum
// database uses, golang.org/x/mod/sumdb/note and .../tlog, and no line of Proviso's.
//
//	gowitness NAME FOLDER VKEYS
//
// NAME is the witness's name. FOLDER is where it keeps its key (`seed`, made when absent), its verifier key line
// (`vkey`), the address that it listens on (`url`), and of each log the last tree that it signed. VKEYS is a file with
// the verifier keys of the logs that it knows, a line each; it is read anew for each request. It listens on
// 127.0.0.1, at a port that the system chooses, until it is killed.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go build -o gowitness tools/gowitness/main.go
package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "gowitness:", err)
		os.Exit(1)
	}
}

type witness struct {
	sync.Mutex
	name, folder, vkeys string
	key                 ed25519.PrivateKey
	hash                []byte
}

// refusal is an answer other than a cosignature.
type refusal struct {
	status int
	body   string
}

func refuse(status int, body string) *refusal { return &refusal{status, body} }

// parse takes a request apart: old size, proof, checkpoint.
func parse(body string) (old int64, proof tlog.TreeProof, checkpoint string, bad *refusal) {
	head, checkpoint, ok := strings.Cut(body, "\n\n")
	lines := strings.Split(head, "\n")
	digits := strings.TrimPrefix(lines[0], "old ")
	old, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || digits == lines[0] || strconv.FormatInt(old, 10) != digits || len(lines) > 64 {
		return 0, nil, "", refuse(400, "the old size line\n")
	}
	for _, line := range lines[1:] {
		hash, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(hash) != tlog.HashSize {
			return 0, nil, "", refuse(400, "a proof line\n")
		}
		proof = append(proof, *(*tlog.Hash)(hash))
	}
	return old, proof, checkpoint, nil
}

// open checks the log's own signature and takes the three lines apart.
func (w *witness) open(checkpoint string) (text, origin string, tree tlog.Tree, bad *refusal) {
	origin, _, _ = strings.Cut(checkpoint, "\n")
	data, err := os.ReadFile(w.vkeys)
	check(err)
	var verifiers []note.Verifier
	for _, line := range strings.Fields(string(data)) {
		v, err := note.NewVerifier(line)
		check(err)
		if v.Name() == origin {
			verifiers = append(verifiers, v)
		}
	}
	if len(verifiers) == 0 {
		return "", "", tree, refuse(404, "an unknown log\n")
	}
	n, err := note.Open([]byte(checkpoint), note.VerifierList(verifiers...))
	if err != nil {
		return "", "", tree, refuse(403, err.Error()+"\n")
	}
	lines := strings.Split(n.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	root, err2 := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || err2 != nil || len(root) != tlog.HashSize {
		return "", "", tree, refuse(400, "the checkpoint\n")
	}
	return n.Text, origin, tlog.Tree{N: size, Hash: *(*tlog.Hash)(root)}, nil
}

func (w *witness) stateFile(origin string) string {
	return filepath.Join(w.folder, "log-"+hex.EncodeToString([]byte(origin)))
}

// last is the tree that was signed last, size 0 where none was.
func (w *witness) last(origin string) (tree tlog.Tree) {
	data, err := os.ReadFile(w.stateFile(origin))
	if err == nil {
		var root string
		_, err = fmt.Sscanf(string(data), "%d %s", &tree.N, &root)
		check(err)
		check(tree.Hash.UnmarshalJSON([]byte(`"` + root + `"`)))
	}
	return tree
}

func (w *witness) keep(origin string, tree tlog.Tree) {
	path := w.stateFile(origin)
	check(os.WriteFile(path+".tmp", []byte(fmt.Sprintf("%d %s\n", tree.N, tree.Hash)), 0o600))
	check(os.Rename(path+".tmp", path))
}

// cosign makes the signature line of tlog-cosignature.
func (w *witness) cosign(text string) string {
	now := time.Now().Unix()
	blob := append([]byte{}, w.hash...)
	blob = binary.BigEndian.AppendUint64(blob, uint64(now))
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", now, text)
	blob = append(blob, ed25519.Sign(w.key, []byte(message))...)
	return fmt.Sprintf("\u2014 %s %s\n", w.name, base64.StdEncoding.EncodeToString(blob))
}

func (w *witness) answer(body string) (string, *refusal) {
	old, proof, checkpoint, bad := parse(body)
	if bad != nil {
		return "", bad
	}
	text, origin, tree, bad := w.open(checkpoint)
	if bad != nil {
		return "", bad
	}
	last := w.last(origin)
	switch {
	case old > tree.N:
		return "", refuse(400, "the old size is larger than the checkpoint's\n")
	case old != last.N:
		return "", refuse(409, fmt.Sprintf("%d\n", last.N))
	case old == tree.N && old > 0:
		if tree.Hash != last.Hash {
			return "", refuse(409, fmt.Sprintf("%d\n", last.N))
		}
	case old > 0:
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, last.N, last.Hash); err != nil {
			return "", refuse(422, err.Error()+"\n")
		}
	case len(proof) > 0:
		return "", refuse(422, "a proof from nothing\n")
	}
	w.keep(origin, tree)
	return w.cosign(text), nil
}

func (w *witness) ServeHTTP(out http.ResponseWriter, in *http.Request) {
	w.Lock()
	defer w.Unlock()
	body, err := io.ReadAll(io.LimitReader(in.Body, 1<<20))
	if err != nil || in.Method != "POST" || in.URL.Path != "/add-checkpoint" {
		http.Error(out, "POST /add-checkpoint", 405)
		return
	}
	lines, bad := w.answer(string(body))
	if bad != nil {
		if bad.status == 409 {
			out.Header().Set("Content-Type", "text/x.tlog.size")
		}
		out.WriteHeader(bad.status)
		lines = bad.body
	}
	_, _ = io.WriteString(out, lines)
}

// key reads the seed, or makes one, and writes the verifier key line.
func (w *witness) loadKey() {
	path := filepath.Join(w.folder, "seed")
	seed, err := os.ReadFile(path)
	if err != nil {
		seed = make([]byte, ed25519.SeedSize)
		_, err = rand.Read(seed)
		check(err)
		check(os.WriteFile(path, seed, 0o600))
	}
	w.key = ed25519.NewKeyFromSeed(seed)
	public := append([]byte{4}, w.key.Public().(ed25519.PublicKey)...)
	sum := sha256.Sum256(append([]byte(w.name+"\n"), public...))
	w.hash = sum[:4]
	line := fmt.Sprintf("%s+%x+%s\n", w.name, w.hash, base64.StdEncoding.EncodeToString(public))
	check(os.WriteFile(filepath.Join(w.folder, "vkey"), []byte(line), 0o600))
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: gowitness NAME FOLDER VKEYS")
		os.Exit(2)
	}
	w := &witness{name: os.Args[1], folder: os.Args[2], vkeys: os.Args[3]}
	check(os.MkdirAll(w.folder, 0o700))
	w.loadKey()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	path := filepath.Join(w.folder, "url")
	check(os.WriteFile(path+".tmp", []byte("http://"+listener.Addr().String()+"\n"), 0o600))
	check(os.Rename(path+".tmp", path))
	check(http.Serve(listener, w))
}
