// SPDX-License-Identifier: MIT
/*
 * claims.c - read what a command line asks for, and ask the library for it at its moment.
 *
 * Linux: reserve_crashkernel(), dma_contiguous_reserve(), hugetlb_cma_reserve(), hugepages_setup(),
 * reserve_mem(), in the order of each architecture.
 */
#include <stdio.h>
#include <string.h>

#include <bootmem/mb_iter.h>

#include "cli/base/span.h"
#include "cli/base/vec.h"
#include "cli/predict/predict_int.h"

#define MIB ((phys_addr_t)1 << 20)
#define GIB ((phys_addr_t)1 << 30)

static struct bm_str cmdline(const struct predict *predict)
{
	return predict->run->boot.cmdline;
}

static bool is_pc(const struct predict *predict)
{
	return predict->run->boot.profile->has_e820;
}

static bool is_arm(const struct predict *predict)
{
	return strncmp(predict->run->boot.profile->name, "arm64", 5) == 0;
}

static phys_addr_t page_block(const struct predict *predict)
{
	const struct bm_profile *profile = predict->run->boot.profile;

	return (phys_addr_t)1 << (profile->pageblock_order + profile->page_shift);
}

/* The largest block of the page allocator; what is larger must be taken before. */
static phys_addr_t largest_block(const struct predict *predict)
{
	const struct bm_profile *profile = predict->run->boot.profile;

	return (phys_addr_t)1 << (profile->max_order + profile->page_shift);
}

/* Where the memory ends that every device reaches. */
static phys_addr_t low_end(const struct predict *predict)
{
	const struct bm_zone_policy *policy = &predict->run->zones.policy;
	unsigned int idx = is_pc(predict) ? BM_ZONE_DMA32 : BM_ZONE_DMA;
	pfn_t end = policy->limit[idx] ? policy->limit[idx] : policy->limit[BM_ZONE_DMA32];
	phys_addr_t addr = (phys_addr_t)end << policy->page_shift;

	return is_pc(predict) || addr == 0 ? 4 * GIB : addr;
}

/* --- items ---------------------------------------------------------------------------------- */

static struct predict_item *add_item(struct predict *predict, enum predict_kind kind,
				     const char *asked, size_t len)
{
	struct predict_item *item;

	if (!vec_reserve(&predict->items, &predict->room, predict->nr_items + 1, sizeof(*item)))
		return NULL;
	item = &predict->items[predict->nr_items++];
	*item = (struct predict_item){ .kind = kind, .nid = NUMA_NO_NODE };
	snprintf(item->asked, sizeof(item->asked), "%.*s", (int)(len < 90 ? len : 90), asked);
	return item;
}

/* The nearest that would: the largest free run of any search that was made. */
static void explain(const struct predict *predict, struct predict_item *item)
{
	unsigned int i;

	for (i = 0; i < item->claim.nr_tries; i++) {
		const struct bm_try *search = &item->claim.tries[i];
		struct bm_range run;

		if (search->fits)
			continue;
		run = bm_largest_free(predict->mb, search);
		if (run.end - run.start > item->nearest.end - item->nearest.start)
			item->nearest = run;
	}
	if (item->why[0] == '\0')
		snprintf(item->why, sizeof(item->why), "%s",
			 item->nearest.end > 0 ? "no free run is large enough"
					       : "nothing is free where it may be");
}

static void settle(const struct predict *predict, struct predict_item *item, int err)
{
	item->fits = err == 0;
	if (err == -BM_EINVAL)
		snprintf(item->why, sizeof(item->why), "size or alignment make no sense");
	if (err == -BM_EBUSY)
		snprintf(item->why, sizeof(item->why), "that place is taken, or is no memory");
	if (err)
		explain(predict, item);
}

/* --- crash kernel --------------------------------------------------------------------------- */

