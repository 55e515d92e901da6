// SPDX-License-Identifier: MIT
/*
 * areas.c - contiguous areas: the default one of drivers, and those of huge pages.
 *
 * The default area is what cma= says; without, a device tree's pool if there is room for it;
 * without, what the kernel has built in. How much that is a log of the same kernel tells, if its
 * command line did not say; without one it is as usual.
 *
 * Linux: rmem_cma_setup(), dma_contiguous_reserve(), hugetlb_cma_reserve().
 */
#include <stdio.h>
#include <string.h>

#include <bootmem/mb_query.h>

#include "cli/base/span.h"
#include "cli/base/text.h"
#include "cli/predict/predict_int.h"

static bool is_arm(const struct predict *predict)
{
	return strncmp(predict->run->boot.profile->name, "arm64", 5) == 0;
}

static phys_addr_t page_block(const struct predict *predict)
{
	const struct bm_profile *profile = predict->run->boot.profile;

	return (phys_addr_t)1 << (profile->pageblock_order + profile->page_shift);
}

/* --- what the log says of its kernel -------------------------------------------------------- */

static bool has_word(const char *line, const char *name)
{
	struct bm_cmdline_iter it;

	bm_cmdline_first(&it, bm_str(line, strlen(line)));
	return bm_cmdline_find(&it, name);
}

/**
 * struct built_in - what a kernel was built with
 * @has_areas: contiguous areas at all
 * @on_nodes:  on a machine with several nodes one on each, beside the default one
 * @is_told:   a log says how large the default one is
 * @size:      of the default one, without cma=
 */
struct built_in {
	bool has_areas;
	bool on_nodes;
	bool is_told;
	phys_addr_t size;
};

/* As Debian builds them: until 7.1 for Arm alone; since 7.2 for all, and on every node. */
static struct built_in usual_kernel(const struct predict *predict)
{
	bool is_new = predict_is_new(predict),
	     is_riscv = !is_arm(predict) && !predict_is_pc(predict);
	struct built_in built = { .has_areas = is_arm(predict) || is_new,
				  .on_nodes = is_new && !is_riscv };

	if (is_arm(predict))
		built.size = 64 * MIB;
	else if (is_new && is_riscv)
		built.size = 128 * MIB;
	return built;
}

/* The first area is the default one, unless it is one of those of huge pages. */
static struct built_in built_in(const struct predict *predict)
{
	const struct machine *machine = predict->machine;
	struct built_in built = usual_kernel(predict);
	const struct log *log = machine_log(machine);
	phys_addr_t first = 0, last = 0;
	size_t i;

	if (!log || machine->kernel != machine->booted_kernel ||
	    machine->profile != machine->booted_profile)
		return built;
	for (i = 0; i < log->nr_events; i++) {
		if (log->events[i].kind == LOG_CMA) {
			first = first > 0 ? first : last;
			last = log->events[i].size;
			built.has_areas = true;
		}
		if (log->events[i].kind == LOG_CMA_NODE)
			last = 0;
	}
	first = first > 0 ? first : last;
	built.is_told = !has_word(machine->booted_cmdline, "cma") && built.has_areas &&
			(first > 0 || predict->recipe.from_log);
	if (built.is_told)
		built.size = first;
	return built;
}

/* --- areas ---------------------------------------------------------------------------------- */

static bool claim_area(struct predict *predict, enum predict_kind kind, const char *asked,
		       const struct bm_cma_ask *ask)
{
	struct predict_item *item = predict_add(predict, kind, asked);

	if (!item)
		return false;
	item->size = ask->size;
	item->nid = ask->nid;
	predict_settle(predict, item, bm_cma_reserve(predict->mb, ask, &item->claim));
	return true;
}

static bool refuse_area(struct predict *predict, enum predict_kind kind, const char *asked)
{
	struct predict_item *item = predict_add(predict, kind, asked);

	if (!item)
		return false;
	snprintf(item->why, sizeof(item->why),
		 "usual kernels for %s are built without it (CONFIG_DMA_CMA)",
		 predict_is_pc(predict) ? "PCs" : "RISC-V");
	return true;
}

/* --- the device tree's ---------------------------------------------------------------------- */

static const struct machine_pool *default_pool(const struct predict *predict)
{
	size_t i;

	for (i = 0; i < predict->run->nr_pools; i++)
		if (predict->run->pools[i].is_default && !predict->run->pools[i].is_bypassed)
			return &predict->run->pools[i];
	return NULL;
}

