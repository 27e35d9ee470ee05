#!/bin/sh
# The check of banned calls finds them in code, and only there.
set -eu

mkdir -p src/base src/engine/match src/app/cli fuzz
cat >src/engine/match/good.c <<'C'
/* strcpy(a, b) in a comment
   free(x) goes on */
int f(void) { return g("sprintf(", '"', x->free(1), y.read(2), arena_free(3), my_open(4)); } // malloc(1)
C
echo 'int g(void) { free(malloc(1)); return 0; }' >src/base/memory.c
echo 'int g(void) { free(malloc(1)); return 0; }' >src/engine/match/x_test.c
echo 'int g(void) { return printf("x"); }' >src/app/cli/main.c
"$TOP/tools/lint" . || { echo "good code must pass"; exit 1; }

refuses() { # FILE CODE NAME
    printf '%s\n' "$2" >"$1"
    if "$TOP/tools/lint" . >said; then
        echo "must be refused: $2"
        exit 1
    fi
    grep -q "^$1:1: $3 " said || { cat said && exit 1; }
    rm "$1"
}

refuses src/engine/match/x.c 'int f(char *a) { return "\"" && strcpy (a, "") ; }' strcpy
refuses src/engine/match/x.c 'int f(void) { /* a */ free(0); }' free
refuses src/engine/match/x.c 'int f(void) { puts("a"); }' puts
refuses src/app/cli/x.c 'int f(void) { fopen("a", "r"); }' fopen
refuses src/base/x.c 'int f(void) { sprintf(a, "r"); }' sprintf
refuses src/base/x_test.c 'int f(void) { strcat(a, "r"); }' strcat
