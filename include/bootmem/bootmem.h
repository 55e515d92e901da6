/* SPDX-License-Identifier: MIT */
/*
 * bootmem.h - everything at once, in the order in which it is best read.
 *
 * Regions           types.h (and config.h) port.h mb.h mb_query.h mb_iter.h mb_alloc.h check.h
 * What is said of   fw.h and fw_*.h (firmware, loaders), str.h, cmdline.h (the command line),
 * memory            numa.h (nodes), ingest.h (from all of those to regions)
 * From regions to   profile.h zone.h (nodes and zones), page.h (descriptors), buddy.h (the page
 * pages             allocator), release.h (the hand-over between them), boot.h (the recipe)
 * What is asked for claims.h (crash kernel, CMA, huge pages), reserve_mem.h (by name)
 * Across a kexec    persist.h
 * Well-known names  memblock.h mm.h: all of it on one static machine
 */
#ifndef BOOTMEM_BOOTMEM_H
#define BOOTMEM_BOOTMEM_H

/** Version of the library and its tool, by semantic versioning. */
#define BM_VERSION "0.1.0"

#include <bootmem/config.h>
#include <bootmem/types.h>
#include <bootmem/port.h>
#include <bootmem/mb.h>
#include <bootmem/mb_query.h>
#include <bootmem/mb_iter.h>
#include <bootmem/mb_alloc.h>
#include <bootmem/check.h>

#include <bootmem/str.h>
#include <bootmem/fw.h>
#include <bootmem/fw_acpi.h>
#include <bootmem/fw_boot_params.h>
#include <bootmem/fw_e820.h>
#include <bootmem/fw_efi.h>
#include <bootmem/fw_fdt.h>
#include <bootmem/fw_iomem.h>
#include <bootmem/fw_limine.h>
#include <bootmem/fw_map.h>
#include <bootmem/fw_multiboot2.h>
#include <bootmem/fw_plain.h>
#include <bootmem/fw_pvh.h>
#include <bootmem/fw_view.h>
#include <bootmem/cmdline.h>
#include <bootmem/numa.h>
#include <bootmem/ingest.h>

#include <bootmem/profile.h>
#include <bootmem/zone.h>
#include <bootmem/page.h>
#include <bootmem/buddy.h>
#include <bootmem/release.h>
#include <bootmem/boot.h>

#include <bootmem/claims.h>
#include <bootmem/reserve_mem.h>
#include <bootmem/persist.h>

#include <bootmem/memblock.h>
#include <bootmem/mm.h>

#endif
