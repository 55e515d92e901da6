// SPDX-License-Identifier: MIT
/*
 * claims.c - read what a command line asks for, and ask the library for it at its moment.
 *
 * Linux: reserve_crashkernel(), hugepages_setup(), reserve_mem(), in the order of each
 * architecture.
 */
#include <stdio.h>
#include <string.h>

#include <bootmem/mb_iter.h>

#include "cli/base/span.h"
#include "cli/base/text.h"
#include "cli/base/vec.h"
#include "cli/predict/predict_int.h"

static struct bm_str cmdline(const struct predict *predict)
{
	return predict->run->boot.cmdline;
}

bool predict_is_pc(const struct predict *predict)
{
	return predict->run->boot.profile->has_e820;
}

/* The largest block of the page allocator; what is larger must be taken before. */
static phys_addr_t largest_block(const struct predict *predict)
{
	const struct bm_profile *profile = predict->run->boot.profile;

	return (phys_addr_t)1 << (profile->max_order + profile->page_shift);
}

bool predict_is_new(const struct predict *predict)
{
	return predict->run->boot.kernel >= BM_KERNEL(7, 2);
}

phys_addr_t predict_low_end(const struct predict *predict)
{
	const struct bm_zone_policy *policy = &predict->run->zones.policy;
	unsigned int idx = predict_is_pc(predict) ? BM_ZONE_DMA32 : BM_ZONE_DMA;
	pfn_t end = policy->limit[idx] ? policy->limit[idx] : policy->limit[BM_ZONE_DMA32];
	phys_addr_t addr = (phys_addr_t)end << policy->page_shift;

	return predict_is_pc(predict) || addr == 0 ? 4 * GIB : addr;
}

/* --- items ---------------------------------------------------------------------------------- */

static const struct group *group_of(enum predict_kind kind)
{
	switch (kind) {
	case PREDICT_CRASH:
		return &group_crash;
	case PREDICT_CMA:
		return &group_cma;
	case PREDICT_HUGE_CMA:
	case PREDICT_HUGE:
	case PREDICT_SMALL:
		return &group_huge_pages;
	case PREDICT_NAMED:
		return &group_named;
	case PREDICT_CORE:
		break;
	}
	return &group_other;
}

struct predict_item *predict_add(struct predict *predict, enum predict_kind kind, const char *asked)
{
	struct predict_item *item;

	if (!vec_reserve(&predict->items, &predict->room, predict->nr_items + 1, sizeof(*item)))
		return NULL;
	predict->mb->owner = group_of(kind)->name;
	item = &predict->items[predict->nr_items++];
	*item = (struct predict_item){ .kind = kind, .nid = NUMA_NO_NODE };
	snprintf(item->asked, sizeof(item->asked), "%.90s", asked);
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

void predict_settle(const struct predict *predict, struct predict_item *item, int err)
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

void predict_words(const struct predict *predict, const char *name, char *out, size_t room)
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
	predict_words(predict, "crashkernel", words, sizeof(words));
	if (words[0] == '\0')
		return true;
	err = bm_crashkernel_parse(cmdline(predict), ram, &crash, NULL);
	item = predict_add(predict, PREDICT_CRASH, words);
	if (!item)
		return false;
	item->size = (phys_addr_t)crash.size;
	if (err || crash.size == 0) {
		snprintf(item->why, sizeof(item->why), "%s",
			 err == -BM_EINVAL	? "malformed"
			 : strstr(words, "low") ? "a low part goes with a ,high that is not there"
						: "it asks for none on this much memory");
		return true;
	}
	bm_crash_rule(&rule, predict->run->boot.profile, predict->run->boot.kernel,
		      predict_low_end(predict));
	predict_settle(predict, item, bm_crash_reserve(predict->mb, &crash, &rule, &item->claim));
	return true;
}

/* --- huge pages and names, in the order of the words ---------------------------------------- */

static bool note_page(struct predict *predict, struct predict_item *item)
{
	if (!vec_reserve(&predict->pages, &predict->pages_room, predict->nr_pages + 1,
			 sizeof(*predict->pages)))
		return false;
	predict->pages[predict->nr_pages++] = item->claim.main.start;
	item->nr_got++;
	item->nr_elsewhere += item->claim.other_node;
	return true;
}

