# SPDX-License-Identifier: MIT
#
# Makefile - the only entry point, for people and for CI. `make help` lists what there is.
#
# A configuration is a compiler, its flags and a folder under build/. Parts of the tree are found, not
# listed, except the sources of the library: those are in bootmem.mk, where embedders find them too.

.SUFFIXES:
.SECONDEXPANSION:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

include bootmem.mk

V ?= 0
Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),@:,@printf '  %-7s %s\n')
ifeq ($(origin CC),default)
CC := gcc
endif
AR ?= ar
NM ?= nm
PYTHON := $(firstword $(wildcard /usr/bin/python3) python3)
JOBS ?= $(shell nproc 2>/dev/null || echo 1)

# --- configurations: compiler and flags ------------------------------------------------------

CONFIG ?= release
CFLAGS ?= -O2 -g
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
TESTED := -O1 -g -DBM_DEBUG=1
CLANG_COV ?= clang-19

config.release := $(CC) $(CFLAGS)
config.gcc := gcc $(TESTED) $(SANITIZE)
config.clang := clang $(TESTED) $(SANITIZE)
config.pa32 := gcc $(TESTED) $(SANITIZE) -DBM_PHYS_ADDR_BITS=32
config.m32 := gcc -m32 $(TESTED) $(SANITIZE)
config.valgrind := gcc $(TESTED)
config.fuzz := clang -O1 -g -DBM_DEBUG=1 -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=all
config.coverage := $(CLANG_COV) -O0 -g -fprofile-instr-generate -fcoverage-mapping -fcoverage-mcdc
config.size := gcc -Os -fcallgraph-info=su -fno-asynchronous-unwind-tables -fno-stack-protector

# What a kernel may be compiled for. No startup files, no libc: only the library is built in these.
config.bare-gcc-x86_64 := gcc -Os -fno-stack-protector -fno-pie
config.bare-gcc-i386 := gcc -m32 -Os -fno-stack-protector -fno-pie
config.bare-gcc-aarch64 := aarch64-linux-gnu-gcc -Os -fno-stack-protector -fno-pie
config.bare-gcc-riscv64 := riscv64-linux-gnu-gcc -Os -fno-stack-protector -fno-pie
config.bare-gcc-riscv32 := riscv64-linux-gnu-gcc -march=rv32imac -mabi=ilp32 -Os \
	-fno-stack-protector -fno-pie
bare-clang = clang --target=$(1)-none-elf -Os
config.bare-clang-x86_64 := $(call bare-clang,x86_64)
config.bare-clang-i386 := $(call bare-clang,i386)
config.bare-clang-aarch64 := $(call bare-clang,aarch64)
config.bare-clang-riscv64 := $(call bare-clang,riscv64)
config.bare-clang-riscv32 := $(call bare-clang,riscv32)
BARE := $(patsubst config.%,%,$(filter config.bare-%,$(.VARIABLES)))

ifndef config.$(CONFIG)
$(error CONFIG=$(CONFIG) is not one of $(patsubst config.%,%,$(filter config.%,$(.VARIABLES))))
endif
O := $(if $(filter release,$(CONFIG)),build,build/$(CONFIG))

WARN := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wvla \
	-Wmissing-prototypes $(if $(filter 1,$(WERROR)),-Werror)
COMPILE := $(config.$(CONFIG)) -std=c11 $(WARN)
FREESTANDING := -ffreestanding -fvisibility=hidden $(addprefix -I,$(BM_INCLUDES))
HOSTED := -D_GNU_SOURCE -Iinclude -I.
TESTING := $(HOSTED) -Isrc -Itests

# --- the library -------------------------------------------------------------------------------

