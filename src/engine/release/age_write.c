/* Writing an age file in a stream.
 *
 * 1. The name appears when the file is whole: it grows as NAME.tmp and is synced, renamed and
 *    its folder synced at the end. What a crash leaves is a .tmp that the next age_begin
 *    replaces.
 * 2. Memory is bounded: one chunk of plaintext and one sealed. A full chunk is held back until
 *    more comes or the end does, since the last one is marked.
 */
#include "age_format.h"

#include "base/file.h"
#include "base/memory.h"

struct age_writer {
    struct file *file;
    char path[PATH_SIZE];
    char temporary[PATH_SIZE];
    bool armored;
    struct age_armor armor;
    struct text lines; /* of armor, on their way */
    struct age_stream stream;
    size_t held;
    char plain[AGE_CHUNK];
    uint8_t sealed[AGE_SEALED_CHUNK];
};

/* --- as bytes or as armor --- */

static bool put_lines(struct age_writer *w, struct error *e)
{
    bool ok = file_write(w->file, text_span(&w->lines), e);
    text_clear(&w->lines);
    return ok;
}

static bool put(struct age_writer *w, struct span bytes, struct error *e)
{
    return w->armored ? age_armor_add(&w->armor, bytes, &w->lines, e) && put_lines(w, e)
                      : file_write(w->file, bytes, e);
}

static bool put_end(struct age_writer *w, struct error *e)
{
    return !w->armored || (age_armor_end(&w->armor, &w->lines, e) && put_lines(w, e));
}

/* --- the header --- */

static bool add_mac(struct text *header, const uint8_t file_key[AGE_FILE_KEY], struct error *e)
{
    struct sha256 mac;
    return text_adds(header, "---", e) &&
           age_header_mac(file_key, text_span(header), &mac, e) && text_addc(header, ' ', e) &&
           text_add_base64_raw(header, mac.at, sizeof mac.at, e) && text_addc(header, '\n', e);
}

static bool make_header(const uint8_t (*recipients)[X25519_SIZE], size_t count,
                        const uint8_t file_key[AGE_FILE_KEY], struct text *header,
                        struct error *e)
{
    bool ok = text_adds(header, "age-encryption.org/v1\n", e);
    for (size_t i = 0; ok && i < count; i++) {
        ok = age_wrap(recipients[i], file_key, header, e);
        if (!ok && e->category == ERROR_VERIFY) {
            return fail(e, ERROR_INPUT, "age.recipient", "a recipient is a low-order point");
        }
    }
    return ok && add_mac(header, file_key, e);
}

/* Header and nonce, from a fresh file key. */
static bool write_start(struct age_writer *w, const uint8_t (*recipients)[X25519_SIZE],
                        size_t count, struct error *e)
{
    uint8_t file_key[AGE_FILE_KEY], nonce[AGE_NONCE];
    struct text header = {0};
    bool ok = crypto_random(file_key, sizeof file_key, e) &&
              crypto_random(nonce, sizeof nonce, e) &&
              make_header(recipients, count, file_key, &header, e) &&
              age_stream_start(&w->stream, file_key, nonce, e) &&
              (!w->armored || age_armor_begin(&w->lines, e)) && put(w, text_span(&header), e) &&
              put(w, (struct span){(const char *)nonce, sizeof nonce}, e);
    memory_wipe(file_key, sizeof file_key);
    text_free(&header);
    return ok;
}

/* --- the file --- */

static void free_writer(struct age_writer *w)
{
    text_free(&w->lines);
    memory_wipe(w, sizeof *w);
    memory_free(w);
}

static bool begin(struct age_writer **out, const char *path, const uint8_t (*recipients)[X25519_SIZE],
                  size_t count, bool armored, struct error *e)
{
    if (count == 0) {
        return fail(e, ERROR_USAGE, "age.recipient", "an age file needs a recipient");
    }
    struct age_writer *w = memory_new(1, sizeof *w, e);
    if (w == NULL) {
        return false;
    }
    w->armored = armored;
    if (!path_format(w->path, sizeof w->path, e, "%s", path) ||
        !path_format(w->temporary, sizeof w->temporary, e, "%s.tmp", path) ||
        !file_remove(w->temporary, e) ||
        !file_create(&w->file, w->temporary, FILE_PRIVATE, true, e)) {
        free_writer(w);
        return false;
    }
    file_early(w->file);
    if (!write_start(w, recipients, count, e)) {
        age_drop(w);
        return false;
    }
    *out = w;
    return true;
}

bool age_begin(struct age_writer **out, const char *path,
               const uint8_t (*recipients)[X25519_SIZE], size_t count, struct error *e)
{
    return begin(out, path, recipients, count, false, e);
}

bool age_begin_armored(struct age_writer **out, const char *path,
                       const uint8_t (*recipients)[X25519_SIZE], size_t count, struct error *e)
{
    return begin(out, path, recipients, count, true, e);
}

static bool write_chunk(struct age_writer *w, struct span plain, bool last, struct error *e)
{
    return age_stream_seal(&w->stream, plain, last, w->sealed, e) &&
           put(w, (struct span){(const char *)w->sealed, plain.len + CHACHA_TAG}, e);
}

bool age_write(struct age_writer *w, struct span plain, struct error *e)
{
    while (plain.len > 0) {
        struct span full = {w->plain, AGE_CHUNK};
        if (w->held == AGE_CHUNK) {
            if (!write_chunk(w, full, false, e)) {
                return false;
            }
            w->held = 0;
        }
        size_t room = AGE_CHUNK - w->held;
        size_t n = plain.len < room ? plain.len : room;
        memcpy(w->plain + w->held, plain.at, n);
        w->held += n;
        plain.at += n;
        plain.len -= n;
    }
    return true;
}

static bool sync_folder_of(const char *path, struct error *e)
{
    char folder[PATH_SIZE];
    const char *slash = strrchr(path, '/');
    if (slash == NULL) {
        return folder_sync(".", e);
    }
    int n = slash == path ? 1 : (int)(slash - path);
    return path_format(folder, sizeof folder, e, "%.*s", n, path) && folder_sync(folder, e);
}

bool age_end(struct age_writer *w, struct error *e)
{
    if (!write_chunk(w, (struct span){w->plain, w->held}, true, e) || !put_end(w, e) ||
        !file_sync(w->file, e)) {
        age_drop(w);
        return false;
    }
    struct file *file = w->file;
    w->file = NULL;
    if (!file_close(file, e) || !file_rename(w->temporary, w->path, e)) {
        age_drop(w);
        return false;
    }
    bool ok = sync_folder_of(w->path, e);
    free_writer(w);
    return ok;
}

void age_drop(struct age_writer *w)
{
    if (w == NULL) {
        return;
    }
    struct error ignored;
    file_drop(w->file);
    (void)!file_remove(w->temporary, &ignored);
    free_writer(w);
}
