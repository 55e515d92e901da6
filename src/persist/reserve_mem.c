// SPDX-License-Identifier: MIT
/*
 * reserve_mem.c - the table of named reservations.
 *
 * A name is in use while its range is not empty. Released and lost entries stay in the table, so
 * that it can be told what became of them.
 *
 * Cost: a walk over the table for each question; tables are small.
 * Linux: reserve_mem(), reserve_mem_find_by_name(), reserve_mem_release_by_name().
 */
#include <bootmem/mb_alloc.h>
#include <bootmem/mb_query.h>

#include "base/align.h"
#include "base/mem.h"
#include "base/pfn.h"
#include "crc32c.h"
#include "persist_int.h"

const char *bm_fate_text(enum bm_named_fate fate)
{
	switch (fate) {
	case BM_FATE_FRESH:
		return "allocated";
	case BM_FATE_KEPT:
		return "kept";
	case BM_FATE_REVIVED:
		return "revived";
	case BM_FATE_LOST_RAM:
		return "lost: its memory is gone";
	case BM_FATE_LOST_TAKEN:
		return "lost: this boot took some of its memory";
	case BM_FATE_LOST_TWICE:
		return "lost: it overlaps another entry of the record";
	case BM_FATE_LOST_SIZE:
		return "lost: asked for with another size";
	case BM_FATE_LOST_ALIGN:
		return "lost: it is not aligned as asked for";
	case BM_FATE_LOST_CONTENT:
		return "lost: its content has changed";
	case BM_FATE_LOST_ROOM:
		return "lost: no room to reserve it";
	case BM_FATE_LOST_NAME:
		return "lost: its entry is malformed";
	}
	return "unknown";
}

void bm_names_init(struct bm_names *names, struct bm_named *slots, unsigned int max)
{
	names->slots = slots;
	names->nr = 0;
	names->max = max;
	names->name_max = BM_NAME_MAX;
	names->odd_align = false;
}

void bm_names_like_linux(struct bm_names *names)
{
	names->max = names->max < 8 ? names->max : 8;
	names->name_max = 15;
	names->odd_align = true;
}

/* --- names --------------------------------------------------------------------------------- */

bool bm_name_is_usable_(const char *name, size_t len, size_t max)
{
	bool blank = true;
	size_t i;

	for (i = 0; i < len && name[i] != '\0'; i++)
		if (name[i] != ' ' && (name[i] < '\t' || name[i] > '\r'))
			blank = false;
	return i == len && len > 0 && len <= max && !blank;
}

static size_t length(const char *name)
{
	size_t len = 0;

	while (name[len] != '\0')
		len++;
	return len;
}

struct bm_named *bm_names_slot_(const struct bm_names *names, const char *name, size_t len)
{
	unsigned int i;

	for (i = 0; i < names->nr; i++) {
		struct bm_named *named = &names->slots[i];

		if (!bm_range_is_empty(named->range) && length(named->name) == len &&
		    memcmp(named->name, name, len) == 0)
			return named;
	}
	return NULL;
}

bool bm_names_overlap_(const struct bm_names *names, unsigned int first, unsigned int last,
		       struct bm_range range)
{
	unsigned int i;

	for (i = first; i < last; i++) {
		struct bm_range other = names->slots[i].range;

		if (!bm_range_is_empty(other) && bm_range_overlaps(range, other))
			return true;
	}
	return false;
}

bool bm_names_find(const struct bm_names *names, const char *name, struct bm_range *range)
{
	const struct bm_named *named = bm_names_slot_(names, name, length(name));

	if (!named)
		return false;
	*range = named->range;
	return true;
}

bool bm_names_release(struct bm_names *names, const char *name, struct bm_range *range)
{
	struct bm_named *named = bm_names_slot_(names, name, length(name));

	if (!named)
		return false;
	*range = named->range;
	named->range.end = named->range.start;
	return true;
}

/* --- reserve -------------------------------------------------------------------------------- */

bool bm_content_crc_(const struct memblock *mb, struct bm_range range, uint32_t *out_crc)
{
	phys_addr_t size = bm_range_size(range);
	const void *content = (const void *)(uintptr_t)range.start;

	if ((phys_addr_t)(size_t)size != size)
		return false;
	if (mb->port && mb->port->map)
		content = mb->port->map(mb->port->ctx, range.start, (size_t)size);
	if (!content)
		return false;
	*out_crc = bm_crc32c_(0, content, (size_t)size);
	return true;
}

/* Is what a record kept what is asked for? */
static enum bm_named_fate judge(const struct bm_named *kept, const struct memblock *mb,
				phys_addr_t size, phys_addr_t align)
{
	uint32_t crc;

	if (bm_range_size(kept->range) != size)
		return BM_FATE_LOST_SIZE;
	if (bm_align_down(kept->range.start, align) != kept->range.start)
		return BM_FATE_LOST_ALIGN;
	if (kept->has_crc && (!bm_content_crc_(mb, kept->range, &crc) || crc != kept->crc))
		return BM_FATE_LOST_CONTENT;
	return BM_FATE_REVIVED;
}

static int lose(struct bm_named *kept, struct memblock *mb, enum bm_named_fate fate)
{
	int err = mb_free(mb, kept->range.start, bm_range_size(kept->range));

	if (!err) {
		kept->fate = fate;
		kept->range.end = kept->range.start;
	}
	return err;
}

/* The node that the memory at @addr belongs to. */
static int node_at(const struct memblock *mb, phys_addr_t addr)
{
	const struct memblock_region *region;

	region = mb_search_pfn(mb, bm_pfn_down(addr, mb->page_shift), NULL, NULL);
	return region ? region->nid : NUMA_NO_NODE;
}

static int allocate(struct bm_names *names, struct memblock *mb, const struct bm_name_req *asked,
		    phys_addr_t align)
{
	struct bm_named *named = &names->slots[names->nr];
	struct mb_req req = mb_req(asked->size, align);
	struct mb_spot spot;
	int err;

	req.odd_align = names->odd_align;
	req.call = "memblock_phys_alloc_range";
	err = mb_alloc(mb, &req, &spot);
	if (err)
		return err;
	memset(named, 0, sizeof(*named));
	named->range = bm_range_at(spot.base, asked->size);
	named->align = align;
	named->nid = node_at(mb, spot.base);
	named->fate = BM_FATE_FRESH;
	memcpy(named->name, asked->name, asked->name_len);
	names->nr++;
	return 0;
}

int bm_reserve_mem(struct bm_names *names, struct memblock *mb, const struct bm_name_req *req)
{
	phys_addr_t align = bm_max_addr(req->align, BM_CACHE_LINE);
	struct bm_named *known;
	int err;

	if (req->name_len > names->name_max)
		return -BM_EOVERFLOW;
	if (req->size == 0 || !bm_name_is_usable_(req->name, req->name_len, names->name_max) ||
	    (!bm_is_pow2(align) && !names->odd_align))
		return -BM_EINVAL;
	known = bm_names_slot_(names, req->name, req->name_len);
	if (known && known->fate != BM_FATE_KEPT)
		return -BM_EEXIST;
	if (known) {
		enum bm_named_fate fate = judge(known, mb, req->size, align);

		if (fate == BM_FATE_REVIVED) {
			known->fate = fate;
			known->align = align;
			return 0;
		}
		err = lose(known, mb, fate);
		if (err)
			return err;
	}
	if (names->nr == names->max)
		return -BM_ENOSPC;
	return allocate(names, mb, req, align);
}
