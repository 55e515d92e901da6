// SPDX-License-Identifier: MIT
/*
 * alloc.c - take what find.c finds.
 *
 * Two families share one request: addresses (mb_alloc) and pointers (mb_alloc_raw,
 * mb_alloc_zeroed). A pointer is asked for before the memory is taken, so a failed call leaves no
 * trace.
 *
 * Cost: one search, one reservation; zeroing costs its bytes.
 * Linux: memblock_alloc_range_nid, memblock_alloc_internal.
 */
#include "base/mem.h"
#include "memblock_int.h"

/* Find, and say so in the log. */
static int find(struct memblock *mb, const struct mb_req *req, struct mb_spot *spot)
{
	int err;

	if (mb->debug && req->call)
		mb_say_request_(mb, req);
	err = mb_find(mb, req, spot);
	if (!mb->has_mirror || mb->scratch_only)
		return err;
	if (err == -BM_ENOMEM || (!err && (spot->gave_up & MB_GAVE_UP_MIRROR)))
		mb_warn_unmirrored_(mb, req->size);
	return err;
}

static int take(struct memblock *mb, const struct mb_req *req, const struct mb_spot *spot)
{
	enum memblock_flags flags = mb->untagged ? MEMBLOCK_NONE : MEMBLOCK_RSRV_KERN;
	int nid = req->nid;

	if (mb->untagged || !mb_is_node_(nid) || (spot->gave_up & MB_GAVE_UP_NODE))
		nid = NUMA_NO_NODE;
	return mb_reserve_node(mb, spot->base, req->size, nid, flags);
}

/* @out_mem is where to put the pointer, or NULL if none is wanted. */
static int alloc(struct memblock *mb, const struct mb_req *req, struct mb_spot *spot,
		 void **out_mem)
{
	struct mb_spot found;
	int err = find(mb, req, &found);

	if (err)
		return err;
	if (out_mem) {
		*out_mem = mb_map_(mb, found.base, req->size);
		if (!*out_mem)
			return -BM_ENOMEM;
	}
	err = take(mb, req, &found);
	if (err)
		return err;
	spot->base = found.base;
	spot->gave_up = found.gave_up;
	return 0;
}

int mb_alloc(struct memblock *mb, const struct mb_req *req, struct mb_spot *spot)
{
	return alloc(mb, req, spot, NULL);
}

void *mb_alloc_raw(struct memblock *mb, const struct mb_req *req)
{
	struct mb_spot spot;
	void *mem;

	return alloc(mb, req, &spot, &mem) ? NULL : mem;
}

void *mb_alloc_zeroed(struct memblock *mb, const struct mb_req *req)
{
	void *mem = mb_alloc_raw(mb, req);

	if (mem)
		memset(mem, 0, (size_t)req->size);
	return mem;
}

phys_addr_t mb_addr(const struct memblock *mb, const void *ptr)
{
	if (mb->port && mb->port->addr)
		return mb->port->addr(mb->port->ctx, ptr);
	return (phys_addr_t)(uintptr_t)ptr;
}
