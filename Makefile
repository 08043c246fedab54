# SPDX-License-Identifier: GPL-2.0-only
# flamek: see `make help`.

PREFIX ?= /usr/local
DESTDIR ?=
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
COMPLETIONDIR ?= $(PREFIX)/share/bash-completion/completions
DOCDIR ?= $(PREFIX)/share/doc/flamek
CC ?= cc
CXX ?= c++
RUSTC ?= /usr/bin/rustc
GO ?= /usr/bin/go
PKG_CONFIG ?= pkg-config

BUILD := build
KDIR = $(shell scripts/kdir)

LIBS := libnl-genl-3.0 libdw libelf liblzma zlib libzstd
LIB_CFLAGS = $(shell $(PKG_CONFIG) --cflags $(LIBS))
LIB_LIBS = $(shell $(PKG_CONFIG) --libs $(LIBS)) -liberty -pthread

CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wmissing-prototypes -Wstrict-prototypes -Wshadow \
	    -Wvla -Wformat=2 -Wundef
FLAMEK_CFLAGS = -std=gnu11 $(WARNINGS) -fno-omit-frame-pointer \
		-I. -Ictl -isystem kmod/uapi $(LIB_CFLAGS)
ifdef WERROR
FLAMEK_CFLAGS += -Werror
endif

ifeq ($(V),)
quiet = @printf '  %-7s %s\n' $(1) $(2);
endif

