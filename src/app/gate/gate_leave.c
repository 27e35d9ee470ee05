/* gate_leave.c: what leaves the house beside the answers: signatures, the identity of a package, the proof that its
 * release stands in the ledger; and how files are carried out.
 *
 * (1) A file that the ledger names leaves as the ledger has it, or not at all.
 * (2) What is carried out appears whole under its name, its signature before it.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

/* --- signed, and sealed to somebody --- */

bool leave_sign(struct gate *g, const char *path, const char *what, struct error *e)
{
    char signature[PATH_SIZE];
    struct text t = {0};
    bool ok = path_format(signature, sizeof signature, e, "%s.minisig", path) &&
              minisign_sign_file(&g->release_key, path, what, &t, e) &&
              file_save(signature, text_span(&t), FILE_PRIVATE, e);
    text_free(&t);
    return ok;
}

bool leave_begin(struct age_writer **out, const struct gate *g, const char *path,
                 const uint8_t (*recipients)[X25519_SIZE], size_t count, struct error *e)
{
    return (g->armored ? age_begin_armored : age_begin)(out, path, recipients, count, e);
}

bool leave_end(struct age_writer *w, struct span plain, struct error *e)
{
    if (!age_write(w, plain, e)) {
        age_drop(w);
        return false;
    }
    return age_end(w, e);
}

bool leave_seal(struct gate *g, const char *path, struct span plain, const uint8_t (*recipients)[X25519_SIZE],
                size_t count, const char *what, struct error *e)
{
    struct age_writer *w = NULL;
    return leave_begin(&w, g, path, recipients, count, e) && leave_end(w, plain, e) && leave_sign(g, path, what, e);
}

bool package_identity(struct gate *g, const char *batch, const char *release,
                      const uint8_t (*recipients)[X25519_SIZE], size_t count, struct error *e)
{
    char sealed[PATH_SIZE], path[PATH_SIZE], what[96];
    struct text file = {0}, line = {0};
    (void)snprintf(what, sizeof what, "proviso identity of package %s", release);
    bool ok = gate_path(g, sealed, e, "batches/%s/%s.sealed", batch, release) &&
              gate_path(g, path, e, "batches/%s/%s.identity.age", batch, release) &&
              file_load(&file, sealed, 1 << 16, e) &&
              age_decrypt(text_span(&file), g->seal, g->seals, (struct span){NULL, 0}, &line, e) &&
              text_addc(&line, '\n', e) && leave_seal(g, path, text_span(&line), recipients, count, what, e);
    text_free(&file);
    text_free(&line);
    return ok;
}

/* --- the proof --- */

/* As whoever gets the files will read them; and the entry that is proved is the act that this house goes by. */
static bool check_proof(const struct ledger_notes *n, const struct proved *p, const struct found *release,
                        struct error *e)
{
    struct proof_file file;
    struct checkpoint c;
    struct text act = {0};
    bool ok = proof_parse(text_span(&p->proof), &file, e) &&
              proof_verify(&file, text_span(&n->vkey), text_span(&p->entry), &c, e) &&
              json_canonical(release->entry, &act, e) &&
              (span_equal(text_span(&act), text_span(&p->entry)) ||
               fail(e, ERROR_VERIFY, "proof.entry", "entry %llu of the ledger is not the release %s",
                    (unsigned long long)release->index, release->subject));
    text_free(&act);
    return ok;
}

static bool save_proof(struct gate *g, const char *batch, const char *release, const struct proved *p, struct error *e)
{
    char path[PATH_SIZE];
    return gate_path(g, path, e, "batches/%s/%s" LEAVE_ENTRY, batch, release) &&
           file_save(path, text_span(&p->entry), FILE_PRIVATE, e) &&
           gate_path(g, path, e, "batches/%s/%s" LEAVE_PROOF, batch, release) &&
           file_save(path, text_span(&p->proof), FILE_PRIVATE, e);
}