/* All words of the command line that are named @name, one after the other. */
static void list_words(const struct predict *predict, const char *name, char *out, size_t room)
{
	struct bm_cmdline_iter it;
	size_t len = 0;

	*out = '\0';
	bm_cmdline_first(&it, cmdline(predict));
	while (bm_cmdline_find(&it, name) && len + 1 < room) {
		len += (size_t)snprintf(out + len, room - len, "%s%s%s%.*s", len ? " " : "", name,
					it.value.at ? "=" : "", (int)it.value.len,
					it.value.at ? it.value.at : "");
	}
}

static bool claim_crash(struct predict *predict)
{
	struct bm_crashkernel crash;
	struct bm_crash_rule rule;
	struct predict_item *item;
	phys_addr_t ram = 0;
	unsigned long i;
	char words[96];
	int err;

	for (i = 0; i < predict->mb->memory.cnt; i++)
		ram += predict->mb->memory.regions[i].size;
	list_words(predict, "crashkernel", words, sizeof(words));
	if (words[0] == '\0')
		return true;
	err = bm_crashkernel_parse(cmdline(predict), ram, &crash, NULL);
	item = add_item(predict, PREDICT_CRASH, words, strlen(words));
	if (!item)
		return false;
	item->size = (phys_addr_t)crash.size;
	if (err || crash.size == 0) {
		snprintf(item->why, sizeof(item->why), "%s",
			 err == -BM_EINVAL ? "malformed" : "it asks for none on this much memory");
		return true;
	}
	bm_crash_rule(&rule, predict->run->boot.profile, predict->run->boot.kernel,
		      low_end(predict));
	settle(predict, item, bm_crash_reserve(predict->mb, &crash, &rule, &item->claim));
	return true;
}

/* --- contiguous areas ----------------------------------------------------------------------- */

static bool claim_area(struct predict *predict, enum predict_kind kind, const char *asked,
		       const struct bm_cma_ask *ask)
{
	struct predict_item *item = add_item(predict, kind, asked, strlen(asked));

	if (!item)
		return false;
	item->size = ask->size;
	item->nid = ask->nid;
	settle(predict, item, bm_cma_reserve(predict->mb, ask, &item->claim));
	return true;
}

/* Distributions build it into kernels for Arm alone; elsewhere the word means nothing. */
static bool refuse_area(struct predict *predict, enum predict_kind kind, const char *asked)
{
	struct predict_item *item = add_item(predict, kind, asked, strlen(asked));

	if (!item)
		return false;
	snprintf(item->why, sizeof(item->why),
		 "usual kernels for %s are built without it (CONFIG_DMA_CMA)",
		 is_pc(predict) ? "PCs" : "RISC-V");
	return true;
}

static bool claim_cma(struct predict *predict)
{
	const struct bm_params *params = &predict->run->boot.params;
	bool given = (params->given & BM_GIVEN_CMA) != 0;
	struct bm_cma_ask ask = { 64 * MIB,	    page_block(predict), 0,
				  low_end(predict), NUMA_NO_NODE,	 false };
	char words[96];

	if (!given && !is_arm(predict))
		return true;
	list_words(predict, "cma", words, sizeof(words));
	if (given && !is_arm(predict))
		return params->cma.size == 0 || refuse_area(predict, PREDICT_CMA, words);
	if (given) {
		ask.size = (phys_addr_t)params->cma.size;
		ask.start = (phys_addr_t)params->cma.start;
		ask.fixed = params->cma.start != 0 && params->cma.end == params->cma.start;
		if (params->cma.end != 0 && !ask.fixed)
			ask.end = lower(ask.end, (phys_addr_t)params->cma.end);
	}
	if (ask.size == 0)
		return true;
	return claim_area(predict, PREDICT_CMA, given ? words : "(64 MiB of the usual kernel)",
			  &ask);
}

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

