# SPDX-License-Identifier: MIT
#
# bootmem.mk - what an embedder compiles. Lists only: no rules, no flags.
#
#	BOOTMEM := path/to/bootmem
#	include $(BOOTMEM)/bootmem.mk
#	SRCS += $(addprefix $(BOOTMEM)/,$(BM_CORE_SRCS) $(BM_FACE_SRCS))
#	CPPFLAGS += $(addprefix -I$(BOOTMEM)/,$(BM_INCLUDES))
#
# The core needs memcpy, memmove, memset and memcmp, nothing else. Within a folder the order is the
# layer order: a file calls files named before it, never after.

BM_INCLUDES := include src

BM_BASE_SRCS := \
	src/base/text.c \
	src/base/scan.c

BM_MEMBLOCK_SRCS := \
	src/memblock/dump.c \
	src/memblock/query.c \
	src/memblock/iterate.c \
	src/memblock/find.c \
	src/memblock/region.c \
	src/memblock/grow.c \
	src/memblock/edit.c \
	src/memblock/limit.c \
	src/memblock/alloc.c \
	src/memblock/check.c

# Regions and allocation, any number of maps.
BM_CORE_SRCS := $(BM_BASE_SRCS) $(BM_MEMBLOCK_SRCS)

# The well-known names on one static map.
BM_FACE_SRCS := \
	src/face/memblock.c

# Nodes and zones.
BM_ZONE_SRCS := \
	src/mm/zone_node.c \
	src/mm/zone_limit.c \
	src/mm/zone_movable.c \
	src/mm/zone_span.c \
	src/mm/zone_defer.c \
	src/mm/zone_fallback.c \
	src/mm/zone_hole.c \
	src/mm/zone_layout.c \
	src/mm/zone_log.c

# Page descriptors, the page allocator, and the way from one map to them.
BM_MM_SRCS := \
	src/mm/page_index.c \
	src/mm/page_span.c \
	src/mm/page.c \
	src/mm/page_section.c \
	src/mm/page_init.c \
	src/mm/buddy_poison.c \
	src/mm/buddy_look.c \
	src/mm/buddy_tree.c \
	src/mm/buddy.c \
	src/mm/buddy_alloc.c \
	src/mm/buddy_leaves.c \
	src/mm/buddy_free.c \
	src/mm/buddy_fast.c \
	src/mm/buddy_range.c \
	src/mm/buddy_check.c \
	src/mm/release_audit.c \
	src/mm/release.c

# What is fixed for an architecture.
BM_PROFILE_SRCS := \
	src/boot/profile_x86_64.c \
	src/boot/profile_arm64.c \
	src/boot/profile_riscv64.c \
	src/boot/profile.c

# Named reservations, and memory to preserve in bulk.
BM_PERSIST_SRCS := \
	src/persist/crc32c.c \
	src/persist/reserve_mem.c \
	src/persist/bulk.c \
	src/persist/scratch.c

# The handover record. Needs libfdt.
BM_RECORD_SRCS := \
	src/persist/record_read.c \
	src/persist/record_write.c \
	src/persist/take.c \
	src/persist/kho.c

# What firmware and loaders say of memory.
BM_FW_SRCS := \
	src/fw/report.c \
	src/fw/words.c \
	src/fw/view.c \
	src/fw/map.c \
	src/fw/normalise.c \
	src/fw/e820.c \
	src/fw/e820_text.c \
	src/fw/efi.c \
	src/fw/efi_text.c \
	src/fw/acpi.c \
	src/fw/srat.c \
	src/fw/srat_text.c \
	src/fw/acpi_more.c \
	src/fw/boot_params.c \
	src/fw/multiboot2.c \
	src/fw/pvh.c \
	src/fw/limine.c \
	src/fw/iomem.c \
	src/fw/plain.c

# The same of device trees; needs libfdt.
BM_FDT_SRCS := \
	src/fw/fdt.c \
	src/fw/fdt_reserved.c

BM_CMDLINE_SRCS := \
	src/cmdline/token.c \
	src/cmdline/map_edit.c \
	src/cmdline/reserve.c \
	src/cmdline/params.c

# From ranges to memory and nodes.
BM_INGEST_SRCS := \
	src/boot/ingest_x86.c \
	src/boot/ingest_efi.c \
	src/boot/ingest_limit.c \
	src/boot/claims.c

# The same from device trees; needs libfdt.
BM_INGEST_FDT_SRCS := \
	src/boot/ingest_fdt.c

BM_NUMA_SRCS := \
	src/boot/numa.c \
	src/boot/numa_clean.c \
	src/boot/numa_cut.c \
	src/boot/numa_apply.c

# The recipe; needs libfdt.
BM_BOOT_SRCS := \
	src/boot/boot_names.c \
	src/boot/boot_policy.c \
	src/boot/boot_numa.c \
	src/boot/boot.c

# The well-known names for zones, descriptors and the hand-over.
BM_FACE_MM_SRCS := \
	src/face/mm.c

# Everything that needs no library, and everything else.
BM_SRCS := $(BM_CORE_SRCS) $(BM_FACE_SRCS) $(BM_ZONE_SRCS) $(BM_MM_SRCS) \
	$(BM_PROFILE_SRCS) $(BM_PERSIST_SRCS) $(BM_FW_SRCS) $(BM_CMDLINE_SRCS) \
	$(BM_INGEST_SRCS) $(BM_NUMA_SRCS) $(BM_FACE_MM_SRCS)
BM_LIBFDT_SRCS := $(BM_RECORD_SRCS) $(BM_FDT_SRCS) $(BM_INGEST_FDT_SRCS) $(BM_BOOT_SRCS)
