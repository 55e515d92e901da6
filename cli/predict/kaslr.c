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

#define MIB ((phys_addr_t)1 << 20)
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

static void count(struct predict_item *item, const struct predict_item *here, phys_addr_t kernel)
{
	if (!here->fits) {
		if (item->tally.nr_fits == item->tally.nr)
			item->tally.fails_at = kernel;
	} else {
		item->tally.nr_fits++;
		item->tally.nr_same += item->fits &&
				       here->claim.main.start == item->claim.main.start &&
				       here->first.start == item->first.start;
	}
	item->tally.nr++;
}

/* The same command line asks for the same things, in the same order. */
static bool try_place(struct predict *predict, struct predict_item *items, size_t nr,
		      phys_addr_t kernel)
{
	bool ok = predict_with(predict, kernel) && predict->nr_items == nr;
	size_t i;

	for (i = 0; i < nr && ok; i++)
		count(&items[i], &predict->items[i], kernel);
	return ok;
}

bool kaslr_try(struct predict *predict, size_t draws, uint64_t seed, struct progress *progress)
{
	size_t nr = predict->nr_items, room = predict->room, i;
	struct predict_item *items = predict->items;
	uint64_t places = kaslr_places(predict);
	size_t boots = places > 0 && draws > 0 ? draws : (size_t)places;
	bool ok = true;

	predict->nr_places = places;
	predict->nr_draws = draws;
	predict->items = NULL;
	predict->room = 0;
	for (i = 0; i < boots && ok; i++) {
		uint64_t nth = draws > 0 ? kaslr_draw(&seed) % places : i;

		if (progress)
			progress_at(progress, i, boots);
		ok = try_place(predict, items, nr, kaslr_place(predict, nth));
	}
	free(predict->items);
	predict->items = items;
	predict->nr_items = nr;
	predict->room = room;
	return ok;
}
