/* standard_inside.h: what the files of this room share.
 *
 *   text --tokens--> tokens --read--> reading (an address, and what is doubtful of it)
 *                                       |
 *                           person (in the arena)    judgement (from the reading)
 *
 * A token is compared as a whole with the lexicon, never by a part of it: that
 * is what keeps TRANSIT RD apart from TRANSIENT.
 */
#ifndef ENGINE_STANDARD_STANDARD_INSIDE_H
#define ENGINE_STANDARD_STANDARD_INSIDE_H

#include "engine/standard/standard.h"

/* --- the lexicon --- */

/* What a word, or a phrase that begins with it, can be. */
enum word_class {
    WORD_PLACEHOLDER = 1 << 0, /* UNKNOWN, FAILED TO PROVIDE */
    WORD_FILLER = 1 << 1,   /* says nothing, and stands beside a placeholder: ADDRESS, GIVEN */
    WORD_NO_FIXED = 1 << 2, /* HOMELESS, GENERAL DELIVERY */
    WORD_FACILITY = 1 << 3, /* JAIL, DETENTION CENTER */
    WORD_NOT_RESIDENTIAL = 1 << 4,    /* BUS STATION, UPS STORE */
    WORD_TEST = 1 << 5,               /* TEST PATIENT, DO NOT USE */
    WORD_COUNTRY = 1 << 6,            /* another country */
    WORD_HOME = 1 << 7,               /* this one: USA, UNITED STATES */
    WORD_ORGANISATION = 1 << 8,       /* INC, LLC */
    WORD_MAYBE_ORGANISATION = 1 << 9, /* CHURCH, BANK: also surnames */
    WORD_TITLE = 1 << 10,             /* MR, DR */
    WORD_POSTNOMINAL = 1 << 11,       /* MD, ESQ */
    WORD_PARTICLE = 1 << 12,          /* DE, LA, VAN: begin a surname */
    WORD_NO_NAME = 1 << 13,           /* FNU, LNU, UNKNOWN */
    WORD_MAYBE_NO_NAME = 1 << 14,     /* NA, NULL, TEST: also surnames */
    WORD_SEVERAL = 1 << 15,           /* AND, & */
    WORD_NAME_TEST = 1 << 16,         /* TEST PATIENT */
    WORD_STATE = 1 << 17,
    WORD_PO_BOX = 1 << 18,      /* PO BOX and its spellings */
    WORD_RURAL = 1 << 19,       /* value: 0 RR, 1 HC */
    WORD_MILITARY = 1 << 20,    /* PSC, CMR, UNIT */
    WORD_POST_OFFICE = 1 << 21, /* APO, FPO, DPO */
    WORD_HIGHWAY = 1 << 22,     /* value: index of standard_highways */
    WORD_CARE_OF = 1 << 23,     /* C/O, ATTN */
    WORD_CROSSING = 1 << 24,    /* &, AND: a corner, not an address */
    WORD_OPENING = 1 << 25,     /* opens a street's name: CALLE, AVENUE */
    WORD_ALONE = 1 << 26,       /* a street without a suffix: BROADWAY */
    WORD_NO_UNIT = 1 << 27,     /* in the unit's column: there is none */
    WORD_GRAMMAR = 1 << 30,     /* no name alone: TO, BE, PROVIDED */
    WORD_FIELD = 1 << 28,       /* names its own column: CITY in the city's */
    WORD_COMPLEX = 1 << 29,     /* Puerto Rico: begins the name of a group of houses */
    WORD_REMARK =
        -2147483647 - 1, /* 1 << 31: says something of the address: PER, OR, FORMERLY */
};

/* What a word is odd as: in that place a person looks at it. */
enum word_oddity {
    ODD_GIVEN = 1 << 0,   /* as the whole given name: DEFENDANT */
    ODD_SURNAME = 1 << 1, /* as the whole surname: ROOFING */
    ODD_STREET = 1 << 2,  /* as the whole name of a street: SOME ST */
    ODD_BEGIN = 1 << 3,   /* at the beginning of a street's name: AT OAK */
    ODD_INNER = 1 << 4,   /* a suffix within a street's name: OAK RD ELM */
    ODD_UNIT = 1 << 5,    /* in the unit's column: OFFICE */
    ODD_TOWN = 1 << 6,    /* as a whole city: CHURCH */
    ODD_FIRM = 1 << 7,    /* as the last word of a city: INC */
    ODD_BANK = 1 << 8,    /* as the last of three words or more: FIFTH THIRD BANK */
    ODD_ROUTE = 1 << 9,   /* alone in front of ROUTE: STATE */
    ODD_TITLE = 1 << 10,  /* as the whole given name, a title: DOCTOR */
    ODD_REASON = 1 << 11, /* gives no reason: OFFICIAL BUSINESS */
};