objects = $(patsubst %.c,$(O)/%.o,$(wildcard $(1)))
CORE := $(call objects,$(BM_CORE_SRCS))
LIB := $(call objects,$(BM_SRCS))
HOST := $(call objects,host/*.c)
CLI := $(call objects,cli/*.c)
TOOL := $(if $(CLI),$(if $(filter release,$(CONFIG)),bootmem,$(O)/bootmem))

LIBS := $(O)/libbootmem-core.a $(O)/libbootmem.a
LINKED := $(if $(HOST),$(O)/libhost.a) $(O)/libbootmem.a

pkg = $(shell pkg-config $(1) $(2) 2>/dev/null)
TOOL_PKGS := jansson libarchive liblzma
TOOL_CFLAGS = $(call pkg,--cflags,$(TOOL_PKGS))
TOOL_LIBS = $(call pkg,--libs,$(TOOL_PKGS)) -lfdt -lpthread

.PHONY: all lib help
all: lib $(TOOL)
lib: $(LIBS)

$(O)/libbootmem-core.a: $(CORE)
$(O)/libbootmem.a: $(LIB)
$(O)/libhost.a: $(HOST)
$(O)/libcli.a: $(filter-out %/main.o,$(CLI))
$(O)/libharness.a: $(call objects,tests/*.c)

$(O)/%.a:
	$(say) AR $@
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(if $(TOOL),$(TOOL),$(O)/bootmem): $(CLI) $(LINKED)
	$(say) LD $@
	$(Q)$(COMPILE) -o $@ $^ -Wl,--as-needed $(TOOL_LIBS)

# --- compiling: the flags depend on the part -----------------------------------------------------

$(O)/src/%.o: PART = $(FREESTANDING)
$(O)/host/%.o: PART = $(HOSTED)
$(O)/cli/%.o: PART = $(HOSTED) $(TOOL_CFLAGS)
$(O)/bench/%.o: PART = $(HOSTED)
$(O)/examples/%.o: PART = $(HOSTED)
$(O)/tests/%.o: PART = $(TESTING) $(NARROW)
$(O)/fuzz/%.o: PART = $(TESTING)

# Objects are rebuilt when the command changes, not only when a file does.
$(O)/command: FORCE
	@mkdir -p $(@D)
	@echo '$(COMPILE)' | cmp -s - $@ || echo '$(COMPILE)' >$@

$(O)/%.o: %.c $(O)/command
	$(say) CC $@
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(PART) -MMD -MP -c -o $@ $<

.PHONY: FORCE
FORCE:

# --- programs: one per file that is named like one ---------------------------------------------------

programs = $(patsubst %.c,$(O)/%,$(wildcard $(1)))
UNIT_TESTS := $(call programs,tests/unit/test_*.c tests/model/test_*.c tests/parity/test_*.c \
	tests/replay/test_*.c)
CLI_TESTS := $(call programs,tests/cli/test_*.c)
BENCHES := $(call programs,bench/bench_*.c)
EXAMPLES := $(call programs,examples/*.c)
FUZZERS := $(call programs,fuzz/fuzz_*.c)
TESTS := $(UNIT_TESTS) $(if $(filter m32 pa32,$(CONFIG)),,$(CLI_TESTS))

.PHONY: tests benches examples fuzzers
tests: $(TESTS)
benches: $(BENCHES)
examples: $(EXAMPLES)
fuzzers: $(FUZZERS)

link = $(Q)$(COMPILE) -o $@ $^ -Wl,--as-needed

$(UNIT_TESTS): %: %.o $(O)/libharness.a $(LINKED)
	$(say) LD $@
	$(link) -lcmocka -lfdt -lpthread

$(CLI_TESTS): %: %.o $(O)/libharness.a $(O)/libcli.a $(LINKED)
	$(say) LD $@
	$(link) -lcmocka $(TOOL_LIBS)

$(BENCHES): %: %.o $(call objects,$(filter-out $(wildcard bench/bench_*.c),$(wildcard bench/*.c))) \
		$(LINKED)
	$(say) LD $@
	$(link) -lm -lpthread

$(EXAMPLES): %: %.o $(LINKED)
	$(say) LD $@
	$(link) -lpthread

# --- running -------------------------------------------------------------------------------------------

CHECK_CONFIGS := gcc clang pa32 m32
CHECKS :=

.PHONY: check testable
check:
	$(Q)$(PYTHON) tools/run_tests.py --jobs $(JOBS) --configs "$(CHECK_CONFIGS)" \
		--checks "$(CHECKS)" --only "$(T)" $(if $(filter 1,$(V)),--verbose)
testable: tests $(TOOL)

# For the tools: the value of a variable.
print-%:
	@echo '$($*)'

clean:
	$(Q)rm -rf build bootmem
.PHONY: clean

-include $(shell find $(addprefix $(O)/,src host cli tests fuzz bench examples) -name '*.d' 2>/dev/null)
