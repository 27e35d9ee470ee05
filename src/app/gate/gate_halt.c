/* gate_halt.c: everything stops, or notices alone, by one key, or goes on, by two and a paper; and how a paper is named.
 */
#include "app/gate/gate_internal.h"

#include <stdio.h>

/* --- papers --- */

bool gate_paper(const char *paper, char hash[HEX_256], struct error *e)
{
    static const char prefix[] = "sha256:";
    struct span given = span_of(paper), digits = {paper + sizeof prefix - 1, 0};
    struct sha256 read;
    struct text hex = {0};
    bool ok;
    if (span_starts(given, prefix)) {
        digits.len = given.len - (sizeof prefix - 1);
        ok = hex_decode(digits, read.at, sizeof read.at) ||
             fail(e, ERROR_USAGE, "usage.document", "--document takes a file, or sha256: and 64 hexadecimal digits");
    } else {
        ok = crypto_sha256_file(paper, &read, e);
    }
    ok = ok && text_add_hex(&hex, read.at, sizeof read.at, e);
    if (ok) {
        memcpy(hash, hex.at, HEX_256);
    }
    text_free(&hex);
    return ok;
}

/* --- halt --- */

static bool is_halted(struct gate *g, const char *what, bool *halted, struct error *e)
{
    struct found f;
    bool found;
    if (!gate_find(g, "halt", what, &f, &found, e)) {
        return false;
    }
    *halted = found && !json_is_true(json_object_get(f.entry, "lifted"));
    found_clear(&f);
    return true;
}

bool gate_halted(struct gate *g, bool *halted, struct error *e)
{
    return is_halted(g, "all", halted, e);
}

bool gate_contact_allowed(struct gate *g, struct error *e)
{
    bool halted;
    if (!gate_not_halted(g, e) || !is_halted(g, "notices", &halted, e)) {
        return false;
    }
    if (halted) {
        (void)!fail(e, ERROR_STALE, "notices.halted", "an order forbids contact: no letter leaves");
        error_hint(e, "proviso halt --lift --notices --document PAPER --key A --key B, when it does no more");
    }
    return !halted;
}

static bool refuse_without_paper(struct error *e)
{
    (void)!fail(e, ERROR_USAGE, "halt.paper", "lifting a halt raises: it has to name the paper that it rests on");
    error_hint(e, "--document PAPER: the file, or sha256:...");
    return false;
}

static bool enter_halt(struct gate *g, const char *what, bool lift, const char *citation, const char *paper,
                       struct signers by, struct error *e)
{
    struct draft d = {.type = "halt"};
    (void)snprintf(d.subject, sizeof d.subject, "%s", what);
    char hash[HEX_256] = "";
    if (paper != NULL && !gate_paper(paper, hash, e)) {
        return false;
    }
    d.entry = json_pack("{s:b}", "lifted", lift ? 1 : 0);
    d.document = json_pack("{s:s, s:s}", "cites", citation, "paper", hash);
    bool ok = json_made(d.entry, e) && json_made(d.document, e) && gate_begin_patiently(g, e) &&
              gate_require(g, by, ROLE_ADMIN | ROLE_COUNSEL | ROLE_APPROVER | ROLE_OPERATOR,
                           lift ? 2 : 1, lift ? "lifting a halt" : "a halt", e) &&
              (!lift || paper != NULL || refuse_without_paper(e)) &&
              gate_append(g, &d, 1, by, e);
    gate_end(g);
    gate_draft_clear(&d);
    return ok;
}

bool gate_halt(struct gate *g, bool lift, const char *citation, const char *paper, struct signers by,
               struct error *e)
{
    return enter_halt(g, "all", lift, citation, paper, by, e);
}

bool gate_halt_notices(struct gate *g, bool lift, const char *citation, const char *paper, struct signers by,
                       struct error *e)
{
    return enter_halt(g, "notices", lift, citation, paper, by, e);
}
