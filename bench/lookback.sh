#!/bin/sh
# bench/lookback.sh [ROWS] [RULES]: kept rows decided again a second, on one core and on two, with and without the hash
# of their file. 10 million rows (a file of 640 MB) and the agreement of the case of 2025 where nothing else is said.
# Compiled here, against the rooms that `make` built.
set -eu
cd "$(dirname "$0")/.."
dir=$(mktemp -d "${TMPDIR:-/tmp}/proviso-lookback.XXXXXX")
trap 'rm -rf "$dir"' EXIT
# shellcheck disable=SC2086 # words
${CC:-cc} -std=gnu17 -D_GNU_SOURCE ${CFLAGS:--O2 -g} -Isrc -o "$dir/lookback" bench/lookback.c \
    -Wl,--start-group build/src/libroom-*.a -Wl,--end-group -lcrypto -lsqlite3 -ljansson -lutf8proc -lzstd -lm -pthread
"$dir/lookback" "$dir/rows.pvb" "${1:-10000000}" "${2:-examples/tax-2025/agreement.proviso}"
