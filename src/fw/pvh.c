// SPDX-License-Identifier: MIT
/*
 * pvh.c - the start info of a PVH boot.
 *
 * Fixed offsets, then pointers and counts that are followed through a view: a table is asked for
 * as a whole, so a count that is too large is refused before anything is read.
 *
 * Linux: arch/x86/platform/pvh; the layout is Xen's public hvm_start_info.
 */
#include <bootmem/fw_pvh.h>

#include "fw_int.h"
#include "wire/wire.h"

#define PVH_MAGIC 0x336ec578u
#define SIZE_V0 40u
#define SIZE_V1 56u
#define MODULE_SIZE 32u
#define ENTRY_SIZE 24u

struct start {
	const struct bm_fw_view *view;
	const struct bm_fw_sink *sink;
	const uint8_t *at;
	uint64_t addr;
	uint32_t version;
};

/** struct array - a table elsewhere in memory. */
struct array {
	const uint8_t *at;
	uint64_t addr;
	uint32_t nr;
};

static int refuse(const struct bm_fw_sink *sink, enum bm_diag_code code, const char *what)
{
	bm_fw_tell_(sink, code, 0, 0, what);
	return -BM_EBADMSG;
}

static bool find_array(const struct start *start, struct array *array, size_t width)
{
	uint64_t size = (uint64_t)array->nr * width;

	array->at = NULL;
	if (array->nr && size <= SIZE_MAX)
		array->at = start->view->at(start->view->ctx, array->addr, (size_t)size);
	return !array->nr || array->at;
}

static int tell_map(const struct start *start, const struct array *map)
{
	uint32_t i;
	int err = 0;

	for (i = 0; i < map->nr && !err; i++) {
		const uint8_t *entry = map->at + (size_t)i * ENTRY_SIZE;
		struct bm_fw_range range = bm_fw_range_(wire_le32(entry + 16),
							(size_t)i * ENTRY_SIZE, ENTRY_SIZE);

		err = bm_fw_emit_size_(start->sink, &range, wire_le64(entry), wire_le64(entry + 8));
	}
	return err;
}

static int tell_modules(const struct start *start, const struct array *modules)
{
	uint32_t i;
	int err = 0;

	for (i = 0; i < modules->nr && !err; i++) {
		const uint8_t *module = modules->at + (size_t)i * MODULE_SIZE;
		struct bm_fw_range range =
			bm_fw_range_(BM_FW_LOADED, (size_t)i * MODULE_SIZE, MODULE_SIZE);

		err = bm_fw_emit_size_(start->sink, &range, wire_le64(module),
				       wire_le64(module + 8));
	}
	return err;
}

static int tell_own(const struct start *start, uint64_t addr, uint64_t size)
{
	struct bm_fw_range range = bm_fw_range_(BM_FW_RECLAIMABLE, 0, 0);

	return size ? bm_fw_emit_size_(start->sink, &range, addr, size) : 0;
}

static int tell_all(const struct start *start, const struct array *map,
		    const struct array *modules)
{
	int err = tell_map(start, map);

	err = err ? err : tell_modules(start, modules);
	err = err ? err : tell_own(start, start->addr, start->version ? SIZE_V1 : SIZE_V0);
	err = err ? err : tell_own(start, map->addr, (uint64_t)map->nr * ENTRY_SIZE);
	return err ? err : tell_own(start, modules->addr, (uint64_t)modules->nr * MODULE_SIZE);
}

static int read_start(struct start *start, struct array *map, struct array *modules)
{
	start->at = start->view->at(start->view->ctx, start->addr, SIZE_V0);
	if (!start->at || wire_le32(start->at) != PVH_MAGIC)
		return refuse(start->sink, BM_DIAG_MAGIC, "no PVH start info");
	start->version = wire_le32(start->at + 4);
	modules->nr = wire_le32(start->at + 12);
	modules->addr = wire_le64(start->at + 16);
	if (!start->version)
		return -BM_ENOENT;
	start->at = start->view->at(start->view->ctx, start->addr, SIZE_V1);
	if (!start->at)
		return refuse(start->sink, BM_DIAG_TRUNCATED, "start info is cut short");
	map->addr = wire_le64(start->at + 40);
	map->nr = wire_le32(start->at + 48);
	if (!find_array(start, map, ENTRY_SIZE) || !find_array(start, modules, MODULE_SIZE))
		return refuse(start->sink, BM_DIAG_LENGTH, "a table leads nowhere");
	return map->nr ? 0 : -BM_ENOENT;
}

int bm_pvh_parse(uint64_t addr, const struct bm_fw_view *view, struct bm_pvh *info,
		 const struct bm_fw_sink *sink)
{
	struct start start = { view, sink, NULL, addr, 0 };
	struct array map = { 0 };
	struct array modules = { 0 };
	int err = read_start(&start, &map, &modules);

	if (err)
		return err;
	if (info) {
		info->version = start.version;
		info->cmdline_addr = wire_le64(start.at + 24);
		info->rsdp = wire_le64(start.at + 32);
	}
	return tell_all(&start, &map, &modules);
}