struct word {
    struct span text;
    uint32_t classes;         /* of the word alone */
    uint32_t phrases;         /* classes of the phrases that begin with it */
    uint16_t phrase;          /* the first of them in the sorted table, + 1 */
    uint16_t number;          /* FIVE, FIFTH: 5 */
    bool ordinal;             /* FIFTH */
    uint8_t suffix;           /* index of standard_suffixes + 1 */
    uint8_t unit;             /* index of standard_units + 1 */
    uint8_t direction;        /* index of standard_directions + 1 */
    uint8_t state;            /* index of standard_states + 1 */
    uint8_t highway;          /* index of standard_highways + 1 */
    uint8_t generation;       /* name.suffix */
    bool generation_anywhere; /* JR; not V, which is an initial as well */
    uint8_t value;            /* of WORD_RURAL */
    uint16_t odd;             /* enum word_oddity */
};

/* Texts of several words, one line a class; "; " stands between phrases. */
struct phrase {
    struct span text;
    uint32_t class;
    uint8_t words;
    uint8_t value; /* state, rural, highway */
};

struct lexicon;
must lexicon_new(struct lexicon **out, struct error *e);
void lexicon_free(struct lexicon *lexicon);

/* Never NULL: a word that is not known has no classes. */
const struct word *lexicon_find(const struct lexicon *lexicon, struct span text);

/* Calls visit for every text of the lexicon's tables in a fixed order (for the hash). */
must lexicon_each(must (*visit)(void *ctx, struct span text, struct error *e), void *ctx,
                  struct error *e);

/* The closest placeholder or "no fixed address" to a text without blanks:
 * within one edit, or two from ten letters on. `word`: within one edit of a
 * placeholder that is a single word. */
bool lexicon_misspelt(const struct lexicon *lexicon, struct span compact, bool word);

/* --- tables --- */

/* Words and phrases of the same classes, separated by "; ". */
struct group {
    uint32_t classes;
    uint8_t value;
    const char *phrases;
};
extern const struct group standard_groups[];
extern const unsigned standard_group_count;

struct generation {
    const char *words;
    uint8_t generation; /* name.suffix */
    bool anywhere;      /* a suffix wherever it stands: JR, not V */
};
extern const struct generation standard_generations[];
extern const unsigned standard_generation_count;

struct oddity {
    uint16_t odd;      /* enum word_oddity */
    const char *words; /* separated by blanks */
};
extern const struct oddity standard_oddities[];
extern const unsigned standard_oddity_count;

/* "ONE FIRST", "TWO SECOND", ... */
extern const char *const standard_numbers[];
extern const unsigned standard_number_count;

struct suffix {
    const char *standard; /* "AVE" */
    bool pure;            /* says nothing alone: ST, AVE; unlike PARK, which can be a name */
    const char *variants; /* separated by blanks, the full word first */
};
extern const struct suffix standard_suffixes[];
extern const unsigned standard_suffix_count;

struct unit_kind {
    const char *standard; /* "APT" */
    bool designated;      /* needs a designation */
    bool strong; /* a unit also where the designation is missing, or no street stands before */
    const char *variants;
};
extern const struct unit_kind standard_units[];
extern const unsigned standard_unit_count;

struct direction {
    const char *standard;
    const char *variants;
};
extern const struct direction standard_directions[];
extern const unsigned standard_direction_count;

struct state {
    char code[3];
    const char *name;
};

/* How states were abbreviated before they had two letters, and other names of them. */
extern const struct state standard_state_names[];
extern const unsigned standard_state_name_count;
extern const struct state standard_states[];
extern const unsigned standard_state_count;

struct highway {
    const char *standard; /* "US HIGHWAY" */
    const char *variants; /* phrases, separated by "; " */
};
extern const struct highway standard_highways[];
extern const unsigned standard_highway_count;

/* The state to which USPS gives a ZIP, by its first three digits and a few
 * exceptions; "" where no state has it. */
const char *standard_zip_state(uint32_t zip);

/* A ZIP of the federal government in Washington, where nobody lives: 202 to 205, 569. */
bool standard_zip_is_government(uint32_t zip);

/* --- tokens --- */

/* Texts are copied by pieces of TOKEN_COPY bytes, the last of which may go beyond. */
enum { TOKENS = 64, TOKEN_TEXT = 768, TOKEN_COPY = 8 };

