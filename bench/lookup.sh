#!/bin/sh
# bench/lookup.sh REGISTRY-FOLDER REQUESTS.csv [MOST]: milliseconds of one look-up against the current generation of a
# registry folder. Compiled here, against the rooms that `make` built.
set -eu
cd "$(dirname "$0")/.."
dir=$(mktemp -d "${TMPDIR:-/tmp}/proviso-lookup.XXXXXX")
trap 'rm -rf "$dir"' EXIT
# shellcheck disable=SC2086 # words
${CC:-cc} -std=gnu17 -D_GNU_SOURCE ${CFLAGS:--O2 -g} -Isrc -o "$dir/lookup" bench/lookup.c \
    -Wl,--start-group build/src/libroom-*.a -Wl,--end-group -lcrypto -lsqlite3 -ljansson -lutf8proc -lzstd -lm -pthread
"$dir/lookup" "$@"
