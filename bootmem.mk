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
	src/base/text.c

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

# Everything that needs no library, and everything else.
BM_SRCS := $(BM_CORE_SRCS) $(BM_FACE_SRCS) $(BM_ZONE_SRCS) $(BM_PROFILE_SRCS) $(BM_PERSIST_SRCS)
BM_LIBFDT_SRCS := $(BM_RECORD_SRCS)
