# SPDX-License-Identifier: MIT
#
# Makefile - the only entry point, for people and for CI.
#
#	make                 the libraries in build/ and the tool ./bootmem
#	make run             set up, build, and replay a bundled boot
#	make check           set up, then every test that a change must pass    (T=text: only those)
#	make check-full      the same and the long ones: valgrind, deep models, fuzzing
#	make bench           measure; one JSON line a case                      (T=name: that one)
#	make demo            kernels in QEMU               (ARCH= NODES= MEM= CMDLINE= POLICY=)
#	make demo-count      instructions from a map to the first page, in those kernels
#	make reference       every function: man pages and a page of HTML, in build/reference
#	make bench-peers     measure against the allocators people use today
#	make size            text, data, bss, stack frames and call depth of the library
#	make coverage        branches and conditions that the tests reach
#	make mutants         does a test notice each small change?  (T=src/mm, PART=1/4)
#	make prove           machine-checked proofs
#	make fuzz T=name     fuzz one parser                                    (TIME=seconds)
#	make fuzz-replay     every input that was ever kept, through every fuzz target
#	make fmt             reformat C files that differ from the last commit  (F=files: those)
#	make install         tool, man pages, completion, libraries, headers    (PREFIX=, DESTDIR=)
#	make deb             Debian packages of it, in build/deb
#	make amalgamate      the library as two files      (PREFIX_SYMBOLS=foo_, AMALGAM=folder)
#	make clean
#
# V=1 shows commands, WERROR=1 stops at warnings, CC and CFLAGS are for the library and tool that
# are shipped; what is tested is fixed below. A configuration is a compiler, its flags and a folder
# under build/. Parts of the tree are found by name, not listed, except the sources of the library:
# those are in bootmem.mk, where embedders find them too.

.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

include bootmem.mk

V ?= 0
Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V))$(findstring s,$(firstword -$(MAKEFLAGS))),@:,@printf '  %-7s %s\n')
ifeq ($(origin CC),default)
CC := gcc
endif
PYTHON := $(firstword $(wildcard /usr/bin/python3) python3)
JOBS ?= $(shell nproc 2>/dev/null || echo 1)
MACHINE := $(shell uname -m)

# --- configurations: compiler and flags ----------------------------------------------------------

CONFIG ?= release
CFLAGS ?= -O2 -g
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
TESTED := -O1 -g -DBM_DEBUG=1

config.release := $(CC) $(CFLAGS)
config.gcc := gcc $(TESTED) $(SANITIZE)
config.clang := clang $(TESTED) $(SANITIZE)
config.pa32 := gcc $(TESTED) $(SANITIZE) -DBM_PHYS_ADDR_BITS=32
config.m32 := gcc -m32 $(TESTED) $(SANITIZE)
config.plain := gcc $(TESTED)
config.tsan := gcc $(TESTED) -fsanitize=thread
config.joined := gcc $(TESTED) $(SANITIZE)
config.mutants := gcc $(TESTED) -fPIC
config.fuzz := clang $(TESTED) $(SANITIZE) -fsanitize=fuzzer-no-link
config.coverage := clang-19 -O0 -g -fprofile-instr-generate -fcoverage-mapping -fcoverage-mcdc

# As a kernel compiles it. Only the library is built in these.
bare := -Os -fno-stack-protector -fno-pie -isystem tests/freestanding -idirafter /usr/include
measured := $(bare) -fcallgraph-info=su -fno-asynchronous-unwind-tables
config.size := gcc $(measured)
config.size-aarch64 := aarch64-linux-gnu-gcc -mno-outline-atomics $(measured)
config.size-riscv64 := riscv64-linux-gnu-gcc $(measured)
config.bare-gcc-x86_64 := gcc $(bare)
config.bare-gcc-i386 := gcc -m32 $(bare)
config.bare-gcc-aarch64 := aarch64-linux-gnu-gcc -mno-outline-atomics $(bare)
config.bare-gcc-riscv64 := riscv64-linux-gnu-gcc $(bare)
config.bare-gcc-riscv32 := riscv64-linux-gnu-gcc -march=rv32imac -mabi=ilp32 $(bare)
$(foreach t,x86_64 i386 aarch64 riscv64 riscv32,\
	$(eval config.bare-clang-$(t) := clang --target=$(t)-none-elf $(bare)))

