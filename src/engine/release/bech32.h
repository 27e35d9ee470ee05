/* bech32.h: Bech32 (BIP 173), the text form of age keys. Internal to release. */
#ifndef ENGINE_RELEASE_BECH32_H
#define ENGINE_RELEASE_BECH32_H

#include <stdint.h>

#include "base/span.h"

enum { BECH32_LONGEST = 90 }; /* BIP 173: characters in all */

/* Writes hrp, '1', the data and six check characters, in lower case and zero-terminated. hrp:
 * lower case. False when the text would be longer than BIP 173 allows or than size. */
bool bech32_encode(const char *hrp, const uint8_t *data, size_t n, char *out, size_t size);

/* Exactly n bytes of data under exactly this hrp, which also says the case that the whole text
 * must have: age writes recipients in lower and identities in upper case. Strict: checksum, one
 * case, padding of zero bits shorter than five. */
bool bech32_decode(struct span text, const char *hrp, uint8_t *data, size_t n);

#endif
