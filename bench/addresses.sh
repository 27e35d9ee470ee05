#!/bin/sh
# bench/addresses.sh REQUESTS.csv: addresses a second and core. With MUTATIONS=N instead of a file, N mutations of the
# corpus and the table of labels and outcomes. Compiled here with CC (cc) and CFLAGS (-O2 -g, as the program is).
set -eu
cd "$(dirname "$0")/.."
dir=$(mktemp -d "${TMPDIR:-/tmp}/proviso-addresses.XXXXXX")
trap 'rm -rf "$dir"' EXIT
rooms=$(tools/sources | grep -E '^src/(base|record|engine/standard)/' | grep -v -e _test -e _testing)
if [ -n "${MUTATIONS:-}" ]; then
    # shellcheck disable=SC2086 # words
    ${CC:-cc} -std=gnu17 -D_GNU_SOURCE ${CFLAGS:--O2 -g} -Isrc -o "$dir/corpus" src/engine/standard/standard_corpus_test.c \
        src/engine/standard/standard_testing.c $rooms -lcmocka -lcrypto -lutf8proc -lzstd -lm -pthread
    TOP=$PWD "$dir/corpus" 2>&1
    exit
fi
# shellcheck disable=SC2086 # words
${CC:-cc} -std=gnu17 -D_GNU_SOURCE ${CFLAGS:--O2 -g} -Isrc -o "$dir/addresses" bench/addresses.c $rooms \
    -lcrypto -lutf8proc -lzstd -lm -pthread
"$dir/addresses" "$@"
