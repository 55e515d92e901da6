// SPDX-License-Identifier: MIT
/*
 * render_predict.c - a prediction as text and as JSON, schema bootmem.predict/1.
 */
#include <inttypes.h>
#include <stdio.h>

#include "cli/base/json.h"
#include "cli/base/text.h"
#include "cli/predict/page_stretches.h"
#include "cli/render/render_predict.h"
#include "cli/render/render_zones.h"

/* --- text ------------------------------------------------------------------------------------ */

static void print_range(const char *what, struct bm_range range)
{
	char size[32];

	if (range.end <= range.start)
		return;
	printf("  %s0x%" PRIx64 "-0x%" PRIx64 "  %s\n", what, range.start, range.end - 1,
	       text_size(range.end - range.start, size, sizeof(size)));
}

static void print_try(const struct bm_try *search, unsigned int nr)
{
	char size[32], align[32];

	printf("  search %u: %s", nr, text_size(search->size, size, sizeof(size)));
	printf(" at a multiple of %s", text_size(search->align, align, sizeof(align)));
	if (search->window.start > 0)
		printf(", from 0x%" PRIx64, search->window.start);
	if (search->window.end > 0 && search->window.end < PHYS_ADDR_MAX)
		printf(", below 0x%" PRIx64, search->window.end);
	if (search->nid >= 0)
		printf(", node %d", search->nid);
	if (search->fits)
		printf(": 0x%" PRIx64 "\n", search->base);
	else
		printf(": no fit\n");
}

/** Stretches of gigantic pages that are listed one by one. */
#define MAX_STRETCHES 8

static bool has_nodes(const struct memblock *mb)
{
	int first = bm_next_node(mb, NUMA_NO_NODE);

	return bm_next_node(mb, first) != first;
}

static void print_stretch(const struct predict *predict, const struct page_stretch *stretch)
{
	char size[32];

	printf("  %s0x%" PRIx64 "-0x%" PRIx64 "  %s", predict->exact ? "" : "about ",
	       stretch->range.start, stretch->range.end - 1,
	       text_size(stretch->range.end - stretch->range.start, size, sizeof(size)));
	if (has_nodes(&predict->run->mb))
		printf(", node %d", stretch->nid);
	printf("\n");
}

static void print_giants(const struct predict *predict, const struct predict_item *item)
{
	struct page_stretches stretches;
	unsigned long nr_left = 0;
	size_t i;

	if (!page_stretches_new(&stretches, predict, item))
		return;
	for (i = 0; i < stretches.nr; i++) {
		const struct page_stretch *stretch = &stretches.items[i];

		if (i < MAX_STRETCHES)
			print_stretch(predict, stretch);
		else
			nr_left += stretch->nr;
	}
	if (nr_left > 0)
		printf("  and %lu pages more in %zu places\n", nr_left, i - MAX_STRETCHES);
	page_stretches_release(&stretches);
}

static void print_pages(const struct predict *predict, const struct predict_item *item)
{
	char size[32];

	printf("  %lu of %lu pages of %s", item->nr_got, item->nr_wanted,
	       text_size(item->size, size, sizeof(size)));
	if (item->kind == PREDICT_SMALL)
		printf(", by the page allocator, after the boot");
	if (item->nid >= 0 && item->nr_elsewhere > 0)
		printf(", %lu of them not on node %d", item->nr_elsewhere, item->nid);
	printf("\n");
	if (item->kind == PREDICT_HUGE)
		print_giants(predict, item);
}

static void print_tally(const struct predict_item *item)
{
	const struct predict_tally *tally = &item->tally;

	if (tally->nr == 0)
		return;
	printf("  kernel elsewhere: fits in %zu of %zu boots", tally->nr_fits, tally->nr);
	if (item->kind != PREDICT_SMALL && item->kind != PREDICT_CORE)
		printf(", at this place in %zu", tally->nr_same);
	if (tally->nr_fits > 0 && tally->nr_fits < tally->nr)
		printf("; not with the kernel at 0x%" PRIx64, (uint64_t)tally->fails_at);
	printf("\n");
}

static void print_item(const struct predict *predict, const struct predict_item *item)
{
	char size[32];
	unsigned int i;

	printf("%s: %s%s%s\n", item->asked, item->fits ? "fits" : "does not fit",
	       item->fits ? "" : ": ", item->why);
	if (item->kind == PREDICT_HUGE || item->kind == PREDICT_SMALL) {
		print_pages(predict, item);
	} else if (item->kind == PREDICT_CORE) {
		printf("  movable: %s on %lu node%s\n", text_size(item->size, size, sizeof(size)),
		       item->nr_got, item->nr_got == 1 ? "" : "s");
	} else {
		for (i = 0; i < item->claim.nr_tries; i++)
			print_try(&item->claim.tries[i], i + 1);
		print_range(predict->exact ? "" : "about ", item->claim.main);
		print_range("low part ", item->claim.low);
	}
	print_range("nearest that would: ", item->nearest);
	print_tally(item);
}