struct token {
    struct span text; /* upper case; neighbours stand in the buffer with one blank between */
    const struct word *word;
    bool comma;        /* a comma or line end stands before it */
    uint8_t field;     /* enum field it stands in; FIELD_COUNT: in none */
    uint16_t from, to; /* its bytes there; of its last character the first */
};

struct tokens {
    unsigned count;
    bool overflow; /* the text was longer than fits */
    size_t used;
    struct token at[TOKENS];
    char text[TOKEN_TEXT + TOKEN_COPY];
};

enum token_mode {
    TOKENS_ADDRESS, /* keeps - and / between letters or digits; # and & are tokens */
    TOKENS_NAME,    /* - parts; / and & are tokens */
};

/* The tokens of a raw text alone. */
void tokens_of(const struct standard *s, struct tokens *t, struct span raw,
               enum token_mode mode);

/* One of them holds a digit. */
bool tokens_have_digit(const struct tokens *t);

/* Appends the tokens of a raw text, which may be that of a field of the row. */
void tokens_add(const struct standard *s, struct tokens *t, struct span raw,
                enum token_mode mode);
void tokens_add_field(const struct standard *s, struct tokens *t, const struct row *row,
                      enum field field, enum token_mode mode);

/* The text from token i up to token j, j not included. */
struct span tokens_join(const struct token *at, unsigned i, unsigned j);

/* Length of the longest phrase of this class that begins at token i (1 for a
 * single word), 0 for none; *value as in the table. `class` may be several. */
unsigned tokens_phrase(const struct standard *s, const struct token *at, unsigned i, unsigned n,
                       uint32_t class, uint8_t *value);

/* Folds a text to upper case ASCII where a folding exists; the rest stays
 * UTF-8. Returns the bytes written, at most cap; *cut when it did not fit. */
size_t standard_fold(struct span raw, char *to, size_t cap, bool *cut);

static inline bool text_is_digit(char c)
{
    return (uint8_t)(c - '0') < 10;
}

/* One digit or more and nothing else. */
static inline bool text_digits(struct span s)
{
    size_t i = 0;
    while (i < s.len && text_is_digit(s.at[i])) {
        i++;
    }
    return s.len > 0 && i == s.len;
}

static inline bool text_has_digit(struct span s)
{
    size_t i = 0;
    while (i < s.len && !text_is_digit(s.at[i])) {
        i++;
    }
    return i < s.len;
}

/* Any byte above ASCII counts as a letter. */
static inline bool text_has_letter(struct span s)
{
    size_t i = 0;
    while (i < s.len && (uint8_t)((s.at[i] | 0x20) - 'a') >= 26 && (s.at[i] & 0x80) == 0) {
        i++;
    }
    return i < s.len;
}

/* --- an address that has been read --- */

enum doubt {
    DOUBT_LEADING = 1 << 0,  /* text before the number */
    DOUBT_TRAILING = 1 << 1, /* text behind the street */
    DOUBT_CARE_OF = 1 << 2,
    DOUBT_CROSSING = 1 << 3, /* two streets */
    DOUBT_LONG = 1 << 4,     /* more words than a street has */
    DOUBT_GLUED = 1 << 5,    /* letters and digits run into each other */
    DOUBT_NUMBERS = 1 << 6,  /* two numbers, one behind the other */
    DOUBT_OVERFLOW = 1 << 7,
    DOUBT_ZIP = 1 << 8,     /* a ZIP is stated that is none */
    DOUBT_STATE = 1 << 9,   /* a state is stated that is none */
    DOUBT_SCRIPT = 1 << 10, /* letters that have no folding */
    DOUBT_UNIT = 1 << 11,   /* the unit's column holds something else */
    DOUBT_BEHIND = 1 << 12, /* the number stands behind the street */
};

/* The tokens of a reading by their column; ZIP has none of its own, COLUMN_NONE is nowhere. */
enum column { COLUMN_NONE, COLUMN_LINE, COLUMN_CITY, COLUMN_STATE, COLUMN_UNIT, COLUMN_ZIP };

/* Tokens [first, last) of a column. */
struct stretch {
    uint8_t column, first, last;
};

struct reading {
    struct address address; /* texts point into the buffers below or are constant */
    uint32_t doubts;
    struct stretch doubt;               /* what the first of them is about */
    struct stretch part[ADDRESS_PARTS]; /* where each was read */
    uint16_t likely;         /* bits of the parts that were read by their place, or corrected */
    bool unit_missing;       /* a unit word without designation */
    bool proved_name;        /* number, name and suffix: the name may be any word */
    bool proved_street;      /* the form is that of a street */
    unsigned name, name_end; /* its tokens in `line`, the predirectional included */
    unsigned core;           /* where the name begins behind the predirectional */
    unsigned lead;           /* tokens before the number */
    unsigned tail; /* where the name of a group of houses begins behind the street; 0: none */
    unsigned used_end;  /* tokens of a box or route: line[0 .. used_end) */
    struct tokens line; /* the delivery line */
    struct tokens city;
    struct tokens state;
    struct tokens unit; /* of the unit's own column */
    size_t extra_used;
    char extra[512]; /* texts that had to be rewritten */
};

