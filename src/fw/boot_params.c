// SPDX-License-Identifier: MIT
/*
 * boot_params.c - the page an x86 loader fills in for Linux.
 *
 * The page has known offsets and a signature; all else in it is addresses that somebody else
 * wrote. They are followed through a view, and the list of setup_data is given up after more
 * nodes than any loader makes, because a list that comes back to itself has no end.
 *
 * Linux: append_e820_table(), e820__memory_setup_extended(),
 *        memblock_x86_reserve_range_setup_data().
 */
#include <bootmem/fw_boot_params.h>
#include <bootmem/fw_e820.h>

#include "base/range.h"
#include "base/scan.h"
#include "fw_int.h"
#include "wire/boot_params.h"
#include "wire/wire.h"

#define MAX_NODES 1024u
#define KIB_640 0xa0000u
#define MIB_1 0x100000u

static int refuse(const struct bm_fw_sink *sink, enum bm_diag_code code, size_t offset,
		  const char *what)
{
	bm_fw_tell_(sink, code, offset, 0, what);
	return -BM_EBADMSG;
}

static uint64_t split64(const uint8_t *page, size_t low, size_t high)
{
	return wire_le32(page + low) | (uint64_t)wire_le32(page + high) << 32;
}

/* As far as a phys_addr_t reaches; empty if it starts beyond. */
static struct bm_range to_range(uint64_t base, uint64_t size)
{
	struct bm_range none = { 0, 0 };

	if (base > PHYS_ADDR_MAX)
		return none;
	return bm_range_at((phys_addr_t)base,
			   size > PHYS_ADDR_MAX ? PHYS_ADDR_MAX : (phys_addr_t)size);
}

static bool is_from_efi(const uint8_t *page)
{
	struct bm_str signature = bm_str((const char *)page + BP_EFI_SIGNATURE, 4);

	return bm_str_is(signature, "EL64") || bm_str_is(signature, "EL32");
}

/* Started by EFI, the kernel makes the page itself and leaves the header's magic out. */
static bool is_boot_params(const uint8_t *page)
{
	struct bm_str magic = bm_str((const char *)page + BP_HEADER, 4);

	if (is_from_efi(page))
		return true;
	return wire_le16(page + BP_BOOT_FLAG) == 0xaa55 && bm_str_is(magic, "HdrS");
}

static void read_efi(const uint8_t *page, struct bm_boot_params *params)
{
	if (!is_from_efi(page))
		return;
	params->efi_map = to_range(split64(page, BP_EFI_MAP, BP_EFI_MAP_HI),
				   wire_le32(page + BP_EFI_MAP_SIZE));
	params->efi_stride = wire_le32(page + BP_EFI_DESC_SIZE);
}

static uint64_t max_u64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

int bm_boot_params_parse(const void *bytes, size_t size, struct bm_boot_params *params,
			 const struct bm_fw_sink *sink)
{
	static const struct bm_boot_params nothing;
	const uint8_t *page = bytes;

	if (size < BM_BOOT_PARAMS_SIZE)
		return refuse(sink, BM_DIAG_TRUNCATED, size, "shorter than a page");
	if (!is_boot_params(page))
		return refuse(sink, BM_DIAG_MAGIC, BP_BOOT_FLAG, "no boot signature");
	*params = nothing;
	params->page = bytes;
	params->version = wire_le16(page + BP_VERSION);
	params->nr_e820 = page[BP_E820_ENTRIES];
	if (params->nr_e820 > BM_BOOT_PARAMS_E820_MAX) {
		bm_fw_tell_(sink, BM_DIAG_LENGTH, BP_E820_ENTRIES, 1,
			    "more e820 entries than the page has room for");
		params->nr_e820 = BM_BOOT_PARAMS_E820_MAX;
	}
	params->cmdline_addr = split64(page, BP_CMD_LINE_PTR, BP_EXT_CMD_LINE_PTR);
	params->initrd = to_range(split64(page, BP_RAMDISK_IMAGE, BP_EXT_RAMDISK_IMAGE),
				  split64(page, BP_RAMDISK_SIZE, BP_EXT_RAMDISK_SIZE));
	params->setup_data = wire_le64(page + BP_SETUP_DATA);
	params->rsdp = wire_le64(page + BP_ACPI_RSDP);
	params->memory_k = max_u64(wire_le32(page + BP_ALT_MEM_K), wire_le16(page + BP_EXT_MEM_K));
	read_efi(page, params);
	return 0;
}

/* --- setup_data ---------------------------------------------------------------------------- */

/** struct node - one piece of setup_data; bytes is its content, len bytes of it. */
struct node {
	uint64_t addr;
	uint64_t next;
	uint32_t type;
	uint32_t len;
	const uint8_t *bytes;
};

struct list {
	const struct bm_fw_view *view;
	const struct bm_fw_sink *sink;
	uint64_t next;
	unsigned int nr_nodes;
};

