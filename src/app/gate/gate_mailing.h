/* gate_mailing.h: what the files of a mailing share: notices to the people whom a finding is about.
 *
 *   finding's wrong rows -> persons (gate_notified.c) -> told before? (gate_told_before.c) -> who gets a letter, who none
 *      (gate_household.c, here)
 *      -> plan (gate_mailing.c) -> two approvals -> looked at anew -> letters (gate_notice.c) -> entry -> files
 *      (gate_mail.c) -> what came back (gate_returned.c)
 *
 * Invariants:
 *   (1) One letter a person, however many rows of the finding are about them.
 *   (2) A letter must endanger nobody: whoever is protected, sealed or dead, or lives with somebody who is protected,
 *       or has no complete address, or may not be the one who opens it, gets none, and is listed for a person to
 *       handle. Doubt withholds the letter.
 *   (3) Who gets one is decided when the mailing is planned and again, from the registry of then, when it is sent; a
 *       letter needs both.
 *   (4) What is kept of a mailing in mailings/<id>/ names nobody but for the list of those held (held.csv) and the
 *       letters, which rest sealed to the custody's own key.
 */
#ifndef APP_GATE_GATE_MAILING_H
#define APP_GATE_GATE_MAILING_H

#include "app/gate/gate_concerned.h"

/* X(SYMBOL, "what a person is told who handles them") */
#define MAILING_FATES(X)                                                                                      \
    X(LETTER, "letter")                                                                                       \
    X(UNKNOWN, "not one person of the registry")                                                              \
    X(PROTECTED, "protected")                                                                                 \
    X(SEALED, "sealed")                                                                                       \
    X(DECEASED, "deceased")                                                                                   \
    X(ADDRESS, "no complete current address")                                                                 \
    X(GUARDED, "a protected person lives at the address")                                                     \
    X(CROWDED, "many people have the address")                                                                \
    X(HOUSEHOLD, "the address is that of people of another name")                                             \
    X(SUSPENDED, "an accounting is suspended")                                                                \
    X(UNTOLD, "an accounting is withheld and the agreement provides for no notice")                            \
    X(ERASED, "erased and with it whom it was about")                                                          \
    X(TOLD, "a letter that was sent before tells of it")                                                       \
    X(UNWRITTEN, "no font of the machine has all its letters")

enum mailing_fate {
#define MAILING_FATE(symbol, words) MAIL_##symbol,
    MAILING_FATES(MAILING_FATE)
#undef MAILING_FATE
    MAIL_FATES
};
const char *mailing_fate_words(enum mailing_fate fate);

/* --- gate_notified.c --- */

/* A wrong row of the finding. */
struct notified_row {
    uint64_t tag;    /* of whom it is about; 0: not known */
    uint32_t part;   /* of the finding */
    uint32_t row;
    uint32_t person; /* index in the registry of now, or PERSON_NOBODY */
    bool told;       /* by a letter that was sent earlier and did not come back */
};

/* Everybody whom it is about; a row of which that is not known is an addressee of its own. */
struct addressee {
    uint64_t tag;
    uint32_t person; /* index in the registry of now, or PERSON_NOBODY */
    uint32_t letter; /* its number, from 1; 0: none */
    enum mailing_fate fate;
    size_t first, count; /* rows */
};

struct notified {
    struct gate *g;
    struct wrong wrong;
    struct given *given;     /* of each part */
    struct told *told;
    size_t parts;            /* opened */
    struct registry *now;
    struct notified_row *rows;
    size_t row_count, row_cap;
    struct addressee *people; /* in the order of their tags */
    size_t count;
    instant at;
};

/* readings: names; none: every reading. ERROR_INPUT where the finding has no reading of a name. A mailing sent before the
 * ledger index `end` has told whom it told. */
must notified_open(struct notified *n, struct gate *g, const char *finding, const char *const *readings,
                   size_t reading_count, uint64_t end, struct error *e);
void notified_clear(struct notified *n);

/* A bit for each reading named; all where none is. ERROR_INPUT "reading.unknown". */
must wrong_readings(const struct wrong *w, const char *const *names, size_t count, uint8_t *bits, struct error *e);

/* How many of a fate. */
uint64_t notified_count(const struct notified *n, enum mailing_fate fate);

/* --- gate_told_before.c --- */

/* Fills `told` of each row. */
must notified_before(struct notified *n, uint64_t end, struct error *e);

/* --- gate_household.c --- */

/* Gives no letter to those whose address of now is not safe to write to; others keep their fate. */
must households_judge(struct notified *n, struct error *e);

/* --- gate_mailing.c --- */

/* A mailing as it stands. */
struct mailing {
    struct found act, mailed; /* mailed: where it was sent */
    const char *id, *finding, *letter;
    const char *reading[FINDING_READINGS];
    size_t readings;
    bool sent;
};
must mailing_get(struct gate *g, const char *id, struct mailing *out, struct error *e);
void mailing_clear(struct mailing *m);

/* The array of gate_mailings(). */
must mailing_list_json(struct gate *g, json_t **out, struct error *e);

/* What is kept of each addressee: byte table in gate_mailing.c. */
must mailing_save(const struct gate *g, const char *id, const char *name, const struct notified *n, char hash[HEX_256],
                  struct error *e);

/* Leaves the letters that a kept list has too, under its numbers; takes the others away. ERROR_VERIFY unless it is the
 * file that the ledger's document names. *lost: letters of the list that are none any more. */
must mailing_keep_to(struct notified *n, const char *id, const char *name, const char *hash, uint64_t *lost,
                     struct error *e);

/* mailings/<id>/held.csv: those without a letter, for a person to handle. */
must mailing_list_held(const struct notified *n, const char *id, struct error *e);

/* Calls visit for each letter that was sent, and the keyed hash of whom it is to. */
must mailing_each_sent(const struct gate *g, const struct mailing *m,
                       must (*visit)(void *ctx, uint64_t tag, uint64_t letter, struct error *e), void *ctx, struct error *e);

/* --- gate_returned.c --- */

enum letter_state { LETTER_NONE, LETTER_SENT, LETTER_BACK };

/* (*letters)[i]: what became of letter i, 1 <= i <= *last; memory_free. */
must mailing_sent(struct gate *g, const struct mailing *m, uint8_t **letters, uint64_t *last, struct error *e);

/* --- gate_mail.c --- */

/* Held while a mailing is sent. ERROR_HELD "locked". */
must mailing_lock(const struct gate *g, const char *id, unsigned wait_ms, struct file_lock **out, struct error *e);

/* --- gate_notice.c --- */

/* The text of a letter: its fields stand in the file. ERROR_INPUT "letter.field" and others; name: for messages. */
must notice_check(struct span text, const char *name, struct error *e);
extern const char notice_default[];

/* The letter of an addressee; owned, paper_free. */
must notice_write(const struct notified *n, const struct addressee *a, const char *mailing, struct span text,
                  struct paper **out, struct error *e);

/* The line of the list for a mail merge; and its head. Appended. */
must notice_line(const struct notified *n, const struct addressee *a, const char *mailing, struct text *out,
                 struct error *e);
must notice_head(struct text *out, struct error *e);

#endif
