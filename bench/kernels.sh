#!/bin/sh
# bench/kernels.sh [NAMES]
#
# Nanoseconds a pair of each distance and each instruction set, over the names in a file (one a line), those of the
# shared data, or made-up ones. Compiled here with CC (cc) and CFLAGS (-O2 -g, as the program is).
set -eu
cd "$(dirname "$0")/.."
names=${1:-../shared/data/reference/dist.all.last}
dir=$(mktemp -d "${TMPDIR:-/tmp}/proviso-kernels.XXXXXX")
trap 'rm -rf "$dir"' EXIT

printf 'machine: %s\ncompiler: %s\n' "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
    "$("${CC:-cc}" --version | head -n 1)"
# shellcheck disable=SC2046,SC2086 # words
${CC:-cc} -std=gnu17 -D_GNU_SOURCE ${CFLAGS:--O2 -g} -Isrc -o "$dir/kernels" bench/kernels.c \
    $(tools/sources | grep 'match_\(kernel\|distance\)' | grep -v _test) \
    src/base/memory.c src/base/error.c src/base/fault.c src/base/span.c -lcrypto
"$dir/kernels" "$names"