static bool take_giants(struct predict *predict, struct predict_item *item)
{
	int nid = item->nid;
	int err = 0;

	item->first_page = predict->nr_pages;
	if (predict_has_huge_cma(predict)) {
		snprintf(item->why, sizeof(item->why),
			 "with hugetlb_cma= they are not taken while booting");
		return true;
	}
	while (item->nr_got < item->nr_wanted && !err) {
		if (item->nid < 0)
			nid = bm_next_node(predict->mb, nid);
		err = bm_huge_reserve(predict->mb, item->size, nid, &item->claim);
		if (!err && !note_page(predict, item))
			return false;
	}
	predict_settle(predict, item, err);
	return true;
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

/* What a table of page table entries maps: 2 MiB with pages of 4 KiB. */
static phys_addr_t usual_page_size(const struct predict *predict)
{
	return (phys_addr_t)1 << (2 * predict->run->boot.profile->page_shift - 3);
}

static bool is_one_word(const char *a, const char *b)
{
	const char *start = a < b ? a : b, *end = a < b ? b : a;

	return !memchr(start, ' ', (size_t)(end - start));
}

static bool has_node(const struct predict *predict, int nid)
{
	const struct bm_zones *zones = &predict->run->zones;

	return nid < (int)zones->nr_nodes && zones->nodes[nid].possible;
}

/* A word that names a node which is not there is ignored, with all other nodes that it names. */
static int missing_node(const struct predict *predict, const struct bm_hugepages *pages)
{
	struct bm_hugepages_iter it;
	struct bm_hugepages other;

	bm_hugepages_first(&it, cmdline(predict));
	while (bm_hugepages_next(&it, &other))
		if (other.nid >= 0 && !has_node(predict, other.nid) &&
		    is_one_word(other.place.at, pages->place.at))
			return other.nid;
	return NUMA_NO_NODE;
}

static bool claim_pages(struct predict *predict, const struct bm_hugepages *pages)
{
	phys_addr_t size = pages->size ? (phys_addr_t)pages->size : usual_page_size(predict);
	int missing = missing_node(predict, pages);
	struct predict_item *item;
	char text[96], word[24];

	snprintf(text, sizeof(text), "hugepagesz=%s hugepages=%.*s",
		 text_amount(size, word, sizeof(word)),
		 (int)(pages->place.len < 40 ? pages->place.len : 40),
		 pages->place.at ? pages->place.at : "");
	item = predict_add(predict, size > largest_block(predict) ? PREDICT_HUGE : PREDICT_SMALL,
			   text);
	if (!item)
		return false;
	item->size = size;
	item->nid = pages->nid;
	item->nr_wanted = (unsigned long)pages->nr;
	if (missing >= 0) {
		snprintf(item->why, sizeof(item->why),
			 "there is no node %d, so the word is ignored", missing);
		return true;
	}
	if (item->kind == PREDICT_HUGE)
		return take_giants(predict, item);
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
	item = predict_add(predict, PREDICT_NAMED, text);
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

/** Which of the two kinds of words are due. */
struct due {
	bool pages;
	bool names;
};

/* Two kinds of words, each walked by its own rules; which comes next is where it stands. */
static bool claim_words(struct predict *predict, struct due due)
{
	struct bm_hugepages_iter pages_it;
	struct bm_cmdline_iter names_it;
	struct bm_hugepages pages;
	bool more_pages, more_names, ok = true;

	bm_cmdline_first(&names_it, cmdline(predict));
	bm_hugepages_first(&pages_it, cmdline(predict));
	more_pages = due.pages && bm_hugepages_next(&pages_it, &pages);
	more_names = due.names && bm_cmdline_find(&names_it, "reserve_mem");
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

static bool claim_at_nodes(struct predict *predict)
{
	const struct due pages = { .pages = true };

	if (predict_is_new(predict))
		return predict_claim_pool(predict) && predict_claim_cma(predict) &&
		       claim_crash(predict) && predict_claim_huge_cma(predict) &&
		       claim_words(predict, pages);
	if (predict_is_pc(predict))
		return predict_claim_cma(predict) && predict_claim_huge_cma(predict) &&
		       claim_crash(predict);
	return predict_claim_pool(predict) && predict_claim_huge_cma(predict);
}

bool predict_claims(void *ctx, struct memblock *mb, enum recipe_moment moment)
{
	struct predict *predict = ctx;
	bool is_new = predict_is_new(predict);
	const struct due due = { .pages = !is_new, .names = true };

	predict->mb = mb;
	switch (moment) {
	case RECIPE_AT_NODES:
		return claim_at_nodes(predict);
	case RECIPE_AT_ZONES:
		return is_new || predict_is_pc(predict) ||
		       (predict_claim_cma(predict) && claim_crash(predict));
	case RECIPE_AT_WORDS:
		return claim_words(predict, due);
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
		predict_words(predict, names[i], words, sizeof(words));
		if (words[0] == '\0')
			continue;
		item = predict_add(predict, PREDICT_CORE, words);
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
