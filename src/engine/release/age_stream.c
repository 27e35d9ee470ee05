/* The payload: STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption
 * and its Nonce-Reuse Misuse-Resistance", 2015) with ChaCha20-Poly1305 over chunks of 64 KiB.
 *
 *   nonce of a chunk:  OFFSET  SIZE
 *                           0    11  number of the chunk, big-endian
 *                          11     1  1 for the last chunk, else 0
 *
 * 1. The last chunk is marked: a file that was cut at a chunk's border does not authenticate.
 * 2. The last chunk is empty only when the whole plaintext is.
 * 3. Nothing of a chunk is handed on before its tag was checked.
 */
#include "age_format.h"

#include "base/memory.h"

static bool bad(struct error *e, const char *what)
{
    return fail(e, ERROR_VERIFY, "age.payload", "the content of the age file is broken: %s",
                what);
}

bool age_stream_start(struct age_stream *s, const uint8_t file_key[AGE_FILE_KEY],
                      const uint8_t nonce[AGE_NONCE], struct error *e)
{
    s->counter = 0;
    return crypto_hkdf((struct span){(const char *)file_key, AGE_FILE_KEY},
                       (struct span){(const char *)nonce, AGE_NONCE}, SPAN_LITERAL("payload"),
                       s->key, sizeof s->key, e);
}

static void make_nonce(uint64_t counter, bool last, uint8_t out[CHACHA_NONCE])
{
    memset(out, 0, CHACHA_NONCE);
    for (int i = CHACHA_NONCE - 2; counter != 0; i--, counter >>= 8) {
        out[i] = (uint8_t)counter;
    }
    out[CHACHA_NONCE - 1] = last;
}

bool age_stream_seal(struct age_stream *s, struct span plain, bool last, uint8_t *out,
                     struct error *e)
{
    uint8_t nonce[CHACHA_NONCE];
    make_nonce(s->counter++, last, nonce);
    return chacha_seal(s->key, nonce, plain, out, e);
}

/* Opens a chunk as the last or as another. */
static bool open_as(const struct age_stream *s, struct span chunk, bool last, uint8_t *plain,
                    struct error *e)
{
    uint8_t nonce[CHACHA_NONCE];
    make_nonce(s->counter, last, nonce);
    return chacha_open(s->key, nonce, chunk, plain, e) ||
           (e->category == ERROR_VERIFY ? bad(e, "a chunk was altered") : false);
}

/* Where the chunk lies says whether it should be the last; a full one may turn out to be of the
 * other kind (something was cut off, or put behind), and then it is still authentic by
 * itself. */
static bool open_chunk(struct age_stream *s, struct span chunk, bool at_end, bool *last,
                       uint8_t *plain, struct error *e)
{
    if (at_end && chunk.len == CHACHA_TAG && s->counter > 0) {
        return bad(e, "its last chunk is empty");
    }
    *last = at_end;
    if (open_as(s, chunk, *last, plain, e)) {
        return true;
    }
    *last = !at_end;
    return chunk.len == AGE_SEALED_CHUNK && e->category == ERROR_VERIFY &&
           open_as(s, chunk, *last, plain, e);
}

static bool open_all(struct age_stream *s, struct span sealed, uint8_t *plain, struct text *out,
                     struct error *e)
{
    for (bool last = false; !last; s->counter++) {
        if (sealed.len < CHACHA_TAG) {
            return bad(e, "it was cut off");
        }
        bool at_end = sealed.len <= AGE_SEALED_CHUNK;
        struct span chunk = {sealed.at, at_end ? sealed.len : AGE_SEALED_CHUNK};
        struct span content = {(const char *)plain, chunk.len - CHACHA_TAG};
        if (!open_chunk(s, chunk, at_end, &last, plain, e) || !text_add(out, content, e)) {
            return false;
        }
        sealed.at += chunk.len;
        sealed.len -= chunk.len;
    }
    return sealed.len == 0 || bad(e, "something follows its last chunk");
}

/* An empty text gets all its room at once, since it would else be copied as it grows. */
static bool make_room(struct text *out, size_t n, struct error *e)
{
    if (out->cap > 0) {
        return true;
    }
    out->at = memory_new(n + 1, 1, e);
    out->cap = out->at == NULL ? 0 : n + 1;
    return out->at != NULL;
}

bool age_stream_open(struct age_stream *s, struct span sealed, struct text *out,
                     struct error *e)
{
    uint8_t *plain = memory_new(AGE_CHUNK, 1, e);
    if (plain == NULL) {
        return false;
    }
    bool ok = make_room(out, sealed.len, e) && open_all(s, sealed, plain, out, e);
    memory_wipe(plain, AGE_CHUNK);
    memory_free(plain);
    return ok;
}
