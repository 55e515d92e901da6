// SPDX-License-Identifier: MIT
/*
 * pvh.c - a machine described by the start info of a PVH boot: hear it, and pass it on.
 *
 * What is passed on is the same structure with its parts one behind the other: the map as it was
 * heard, the command line, and two modules, the initrd and the record of a handover. Where it was
 * heard from may be gone by then, so a copy is kept.
 */
#include <string.h>

#include <bootmem/fw_pvh.h>
#include <bootmem/memblock.h>

#include "kernel.h"

#define MAGIC 0x336ec578u
#define MAX_ENTRIES 128
#define MAX_LINE 2048

struct start_info {
	uint32_t magic;
	uint32_t version;
	uint32_t flags;
	uint32_t nr_modules;
	uint64_t modules;
	uint64_t cmdline;
	uint64_t rsdp;
	uint64_t map;
	uint32_t nr_entries;
	uint32_t reserved;
};

struct module {
	uint64_t start;
	uint64_t size;
	uint64_t cmdline;
	uint64_t reserved;
};

struct entry {
	uint64_t start;
	uint64_t size;
	uint32_t type;
	uint32_t reserved;
};

struct message {
	struct start_info info;
	struct module modules[2];
	struct entry map[MAX_ENTRIES];
	char cmdline[MAX_LINE];
};

static struct message heard;
static unsigned int nr_modules;

static void take_module(struct bm_boot *boot, const struct bm_fw_range *range)
{
	struct bm_range module = { range->start, range->end };

	if (nr_modules == 0)
		boot->initrd = module;
	else
		handover_found(module);
	if (nr_modules < 2) {
		heard.modules[nr_modules].start = range->start;
		heard.modules[nr_modules].size = range->end - range->start;
	}
	nr_modules++;
}

/* Modules and the loader's own structures are no claims on the map: they lie in memory. */
static int take_range(void *ctx, const struct bm_fw_range *range)
{
	struct bm_boot *boot = ctx;
	uint32_t nr = heard.info.nr_entries;

	if (range->kind == BM_FW_LOADED)
		take_module(boot, range);
	if (range->kind == BM_FW_RECLAIMABLE)
		return memblock_reserve(range->start, range->end - range->start);
	if (range->kind == BM_FW_LOADED)
		return 0;
	if (nr < MAX_ENTRIES) {
		heard.map[nr].start = range->start;
		heard.map[nr].size = range->end - range->start;
		heard.map[nr].type = range->type;
		heard.info.nr_entries++;
	}
	return bm_fw_map_add(&boot->e820.map, range);
}

void hear_pvh(struct bm_boot *boot, phys_addr_t addr)
{
	struct bm_fw_sink sink = { boot, take_range, NULL, NULL, NULL, boot->sink->diag };
	struct bm_fw_view view = early_view();
	struct bm_pvh info = { 0 };
	const char *line;

	need(bm_pvh_parse(addr, &view, &info, &sink), "read the start info");
	line = view.at(view.ctx, info.cmdline_addr, 1);
	if (line)
		memcpy(heard.cmdline, line, strnlen(line, MAX_LINE - 1));
	heard.info.rsdp = info.rsdp;
	boot->cmdline = bm_str(heard.cmdline, strlen(heard.cmdline));
	hear_acpi(boot, info.rsdp);
}

phys_addr_t pass_on_pvh(void *room, struct bm_range record)
{
	struct message *message = room;

	*message = heard;
	message->info.magic = MAGIC;
	message->info.version = 1;
	message->info.nr_modules = 2;
	message->info.modules = (uintptr_t)message->modules;
	message->info.cmdline = (uintptr_t)message->cmdline;
	message->info.map = (uintptr_t)message->map;
	message->modules[1].start = record.start;
	message->modules[1].size = record.end - record.start;
	return (uintptr_t)message;
}
