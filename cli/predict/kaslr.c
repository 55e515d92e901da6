// SPDX-License-Identifier: MIT
/*
 * kaslr.c - places for a kernel, counted by stretch of memory and not one by one.
 */
#include <stdlib.h>
#include <string.h>

#include <bootmem/mb_iter.h>

#include "cli/base/progress.h"
#include "cli/base/span.h"
#include "cli/predict/kaslr.h"

#define SLOT (2 * MIB)

static bool is_moved(const struct machine *machine)
{
	struct bm_cmdline_iter it;
	bool has_efi = machine->parts[MACHINE_EFI].bytes != NULL;

	bm_cmdline_first(&it, bm_str(machine->cmdline, strlen(machine->cmdline)));
	return !bm_cmdline_find(&it, "nokaslr") && (machine->profile->has_e820 || has_efi);
}

/* The @nth place in [start, end); *nth is lowered by those passed. */
static bool find_in(const struct predict *predict, struct bm_range range, uint64_t *nth,
		    phys_addr_t *out)
{
	phys_addr_t size = predict->recipe.kernel.end - predict->recipe.kernel.start;
	phys_addr_t lowest = predict->machine->profile->has_e820 ? 16 * MIB : 0;
	phys_addr_t first = (higher(range.start, lowest) + SLOT - 1) / SLOT * SLOT;
	uint64_t nr;

	if (first >= range.end || size > range.end - first)
		return false;
	nr = (range.end - first - size) / SLOT + 1;
	if (*nth >= nr) {
		*nth -= nr;
		return false;
	}
	*out = first + *nth * SLOT;
	return true;
}

/* On both sides of the initial ram disk. */
static bool find_around(const struct predict *predict, struct bm_range range, uint64_t *nth,
			phys_addr_t *out)
{
	const struct bm_range *initrd = &predict->recipe.initrd;
	struct bm_range before = { range.start, lower(range.end, initrd->start) };
	struct bm_range behind = { higher(range.start, initrd->end), range.end };

	if (initrd->end <= range.start || initrd->start >= range.end)
		return find_in(predict, range, nth, out);
	return find_in(predict, before, nth, out) || find_in(predict, behind, nth, out);
}

static bool find(const struct predict *predict, uint64_t *nth, phys_addr_t *out)
{
	const struct memblock_region *region;

	mb_for_each_memory_region(region, &predict->run->mb) {
		struct bm_range range = { region->base, mb_region_end(region) };

		if (region->flags & (MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED))
			continue;
		if (find_around(predict, range, nth, out))
			return true;
	}
	return false;
}

uint64_t kaslr_places(const struct predict *predict)
{
	uint64_t nth = UINT64_MAX;
	phys_addr_t any;

	if (!is_moved(predict->machine) || find(predict, &nth, &any))
		return 0;
	return UINT64_MAX - nth;
}

phys_addr_t kaslr_place(const struct predict *predict, uint64_t nth)
{
	phys_addr_t place = predict->recipe.kernel.start;

	(void)find(predict, &nth, &place);
	return place;
}

uint64_t kaslr_draw(uint64_t *state)
{
	uint64_t word = (*state += 0x9e3779b97f4a7c15u);

	word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9u;
	word = (word ^ word >> 27) * 0x94d049bb133111ebu;
	return word ^ word >> 31;
}

/* --- what fits then ------------------------------------------------------------------------ */

/** struct found - what a boot found. */
struct found {
	struct predict_item *items;
	size_t nr_items;
	size_t room;
	phys_addr_t *pages;
	size_t nr_pages;
	size_t pages_room;
};

/* Leaves none behind. */
static struct found take_found(struct predict *predict)
{
	struct found found = { predict->items, predict->nr_items, predict->room,
			       predict->pages, predict->nr_pages, predict->pages_room };

	predict->items = NULL;
	predict->pages = NULL;
	predict->nr_items = predict->room = predict->nr_pages = predict->pages_room = 0;
	return found;
}

static void put_found(struct predict *predict, const struct found *found)
{
	free(predict->items);
	free(predict->pages);
	predict->items = found->items;
	predict->nr_items = found->nr_items;
	predict->room = found->room;
	predict->pages = found->pages;
	predict->nr_pages = found->nr_pages;
	predict->pages_room = found->pages_room;
}

/* Both fit, so there are as many pages here as there. */
static bool is_same_place(const struct found *found, const struct predict_item *item,
			  const struct predict *predict, const struct predict_item *here)
{
	if (item->kind != PREDICT_HUGE)
		return here->claim.main.start == item->claim.main.start;
	return memcmp(found->pages + item->first_page, predict_pages(predict, here),
		      item->nr_got * sizeof(*found->pages)) == 0;
}

static void count(const struct found *found, size_t nth, const struct predict *predict,
		  phys_addr_t kernel)
{
	const struct predict_item *here = &predict->items[nth];
	struct predict_item *item = &found->items[nth];

	if (!here->fits) {
		if (item->tally.nr_fits == item->tally.nr)
			item->tally.fails_at = kernel;
	} else {
		item->tally.nr_fits++;
		item->tally.nr_same += item->fits && is_same_place(found, item, predict, here);
	}
	item->tally.nr++;
}

/* The same command line asks for the same things, in the same order. */
static bool try_place(struct predict *predict, const struct found *found, phys_addr_t kernel)
{
	bool ok = predict_with(predict, kernel) && predict->nr_items == found->nr_items;
	size_t i;

	for (i = 0; i < found->nr_items && ok; i++)
		count(found, i, predict, kernel);
	return ok;
}

bool kaslr_try(struct predict *predict, size_t draws, uint64_t seed, struct progress *progress)
{
	struct found found = take_found(predict);
	uint64_t places = kaslr_places(predict);
	size_t boots = places > 0 && draws > 0 ? draws : (size_t)places, i;
	bool ok = true;

	predict->nr_places = places;
	predict->nr_draws = draws;
	for (i = 0; i < boots && ok; i++) {
		uint64_t nth = draws > 0 ? kaslr_draw(&seed) % places : i;

		if (progress)
			progress_at(progress, i, boots);
		ok = try_place(predict, &found, kaslr_place(predict, nth));
	}
	put_found(predict, &found);
	return ok;
}