# As a kernel of demo/ is compiled.
DEMOS := riscv64 x86_64 aarch64
kernel := -O2 -g -DBM_DEBUG=1 -ffreestanding -fno-stack-protector -fno-pie \
	-fno-asynchronous-unwind-tables -isystem demo/lib -isystem build/libfdt
config.demo-riscv64 := riscv64-linux-gnu-gcc -march=rv64imac_zicsr_zifencei -mabi=lp64 \
	-mcmodel=medany $(kernel)
config.demo-x86_64 := x86_64-linux-gnu-gcc -mgeneral-regs-only -mno-red-zone -fcf-protection=none \
	$(kernel) -fpie
config.demo-aarch64 := aarch64-linux-gnu-gcc -mgeneral-regs-only -mno-outline-atomics $(kernel)

CONFIGS := $(patsubst config.%,%,$(filter config.%,$(.VARIABLES)))
ifeq ($(filter $(CONFIG),$(CONFIGS)),)
$(error CONFIG=$(CONFIG) is not one of $(sort $(CONFIGS)))
endif
NATIVE_ONLY := $(if $(filter x86_64,$(MACHINE)),,m32 bare-gcc-x86_64 bare-gcc-i386)
BARE := $(filter-out $(NATIVE_ONLY),$(sort $(filter bare-%,$(CONFIGS))))
O := $(if $(filter release,$(CONFIG)),build,build/$(CONFIG))

WARN := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wvla \
	-Wmissing-prototypes $(if $(filter 1,$(WERROR)),-Werror)
COMPILE := $(config.$(CONFIG)) -std=c11 $(WARN)
FREESTANDING := -ffreestanding -fno-stack-protector -U_FORTIFY_SOURCE \
	$(addprefix -I,$(BM_INCLUDES)) $(if $(filter mutants,$(CONFIG)),,-fvisibility=hidden)
HOSTED := -D_GNU_SOURCE -Iinclude -Ihost -I.
TESTING := $(HOSTED) -Isrc -Itests

# A 32-bit cmocka or libfdt needs a foreign architecture enabled; the tool is for 64-bit maps.
HAS_LIBS := $(filter-out m32,$(CONFIG))
HAS_TOOL := $(filter-out m32 pa32,$(CONFIG))
TEST_LIBS := $(if $(HAS_LIBS),-lcmocka -lfdt) -lpthread
TESTING += $(if $(HAS_LIBS),,-Itests/tiny)

# --- the library ---------------------------------------------------------------------------------

