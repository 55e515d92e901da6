// SPDX-License-Identifier: MIT
/*
 * record_read.c - open a handover record, which may be any bytes at all.
 *
 * Everything is checked before anything is believed: the tree's structure by libfdt, then
 * version, checksum, the form of both lists. What an opened record says is still only a claim;
 * take.c holds it against the map.
 *
 * Cost: one pass over the record.
 * Linux: kho_populate(), which checks the header and the compatible string.
 */
#include "base/mem.h"
#include "crc32c.h"
#include "record_int.h"

/** Why a record is refused, in the order in which it is found out. */
enum fault {
	FAULT_NONE,
	FAULT_ALIGNMENT,
	FAULT_TREE,
	FAULT_VERSION,
	FAULT_CRC,
	FAULT_LISTS,
};

uint32_t bm_record_crc_(const void *blob, size_t size, const void *hole)
{
	const uint8_t zero[4] = { 0, 0, 0, 0 };
	size_t before = (size_t)((const uint8_t *)hole - (const uint8_t *)blob);
	uint32_t crc = bm_crc32c_(0, blob, before);

	crc = bm_crc32c_(crc, zero, sizeof(zero));
	return bm_crc32c_(crc, (const uint8_t *)hole + sizeof(zero), size - before - sizeof(zero));
}

static const void *prop(const void *fdt, int node, const char *name, int size)
{
	int len;
	const void *value = fdt_getprop(fdt, node, name, &len);

	return value && len == size ? value : NULL;
}

static struct bm_range entry(const uint8_t *list, unsigned long idx)
{
	const fdt64_t *at = (const fdt64_t *)(const void *)(list + idx * RANGE_BYTES);
	uint64_t start = fdt64_ld(at);
	uint64_t size = fdt64_ld(at + 1);
	struct bm_range none = { 0, 0 };

	if ((phys_addr_t)start != start || (phys_addr_t)size != size ||
	    size > PHYS_ADDR_MAX - start)
		return none;
	return bm_range_at((phys_addr_t)start, (phys_addr_t)size);
}

/* A list of ranges: whole entries, none empty, ascending, not overlapping. */
static bool open_list(const void *fdt, const char *name, const uint8_t **list, unsigned long *nr)
{
	phys_addr_t end = 0;
	unsigned long i;
	int len;

	*list = fdt_getprop(fdt, 0, name, &len);
	if (!*list || len % RANGE_BYTES != 0)
		return false;
	*nr = (unsigned long)len / RANGE_BYTES;
	for (i = 0; i < *nr; i++) {
		struct bm_range range = entry(*list, i);

		if (bm_range_is_empty(range) || range.start < end)
			return false;
		end = range.end;
	}
	return true;
}

static unsigned long count_names(const void *fdt)
{
	int names = fdt_subnode_offset(fdt, 0, NODE_NAMES);
	unsigned long nr = 0;
	int node;

	fdt_for_each_subnode(node, fdt, names)
		nr++;
	return nr;
}

static enum fault try_open(struct bm_record *rec, const void *blob, size_t size)
{
	const void *crc;
	const void *generation;

	if ((uintptr_t)blob % 8 != 0)
		return FAULT_ALIGNMENT;
	if (!bm_is_tree_(blob, size))
		return FAULT_TREE;
	if (fdt_node_check_compatible(blob, 0, BM_HANDOVER_COMPATIBLE) != 0)
		return FAULT_VERSION;
	crc = prop(blob, 0, PROP_CRC, 4);
	generation = prop(blob, 0, PROP_GENERATION, 8);
	if (!crc || !generation ||
	    fdt32_ld(crc) != bm_record_crc_(blob, fdt_totalsize(blob), crc))
		return FAULT_CRC;
	if (!open_list(blob, PROP_PRESERVED, &rec->preserved, &rec->nr_preserved) ||
	    !open_list(blob, PROP_SCRATCH, &rec->scratch, &rec->nr_scratch) ||
	    fdt_subnode_offset(blob, 0, NODE_NAMES) < 0)
		return FAULT_LISTS;
	rec->blob = blob;
	rec->size = fdt_totalsize(blob);
	rec->generation = fdt64_ld(generation);
	rec->nr_names = count_names(blob);
	return FAULT_NONE;
}

int bm_record_open(struct bm_record *rec, const void *blob, size_t size)
{
	struct bm_record opened;
	enum fault fault = try_open(&opened, blob, size);

	if (fault == FAULT_VERSION)
		return -BM_EINVAL;
	if (fault != FAULT_NONE)
		return -BM_EBADMSG;
	*rec = opened;
	return 0;
}

const char *bm_record_fault(const void *blob, size_t size)
{
	static const char words[][60] = {
		[FAULT_NONE] = "nothing is wrong with it",
		[FAULT_ALIGNMENT] = "the record does not start at a multiple of 8",
		[FAULT_TREE] = "it is no flattened device tree, or cut short, or damaged",
		[FAULT_VERSION] = "it is not bootmem,handover-v1",
		[FAULT_CRC] = "its checksum is missing or wrong",
		[FAULT_LISTS] = "a list in it is missing, malformed or out of order",
	};
	struct bm_record rec;

	return words[try_open(&rec, blob, size)];
}

struct bm_range bm_record_preserved(const struct bm_record *rec, unsigned long idx)
{
	return entry(rec->preserved, idx);
}

struct bm_range bm_record_scratch(const struct bm_record *rec, unsigned long idx)
{
	return entry(rec->scratch, idx);
}

/* --- names ---------------------------------------------------------------------------------- */

static bool read_name(const void *fdt, int node, struct bm_named *named)
{
	const void *start = prop(fdt, node, PROP_START, 8);
	const void *size = prop(fdt, node, PROP_SIZE, 8);
	const void *align = prop(fdt, node, PROP_ALIGN, 8);
	const void *nid = prop(fdt, node, PROP_NODE, 4);
	const void *crc = prop(fdt, node, PROP_CONTENT_CRC, 4);
	uint8_t where[RANGE_BYTES];
	const char *label;
	int len;

	label = fdt_getprop(fdt, node, PROP_LABEL, &len);
	if (!label || len < 1 || label[len - 1] != '\0' ||
	    !bm_name_is_usable_(label, (size_t)len - 1, BM_NAME_MAX))
		return false;
	memcpy(named->name, label, (size_t)len);
	if (!start || !size || !align || !nid)
		return false;
	memcpy(where, start, 8);
	memcpy(where + 8, size, 8);
	named->range = entry(where, 0);
	named->align = (phys_addr_t)fdt64_ld(align);
	named->nid = (int)fdt32_ld(nid);
	named->has_crc = crc != NULL;
	named->crc = crc ? fdt32_ld(crc) : 0;
	return !bm_range_is_empty(named->range);
}

bool bm_record_next_name(const struct bm_record *rec, int *pos, struct bm_named *named)
{
	const void *fdt = rec->blob;
	int node = *pos < 0 ? fdt_first_subnode(fdt, fdt_subnode_offset(fdt, 0, NODE_NAMES)) :
			      fdt_next_subnode(fdt, *pos);

	if (node < 0)
		return false;
	*pos = node;
	memset(named, 0, sizeof(*named));
	named->nid = NUMA_NO_NODE;
	named->fate = BM_FATE_KEPT;
	if (!read_name(fdt, node, named)) {
		named->fate = BM_FATE_LOST_NAME;
		named->range.end = named->range.start;
	}
	return true;
}