static bool has_room(const struct machine_pool *pool)
{
	return pool->range.start < pool->range.end;
}

/* A log may be of a boot whose command line said otherwise of cma= than the one that is meant. */
static int settle_pools(struct predict *predict)
{
	size_t i;
	int err = 0;

	for (i = 0; i < predict->run->nr_pools && !err; i++) {
		const struct machine_pool *pool = &predict->run->pools[i];
		phys_addr_t size = pool->range.end - pool->range.start;

		if (pool->is_default && pool->is_bypassed && has_room(pool))
			err = mb_unreserve(predict->mb, pool->range.start, size);
		else if (pool->is_default && has_room(pool))
			err = mb_reserve(predict->mb, pool->range.start, size);
	}
	return err;
}

static void note_searches(struct predict_item *item, const struct machine_pool *pool)
{
	const struct bm_fw_request *request = &pool->request;
	struct bm_try search = { .size = request->size, .align = 1, .nid = NUMA_NO_NODE };
	unsigned int i, nr = request->nr_windows > 0 ? request->nr_windows : 1;

	if (request->align > 0 && (request->align & (request->align - 1)) == 0)
		search.align = request->align;
	for (i = 0; i < nr && i < BM_MAX_TRIES && !search.fits; i++) {
		if (request->nr_windows > 0)
			search.window = request->windows[i];
		search.base = pool->range.start;
		search.fits = has_room(pool) &&
			      (request->nr_windows == 0 || (search.base >= search.window.start &&
							    search.base < search.window.end));
		item->claim.tries[item->claim.nr_tries++] = search;
	}
}

bool predict_claim_pool(struct predict *predict)
{
	const struct machine_pool *pool = default_pool(predict);
	struct predict_item *item;
	char text[96];

	if (settle_pools(predict) != 0)
		return false;
	if (!pool)
		return true;
	snprintf(text, sizeof(text), "%.*s of the device tree",
		 (int)(pool->name.len < 64 ? pool->name.len : 64), pool->name.at);
	item = predict_add(predict, PREDICT_CMA, text);
	if (!item)
		return false;
	item->size = has_room(pool) ? pool->range.end - pool->range.start : pool->request.size;
	item->claim.main = pool->range;
	if (pool->request.size > 0)
		note_searches(item, pool);
	predict_settle(predict, item, has_room(pool) ? 0 : -BM_ENOMEM);
	return true;
}

/* --- the default one ------------------------------------------------------------------------ */

/* PCs look in all of memory. */
static phys_addr_t area_end(const struct predict *predict)
{
	return predict_is_pc(predict) ? mb_end(predict->mb) : predict_low_end(predict);
}

/* "0:64M,1:32M" */
static bool claim_listed(struct predict *predict, struct bm_str list)
{
	struct bm_cma_ask ask = { .align = page_block(predict) };
	char words[96];
	bool ok = true;

	predict_words(predict, "numa_cma", words, sizeof(words));
	while (ok && list.len > 0) {
		ask.nid = (int)bm_memparse(&list);
		if (list.len == 0 || list.at[0] != ':')
			break;
		list = bm_str(list.at + 1, list.len - 1);
		ask.size = (phys_addr_t)bm_memparse(&list);
		if (ask.size > 0)
			ok = claim_area(predict, PREDICT_CMA, words, &ask);
		if (list.len > 0)
			list = bm_str(list.at + 1, list.len - 1);
	}
	return ok;
}

/* Of the same size, on each node that has memory; numa_cma= lists others in their place. */
static bool claim_on_nodes(struct predict *predict, const struct built_in *built,
			   struct bm_cma_ask ask, const char *words)
{
	int first = bm_next_node(predict->mb, NUMA_NO_NODE), nid = first;
	struct bm_cmdline_iter it;
	bool ok = true;

	bm_cmdline_first(&it, predict->run->boot.cmdline);
	if (built->on_nodes && bm_cmdline_find(&it, "numa_cma"))
		return claim_listed(predict, it.value);
	if (!built->on_nodes || bm_next_node(predict->mb, first) == first)
		return true;
	ask.start = ask.end = 0;
	ask.fixed = false;
	do {
		ask.nid = nid;
		ok = claim_area(predict, PREDICT_CMA, words, &ask);
		nid = bm_next_node(predict->mb, nid);
	} while (ok && nid > first);
	return ok;
}

