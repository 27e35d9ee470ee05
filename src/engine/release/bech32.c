/* Bech32 after BIP 173: a human-readable part, the separator '1', 5-bit groups as characters,
 * and a checksum over all that finds every error in up to four characters.
 *
 *   age 1 <52 characters: 32 bytes> <6 characters: checksum>
 *
 * 1. A text decodes only when encoding the result gives the same text again.
 * 2. The checksum is computed over lower case; a text of mixed case is none.
 */
#include "bech32.h"

#include "base/memory.h"

static const char charset[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

enum { CHECK_LENGTH = 6, GROUP = 5 };

/* The code's generator, one step for a 5-bit group (BIP 173, "Checksum"). */
static uint32_t checksum_step(uint32_t check, uint8_t group)
{
    static const uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                         0x2a1462b3};
    uint32_t top = check >> 25;
    check = (check & 0x1ffffff) << GROUP ^ group;
    for (int i = 0; i < GROUP; i++) {
        check ^= (top >> i & 1) != 0 ? generator[i] : 0;
    }
    return check;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static uint32_t checksum_hrp(const char *hrp)
{
    uint32_t check = 1;
    for (const char *p = hrp; *p != '\0'; p++) {
        check = checksum_step(check, (uint8_t)lower(*p) >> GROUP);
    }
    check = checksum_step(check, 0);
    for (const char *p = hrp; *p != '\0'; p++) {
        check = checksum_step(check, (uint8_t)lower(*p) & 31);
    }
    return check;
}

bool bech32_encode(const char *hrp, const uint8_t *data, size_t n, char *out, size_t size)
{
    size_t prefix = strlen(hrp);
    if (n > BECH32_LONGEST || prefix > BECH32_LONGEST) {
        return false;
    }
    size_t groups = (n * 8 + GROUP - 1) / GROUP;
    size_t length = prefix + 1 + groups + CHECK_LENGTH;
    if (length > BECH32_LONGEST || length >= size) {
        return false;
    }
    memcpy(out, hrp, prefix);
    char *to = out + prefix;
    *to++ = '1';
    uint32_t check = checksum_hrp(hrp);
    for (size_t i = 0; i < groups; i++) {
        size_t byte = i * GROUP / 8, bit = i * GROUP % 8;
        unsigned two = (unsigned)data[byte] << 8 | (byte + 1 < n ? data[byte + 1] : 0u);
        uint8_t group = (uint8_t)(two >> (16 - GROUP - bit) & 31);
        check = checksum_step(check, group);
        *to++ = charset[group];
    }
    for (int i = 0; i < CHECK_LENGTH; i++) {
        check = checksum_step(check, 0);
    }
    check ^= 1;
    for (int i = 0; i < CHECK_LENGTH; i++) {
        *to++ = charset[check >> (GROUP * (CHECK_LENGTH - 1 - i)) & 31];
    }
    *to = '\0';
    return true;
}

static int group_of(char c)
{
    const char *p = c == '\0' ? NULL : memchr(charset, c, sizeof charset - 1);
    return p == NULL ? -1 : (int)(p - charset);
}

/* The characters behind the separator as bytes; a text of the wrong length never comes here. */
static bool decode_groups(struct span text, bool upper, uint32_t check, uint8_t *data, size_t n)
{
    uint32_t bits = 0;
    unsigned held = 0;
    size_t done = 0, groups = text.len - CHECK_LENGTH;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        bool wrong_case = upper ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z';
        int group = wrong_case ? -1 : group_of(lower(c));
        if (group < 0) {
            return false;
        }
        check = checksum_step(check, (uint8_t)group);
        if (i >= groups) {
            continue;
        }
        bits = bits << GROUP | (uint32_t)group;
        held += GROUP;
        if (held >= 8 && done < n) {
            held -= 8;
            data[done++] = (uint8_t)(bits >> held);
        }
    }
    bool padded = held < GROUP && (bits & ((1u << held) - 1)) == 0;
    memory_wipe(&bits, sizeof bits);
    return check == 1 && padded && done == n;
}

bool bech32_decode(struct span text, const char *hrp, uint8_t *data, size_t n)
{
    size_t prefix = strlen(hrp);
    size_t groups = (n * 8 + GROUP - 1) / GROUP;
    if (text.len > BECH32_LONGEST || text.len != prefix + 1 + groups + CHECK_LENGTH ||
        !span_starts(text, hrp) || text.at[prefix] != '1') {
        return false;
    }
    bool upper = hrp[0] >= 'A' && hrp[0] <= 'Z';
    struct span rest = {text.at + prefix + 1, groups + CHECK_LENGTH};
    if (!decode_groups(rest, upper, checksum_hrp(hrp), data, n)) {
        memory_wipe(data, n);
        return false;
    }
    return true;
}
