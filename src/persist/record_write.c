// SPDX-License-Identifier: MIT
/*
 * record_write.c - write the handover record.
 *
 * All that goes in is checked first: a record never says what its reader would have to refuse.
 * The checksum goes in last, over a finished tree, so a writer that dies leaves nothing that
 * looks like a record.
 *
 * Cost: the ranges, each looked up in the map; contents are read once if they are summed.
 * Linux: kho_finalize(), prepare_kho_fdt(); the format is ours.
 */
#include <bootmem/mb_query.h>

#include "base/mem.h"
#include "base/text.h"
#include "record_int.h"

/** Bytes that the tree needs beside lists and names, and for each name; generous. */
#define TREE_BYTES 512
#define NAME_BYTES 256

/** Entries in a list; two lists and all names are less than 2 GiB then. */
#define MOST_RANGES (INT32_MAX / RANGE_BYTES / 4)

size_t bm_handover_room(const struct bm_handover *h)
{
	return TREE_BYTES + (h->names ? h->names->nr : 0) * (size_t)NAME_BYTES +
	       (h->nr_preserved + h->nr_scratch) * (size_t)RANGE_BYTES;
}

/* --- what may be written ------------------------------------------------------------------ */

static bool is_memory(const struct memblock *mb, struct bm_range range)
{
	return mb_is_all_mapped(mb, range.start, bm_range_size(range));
}

static bool list_is_sound(const struct memblock *mb, const struct bm_range *list, unsigned long nr)
{
	unsigned long i;

	for (i = 0; i < nr; i++) {
		if (bm_range_is_empty(list[i]) || !is_memory(mb, list[i]))
			return false;
		if (i > 0 && list[i].start < list[i - 1].end)
			return false;
	}
	return true;
}

/* Does @range overlap an entry of an ascending list? */
static bool in_list(struct bm_range range, const struct bm_range *list, unsigned long nr)
{
	unsigned long first = 0;
	unsigned long last = nr;

	while (first < last) {
		unsigned long mid = first + (last - first) / 2;

		if (list[mid].end <= range.start)
			first = mid + 1;
		else
			last = mid;
	}
	return first < nr && bm_range_overlaps(range, list[first]);
}

static bool name_is_sound(const struct bm_handover *h, unsigned int idx)
{
	struct bm_range range = h->names->slots[idx].range;

	if (bm_range_is_empty(range))
		return true;
	return is_memory(h->mb, range) && !bm_names_overlap_(h->names, 0, idx, range) &&
	       !in_list(range, h->preserved, h->nr_preserved) &&
	       !in_list(range, h->scratch, h->nr_scratch);
}

static bool is_sound(const struct bm_handover *h)
{
	unsigned long i;

	if (!list_is_sound(h->mb, h->preserved, h->nr_preserved) ||
	    !list_is_sound(h->mb, h->scratch, h->nr_scratch))
		return false;
	for (i = 0; i < h->nr_preserved; i++)
		if (in_list(h->preserved[i], h->scratch, h->nr_scratch))
			return false;
	for (i = 0; h->names && i < h->names->nr; i++)
		if (!name_is_sound(h, (unsigned int)i))
			return false;
	return true;
}

/* --- the tree ---------------------------------------------------------------------------- */

static int put_string(void *fdt, const char *prop, const char *str)
{
	int size = 1;

	while (str[size - 1] != '\0')
		size++;
	return fdt_property(fdt, prop, str, size);
}

static int put_list(void *fdt, const char *prop, const struct bm_range *list, unsigned long nr)
{
	unsigned long i;
	uint8_t *at;
	void *value;
	int err;

	err = fdt_property_placeholder(fdt, prop, (int)nr * RANGE_BYTES, &value);
	at = value;
	for (i = 0; !err && i < nr; i++, at += RANGE_BYTES) {
		fdt64_st(at, list[i].start);
		fdt64_st(at + 8, bm_range_size(list[i]));
	}
	return err;
}

static int put_name(void *fdt, const struct bm_named *named, unsigned int idx, const uint32_t *crc)
{
	struct bm_text node;
	int err;

	bm_text_start(&node, "entry-");
	bm_text_dec(&node, idx);
	err = fdt_begin_node(fdt, node.buf);
	err = err ? err : put_string(fdt, PROP_LABEL, named->name);
	err = err ? err : fdt_property_u64(fdt, PROP_START, named->range.start);
	err = err ? err : fdt_property_u64(fdt, PROP_SIZE, bm_range_size(named->range));
	err = err ? err : fdt_property_u64(fdt, PROP_ALIGN, named->align);
	err = err ? err : fdt_property_u32(fdt, PROP_NODE, (uint32_t)named->nid);
	if (crc)
		err = err ? err : fdt_property_u32(fdt, PROP_CONTENT_CRC, *crc);
	return err ? err : fdt_end_node(fdt);
}

static int put_names(void *fdt, const struct bm_handover *h, bool *unmapped)
{
	int err = fdt_begin_node(fdt, NODE_NAMES);
	unsigned int i;

	for (i = 0; !err && h->names && i < h->names->nr; i++) {
		const struct bm_named *named = &h->names->slots[i];
		uint32_t crc;

		if (bm_range_is_empty(named->range))
			continue;
		if (h->sum_content && !bm_content_crc_(h->mb, named->range, &crc)) {
			*unmapped = true;
			return -FDT_ERR_INTERNAL;
		}
		err = put_name(fdt, named, i, h->sum_content ? &crc : NULL);
	}
	return err ? err : fdt_end_node(fdt);
}

static int put_all(void *fdt, int size, const struct bm_handover *h, bool *unmapped)
{
	int err = fdt_create(fdt, size);

	err = err ? err : fdt_finish_reservemap(fdt);
	err = err ? err : fdt_begin_node(fdt, "");
	err = err ? err : put_string(fdt, PROP_COMPATIBLE, BM_HANDOVER_COMPATIBLE);
	err = err ? err : fdt_property_u32(fdt, PROP_CRC, 0);
	err = err ? err : fdt_property_u64(fdt, PROP_GENERATION, h->generation);
	err = err ? err : put_list(fdt, PROP_PRESERVED, h->preserved, h->nr_preserved);
	err = err ? err : put_list(fdt, PROP_SCRATCH, h->scratch, h->nr_scratch);
	err = err ? err : put_names(fdt, h, unmapped);
	err = err ? err : fdt_end_node(fdt);
	return err ? err : fdt_finish(fdt);
}

int bm_handover_write(const struct bm_handover *h, void *buf, size_t size)
{
	size_t room = bm_handover_room(h);
	bool unmapped = false;
	uint32_t crc;
	void *hole;

	/* Lengths are of 31 bits in a tree. */
	if (h->nr_preserved > MOST_RANGES || h->nr_scratch > MOST_RANGES)
		return -BM_ENOSPC;
	if (!is_sound(h))
		return -BM_EINVAL;
	if (put_all(buf, (int)(size < room ? size : room), h, &unmapped)) {
		memset(buf, 0, size < sizeof(crc) ? size : sizeof(crc));
		return unmapped ? -BM_ENOMEM : -BM_ENOSPC;
	}
	hole = fdt_getprop_w(buf, 0, PROP_CRC, NULL);
	crc = bm_record_crc_(buf, fdt_totalsize(buf), hole);
	fdt32_st(hole, crc);
	return 0;
}
