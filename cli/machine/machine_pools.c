// SPDX-License-Identifier: MIT
/*
 * machine_pools.c - which reservations of a device tree are lent to the page allocator.
 *
 * The library tells what it has reserved by the tree; the tree is asked what each is for. What it
 * asks for and did not get is found by asking it once more.
 *
 * Linux: rmem_cma_setup(); with cma= the default pool is given back.
 */
#include <string.h>

#include <libfdt.h>

#include <bootmem/fw_fdt.h>

#include "cli/base/vec.h"
#include "cli/machine/machine_boot.h"

static int node_of(const struct machine_boot *run, struct bm_str name)
{
	const void *blob = run->boot.fdt.blob;
	int parent = fdt_path_offset(blob, "/reserved-memory");

	return parent < 0 ? -1 : fdt_subnode_offset_namelen(blob, parent, name.at, (int)name.len);
}

static bool is_pool(const struct machine_boot *run, uint32_t flags, struct bm_str name)
{
	const void *blob = run->boot.fdt.blob;
	int node;

	if (flags != BM_FW_REUSABLE || !blob || !name.at)
		return false;
	node = node_of(run, name);
	return node >= 0 && fdt_node_check_compatible(blob, node, "shared-dma-pool") == 0;
}

static struct machine_pool *add_pool(struct machine_boot *run, struct bm_str name)
{
	const void *blob = run->boot.fdt.blob;
	struct machine_pool *pool;

	if (!vec_reserve(&run->pools, &run->pools_room, run->nr_pools + 1, sizeof(*pool)))
		return NULL;
	pool = &run->pools[run->nr_pools++];
	*pool = (struct machine_pool){ .name = name };
	pool->is_default = fdt_getprop(blob, node_of(run, name), "linux,cma-default", NULL) != NULL;
	return pool;
}

int machine_pool_told(void *ctx, const struct bm_fw_range *range)
{
	struct machine_boot *run = ctx;
	struct machine_pool *pool;

	if (range->kind != BM_FW_RESERVED || !is_pool(run, range->flags, range->name))
		return 0;
	pool = add_pool(run, range->name);
	if (!pool)
		return -BM_ENOMEM;
	pool->range = (struct bm_range){ range->start, range->end };
	return 0;
}

static bool is_same(struct bm_str a, struct bm_str b)
{
	return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

static int note_request(void *ctx, const struct bm_fw_request *request)
{
	struct machine_boot *run = ctx;
	struct machine_pool *pool = NULL;
	size_t i;

	if (!is_pool(run, request->flags, request->name))
		return 0;
	for (i = 0; i < run->nr_pools && !pool; i++)
		if (is_same(run->pools[i].name, request->name))
			pool = &run->pools[i];
	if (!pool)
		pool = add_pool(run, request->name);
	if (!pool)
		return -BM_ENOMEM;
	pool->request = *request;
	return 0;
}

int machine_pools_settle(struct machine_boot *run)
{
	struct bm_fw_sink sink = { .ctx = run, .request = note_request };
	int err = run->boot.fdt.blob ? bm_fdt_requests(&run->boot.fdt, &sink) : 0;
	size_t i;

	for (i = 0; i < run->nr_pools && !err; i++) {
		struct machine_pool *pool = &run->pools[i];

		pool->is_bypassed =
			pool->is_default && (run->boot.params.given & BM_GIVEN_CMA) != 0;
		if (pool->is_bypassed && pool->range.start < pool->range.end)
			err = mb_unreserve(&run->mb, pool->range.start,
					   pool->range.end - pool->range.start);
	}
	return err;
}
