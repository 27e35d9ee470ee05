/* log.h: what an operator reads afterwards. One line an event on standard
 * error, or in the file that PROVISO_LOG names. Counts, codes and instants;
 * never personal data (invariant I7). */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/error.h"

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

/* The default is LOG_WARNING. */
void log_set_level(enum log_level level);

/* `event` is a stable dotted word; the rest is key=value pairs. */
void log_event(enum log_level level, const char *event, const char *format, ...) PRINTF_LIKE(3, 4);

#endif
