/* ledger.h: one append-only Merkle log (RFC 6962 section 2.1) in the C2SP
 * tlog-tiles layout with C2SP tlog-checkpoint signed notes, and trees of the
 * same form for the rows of a batch. Strangers verify both with the public
 * files alone.
 */
#ifndef ENGINE_LEDGER_LEDGER_H
#define ENGINE_LEDGER_LEDGER_H

#include "base/crypto.h"
#include "base/error.h"
#include "base/text.h"

/* Whatever takes a `struct text *out` adds to it. Names, bytes and order of writing:
 * docs/formats/ledger.md. */

/* --- Merkle arithmetic: no I/O --- */

must merkle_leaf(struct span entry, struct sha256 *out, struct error *e); /* H(0x00 || entry) */
must merkle_node(const struct sha256 *left, const struct sha256 *right, struct sha256 *out,
                 struct error *e);                                       /* H(0x01 || l || r) */
must merkle_empty(struct sha256 *out, struct error *e);                  /* H() */

/* ERROR_VERIFY unless the proof (count hashes, lowest first) shows the leaf hash at
 * index in the tree of this size and root. RFC 9162 section 2.1.3.2. */
must merkle_verify_inclusion(const struct sha256 *leaf, uint64_t index, uint64_t size,
                             const struct sha256 *proof, size_t count, const struct sha256 *root,
                             struct error *e);

/* RFC 9162 section 2.1.4.2. Sizes equal: roots equal and no proof, and for size 0 both the empty
 * root. From size 0 to a larger tree is ERROR_VERIFY: any tree follows an empty one, so nothing
 * would be proved of root2 (the RFC asks for 0 < size1 as well). */
must merkle_verify_consistency(uint64_t size1, uint64_t size2, const struct sha256 *root1,
                               const struct sha256 *root2, const struct sha256 *proof,
                               size_t count, struct error *e);

/* --- signed notes (C2SP signed-note) with Ed25519 --- */

/* A key's name is the log's origin: no blank, no '+'. */
must note_vkey(struct text *out, const char *name, const uint8_t public_key[ED25519_PUBLIC],
               struct error *e);                  /* "name+hash+base64" */
must note_parse_vkey(struct span vkey, char *name, size_t size, uint8_t public_key[ED25519_PUBLIC],
                     struct error *e);
must note_sign(struct text *out, struct span body, const char *name,
               const uint8_t secret[ED25519_SECRET], struct error *e); /* body ends in a newline */
/* Adds a signature of the same body by another key to a note. */
must note_sign_too(struct text *note, const char *name, const uint8_t secret[ED25519_SECRET],
                   struct error *e);
/* The body, borrowed from the note, when the vkey's signature on it is good; ERROR_VERIFY. */
must note_open(struct span note, const char *name, const uint8_t public_key[ED25519_PUBLIC],
               struct span *body, struct error *e);

/* --- checkpoints (C2SP tlog-checkpoint) --- */

struct checkpoint {
    char origin[256];
    uint64_t size;
    struct sha256 root;
};

must checkpoint_format(struct text *out, const struct checkpoint *c, struct error *e);
must checkpoint_parse(struct span body, struct checkpoint *out, struct error *e);

/* What a note states, signed by the vkey and of the log of its name; ERROR_VERIFY. */
must checkpoint_open(struct span note, struct span vkey, struct checkpoint *out, struct error *e);
/* The checkpoint of a note, whoever signed it; body (may be NULL) is borrowed from the note. */
must checkpoint_of(struct span note, struct checkpoint *out, struct span *body, struct error *e);

/* --- cosignatures of witnesses (C2SP tlog-cosignature, Ed25519) --- */

struct witness {
    char name[256];
    uint8_t public_key[ED25519_PUBLIC];
};
must witness_parse(struct span vkey, struct witness *out, struct error *e);

/* The newest cosignature of a witness under a note: *line, without its newline, is borrowed from
 * the note and empty where there is none; *at: its instant, seconds since 1970 (may be NULL). One
 * that is wrong is ERROR_VERIFY "cosignature.wrong". */
must witness_signed(struct span note, const struct witness *w, struct span *line, uint64_t *at,
                    struct error *e);

/* The note with this line of the witness in place of any that it has of them. */
must witness_add(struct text *out, struct span note, const struct witness *w, struct span line,
                 struct error *e);

/* The body of an add-checkpoint request (C2SP tlog-witness): the proof leads from the tree of
 * `old` entries, which the witness knows, to the note's. */
must witness_request(struct text *out, uint64_t old, const struct sha256 *proof, size_t count,
                     struct span note, struct error *e);

/* --- a tree on disk --- */

/* Writes a whole tree at once into an empty folder: `tile/...`,
 * `tile/entries/...`, and `checkpoint` signed by secret; all synced when
 * it returns, checkpoint last. Leaves are given in order by `next` (an entry of at most
 * 65,535 bytes, borrowed until the next call; *more false at the end). Bounded memory. */
must tree_write(const char *folder, const char *origin, const uint8_t secret[ED25519_SECRET],
                must (*next)(void *ctx, struct span *entry, bool *more, struct error *e),
                void *ctx, struct checkpoint *out, struct error *e);

/* --- the ledger --- */

struct ledger;

