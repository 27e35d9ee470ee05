/* model_testing.h: a model made up for the tests, and a reader of pages that shares
 * nothing with their writer. */
#ifndef REPORT_MODEL_TESTING_H
#define REPORT_MODEL_TESTING_H

#include <stdbool.h>

#include "base/text.h"
#include "record/model.h"

/* A model that balances, every section filled, with a run of 12,000 requests. */
void sample_model(struct model_report *out);

/* Every array full, every name wide and full of markup, counts up to 2^63. */
void sample_extreme(struct model_report *out);

void sample_waterfall(struct waterfall *out);

/* Well-formed XML: one root, tags nest, attributes are quoted and differ, only the
 * five entities and numbers, no bare & or <. On false *why says what is wrong. */
bool xml_sound(const char *text, const char **why);

/* Columns of the widest line, a character each, colours not counted. */
unsigned widest_line(const char *text);

#endif
