# SPDX-License-Identifier: MIT
#
# demo.mk - kernels that live on bootmem, one a configuration. Included by the Makefile.
#
# A kernel is the library, libfdt, and what is in demo/, demo/lib/ and the folder of its
# architecture. libfdt is built from LIBFDT_SRC, by default unpacked from a Debian package; it is
# copied once, so `make clean` comes before a change of that.

# Which of them are UEFI applications too; where each is linked to, and where its other half is.
EFI_DEMOS := x86_64 aarch64
base.riscv64 := 0x80200000
base.x86_64 := 0x2000000
base.aarch64 := 0x40200000
other.riscv64 := 0x81200000
other.x86_64 := 0x3000000
other.aarch64 := 0x41200000

# --- one kernel: in a configuration that is a demo's ---------------------------------------------

DEMO := $(patsubst demo-%,%,$(filter demo-%,$(CONFIG)))
KERNEL := $(O)/kernel

ifneq ($(DEMO),)
PARTS_OF_DEMO := $(DEMO) $(if $(filter $(DEMO),$(EFI_DEMOS)),efi)
SHARED_OBJS := $(call objects,demo/*.c)
ARCH_OBJS := $(patsubst %.S,$(O)/%.o,$(wildcard $(PARTS_OF_DEMO:%=demo/%/*.S))) \
	$(call objects,$(PARTS_OF_DEMO:%=demo/%/*.c))
PORTING_OBJS := $(call objects,demo/porting/*.c)
MAIN_OBJ := $(O)/demo/main.o
CROSS := $(patsubst %gcc,%,$(firstword $(config.$(CONFIG))))

$(O)/demo/%.o: PART_FLAGS = -Iinclude -Idemo -Idemo/$(DEMO) -DKERNEL_BASE=$(base.$(DEMO))
$(O)/demo/lib/string.o: PART_FLAGS += -fno-tree-loop-distribute-patterns
$(LIB) $(SHARED_OBJS) $(ARCH_OBJS): build/libfdt/libfdt.h
$(SHARED_OBJS) $(ARCH_OBJS): demo/demo.mk

$(O)/demo/%.o: demo/%.S $(O)/command
	$(say) AS $@
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(PART_FLAGS) -MMD -MP -c -o $@ $<

$(O)/libkernel.a: $(filter-out $(MAIN_OBJ),$(SHARED_OBJS)) $(call objects,demo/lib/*.c)

$(O)/libfdt.a: build/libfdt/libfdt.h $(O)/command
	$(say) FDT $@
	$(Q)mkdir -p $(O)/libfdt
	$(Q)for c in build/libfdt/fdt*.c; do \
		$(config.$(CONFIG)) -w -c -o $(O)/libfdt/$$(basename $$c .c).o $$c || exit; done
	$(Q)rm -f $@ && $(CROSS)ar rcs $@ $(O)/libfdt/*.o

# The kernel twice, at two places: the second is what the first goes on to by kexec, and back. And
# the stages of docs/porting.md, as a kernel of their own. What libfdt itself has is taken from
# there: the order of the archives decides.
KERNELS := $(KERNEL) $(KERNEL).other $(KERNEL).porting
$(KERNEL) $(KERNEL).porting: KERNEL_AT = $(base.$(DEMO))
$(KERNEL).other: KERNEL_AT = $(other.$(DEMO))
$(KERNEL) $(KERNEL).other: $(MAIN_OBJ)
$(KERNEL).porting: $(PORTING_OBJS)

$(KERNELS): $(ARCH_OBJS) $(O)/libbootmem.a $(O)/libfdt.a $(O)/libkernel.a demo/link.ld demo/demo.mk
	$(say) LD $@
	$(Q)$(CROSS)ld -T demo/link.ld --defsym=KERNEL_BASE=$(KERNEL_AT) --build-id=none \
		-z noexecstack --no-warn-rwx-segments -o $@ $(filter %.o,$^) \
		--start-group $(filter %.a,$^) --end-group

# Without ELF headers, as UEFI and boot loaders of arm64 have it.
%.efi: %
	$(Q)$(CROSS)objcopy -O binary $< $@

# Both, each from a page boundary on.
$(KERNEL).initrd: $(KERNEL) $(KERNEL).other
	$(Q)for k in $^; do $(CROSS)objcopy -S $$k $@.tmp && truncate -s %4096 $@.tmp && \
		cat $@.tmp || exit; done >$@.new
	$(Q)rm $@.tmp && mv $@.new $@
endif

.PHONY: kernel
kernel: $(KERNEL) $(KERNEL).initrd $(if $(filter $(DEMO),$(EFI_DEMOS)),$(KERNEL).efi)

.PHONY: porting
porting: $(KERNEL).porting $(if $(filter $(DEMO),$(EFI_DEMOS)),$(KERNEL).porting.efi)

# --- booting -------------------------------------------------------------------------------------

ARCH ?= $(DEMOS)
FIRMWARE ?=
NODES ?= 1
MEM ?= 256
CPUS ?= 2
CMDLINE ?=
POLICY ?= deferred
same_zones.riscv64 := maps/rv64-2n-kc
same_zones.x86_64 := maps/x86-4n-unequal
same_zones.aarch64 := maps/a64-2n
all_zones.riscv64 := maps/rv64-*
all_zones.x86_64 := maps/x86-*
all_zones.aarch64 := maps/a64-*
BOOTS := check-demo check-demo-matrix

.PHONY: demo demo-count kernels porting-kernels $(BOOTS) $(BOOTS:%=%-now)
demo:
	$(Q)tools/setup demo
	$(Q)$(SUBMAKE) kernels
	$(Q)$(PYTHON) demo/boot.py --nodes $(NODES) --mem $(MEM) --cpus $(CPUS) \
		$(FIRMWARE:%=--firmware %) --append "$(strip pages=$(POLICY) $(CMDLINE))" $(ARCH)

demo-count:
	$(Q)tools/setup demo
	$(Q)$(SUBMAKE) kernels
	$(Q)$(PYTHON) demo/count.py $(ARCH)

kernels:
	$(Q)for a in $(ARCH); do $(SUBMAKE) -s -j$(JOBS) CONFIG=demo-$$a kernel || exit; done

# The stages of docs/porting.md begin with a device tree.
porting-kernels:
	$(Q)for a in $(filter-out x86_64,$(ARCH)); do \
		$(SUBMAKE) -s -j$(JOBS) CONFIG=demo-$$a porting || exit; done

# The matrix takes minutes.
$(BOOTS):
	$(Q)if tools/setup demo; then $(SUBMAKE) $@-now; else \
		echo "skipped: QEMU, firmware or a compiler is missing"; fi

check-demo-now: kernels porting-kernels $(TOOL)
	$(Q)$(PYTHON) demo/boot.py --check $(ARCH)
	$(Q)$(PYTHON) demo/zones.py $(foreach a,$(ARCH),$(same_zones.$(a)))

check-demo-matrix-now: kernels $(TOOL)
	$(Q)$(PYTHON) demo/boot.py --matrix $(ARCH)
	$(Q)$(PYTHON) demo/zones.py $(foreach a,$(ARCH),$(wildcard $(all_zones.$(a))))
	$(Q)$(PYTHON) demo/count.py $(ARCH)

# --- libfdt --------------------------------------------------------------------------------------

LIBFDT_SRC ?=
LIBFDT_TAR := /usr/src/linux-source-6.1.tar.xz
LIBFDT_IN_TAR := linux-source-6.1/scripts/dtc/libfdt

build/libfdt/libfdt.h:
	@printf '  %-7s %s\n' UNPACK '$(or $(LIBFDT_SRC),$(LIBFDT_TAR))'
	$(Q)rm -rf $(@D).new && mkdir -p $(@D).new
	$(Q)$(if $(LIBFDT_SRC),cp $(LIBFDT_SRC)/*.[ch] $(@D).new, \
		tar -xJf $(LIBFDT_TAR) -C $(@D).new --strip-components=4 $(LIBFDT_IN_TAR))
	$(Q)rm -rf $(@D) && touch $(@D).new/* && mv $(@D).new $(@D)