static bool claim_huge_cma(struct predict *predict)
{
	struct bm_hugepages_iter it;
	struct bm_hugepages area;
	char words[96];
	bool ok = true;

	list_words(predict, "hugetlb_cma", words, sizeof(words));
	bm_hugepages_first(&it, cmdline(predict));
	while (ok && bm_hugetlb_cma_next(&it, &area)) {
		struct bm_cma_ask ask = { (phys_addr_t)area.nr, GIB, 0, 0, area.nid, false };

		if (area.nr == 0)
			continue;
		if (!is_arm(predict))
			ok = refuse_area(predict, PREDICT_HUGE_CMA, words);
		else if (area.nid < 0)
			ok = spread_area(predict, words, (phys_addr_t)area.nr);
		else
			ok = claim_area(predict, PREDICT_HUGE_CMA, words, &ask);
	}
	return ok;
}

/* --- huge pages and names, in the order of the words ---------------------------------------- */

static void take_giants(struct predict *predict, struct predict_item *item)
{
	int nid = item->nid;
	int err = 0;

	while (item->nr_got < item->nr_wanted && !err) {
		if (item->nid < 0)
			nid = bm_next_node(predict->mb, nid);
		err = bm_huge_reserve(predict->mb, item->size, nid, &item->claim);
		if (err)
			break;
		if (item->nr_got == 0)
			item->first = item->claim.main;
		item->nr_got++;
		item->nr_elsewhere += item->claim.other_node;
	}
	settle(predict, item, err);
}

/* Free memory in whole pages of the size, on a map where all else is reserved. */
static void count_small(struct predict *predict, struct predict_item *item)
{
	struct mb_filter filter = mb_any();
	struct mb_free_iter it;
	phys_addr_t nr = 0;

	filter.nid = item->nid;
	mb_for_each_free_range(&it, predict->mb, filter) {
		phys_addr_t first = (it.start + item->size - 1) / item->size;
		phys_addr_t end = it.end / item->size;

		nr += end > first ? end - first : 0;
	}
	item->nr_got = (unsigned long)lower(nr, item->nr_wanted);
	item->fits = item->nr_got == item->nr_wanted;
	if (!item->fits)
		snprintf(item->why, sizeof(item->why), "only %lu whole ones are free",
			 item->nr_got);
}

static bool claim_pages(struct predict *predict, const struct bm_hugepages *pages)
{
	phys_addr_t size = pages->size ? (phys_addr_t)pages->size : 2 * MIB;
	struct predict_item *item;
	char text[96], sizes[32];

	snprintf(sizes, sizeof(sizes), "%lluM", (unsigned long long)(size >> 20));
	snprintf(text, sizeof(text), "hugepagesz=%s hugepages=%.*s", sizes,
		 (int)(pages->place.len < 40 ? pages->place.len : 40),
		 pages->place.at ? pages->place.at : "");
	item = add_item(predict, size > largest_block(predict) ? PREDICT_HUGE : PREDICT_SMALL, text,
			strlen(text));
	if (!item)
		return false;
	item->size = size;
	item->nid = pages->nid;
	item->nr_wanted = (unsigned long)pages->nr;
	if (item->kind == PREDICT_HUGE)
		take_giants(predict, item);
	else
		count_small(predict, item);
	return true;
}

static const char *name_trouble(int err)
{
	switch (-err) {
	case BM_EINVAL:
		return "size or name make no sense";
	case BM_EOVERFLOW:
		return "the name is longer than 15 characters";
	case BM_EEXIST:
		return "the name is in use";
	case BM_ENOSPC:
		return "there are 8 already";
	default:
		return "";
	}
}

/* Its largest free run is only asked for with an alignment that makes sense. */
static void note_search(struct predict_item *item, phys_addr_t align)
{
	bool sane = align > 0 && (align & (align - 1)) == 0;

	item->claim.tries[0] = (struct bm_try){
		.size = item->size,
		.align = sane ? align : 64,
		.nid = NUMA_NO_NODE,
	};
	item->claim.nr_tries = 1;
}

