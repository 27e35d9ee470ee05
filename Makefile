# A thin front: meson and ninja build, tools/ checks. `make help` lists what there is.

PREFIX ?= /usr/local
DESTDIR ?=
FUZZ_SECONDS ?= 60
MAN = $(DESTDIR)$(PREFIX)/share/man/man1
SHARE = $(DESTDIR)$(PREFIX)/share

.PHONY: all demo check bench bench-peers fuzz soak asan install clean help

all: build/.packages ## build ./build/proviso (the first time: installs the Debian packages that are missing)
	@tools/build build

demo: all ## the case of 2025 with made-up people, from nothing to findings, in build/demo
	@rm -rf build/demo build/demo.*
	@build/proviso demo -C build/demo

check: build/.packages-check ## everything: include order, lint, two compilers, sanitizers, unit tests, scenarios, corpora
	@tools/check

bench: all ## measure; prints ratios and keeps a history; BENCH=full, BENCH=huge for 10 and 100 million people
	@PROVISO="$(CURDIR)/build/proviso" bench/run

bench-peers: ## DuckDB from npm into build/peers, for `make bench` to measure beside
	@mkdir -p build/peers && npm install --no-audit --no-fund --prefix build/peers @duckdb/node-api@1.5.6-r.1

fuzz: build/.packages-check ## fuzz each target for FUZZ_SECONDS (60)
	@FUZZ_SECONDS=$(FUZZ_SECONDS) tools/fuzz

soak: build/.packages-check ## the tests that take hours: every fault at every point, every bit, every byte; prints how many were tried
	@tools/soak

asan: build/.packages-check ## build-asan/proviso: sanitizers and fault injection
	@tools/build build-asan $$(tools/options asan)

install: all ## install to DESTDIR/PREFIX (/usr/local): program, proviso-witness, man page, completions
	install -D -m 755 build/proviso "$(DESTDIR)$(PREFIX)/bin/proviso"
	install -D -m 755 tools/witness "$(DESTDIR)$(PREFIX)/bin/proviso-witness"
	@if [ -f docs/man/proviso.1.scd ]; then \
	    mkdir -p "$(MAN)" && scdoc <docs/man/proviso.1.scd >"$(MAN)/proviso.1" && chmod 644 "$(MAN)/proviso.1"; fi
	@put() { if [ -f "completions/$$1" ]; then install -D -m 644 "completions/$$1" "$(SHARE)/$$2"; fi; }; \
	    put proviso.bash bash-completion/completions/proviso; \
	    put _proviso zsh/site-functions/_proviso; \
	    put proviso.fish fish/vendor_completions.d/proviso.fish

clean: ## remove all that was built
	rm -rf build build-*

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | while IFS='	' read -r name text; do \
	    printf '  make %-11s %s\n' "$$name" "$$text"; done

build/.packages: tools/bootstrap
	@tools/bootstrap build
	@mkdir -p build && touch $@

build/.packages-check: tools/bootstrap
	@tools/bootstrap check
	@mkdir -p build && touch $@ build/.packages