bool leave_proved(struct gate *g, const char *batch, const char *release, struct error *e)
{
    struct ledger_notes notes = {0};
    struct proved p = {0};
    struct found f = {0};
    bool ok = gate_get(g, "release", release, &f, e) && ledger_notes_open(g, &notes, e) &&
              ledger_prove(g, &notes, f.index, &p, e) && check_proof(&notes, &p, &f, e) &&
              (g->dry || save_proof(g, batch, release, &p, e));
    found_clear(&f);
    proved_clear(&p);
    ledger_notes_close(&notes);
    return ok;
}

bool leave_named(struct gate *g, const char *batch, const struct found *release, struct error *e)
{
    char path[PATH_SIZE];
    struct sha256 hash, named;
    return gate_path(g, path, e, "batches/%s/%s" LEAVE_PACKAGE, batch, release->subject) &&
           crypto_sha256_file(path, &hash, e) &&
           ((hex_decode(span_of(json_text(release->entry, "package")), named.at, sizeof named.at) &&
             crypto_equal(&hash, &named, sizeof hash)) ||
            fail(e, ERROR_VERIFY, "package.altered", "%s is not the file that the ledger names", path));
}

/* --- out of the house --- */

/* hash: in hex, what the bytes have to be; NULL: anything. */
static bool check_bytes(const struct mapping *m, const char *from, const char *hash, struct error *e)
{
    struct sha256 found, named;
    if (hash == NULL) {
        return true;
    }
    if (!crypto_sha256((struct span){(const char *)m->at, m->len}, &found, e)) {
        return false;
    }
    return (hex_decode(span_of(hash), named.at, sizeof named.at) &&
            crypto_equal(&found, &named, sizeof found)) ||
           fail(e, ERROR_VERIFY, "package.altered", "%s is not the file that the ledger names", from);
}

static bool copy_file(const char *from, const char *to, const char *hash, struct error *e)
{
    char temporary[PATH_SIZE];
    struct mapping m;
    if (!path_format(temporary, sizeof temporary, e, "%s.tmp", to) || !file_map(&m, from, e)) {
        return false;
    }
    struct file *f = NULL;
    bool ok = check_bytes(&m, from, hash, e) && file_remove(temporary, e) &&
              file_create(&f, temporary, FILE_PRIVATE, true, e) &&
              file_write(f, (struct span){(const char *)m.at, m.len}, e) && file_sync(f, e);
    file_drop(f);
    file_unmap(&m);
    return ok && file_rename(temporary, to, e);
}

bool leave_possible(const char *out_dir, struct error *e)
{
    char probe[PATH_SIZE];
    struct file *f = NULL;
    if (!folder_make(out_dir, FILE_PRIVATE, e) ||
        !path_format(probe, sizeof probe, e, "%s/.proviso-probe", out_dir) || !file_remove(probe, e) ||
        !file_create(&f, probe, FILE_PRIVATE, true, e)) {
        error_hint(e, "--out names a folder that can be written; nothing has left");
        return false;
    }
    file_drop(f);
    return file_remove(probe, e);
}

bool leave_publish(struct gate *g, const char *folder, const char *stem, const struct leaving *files,
                   const char *out_dir, struct error *e)
{
    char from[PATH_SIZE], to[PATH_SIZE];
    bool ok = folder_make(out_dir, FILE_PRIVATE, e);
    for (; ok && files->ending != NULL; files++) {
        for (unsigned part = files->bare ? 1 : 0; ok && part < 2; part++) {
            const char *more = part == 0 ? ".minisig" : "";
            ok = gate_path(g, from, e, "%s/%s%s%s", folder, stem, files->ending, more) &&
                 path_format(to, sizeof to, e, "%s/%s%s%s", out_dir, stem, files->ending, more) &&
                 copy_file(from, to, part == 0 ? NULL : files->hash, e);
        }
    }
    return ok && folder_sync(out_dir, e);
}