objects = $(patsubst %.c,$(O)/%.o,$(wildcard $(1)))
LIB := $(call objects,$(BM_SRCS) $(if $(filter-out m32 bare-%,$(CONFIG)),$(BM_LIBFDT_SRCS)))
ifeq ($(CONFIG),joined)
LIB := $(O)/bootmem.o
endif
HOST := $(call objects,host/*.c)
CLI := $(call objects,cli/*/*.c)
BENCH := $(call objects,$(filter-out $(wildcard bench/bench_*.c),$(wildcard bench/*.c)))
TOOL := $(if $(wildcard cli/verbs/main.c),$(if $(filter release,$(CONFIG)),bootmem,$(O)/bootmem))
LINKED := $(O)/libhost.a $(O)/libbootmem.$(if $(filter mutants,$(CONFIG)),so,a)

TOOL_PKGS := jansson libarchive liblzma
TOOL_CFLAGS = $(shell pkg-config --cflags $(TOOL_PKGS) 2>/dev/null)
TOOL_LIBS = $(shell pkg-config --libs $(TOOL_PKGS) 2>/dev/null) -lfdt -lpthread

.PHONY: all lib help
all: lib $(TOOL)
lib: $(O)/libbootmem-core.a $(O)/libbootmem.a

help:
	@sed -n 's/^#	//p' Makefile

$(O)/libbootmem-core.a: $(call objects,$(BM_CORE_SRCS))
$(O)/libbootmem.a: $(LIB)
$(O)/libhost.a: $(HOST)
$(O)/libcli.a: $(filter-out %/main.o,$(CLI))
$(O)/libbench.a: $(BENCH)
$(O)/libharness.a: $(call objects,tests/*.c $(if $(HAS_LIBS),,tests/tiny/*.c))

$(O)/%.a: $(O)/command
	$(say) AR $@
	$(Q)rm -f $@ && ar rcs $@ $(filter %.o,$^)

# One library for all test programs, so that a mutant is one file to replace.
$(O)/libbootmem.so: $(LIB)
	$(say) LD $@
	$(Q)$(COMPILE) -shared -Wl,-soname,libbootmem.so -o $@ $^

link = $(Q)$(COMPILE) -o $@ $(filter %.o %.a %.so,$^) -Wl,--as-needed

$(if $(TOOL),$(TOOL),$(O)/bootmem): $(CLI) $(LINKED)
	$(say) LD $@
	$(link) $(TOOL_LIBS)

# --- compiling: flags depend on the part ---------------------------------------------------------

$(O)/src/%.o: PART_FLAGS = $(FREESTANDING)
$(O)/host/%.o: PART_FLAGS = $(HOSTED)
$(O)/cli/%.o: PART_FLAGS = $(HOSTED) $(TOOL_CFLAGS)
$(O)/bench/%.o: PART_FLAGS = $(HOSTED)
$(O)/examples/%.o: PART_FLAGS = $(HOSTED)
$(O)/tests/%.o: PART_FLAGS = $(TESTING)
$(O)/fuzz/%.o: PART_FLAGS = $(TESTING)

# Objects are rebuilt when the command changes, not only when a file does.
$(O)/command: FORCE
	@mkdir -p $(@D)
	@echo '$(COMPILE)' | cmp -s - $@ || echo '$(COMPILE)' >$@

$(O)/%.o: %.c $(O)/command
	$(say) CC $@
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(PART_FLAGS) -MMD -MP -c -o $@ $<

.PHONY: FORCE
FORCE:

# --- programs: one per file that is named like one -----------------------------------------------

programs = $(patsubst %.c,$(O)/%,$(wildcard $(1)))
NEED_FDT := $(patsubst %.c,tests/unit/test_%.c,$(notdir $(BM_LIBFDT_SRCS))) \
	tests/unit/test_boot_short.c tests/model/test_handover.c
UNIT_TESTS := $(call programs,$(filter-out $(if $(HAS_LIBS),,$(NEED_FDT)),$(wildcard \
	$(foreach kind,unit model parity replay stress,tests/$(kind)/test_*.c))))
TOOL_TESTS := $(if $(HAS_TOOL),$(call programs,tests/cli/test_*.c))
TESTS := $(UNIT_TESTS) $(TOOL_TESTS)
BENCHES := $(call programs,bench/bench_*.c)
EXAMPLES := $(call programs,examples/*.c)
FUZZERS := $(call programs,fuzz/fuzz_*.c)

# Without the fuzzing engine a target reads its inputs from files.
FUZZ_MAIN := $(if $(filter fuzz,$(CONFIG)),,$(O)/fuzz/replay.o)

.PHONY: tests benches examples fuzzers testable
tests: $(TESTS)
benches: $(BENCHES)
examples: $(EXAMPLES)
fuzzers: $(FUZZERS)
testable: tests $(if $(HAS_TOOL),$(TOOL) $(FUZZERS)) examples

$(UNIT_TESTS): %: %.o $(O)/libharness.a $(LINKED)
	$(say) LD $@
	$(link) $(TEST_LIBS)

$(TOOL_TESTS): %: %.o $(O)/libharness.a $(O)/libcli.a $(LINKED)
	$(say) LD $@
	$(link) -lcmocka $(TOOL_LIBS)

$(BENCHES): %: %.o $(O)/libbench.a $(LINKED)
	$(say) LD $@
	$(link) -lm -lpthread

$(EXAMPLES): %: %.o $(LINKED)
	$(say) LD $@
	$(link) -lpthread

$(FUZZERS): %: %.o $(FUZZ_MAIN) $(O)/libharness.a $(O)/libcli.a $(LINKED)
	$(say) LD $@
	$(link) $(if $(FUZZ_MAIN),,-fsanitize=fuzzer) $(TOOL_LIBS)

include demo/demo.mk

# --- running -------------------------------------------------------------------------------------

SUBMAKE := $(MAKE) --no-print-directory
RUN_TESTS := $(PYTHON) tools/run_tests.py --jobs $(JOBS) --only "$(T)" \
	$(if $(filter 1,$(V)),--verbose)

# The boot that `make run` shows whole; the others are a line together.
BOOT ?= maps/x86-4n-unequal

.PHONY: run
run:
	$(Q)tools/setup run
	$(Q)$(SUBMAKE) -j$(JOBS) all
	$(Q)./bootmem report $(BOOT) maps

CHECK_CONFIGS := $(filter-out $(NATIVE_ONLY),gcc clang pa32 m32)
SIZE_CONFIGS := size $(filter-out size-$(MACHINE),$(filter size-%,$(CONFIGS)))
CHECKS := tidy headers reference layers symbols size docs cli package rust fuzz models tsan demo \
	$(BARE)
QUICK := --configs "$(CHECK_CONFIGS)" --checks "$(CHECKS)" \
	--libs "release $(SIZE_CONFIGS) $(BARE)"

LONG_CHECKS := valgrind fuzz-briefly peers demo-matrix deb

.PHONY: check check-full
check:
	$(Q)tools/setup check
	$(Q)$(RUN_TESTS) $(QUICK)

check-full:
	$(Q)tools/setup full
	$(Q)BOOTMEM_FULL=1 $(RUN_TESTS) $(QUICK) --configs "$(CHECK_CONFIGS) joined" \
		--checks "$(CHECKS) $(LONG_CHECKS)"

# Each of these is one test of `make check`, and can be run by itself.
.PHONY: $(addprefix check-,$(CHECKS) $(LONG_CHECKS)) fuzz fuzz-replay
check-tidy:
	$(Q)$(PYTHON) tools/tidy.py

check-headers:
	$(Q)$(PYTHON) tools/headers.py

check-reference:
	$(Q)$(PYTHON) tools/reference.py check
	$(Q)$(PYTHON) tools/reference.py make build/reference
	$(Q)! groff -man -Tutf8 -ww -z build/reference/man3/*.3 2>&1 | grep .

check-layers: lib
	$(Q)$(PYTHON) tools/layers.py $(O)

check-symbols: lib
	$(Q)$(PYTHON) tools/symbols.py $(O)/libbootmem.a

size_of = $(PYTHON) tools/size.py build/$(1) \
	--arch $(if $(filter size,$(1)),$(MACHINE),$(1:size-%=%))

check-size:
	$(Q)$(foreach c,$(SIZE_CONFIGS),$(SUBMAKE) -s CONFIG=$(c) lib && \
		$(call size_of,$(c)) --budgets tools/size.txt &&) :

check-docs: lib
	$(Q)$(SUBMAKE) -s CONFIG=gcc testable
	$(Q)$(PYTHON) tools/docs.py build/gcc "$(config.gcc) -std=c11 $(WARN) $(HOSTED)"

check-cli:
	$(Q)$(SUBMAKE) -s CONFIG=gcc testable
	$(Q)$(PYTHON) tools/verbs.py --tool build/gcc/bootmem $(wildcard tests/cli/*.txt)
	$(Q)$(PYTHON) tools/transcripts.py --path build/gcc $(wildcard tests/cli/*.txt)

# Protocols between CPUs, all interleavings.
check-models:
	$(Q)$(PYTHON) tools/models.py $(if $(BOOTMEM_FULL),--full) $(wildcard docs/models/*.pml)

# Threads, with every access watched.
check-tsan:
	$(Q)$(SUBMAKE) -s CONFIG=tsan $(patsubst %.c,build/tsan/%,$(wildcard tests/stress/test_*.c))
	$(Q)for t in $(basename $(wildcard tests/stress/test_*.c)); do \
		BOOTMEM_FULL= build/tsan/$$t || exit; done

check-fuzz fuzz-replay:
	$(Q)$(SUBMAKE) -s CONFIG=gcc testable
	$(Q)for f in $(notdir $(FUZZERS)); do \
		build/gcc/fuzz/$$f fuzz/corpus/$${f#fuzz_} || exit; done

TIME ?= 60
fuzz:
	$(Q)tools/setup check
	$(Q)$(SUBMAKE) CONFIG=fuzz build/fuzz/fuzz/fuzz_$(T)
	$(Q)mkdir -p build/fuzz/corpus/$(T)
	$(Q)build/fuzz/fuzz/fuzz_$(T) -max_total_time=$(TIME) -artifact_prefix=build/fuzz/ \
		-print_final_stats=1 build/fuzz/corpus/$(T) $(wildcard fuzz/corpus/$(T))

check-fuzz-briefly:
	$(Q)for f in $(notdir $(FUZZERS)); do \
		$(SUBMAKE) fuzz T=$${f#fuzz_} TIME=$(TIME) || exit; done

check-valgrind:
	$(Q)$(SUBMAKE) -s CONFIG=plain -j$(JOBS) testable
	$(Q)BOOTMEM_FULL= $(PYTHON) tools/run_tests.py --jobs $(JOBS) --configs plain \
		--under "valgrind -q --leak-check=full --error-exitcode=9"

# The userspace suite that people know memblock by, unmodified, against the library.
check-peers:
	$(Q)tools/setup peers
	$(Q)tests/peers/run

# A bare configuration must leave nothing undefined but what every compiler wants to be there.
$(addprefix check-,$(BARE)): check-%:
	$(Q)$(SUBMAKE) -s CONFIG=$* lib
	$(Q)$(PYTHON) tools/symbols.py --bare build/$*/libbootmem.a

.PHONY: reference bench bench-peers size coverage mutants prove fmt
reference:
	$(Q)$(PYTHON) tools/reference.py make build/reference
	$(say) MAKE build/reference/bootmem.html

bench:
	$(Q)tools/setup build
	$(Q)$(SUBMAKE) benches
	$(Q)for b in $(if $(T),build/bench/bench_$(T),$(BENCHES)); do $$b || exit; done
	$(Q)$(if $(T),:,$(PYTHON) bench/check_budget.py)

bench-peers:
	$(Q)tools/setup peers
	$(Q)bench/peers/run $(T)

size:
	$(Q)$(foreach c,$(SIZE_CONFIGS),$(SUBMAKE) CONFIG=$(c) lib && $(call size_of,$(c)) &&) :

coverage:
	$(Q)tools/setup coverage
	$(Q)rm -rf build/coverage/profile
	$(Q)LLVM_PROFILE_FILE=build/coverage/profile/%p.raw $(RUN_TESTS) --configs coverage
	$(Q)$(PYTHON) tools/coverage.py build/coverage tools/coverage.txt

mutants:
	$(Q)tools/setup check
	$(Q)$(SUBMAKE) -s -j$(JOBS) CONFIG=mutants $(UNIT_TESTS:$(O)/%=build/mutants/%)
	$(Q)$(PYTHON) tools/mutants.py --jobs $(JOBS) --part $(or $(PART),1/1) $(T)

prove:
	$(Q)tools/setup prove
	$(Q)$(PYTHON) tools/prove.py --jobs $(JOBS) --only "$(T)"

fmt:
	$(Q)tools/setup format
	$(Q)clang-format -i $(or $(F),$$(git diff --name-only --diff-filter=d HEAD -- '*.[ch]'))

include packaging/package.mk

.PHONY: clean
clean:
	$(Q)rm -rf build bootmem

# For the tools: the value of a variable.
print-%:
	@echo '$($*)'

PARTS := $(wildcard $(addprefix $(O)/,src host cli tests fuzz bench examples demo))
-include $(if $(PARTS),$(shell find $(PARTS) -name '*.d'))