void standard_read(const struct standard *s, const struct row *row, struct reading *r);

/* The bytes of the row that a stretch stands for; of COLUMN_LINE with no token, the columns of
 * the address themselves. */
struct extent reading_extent(const struct reading *r, const struct row *row, struct stretch at);

/* Appends to r->extra: the texts with `between` as one; empty when it is full. */
struct span reading_keep(struct reading *r, struct span s);

/* City, state and ZIP from their columns or from the end of the line. */
void standard_read_last_line(const struct standard *s, const struct row *row,
                             struct reading *r);

/* The ZIP, or the state, at the end of the tokens: how many it takes, 0 where there is none. */
unsigned standard_zip_at_end(const struct token *at, unsigned n, struct address *a);
unsigned standard_state_at_end(const struct standard *s, const struct token *at, unsigned n,
                               char state[3]);

/* Puts the first n tokens of a line that holds everything into the order of an address; false: it stays
 * as it is (standard_order.c). */
bool standard_put_in_order(const struct standard *s, struct reading *r, unsigned n);

/* A city in the form in which cities are compared. */
struct span standard_city(struct reading *r, const struct token *at, unsigned n);

/* --- names --- */

/* The tokens of all columns of the name, one behind the other. */
enum name_column { NAME_GIVEN, NAME_MIDDLE, NAME_SURNAME, NAME_FULL, NAME_COLUMNS };

struct name_tokens {
    struct tokens all;
    unsigned end[NAME_COLUMNS]; /* of each column in `all` */
};

void standard_name_tokens(const struct standard *s, const struct row *row,
                          struct name_tokens *out);

/* The name in its parts, in `text`, as it is judged. */
enum { NAME_TEXT = TOKEN_TEXT + NAME_COLUMNS };
void standard_read_name(const struct standard *s, const struct row *row,
                        const struct name_tokens *names, char text[NAME_TEXT],
                        struct name *out);

/* The same as it is compared: `read` is what standard_read_name made of the row. */
must standard_compared_name(const struct row *row, const struct name *read, struct arena *arena,
                            struct name *out, struct error *e);

extern const char *const standard_nickname_groups[];
extern const unsigned standard_nickname_count;

/* --- a row that has been read, for its standard form and for its judgement --- */

struct row_reading {
    struct reading address;
    struct name_tokens names;
    struct name name; /* as it is judged, in name_text */
    char name_text[NAME_TEXT];
};

void standard_read_row(const struct standard *s, const struct row *row,
                       struct row_reading *out);

/* What texts that were met state: statutes, periods and officers are the same in many
 * rows. Of one caller and his rows, whose texts it borrows; {0} is empty. */
enum { SAID_TEXTS = 256 };
struct said {
    struct said_text {
        struct span text;
        uint8_t what; /* enum field */
        uint8_t statement;
    } at[SAID_TEXTS];
};

/* The judgement of a row from its reading; `person` is its standard form. */
void standard_judge_reading(const struct standard *s, const struct row *row,
                            const struct row_reading *reading, const struct person *person,
                            const struct elements *required, struct said *said,
                            struct judgement *out);

/* standard_person_and_judge, with what was said before; said NULL: nothing is kept. */
must standard_both(const struct standard *s, const struct row *row,
                   const struct elements *required, struct said *said, struct arena *arena,
                   struct person *out, struct judgement *judgement, struct error *e);

/* --- parts of the judgement --- */

struct deficiency {
    enum sufficiency sufficiency; /* COMPLETE: none */
    enum category category;
    uint8_t fact; /* ADDRESS_IS_..., NAME_IS_... */
    struct stretch
        at; /* of an address: what it is about; COLUMN_NONE: the element as a whole */
};

struct deficiency standard_judge_name(const struct standard *s, const struct row *row,
                                      const struct name *name, const struct name_tokens *names);
struct deficiency standard_judge_address(const struct standard *s, const struct row *row,
                                         const struct reading *r);

/* What makes a person look at a name in which nothing stands for no name; CATEGORY_NONE: nothing. */
enum category standard_name_oddity(const struct standard *s, const struct row *row,
                                   const struct name_tokens *names);

/* The word stands in the list, whose words are separated by blanks. */
bool text_is_one_of(struct span word, const char *list);

