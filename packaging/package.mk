# SPDX-License-Identifier: MIT
#
# package.mk - the library and the tool as others take them: installed, or in two files.
#
#	PREFIX, DESTDIR  as everywhere
#	LIBDIR           where libraries go, if not PREFIX/lib
#	AMALGAM          where the two files go
#	PREFIX_SYMBOLS   what each of their names starts with

# --- installing ----------------------------------------------------------------------------------

PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
ROOT := $(DESTDIR)$(PREFIX)
LIBROOT := $(DESTDIR)$(LIBDIR)
RUN_TOOL = ./$(TOOL)
VERSION := $(shell sed -n 's/^.define BM_VERSION "\(.*\)"/\1/p' include/bootmem/bootmem.h)
# Every verb that the tool lists has a page; see cli/verbs/manual.c.
VERBS = $(shell $(RUN_TOOL) --man | sed -n 's/^.fB\([a-z]*\).fR$$/\1/p')

# $(1): name of the library, $(2): what is said of it, $(3): what else must be linked
write_pc = sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR:$(PREFIX)/%=$${prefix}/%)|' \
	-e 's|@NAME@|$(1)|' -e 's|@WHAT@|$(2)|' -e 's|@MORE@|$(3)|' -e 's|@VERSION@|$(VERSION)|' \
	packaging/bootmem.pc.in >$(LIBROOT)/pkgconfig/$(1).pc

# $(1): name of the file; what leads from it to the headers does not depend on where both are
write_cmake = sed -e 's|@VERSION@|$(VERSION)|' \
	-e "s|@INCLUDE@|$$(realpath -m --relative-to=$(LIBDIR)/cmake/bootmem $(PREFIX)/include)|" \
	packaging/$(1).in >$(LIBROOT)/cmake/bootmem/$(1)

.PHONY: install install-tool install-dev install-doc
install: install-tool install-dev install-doc
	$(say) INSTALL $(ROOT)