static bool claim_built_in(struct predict *predict, const struct built_in *built)
{
	const struct machine_pool *pool = default_pool(predict);
	struct bm_cma_ask ask = { .size = built->size,
				  .align = page_block(predict),
				  .end = area_end(predict),
				  .nid = NUMA_NO_NODE };
	char size[TEXT_ROOM], text[96];

	if (built->size == 0 || !built->has_areas || (pool && has_room(pool)))
		return true;
	snprintf(text, sizeof(text), "default CMA area (%s %s)",
		 text_size(built->size, size, sizeof(size)),
		 built->is_told ? "built into this kernel" : "of the usual kernel");
	return claim_area(predict, PREDICT_CMA, text, &ask) &&
	       claim_on_nodes(predict, built, ask, text);
}

bool predict_claim_cma(struct predict *predict)
{
	const struct bm_params *params = &predict->run->boot.params;
	const struct built_in built = built_in(predict);
	struct bm_cma_ask ask = { .size = (phys_addr_t)params->cma.size,
				  .align = page_block(predict),
				  .start = (phys_addr_t)params->cma.start,
				  .end = area_end(predict),
				  .nid = NUMA_NO_NODE };
	char words[96];

	if ((params->given & BM_GIVEN_CMA) == 0)
		return claim_built_in(predict, &built);
	if (ask.size == 0)
		return true;
	predict_words(predict, "cma", words, sizeof(words));
	if (!built.has_areas)
		return refuse_area(predict, PREDICT_CMA, words);
	ask.fixed = params->cma.start != 0 && params->cma.end == params->cma.start;
	if (params->cma.end != 0 && !ask.fixed)
		ask.end = lower(ask.end, (phys_addr_t)params->cma.end);
	return claim_area(predict, PREDICT_CMA, words, &ask) &&
	       claim_on_nodes(predict, &built, ask, words);
}

/* --- of huge pages -------------------------------------------------------------------------- */

static unsigned long count_nodes(const struct predict *predict)
{
	unsigned long nr = 1;
	int first = bm_next_node(predict->mb, NUMA_NO_NODE), nid;

	for (nid = bm_next_node(predict->mb, first); nid > first;
	     nid = bm_next_node(predict->mb, nid))
		nr++;
	return nr;
}

/* An amount without a node is shared out in whole pages of 1 GiB. */
static bool spread_area(struct predict *predict, const char *words, phys_addr_t size)
{
	phys_addr_t nr_nodes = count_nodes(predict), each, left = size / GIB * GIB;
	struct bm_cma_ask ask = { 0, GIB, 0, 0, NUMA_NO_NODE, false };
	bool ok = true;

	each = (left / GIB + nr_nodes - 1) / nr_nodes * GIB;
	ask.nid = bm_next_node(predict->mb, NUMA_NO_NODE);
	for (; left > 0 && ok && ask.nid >= 0 && nr_nodes > 0; nr_nodes--) {
		ask.size = lower(each, left);
		left -= ask.size;
		ok = claim_area(predict, PREDICT_HUGE_CMA, words, &ask);
		ask.nid = bm_next_node(predict->mb, ask.nid);
	}
	return ok;
}

bool predict_has_huge_cma(const struct predict *predict)
{
	struct bm_hugepages_iter it;
	struct bm_hugepages area;
	bool any = false;

	bm_hugepages_first(&it, predict->run->boot.cmdline);
	while (bm_hugetlb_cma_next(&it, &area))
		any |= area.nr > 0;
	return any && built_in(predict).has_areas;
}

bool predict_claim_huge_cma(struct predict *predict)
{
	struct bm_hugepages_iter it;
	struct bm_hugepages area;
	bool has_areas = built_in(predict).has_areas;
	char words[96];
	bool ok = true;

	predict_words(predict, "hugetlb_cma", words, sizeof(words));
	bm_hugepages_first(&it, predict->run->boot.cmdline);
	while (ok && bm_hugetlb_cma_next(&it, &area)) {
		struct bm_cma_ask ask = { (phys_addr_t)area.nr, GIB, 0, 0, area.nid, false };

		if (area.nr == 0)
			continue;
		if (!has_areas)
			ok = refuse_area(predict, PREDICT_HUGE_CMA, words);
		else if (area.nid < 0)
			ok = spread_area(predict, words, (phys_addr_t)area.nr);
		else
			ok = claim_area(predict, PREDICT_HUGE_CMA, words, &ask);
	}
	return ok;
}