static void print_boots(const struct predict *predict)
{
	if (predict->nr_places > 0 && predict->nr_draws > 0)
		printf("booted %zu times more, the kernel at any of %" PRIu64 " places\n",
		       predict->nr_draws, predict->nr_places);
	else if (predict->nr_places > 0)
		printf("booted once more with the kernel at each of %" PRIu64 " places\n",
		       predict->nr_places);
}

void render_predict(const struct predict *predict)
{
	size_t i;

	render_machine(predict->machine, predict->run);
	if (predict->exact)
		printf("every other allocation is known from the log; addresses are exact\n");
	else if (predict->doubt[0] != '\0')
		printf("%s; addresses may be off\n", predict->doubt);
	else
		printf("other allocations are modelled; addresses may be off by a little\n");
	print_boots(predict);
	for (i = 0; i < predict->nr_items; i++)
		print_item(predict, &predict->items[i]);
	if (predict->nr_items == 0)
		printf("the command line reserves nothing\n");
}

/* --- JSON ------------------------------------------------------------------------------------ */

static void put_try(struct json *json, const struct bm_try *search)
{
	json_open(json, NULL, '{');
	json_number(json, "size", search->size);
	json_number(json, "align", search->align);
	json_addr(json, "from", search->window.start);
	if (search->window.end > 0 && search->window.end < PHYS_ADDR_MAX)
		json_addr(json, "below", search->window.end);
	if (search->nid >= 0)
		json_int(json, "nid", search->nid);
	json_bool(json, "fits", search->fits);
	if (search->fits)
		json_addr(json, "base", search->base);
	json_close(json);
}

static void put_tally(struct json *json, const struct predict_tally *tally)
{
	if (tally->nr == 0)
		return;
	json_open(json, "kernel_elsewhere", '{');
	json_number(json, "boots", tally->nr);
	json_number(json, "fits", tally->nr_fits);
	json_number(json, "same_place", tally->nr_same);
	if (tally->nr_fits < tally->nr)
		json_addr(json, "fails_with_kernel_at", tally->fails_at);
	json_close(json);
}

static void put_pages(struct json *json, const struct predict *predict,
		      const struct predict_item *item)
{
	const phys_addr_t *pages = predict_pages(predict, item);
	unsigned long i;

	if (item->nr_got > 0)
		json_range(json, "first", pages[0], pages[0] + item->size);
	json_open(json, "pages", '[');
	for (i = 0; i < item->nr_got; i++)
		json_addr(json, NULL, pages[i]);
	json_close(json);
}

static void put_item(struct json *json, const struct predict *predict,
		     const struct predict_item *item)
{
	static const char *const kinds[] = {
		[PREDICT_CRASH] = "crashkernel",    [PREDICT_CMA] = "cma",
		[PREDICT_HUGE_CMA] = "hugetlb_cma", [PREDICT_HUGE] = "gigantic pages",
		[PREDICT_SMALL] = "huge pages",	    [PREDICT_NAMED] = "reserve_mem",
		[PREDICT_CORE] = "movable",
	};
	unsigned int i;

	json_open(json, NULL, '{');
	json_text(json, "kind", kinds[item->kind]);
	json_text(json, "asked", item->asked);
	json_bool(json, "fits", item->fits);
	if (!item->fits)
		json_text(json, "why", item->why);
	json_number(json, "size", item->size);
	if (item->kind == PREDICT_HUGE || item->kind == PREDICT_SMALL) {
		json_number(json, "wanted", item->nr_wanted);
		json_number(json, "got", item->nr_got);
		if (item->nid >= 0)
			json_number(json, "elsewhere", item->nr_elsewhere);
	}
	if (item->kind == PREDICT_HUGE)
		put_pages(json, predict, item);
	json_range(json, "range", item->claim.main.start, item->claim.main.end);
	json_range(json, "low", item->claim.low.start, item->claim.low.end);
	json_range(json, "nearest", item->nearest.start, item->nearest.end);
	json_open(json, "searches", '[');
	for (i = 0; i < item->claim.nr_tries; i++)
		put_try(json, &item->claim.tries[i]);
	json_close(json);
	put_tally(json, &item->tally);
	json_close(json);
}

void render_predict_json(const struct predict *predict)
{
	struct json json = json_to(stdout);
	size_t i;

	json_open(&json, NULL, '{');
	json_text(&json, "schema", "bootmem.predict/1");
	json_open(&json, "machine", '{');
	render_machine_json(&json, predict->machine);
	json_close(&json);
	json_bool(&json, "exact", predict->exact);
	if (predict->doubt[0] != '\0')
		json_text(&json, "doubt", predict->doubt);
	if (predict->nr_places > 0)
		json_number(&json, "kernel_places", predict->nr_places);
	json_open(&json, "items", '[');
	for (i = 0; i < predict->nr_items; i++)
		put_item(&json, predict, &predict->items[i]);
	json_close(&json);
	json_open(&json, "result", '{');
	json_bool(&json, "ok", predict_fits(predict));
	json_close(&json);
	json_close(&json);
}