/* Makes an empty ledger: folder with `checkpoint` (size 0) and `vkey`. */
must ledger_create(const char *folder, const char *origin, const uint8_t secret[ED25519_SECRET],
                   struct error *e);

/* Opens to append (secret given) or to read (NULL). Checks the checkpoint's
 * signature against `vkey` and the right edge of the tree. A writer holds the lock of the folder
 * (ERROR_HELD "locked"). Tiles beyond the checkpoint are leftovers of a crash
 * and are overwritten. */
must ledger_open(struct ledger **out, const char *folder, const uint8_t *secret, struct error *e);
void ledger_close(struct ledger *l);

const struct checkpoint *ledger_checkpoint(const struct ledger *l);

/* Appends entries (1 to 65,535 bytes each), all or none: entry bundles and tiles
 * synced, then the checkpoint. When it returns true they are durable. *first: index of the first.
 * When it fails while the checkpoint is being replaced, nobody knows which of the two a reader
 * saw: from then on every append is refused ("ledger.unsure") until the ledger is opened anew,
 * lest two trees of one size be signed. */
must ledger_append(struct ledger *l, const struct span *entries, size_t count, uint64_t *first,
                   struct error *e);

/* The note at FOLDER/checkpoint as it is now. */
must ledger_note(const struct ledger *l, struct text *out, struct error *e);

/* Puts a note in its place that states the same and is signed by the same key: cosignatures were added. */
must ledger_cosign(struct ledger *l, struct span note, struct error *e);

/* Appends one entry by which the log gets another key. The checkpoint that covers it is signed by both keys
 * and stays as rotations/SIZE; then `vkey` is the new one's, and l goes on with it. Where that fails
 * behind the checkpoint, or the process dies, ledger_rotated makes up for it. */
must ledger_rotate(struct ledger *l, struct span entry, const uint8_t next[ED25519_SECRET],
                   uint64_t *index, struct error *e);

/* *done: the checkpoint is signed by `next` too, so that the rotation to it took place; what was left
 * of it has been done then. l: open to append, with either key. */
must ledger_rotated(struct ledger *l, const uint8_t next[ED25519_SECRET], bool *done,
                    struct error *e);

/* The entry, checked against its leaf hash. */
must ledger_entry(const struct ledger *l, uint64_t index, struct text *out, struct error *e);

/* Proofs from the tiles; at most 64 hashes: proof has room for PROOF_MOST. size (size2) is at
 * most the checkpoint's; ERROR_USAGE where an index or a size is out of range. From size 0
 * the proof is empty. */
enum { PROOF_MOST = 64 };
must ledger_prove_inclusion(const struct ledger *l, uint64_t index, uint64_t size,
                            struct sha256 *proof, size_t *count, struct error *e);
must ledger_prove_consistency(const struct ledger *l, uint64_t size1, uint64_t size2,
                              struct sha256 *proof, size_t *count, struct error *e);

/* The same of any tree in tile layout, a batch's for example; tree_size is its checkpoint's. */
must tree_entry(const char *folder, uint64_t tree_size, uint64_t index, struct text *out,
                struct error *e);
must tree_prove_inclusion(const char *folder, uint64_t tree_size, uint64_t index, uint64_t size,
                          struct sha256 *proof, size_t *count, struct error *e);
must tree_prove_consistency(const char *folder, uint64_t tree_size, uint64_t size1, uint64_t size2,
                            struct sha256 *proof, size_t *count, struct error *e);

/* --- a proof as a file (C2SP tlog-proof): inclusion and checkpoint in one, checked offline --- */

struct proof_file {
    uint64_t index;
    struct sha256 hashes[PROOF_MOST]; /* lowest first */
    size_t count;
    struct span extra; /* base64 of data that nothing vouches for; empty: none */
    struct span note;  /* the checkpoint as it lies, cosignatures included */
};

/* Format: docs/formats/ledger.md. What proof_parse took, proof_format gives back byte for byte. */
must proof_format(struct text *out, const struct proof_file *p, struct error *e);
/* Borrows from bytes. ERROR_VERIFY "proof.form". Proves nothing yet. */
must proof_parse(struct span bytes, struct proof_file *out, struct error *e);

/* ERROR_VERIFY unless the proof shows the entry under a checkpoint that is signed by the vkey and
 * bears its name. p: parsed. *out: that checkpoint. */
must proof_verify(const struct proof_file *p, struct span vkey, struct span entry,
                  struct checkpoint *out, struct error *e);

/* The proof file of an entry of a tree in tile layout, under a checkpoint note of it that is signed by
 * the vkey; tree_size is that of FOLDER/checkpoint, and the note's is at most that. */
must proof_make(struct text *out, const char *folder, uint64_t tree_size, struct span note,
                struct span vkey, uint64_t index, struct error *e);

/* --- verification from public files alone: shares nothing with the writer but
 * the Merkle arithmetic and the note format --- */

/* Opens the checkpoint with the vkey text, reads every entry bundle, recomputes every tile and
 * the root, and calls `each` (may be NULL) with each entry in order. ERROR_VERIFY says what is
 * wrong and where. What `each` saw is proved only once this has returned true. Files that the
 * checkpoint does not cover are passed over. */
must tree_verify(const char *folder, struct span vkey, struct checkpoint *out,
                 must (*each)(void *ctx, uint64_t index, struct span entry, struct error *e),
                 void *ctx, struct error *e);

#endif