/* The text begins with a character that turns the direction of what follows (U+202A to U+202E, U+2066
 * to U+2069), by which a text is shown otherwise than it is. */
bool standard_turns_text(struct span s);

/* The words, of a country's column, are this country or one of its territories: US, 840, PUERTO RICO. */
bool standard_is_home(const struct standard *s, const struct tokens *t);

/* What makes a person look at an address that is one by its form (standard_odd.c). */
bool standard_street_is_odd(const struct reading *r);
bool standard_number_is_odd(const struct reading *r);
bool standard_columns_are_odd(const struct standard *s, const struct row *row,
                              const struct reading *r);
bool standard_city_is_odd(const struct standard *s, const struct reading *r);

/* The text is, as a whole, a placeholder, also in a disguise. */
bool standard_is_silent(const struct standard *s, struct span text);

/* Whether what stands in the place of street, number, box, unit and ZIP can be
 * one, and the city likewise; false: a person looks. For rows that are complete
 * in all else. */
bool standard_is_plausible(const struct standard *s, const struct row *row,
                           const struct reading *r);
bool standard_city_is_plausible(const struct reading *r);

/* ASDF, XXXX, ABC, BCDFG: a word that was typed to fill the field. */
bool standard_is_nonsense(struct span word);

/* The text says nothing: it is empty, or a placeholder as a whole. */
bool standard_says_nothing(const struct standard *s, struct span raw);

/* What a delivery line is by its words, and a city by its; COMPLETE when nothing
 * speaks against them. */
struct deficiency standard_judge_line(const struct standard *s, const struct row *row,
                                      const struct reading *r);
struct deficiency standard_judge_city(const struct standard *s, const struct row *row,
                                      const struct reading *r);

/* The address lies outside the country. */
bool standard_is_foreign(const struct standard *s, const struct row *row,
                         const struct reading *r);

/* A category with the fact and the severity that belong to it; and what it is about. */
struct deficiency deficiency_of(enum category category);
struct deficiency deficiency_at(enum category category, struct stretch at);

/* What is found against the elements of a row; the worst, and of these the first, is what it is answered. */
struct collector {
    const struct standard *s;
    const struct row *row;
    struct said *said;
    struct judgement *out;
    uint32_t required;
};

void judgement_against(struct collector *c, enum element element, enum sufficiency sufficiency,
                       enum category category, struct extent where);

/* Period, authority, reason, officer, attestation, identifier and birth date. */
void standard_judge_statements(struct collector *c, const struct person *person);

/* A field without the blanks around it. */
struct extent standard_whole(const struct row *row, enum field field);

/* What a row says its identifier is. */
enum identifier_kind { KIND_ANY, KIND_SSN, KIND_ITIN, KIND_EIN, KIND_WRONG };
enum identifier_kind standard_identifier_kind(const struct row *row);

/* Whether a number of nine digits can be one of its kind: KIND_ANY has any but those that
 * are typed to fill a field; KIND_WRONG has none. */
bool standard_identifier_issued(uint32_t number, enum identifier_kind kind);

/* --- the public table --- */

struct gazetteer;
must gazetteer_load(struct gazetteer **out, const struct standard *s, const char *path,
                    struct error *e);
void gazetteer_free(struct gazetteer *g);

enum place {
    PLACE_UNKNOWN_ZIP,
    PLACE_OTHER_STATE,   /* the ZIP is of another */
    PLACE_UNKNOWN_CITY,  /* the table has no such city in the state */
    PLACE_ELSEWHERE,     /* the city is one of the state, far from the ZIP */
    PLACE_NEARBY,        /* likewise, and has ZIPs of the same three digits */
    PLACE_UNIQUE,        /* they agree, and the ZIP is one firm's or office's */
    PLACE_AGREES_NEARLY, /* but for a slip of the hand */
    PLACE_AGREES,
};
enum place gazetteer_find(const struct gazetteer *g, uint32_t zip, const char *state,
                          struct span city);

void gazetteer_size(const struct gazetteer *g, uint64_t *zips, uint64_t *places);

struct hasher;
must gazetteer_hash(const struct gazetteer *g, struct hasher *h, struct error *e);

/* --- delivery points --- */

struct points;
void points_free(struct points *p);

/* What the source makes of a complete address; CATEGORY_NONE: it is confirmed. */
enum category points_ask(const struct points *p, const struct address *address);

/* --- the standardiser itself --- */

struct standard {
    struct lexicon *lexicon;
    struct gazetteer *gazetteer; /* NULL: none */
    struct points *points;       /* NULL: none */
    uint8_t hash[32];
};

#endif