CTL_SRCS := $(wildcard ctl/*.c ctl/symbols/*.c ctl/formats/*.c ctl/doctor/*.c)
RENDER_SRCS := $(wildcard render/*.c render/*.S)
OBJS := $(patsubst %,$(BUILD)/%.o,$(basename $(CTL_SRCS) $(RENDER_SRCS)))
# What a test links with: all of flamekctl but its main().
LIB := $(BUILD)/libflamekctl.a

UNIT_SRCS := $(wildcard tests/unit/test-*.c)
UNITS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(UNIT_SRCS))

# Most workloads keep frame pointers: what is true of them is what is tested.
# Without debug info, what is inlined in them adds no frames of its own.
WORKLOAD_CFLAGS := -O2 -fno-omit-frame-pointer -fno-optimize-sibling-calls \
		   -pthread
$(BUILD)/workloads/inlines: WORKLOAD_CFLAGS += -g
WORKLOAD_SRCS := $(wildcard tests/workloads/*.c tests/workloads/*.cpp)
WORKLOAD_PROGS := $(patsubst tests/workloads/%,$(BUILD)/workloads/%,\
	       $(basename $(filter-out tests/workloads/lib%,$(WORKLOAD_SRCS))))
# Where there is a compiler for them.
WORKLOAD_PROGS += $(if $(wildcard $(RUSTC)),$(addprefix $(BUILD)/workloads/,\
	       rust-names rust-names-v0))
WORKLOAD_PROGS += $(if $(wildcard $(GO)),$(BUILD)/workloads/go-names)
WORKLOAD_LIBS := $(patsubst tests/workloads/%.c,$(BUILD)/workloads/%.so,\
	       $(wildcard tests/workloads/lib*.c))

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

all: ctl kmod ## build flamekctl and flamek.ko

ctl: $(BUILD)/flamekctl ## build the controller

$(BUILD)/flamekctl: $(BUILD)/ctl/main.o $(LIB)
	$(call quiet,LD,$@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIB_LIBS)

$(LIB): $(filter-out $(BUILD)/ctl/main.o,$(OBJS))
	$(call quiet,AR,$@)rm -f $@ && ar rcs $@ $^

$(BUILD)/%.o: %.c Makefile
	$(call quiet,CC,$<)mkdir -p $(@D) && \
		$(CC) $(FLAMEK_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# The viewer's script and style are compiled in.
VIEWER := $(patsubst %,$(BUILD)/%.stripped,$(wildcard render/*.js render/*.css))

$(BUILD)/%.o: %.S Makefile $(VIEWER)
	$(call quiet,AS,$<)mkdir -p $(@D) && $(CC) -c -Wa,-I$(BUILD) -o $@ $<

$(VIEWER): $(BUILD)/%.stripped: % render/strip.sed Makefile
	$(call quiet,STRIP,$<)mkdir -p $(@D) && LC_ALL=C sed -f render/strip.sed $< >$@

kmod: ## build flamek.ko for the running kernel; SELFTEST=1: with self-tests
	$(call quiet,KMOD,kmod/flamek.ko)$(MAKE) --no-print-directory \
		-C "$(KDIR)" M="$(CURDIR)/kmod" modules

# Of copies, so that the module itself stays as it is.
SELFTEST_DIR := $(BUILD)/selftest

selftest: ## build build/selftest/flamek.ko, which tests itself when loaded
	$(call quiet,KMOD,$(SELFTEST_DIR)/flamek.ko)mkdir -p $(SELFTEST_DIR) && \
		cp -Rpu kmod/Kbuild kmod/uapi kmod/selftest $(SELFTEST_DIR) && \
		cp -pu $(filter-out %.mod.c,$(wildcard kmod/*.[ch])) \
			$(SELFTEST_DIR) && \
		$(MAKE) --no-print-directory -C "$(KDIR)" \
			M="$(CURDIR)/$(SELFTEST_DIR)" SELFTEST=1 modules

units: $(UNITS) ## build the unit tests

$(BUILD)/unit/%: tests/unit/%.c $(LIB)
	$(call quiet,UNIT,$@)mkdir -p $(@D) && \
		$(CC) $(FLAMEK_CFLAGS) $(CFLAGS) -MMD -MP -o $@ $< $(LIB) \
		$(LIB_LIBS) -lcmocka

workloads: $(WORKLOAD_PROGS) $(WORKLOAD_LIBS) ## build the programs of known profile

$(BUILD)/workloads/lib%.so: tests/workloads/lib%.c
	$(call quiet,CC,$@)mkdir -p $(@D) && \
		$(CC) $(WORKLOAD_CFLAGS) -fPIC -shared -o $@ $<

$(BUILD)/workloads/%: tests/workloads/%.c $(wildcard tests/workloads/*.h)
	$(call quiet,CC,$@)mkdir -p $(@D) && $(CC) $(WORKLOAD_CFLAGS) -o $@ $< -ldl

# Debian's compiler makes 32-bit programs, if without a library.
$(BUILD)/workloads/hostile-32: tests/workloads/hostile-32.c
	$(call quiet,CC,$@)mkdir -p $(@D) && $(CC) $(WORKLOAD_CFLAGS) -m32 \
		-ffreestanding -fno-stack-protector -fPIE -nostdlib \
		-static-pie -o $@ $<

$(BUILD)/workloads/%: tests/workloads/%.cpp
	$(call quiet,CXX,$@)mkdir -p $(@D) && $(CXX) $(WORKLOAD_CFLAGS) -o $@ $<

RUST_FLAGS := --edition 2021 -C opt-level=2 -g -C force-frame-pointers=yes

$(BUILD)/workloads/%: tests/workloads/%.rs
	$(call quiet,RUSTC,$@)mkdir -p $(@D) && $(RUSTC) $(RUST_FLAGS) -o $@ $<

# By the newer scheme of names.
$(BUILD)/workloads/%-v0: tests/workloads/%.rs
	$(call quiet,RUSTC,$@)mkdir -p $(@D) && $(RUSTC) $(RUST_FLAGS) \
		-C symbol-mangling-version=v0 -o $@ $<

$(BUILD)/workloads/%: tests/workloads/%.go
	$(call quiet,GO,$@)mkdir -p $(@D) && GO111MODULE=off GOFLAGS= \
		CGO_ENABLED=0 GOCACHE="$(CURDIR)/$(BUILD)/go" $(GO) build -o $@ $<

# Static, since it starts itself over and over.
FUZZ_KERNEL_SRCS := $(wildcard tests/fuzz/kernel/*.c)

fuzz: $(BUILD)/fuzz/kernel ## build the fuzzer of the module

$(BUILD)/fuzz/kernel: $(FUZZ_KERNEL_SRCS) $(wildcard tests/fuzz/kernel/*.h) \
		$(BUILD)/fuzz/table.c
	$(call quiet,FUZZ,$@)$(CC) -std=gnu11 -D_GNU_SOURCE $(WARNINGS) \
		-Wno-unused-parameter $(if $(WERROR),-Werror) -O2 -g \
		-fno-omit-frame-pointer -static -pthread -Itests/fuzz/kernel \
		-isystem kmod/uapi -o $@ $(filter %.c,$^)

$(BUILD)/fuzz/table.c: tests/fuzz/kernel/table.py \
		Documentation/netlink/specs/flamek.yaml
	$(call quiet,GEN,$@)mkdir -p $(@D) && python3 $^ >$@

fuzz-kernel: ## fuzz the module in a guest: ROUNDS=100000 SEED= KERNEL= by hand
	scripts/deps build kernel guest tests
	$(MAKE) all workloads fuzz
	$(if $(KERNEL),scripts/build-kmod $(KERNEL))
	FLAMEK_FUZZ_ROUNDS=$(or $(ROUNDS),100000) FLAMEK_FUZZ_SEED=$(SEED) \
		tests/run --limit 86400 --boot-limit 86400 \
		$(if $(KERNEL),--kernel $(KERNEL)) tests/guest/fuzz.t

# The fuzzers of flamekctl's readers, and what makes up seeds for them: of
# objects of their own, since all that they run through watches itself.
FUZZ := $(BUILD)/fuzz/readers
FUZZ_CC ?= clang
FUZZ_SRCS := $(wildcard tests/fuzz/fuzz-*.c tests/fuzz/seeds-*.c)
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all
SANITIZED := $(BUILD)/sanitize
FUZZ_CFLAGS := -O1 -gline-tables-only $(SANITIZE) -fsanitize=fuzzer-no-link
FUZZ_INCLUDES := -Itests/fuzz -Itests/unit

fuzzers: ## build the fuzzers of flamekctl's readers, where there is clang
	$(if $(shell command -v $(FUZZ_CC)),\
		@+$(MAKE) --no-print-directory BUILD=$(FUZZ) CC=$(FUZZ_CC) \
		CFLAGS="$(FUZZ_CFLAGS)" LDFLAGS= \
		$(FUZZ_SRCS:tests/fuzz/%.c=$(FUZZ)/%),\
		@echo "fuzzers: not built: there is no $(FUZZ_CC)")

$(BUILD)/fuzz-%: tests/fuzz/fuzz-%.c $(LIB)
	$(call quiet,FUZZ,$@)$(CC) $(FLAMEK_CFLAGS) $(FUZZ_INCLUDES) \
		$(CFLAGS) -MMD -MP -fsanitize=fuzzer -o $@ $< $(LIB) $(LIB_LIBS)

$(BUILD)/seeds-%: tests/fuzz/seeds-%.c $(LIB)
	$(call quiet,FUZZ,$@)$(CC) $(FLAMEK_CFLAGS) $(FUZZ_INCLUDES) \
		$(CFLAGS) -MMD -MP -o $@ $< $(LIB) $(LIB_LIBS) -lcmocka

fuzz-readers: ## fuzz flamekctl's readers: SECONDS=60 NAME= ROUNDS= SEED= by hand
	scripts/deps build tests
	$(MAKE) fuzzers
	FLAMEK_FUZZ_SECONDS=$(if $(ROUNDS),$(SECONDS),$(or $(SECONDS),60)) \
		FLAMEK_FUZZ_ROUNDS=$(ROUNDS) FLAMEK_FUZZ_SEED=$(SEED) \
		tests/fuzz/readers.t $(NAME)

# What recordings are made up from, and what makes them up.
BENCH := $(BUILD)/bench
PIPELINE := $(BENCH)/recording $(BENCH)/service $(BENCH)/engine

$(BENCH)/recording: tests/bench/recording.c tests/bench/code.c $(LIB)
	$(call quiet,BENCH,$@)mkdir -p $(@D) && \
		$(CC) $(FLAMEK_CFLAGS) $(CFLAGS) -MMD -MP -o $@ \
		$(filter %.c,$^) $(LIB) $(LIB_LIBS)

$(BENCH)/service: tests/bench/service.c
	$(call quiet,CC,$@)mkdir -p $(@D) && $(CC) -O2 -o $@ $<

$(BENCH)/engine: tests/bench/engine.cpp
	$(call quiet,CXX,$@)mkdir -p $(@D) && $(CXX) -O2 -o $@ $<

bench-pipeline: ## from a recording to an SVG: flamekctl beside perf's chain
	scripts/deps build bench
	$(MAKE) ctl $(PIPELINE)
	tests/bench/pipeline.py

bench-render: ## from folded stacks to an SVG, and in a browser, beside others
	scripts/deps build tests bench
	$(MAKE) ctl && mkdir -p $(BENCH)
	tests/bench/render.py

check: ## install what is missing, build, run every test
	scripts/deps
	$(MAKE) WERROR=1 all units workloads floor test-modules selftest fuzz \
		fuzzers
	tests/run

KERNELS ?= 6.1 6.12 newest

check-kernels: ## run the guest's tests on the kernels of Debian 12, 13 and unstable
	scripts/deps
	scripts/kernel-debian $(KERNELS)
	scripts/build-kmod $(KERNELS)
	$(MAKE) WERROR=1 ctl workloads fuzz
	tests/run $(KERNELS:%=--kernel %) guest

DEBUG_KERNELS ?= debug debug-rt
DEBUG_TESTS ?= debug guest

check-debug: ## the guest tests, on kernels that check themselves
	scripts/deps build guest tests debug
	scripts/kernel-debug debug debug-rt
	$(MAKE) WERROR=1 ctl workloads fuzz
	scripts/build-kmod debug
	FLAMEK_ROUNDS_DIV=10 FLAMEK_FUZZ_ROUNDS=$(or $(ROUNDS),1500) \
		tests/run --limit 1800 --boot-limit 7200 \
		$(DEBUG_KERNELS:%=--kernel %) $(DEBUG_TESTS)

check-sanitize: ## the unit tests, built with sanitizers
	scripts/deps build tests
	$(MAKE) WERROR=1 BUILD=$(SANITIZED) CFLAGS="-O1 -g $(SANITIZE)" units
	tests/run $(UNIT_SRCS:tests/unit/%.c=$(SANITIZED)/unit/%)

# Those of the debug kernel's tests that do what else is seldom done to the module.
CI_DEBUG_TESTS := debug $(patsubst %,tests/guest/%.t,faults fuzz requests rings \
		  selftest)

check-ci: ## check and a part of check-debug: what fits into an hour
	$(MAKE) check-all CHECKS="check check-debug" DEBUG_KERNELS=debug \
		DEBUG_TESTS="$(CI_DEBUG_TESTS)"

CHECKS ?= check check-sanitize check-debug

check-all: ## check, check-sanitize and check-debug, and one sum of them
	MAKE="$(MAKE)" scripts/check-all $(CHECKS)

demo: ## install what is missing, build, record a real program: out.svg
	scripts/deps build kernel $(if $(NATIVE),,guest) demo
	$(MAKE) all
	scripts/demo $(if $(NATIVE),--native)

floor: ## build the module that the bench takes its floor from
	$(call quiet,KMOD,tests/bench/floor/floor.ko)$(MAKE) --no-print-directory \
		-C "$(KDIR)" M="$(CURDIR)/tests/bench/floor" modules

test-modules: ## build the modules that tests load
	$(call quiet,KMOD,tests/modules)$(MAKE) --no-print-directory \
		-C "$(KDIR)" M="$(CURDIR)/tests/modules" modules

bench-sampling: ## what a sample costs, in instructions, beside other tools
	scripts/deps build kernel guest bench
	$(MAKE) all workloads floor
	$(if $(KERNEL),scripts/build-kmod $(KERNEL))
	tests/bench/sampling

bench-bless: ## make what a sample costs now the figures that tests hold it to
	scripts/deps build kernel guest tests
	$(MAKE) all workloads floor
	$(if $(KERNEL),scripts/build-kmod $(KERNEL))
	tests/bench/bless

lint: ## checkpatch, sparse, cppcheck, shellcheck, mandoc, codespell
	scripts/deps build kernel lint
	scripts/lint

install: all ## install under DESTDIR and PREFIX
	install -D -m 0755 $(BUILD)/flamekctl "$(DESTDIR)$(BINDIR)/flamekctl"
	for page in Documentation/man/*.[1-8]; do \
		install -D -m 0644 "$$page" \
		"$(DESTDIR)$(MANDIR)/man$${page##*.}/$${page##*/}" || exit 1; \
	done
	install -D -m 0644 completions/flamekctl.bash \
		"$(DESTDIR)$(COMPLETIONDIR)/flamekctl"
	install -D -m 0644 packaging/70-flamek.rules \
		"$(DESTDIR)$(DOCDIR)/70-flamek.rules"
	scripts/install-kmod

dkms: ## hand flamek.ko's source to DKMS, which builds it for every kernel
	scripts/install-dkms

clean: ## remove what was built (not the kernels of guests)
	rm -rf $(filter-out $(BUILD)/guest $(BUILD)/kernels,$(wildcard $(BUILD)/*))
	for dir in kmod kmod/selftest tests/bench/floor tests/modules; do \
		(cd $$dir && rm -rf .*.cmd *.o *.ko *.mod *.mod.c \
			Module.symvers modules.order .tmp_versions) || exit 1; \
	done
	rm -rf tests/bench/__pycache__

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | \
		while IFS='	' read -r target text; do \
			printf '  make %-15s %s\n' "$$target" "$$text"; done

.PHONY: all ctl kmod selftest units workloads check check-kernels check-debug \
	check-all check-ci check-sanitize demo floor test-modules fuzz \
	fuzz-kernel fuzzers fuzz-readers bench-sampling bench-bless \
	bench-pipeline bench-render lint install dkms clean help

-include $(OBJS:.o=.d) $(UNITS:=.d) $(FUZZ_SRCS:tests/fuzz/%.c=$(BUILD)/%.d)