/* Step; false at the end, which *err says is a good one or a bad one. */
static bool next_node(struct list *list, struct node *node, int *err)
{
	const uint8_t *head;

	if (!list->next)
		return false;
	if (list->nr_nodes++ == MAX_NODES) {
		*err = refuse(list->sink, BM_DIAG_CYCLE, BP_SETUP_DATA,
			      "setup_data does not end");
		return false;
	}
	node->addr = list->next;
	head = list->view->at(list->view->ctx, node->addr, BP_NODE_SIZE);
	if (!head) {
		*err = refuse(list->sink, BM_DIAG_LENGTH, BP_SETUP_DATA,
			      "setup_data leads nowhere");
		return false;
	}
	node->next = list->next = wire_le64(head);
	node->type = wire_le32(head + BP_NODE_TYPE);
	node->len = wire_le32(head + BP_NODE_LENGTH);
	node->bytes = NULL;
	if (node->len <= UINT32_MAX - BP_NODE_SIZE)
		node->bytes = list->view->at(list->view->ctx, node->addr,
					     BP_NODE_SIZE + (size_t)node->len);
	if (node->bytes)
		node->bytes += BP_NODE_SIZE;
	return true;
}

static int tell_node(const struct list *list, const struct node *node)
{
	struct bm_fw_range range = bm_fw_range_(BM_FW_KERN, 0, 0);
	int err;

	range.type = node->type;
	err = bm_fw_emit_size_(list->sink, &range, node->addr, (uint64_t)BP_NODE_SIZE + node->len);
	if (err || node->type != BP_TYPE_INDIRECT || node->len < BP_INDIRECT_SIZE || !node->bytes)
		return err;
	range.type = wire_le32(node->bytes);
	return bm_fw_emit_size_(list->sink, &range, wire_le64(node->bytes + BP_INDIRECT_ADDR),
				wire_le64(node->bytes + BP_INDIRECT_LENGTH));
}

int bm_boot_params_setup_data(const struct bm_boot_params *params, const struct bm_fw_view *view,
			      const struct bm_fw_sink *sink)
{
	struct list list = { view, sink, params->setup_data, 0 };
	struct node node;
	int err = 0;

	while (!err && next_node(&list, &node, &err))
		err = tell_node(&list, &node);
	return err;
}

/* --- e820 ---------------------------------------------------------------------------------- */

/* If an entry of the table wraps, none of it is used. */
static bool is_table_sound(const uint8_t *table, unsigned int nr, const struct bm_fw_sink *sink)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		const uint8_t *entry = table + (size_t)i * BM_E820_ENTRY_SIZE;

		if (!bm_fw_wraps_(wire_le64(entry), wire_le64(entry + 8)))
			continue;
		bm_fw_tell_(sink, BM_DIAG_WRAPS,
			    BP_E820_TABLE + (size_t)i * BM_E820_ENTRY_SIZE, BM_E820_ENTRY_SIZE,
			    "range passes the end of the address space");
		return false;
	}
	return true;
}

static int make_up(const struct bm_boot_params *params, const struct bm_fw_sink *sink)
{
	struct bm_fw_range range = bm_fw_range_(BM_FW_USABLE, BP_E820_ENTRIES, 1);
	int err;

	bm_fw_tell_(sink, BM_DIAG_NOTHING, BP_E820_ENTRIES, 1,
		    "e820 table cannot be used, an older count of memory is");
	err = bm_fw_emit_size_(sink, &range, 0, KIB_640);
	return err ? err : bm_fw_emit_size_(sink, &range, MIB_1, params->memory_k << 10);
}

/* Entries beyond the page; one that wraps ends this piece of the extension. */
static int tell_extension(const struct bm_boot_params *params, const struct bm_fw_view *view,
			  const struct bm_fw_sink *sink)
{
	struct list list = { view, sink, params->setup_data, 0 };
	struct node node;
	int err = 0;

	while (!err && next_node(&list, &node, &err)) {
		if (node.type != BM_SETUP_E820_EXT || !node.bytes)
			continue;
		err = bm_e820_parse(node.bytes, node.len, sink);
		if (err == -BM_EOVERFLOW)
			err = 0;
	}
	return err == -BM_EBADMSG ? 0 : err;
}

int bm_boot_params_e820(const struct bm_boot_params *params, const struct bm_fw_view *view,
			bool needs_two, const struct bm_fw_sink *sink)
{
	const uint8_t *table = (const uint8_t *)params->page + BP_E820_TABLE;
	unsigned int least = needs_two ? 2 : 1;
	int err;

	if (params->nr_e820 < least || !is_table_sound(table, params->nr_e820, sink))
		return make_up(params, sink);
	err = bm_e820_parse_at_(table, (size_t)params->nr_e820 * BM_E820_ENTRY_SIZE,
				BP_E820_TABLE, sink);
	if (err || !view)
		return err;
	return tell_extension(params, view, sink);
}