static bool claim_name(struct predict *predict, struct bm_str value)
{
	struct predict_item *item;
	struct bm_reserve_mem_param param = { 0 };
	struct bm_name_req req;
	char text[96];
	int err;

	snprintf(text, sizeof(text), "reserve_mem=%.*s", (int)(value.len < 80 ? value.len : 80),
		 value.at ? value.at : "");
	item = add_item(predict, PREDICT_NAMED, text, strlen(text));
	if (!item)
		return false;
	if (predict->run->boot.kernel < BM_KERNEL(6, 12) && !predict->any_release) {
		snprintf(item->why, sizeof(item->why), "releases before 6.12 do not know it");
		return true;
	}
	err = bm_reserve_mem_parse(value, &param);
	if (!err) {
		item->size = (phys_addr_t)param.size;
		req = (struct bm_name_req){ item->size, (phys_addr_t)param.align, param.name.at,
					    param.name.len };
		err = bm_reserve_mem(&predict->names, predict->mb, &req);
		if (err == -BM_ENOMEM)
			note_search(item, req.align);
	}
	snprintf(item->why, sizeof(item->why), "%s", name_trouble(err));
	if (err == -BM_ENOMEM)
		explain(predict, item);
	item->fits = !err;
	if (!err)
		item->claim.main = predict->names.slots[predict->names.nr - 1].range;
	return true;
}

/* Two kinds of words, each walked by its own rules; which comes next is where it stands. */
static bool claim_words(struct predict *predict)
{
	struct bm_hugepages_iter pages_it;
	struct bm_cmdline_iter names_it;
	struct bm_hugepages pages;
	bool more_pages, more_names, ok = true;

	bm_cmdline_first(&names_it, cmdline(predict));
	bm_hugepages_first(&pages_it, cmdline(predict));
	more_pages = bm_hugepages_next(&pages_it, &pages);
	more_names = bm_cmdline_find(&names_it, "reserve_mem");
	while (ok && (more_pages || more_names)) {
		bool page_next = more_pages && (!more_names || pages.place.at < names_it.value.at);

		if (page_next) {
			ok = claim_pages(predict, &pages);
			more_pages = bm_hugepages_next(&pages_it, &pages);
		} else {
			ok = claim_name(predict, names_it.value);
			more_names = bm_cmdline_find(&names_it, "reserve_mem");
		}
	}
	return ok;
}

/* --- moments -------------------------------------------------------------------------------- */

bool predict_claims(void *ctx, struct memblock *mb, enum recipe_moment moment)
{
	struct predict *predict = ctx;

	predict->mb = mb;
	switch (moment) {
	case RECIPE_AT_NODES:
		if (is_pc(predict))
			return claim_cma(predict) && claim_huge_cma(predict) &&
			       claim_crash(predict);
		return claim_huge_cma(predict);
	case RECIPE_AT_ZONES:
		return is_pc(predict) || (claim_cma(predict) && claim_crash(predict));
	case RECIPE_AT_WORDS:
		return claim_words(predict);
	default:
		return false;
	}
}

/* --- zones ---------------------------------------------------------------------------------- */

bool predict_core(struct predict *predict)
{
	static const char *const names[] = { "kernelcore", "movablecore", "movable_node" };
	const struct bm_zones *zones = &predict->run->zones;
	struct predict_item *item;
	char words[96];
	unsigned int nid;
	size_t i;

	for (i = 0; i < 3; i++) {
		list_words(predict, names[i], words, sizeof(words));
		if (words[0] == '\0')
			continue;
		item = add_item(predict, PREDICT_CORE, words, strlen(words));
		if (!item)
			return false;
		for (nid = 0; nid < zones->nr_nodes; nid++) {
			const struct bm_zone *zone = &zones->nodes[nid].zones[BM_ZONE_MOVABLE];

			item->size += (phys_addr_t)zone->present << zones->policy.page_shift;
			item->nr_got += zone->present > 0;
		}
		item->fits = item->nr_got > 0;
		if (!item->fits)
			snprintf(item->why, sizeof(item->why),
				 "nothing becomes movable; see bootmem zones");
	}
	return true;
}