install-tool: $(TOOL)
	$(Q)install -d $(addprefix $(ROOT)/,bin share/man/man1 share/bash-completion/completions \
		share/zsh/site-functions share/fish/vendor_completions.d share/bootmem/schema)
	$(Q)install -m 755 $(TOOL) $(ROOT)/bin/bootmem
	$(Q)install -m 644 docs/schema/*.json $(ROOT)/share/bootmem/schema
	$(Q)$(RUN_TOOL) --man >$(ROOT)/share/man/man1/bootmem.1
	$(Q)for v in $(VERBS); do \
		$(RUN_TOOL) --man $$v >$(ROOT)/share/man/man1/bootmem-$$v.1 || exit; done
	$(Q)$(RUN_TOOL) --completion bash >$(ROOT)/share/bash-completion/completions/bootmem
	$(Q)$(RUN_TOOL) --completion zsh >$(ROOT)/share/zsh/site-functions/_bootmem
	$(Q)$(RUN_TOOL) --completion fish >$(ROOT)/share/fish/vendor_completions.d/bootmem.fish

install-dev: lib $(O)/libhost.a
	$(Q)install -d $(ROOT)/include/bootmem $(LIBROOT)/pkgconfig $(LIBROOT)/cmake/bootmem
	$(Q)install -m 644 include/bootmem/*.h host/bootmem/*.h $(ROOT)/include/bootmem
	$(Q)install -m 644 $(O)/libbootmem-core.a $(O)/libbootmem.a $(LIBROOT)
	$(Q)install -m 644 $(O)/libhost.a $(LIBROOT)/libbootmem-host.a
	$(Q)$(call write_pc,bootmem-core,: regions and allocation alone,)
	$(Q)$(call write_pc,bootmem,, -lfdt)
	$(Q)$(call write_pc,bootmem-host,: pretend RAM for programs, -lbootmem -lfdt -pthread)
	$(Q)$(call write_cmake,bootmemConfig.cmake)
	$(Q)$(call write_cmake,bootmemConfigVersion.cmake)

# The reference is made by a script; where there is nothing to run it with, the rest is installed.
install-doc:
	$(Q)command -v $(PYTHON) >/dev/null || \
		{ echo "  INSTALL without the reference: there is no python3"; exit 0; }; \
	$(SUBMAKE) reference && install -d $(ROOT)/share/man/man3 $(ROOT)/share/doc/bootmem && \
	install -m 644 build/reference/bootmem.html $(ROOT)/share/doc/bootmem && \
	install -m 644 build/reference/man3/*.3 $(ROOT)/share/man/man3

# --- two files -----------------------------------------------------------------------------------

AMALGAM ?= build/amalgam
PREFIX_SYMBOLS ?=

# $(1): folder, $(2): prefix or nothing
join_files = $(PYTHON) tools/amalgamate.py $(if $(2),--prefix $(2)) $(1) \
	$(BM_SRCS) --libfdt $(BM_LIBFDT_SRCS)

.PHONY: amalgamate
amalgamate:
	$(say) JOIN $(AMALGAM)
	$(Q)$(call join_files,$(AMALGAM),$(PREFIX_SYMBOLS))

# CONFIG=joined: every test, linked with the two files, not what they are made of. There, names
# of one file may shadow those of another.
build/joined/bootmem.o: $(O)/command $(BM_SRCS) $(BM_LIBFDT_SRCS) tools/amalgamate.py
	$(say) JOIN $(@D)
	$(Q)$(call join_files,$(@D),)
	$(Q)$(filter-out -Wshadow,$(COMPILE)) -ffreestanding -DBM_LIBFDT -c -o $@ $(@:.o=.c)

# --- Debian packages -----------------------------------------------------------------------------

DEB_SOURCE := build/deb/bootmem-$(VERSION)

.PHONY: deb
deb:
	$(Q)tools/setup deb
	$(Q)grep -q '^bootmem ($(VERSION))' packaging/debian/changelog || \
		{ echo "packaging/debian/changelog: not of version $(VERSION)" >&2; exit 1; }
	$(Q)rm -rf build/deb && mkdir -p $(DEB_SOURCE)
	$(Q)tar cf - --exclude=./build --exclude=./.git --exclude=./bootmem . | \
		tar xf - -C $(DEB_SOURCE)
	$(Q)mv $(DEB_SOURCE)/packaging/debian $(DEB_SOURCE)/debian
	$(Q)cd $(DEB_SOURCE) && env -u MAKEFLAGS -u MAKELEVEL \
		dpkg-buildpackage -us -uc -b -j$(JOBS) >../log 2>&1 || { tail -30 ../log; exit 1; }
	$(Q)ls build/deb/*.deb

# --- tests ---------------------------------------------------------------------------------------

# A test of each layer; `make check-full` links all of them that way.
JOINED_TESTS := $(patsubst %,build/joined/tests/unit/test_%, \
	memblock find normalise numa zone_layout buddy release record_read boot)

.PHONY: check-package
check-package:
	$(Q)$(SUBMAKE) -s CONFIG=gcc testable
	$(Q)$(SUBMAKE) -s CONFIG=joined $(JOINED_TESTS)
	$(Q)for t in $(JOINED_TESTS); do $$t || exit; done
	$(Q)$(PYTHON) tools/transcripts.py --path build/gcc $(wildcard tests/package/*.txt)

.PHONY: check-rust
check-rust: lib
	$(Q)$(PYTHON) tools/rust.py $(O) build/rust

# Whatever a distribution compiles programs with, the library stays one for kernels.
.PHONY: check-deb
check-deb:
	$(Q)$(SUBMAKE) deb
	$(Q)$(PYTHON) tools/symbols.py --bare $(DEB_SOURCE)/build/libbootmem.a
	$(Q)lintian --fail-on error,warning build/deb/*.changes
