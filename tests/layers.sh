#!/bin/sh
# The check of the include order finds what it is there for: a house in order passes; a violation fails and is named.
set -eu

mkdir -p src/base src/engine/match src/engine/rules src/engine/registry src/app/attic
cp "$TOP/src/rooms.txt" src/
touch src/base/text.h src/engine/rules/rules.h src/engine/registry/registry_file.h
printf '#include <stdio.h>\n#include "base/text.h"\n#include "engine/registry/registry.h"\n' >src/engine/match/match.h
"$TOP/tools/layers" . || { echo "a house in order must pass"; exit 1; }

refuses() { # FILE INCLUDE MESSAGE
    printf '\n#include "%s"\n' "$2" >"src/$1"
    if "$TOP/tools/layers" . >said; then
        echo "src/$1 must not include $2"
        exit 1
    fi
    grep -qxF "src/$1:$3" said || { echo "said:" && cat said && echo "instead of: src/$1:$3" && exit 1; }
    rm "src/$1"
}

refuses engine/match/x.c engine/rules/rules.h \
    "2: match may not include engine/rules/rules.h (allowed: base record standard registry)"
refuses engine/match/x_test.c engine/rules/rules.h \
    "2: match may not include engine/rules/rules.h (allowed: base record standard registry)"
refuses engine/match/x.c engine/registry/registry_file.h \
    "2: match may include of registry only engine/registry/registry.h, not engine/registry/registry_file.h"
refuses base/x.c engine/match/match.h "2: base may not include engine/match/match.h (allowed: nothing)"
refuses engine/match/x.c engine/attic/attic.h "2: engine/attic/attic.h lies in no room of src/rooms.txt"
refuses app/attic/x.c base/text.h "1: this file lies in no room of src/rooms.txt"
"$TOP/tools/layers" .
