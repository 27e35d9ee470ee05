/* trying.h: what the programs that try faults and flips share: copies of a custody, the command in a process that
 * may die. Whatever goes wrong with the trying itself ends the program.
 */
#ifndef TRYING_H
#define TRYING_H

#include <stdbool.h>
#include <sys/types.h>

enum { CRASHED = 255, ARGUMENTS = 64 };

__attribute__((noreturn, format(printf, 1, 2))) void stop(const char *format, ...);
void show(const char *path); /* the beginning of a file, indented */

void copy_tree(const char *from, const char *to);
bool same_tree(const char *a, const char *b); /* the same names with the same bytes and access */

/* Of a child: where its output goes; the command, as often as one likes. */
void say_to(const char *out, const char *err);
int proviso(int count, char **arguments);

int wait_for(pid_t child); /* its exit status; CRASHED */

#endif
