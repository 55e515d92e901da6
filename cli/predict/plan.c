// SPDX-License-Identifier: MIT
/*
 * plan.c - simulate boots, each with one thing different.
 *
 * Memory, nodes and what firmware reserves are those of the machine, as for any boot; what the
 * kernel then takes is its recipe; reserve_mem= is placed last, by the library, with the limits of
 * Linux. Where a kernel may be is what its decompressor, or EFI's loader, chooses among: multiples
 * of 2 MiB in free memory, from 16 MiB up on a PC, each as likely as any other.
 *
 * Linux: find_random_phys_addr() of x86, efi_random_alloc().
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/mb_iter.h>

#include "cli/base/progress.h"
#include "cli/base/span.h"
#include "cli/predict/plan.h"

#define MIB ((phys_addr_t)1 << 20)
#define SLOT (2 * MIB)
#define NR_REGIONS 8192u

/** struct ground - memory before the kernel takes anything, to be copied for each boot. */
struct ground {
	struct memblock mb;
	struct memblock_region *regions;
	struct memblock_region *copy;
	struct machine_boot *run;
};

/* --- the ground ------------------------------------------------------------- */

static void release_ground(struct ground *ground)
{
	machine_boot_free(ground->run);
	free(ground->copy);
	*ground = (struct ground){ 0 };
}

/* With @more behind the machine's command line. The kernel is not on it. */
static int make_ground(struct ground *ground, const struct plan *plan, const char *more, char *why,
		       size_t room)
{
	struct machine machine = *plan->machine;
	struct bm_range kernel = plan->recipe.kernel;

	*ground = (struct ground){ 0 };
	machine.kernel_image = kernel;
	if (asprintf(&machine.cmdline, "%s%s%s", plan->machine->cmdline, *more ? " " : "", more) <
	    0)
		machine.cmdline = NULL;
	ground->copy = calloc(NR_REGIONS, sizeof(*ground->copy));
	if (!ground->copy || !machine.cmdline) {
		snprintf(why, room, "out of memory");
	} else if (machine_boot(&machine, NULL, &ground->run, why, room) == 0) {
		if (kernel.start < kernel.end)
			(void)!mb_unreserve(&ground->run->mb, kernel.start,
					    kernel.end - kernel.start);
	}
	free(machine.cmdline);
	if (ground->run && ground->run->mb.memory.cnt < NR_REGIONS / 2 &&
	    ground->run->mb.reserved.cnt < NR_REGIONS / 4)
		return 0;
	if (ground->run)
		snprintf(why, room, "its map has too many pieces");
	release_ground(ground);
	return -1;
}

/* A fresh copy of it; NULL if that cannot be, for want of room. */
static struct memblock *tread(struct ground *ground)
{
	const struct memblock *from = &ground->run->mb;
	const struct memblock_region *region;
	struct memblock *mb = &ground->mb;
	int err = 0;

	mb_init(mb, NULL, ground->copy, NR_REGIONS);
	mb->page_shift = from->page_shift;
	mb->movable_node = from->movable_node;
	mb->mirrored_kernelcore = from->mirrored_kernelcore;
	mb_for_each_memory_region(region, from)
		err = err ? err
			  : mb_add_node(mb, region->base, region->size, region->nid, region->flags);
	mb_for_each_reserved_region(region, from)
		err = err ? err
			  : mb_reserve_node(mb, region->base, region->size, region->nid,
					    region->flags);
	return err ? NULL : mb;
}

/* --- one boot ------------------------------------------------------------- */

/* The reservations of the command line, then the one in question unless it is among them. */
static struct landing land(const struct plan *plan, struct ground *ground, const char *first,
			   const struct recipe_change *change)
{
	struct memblock *mb = tread(ground);
	struct landing landing = { 0, false, 0 };
	struct bm_named slots[64];
	struct bm_names names;
	struct bm_range range;
	char *line = NULL;

	bm_names_init(&names, slots, 64);
	bm_names_like_linux(&names);
	if (!mb || asprintf(&line, "%s %s reserve_mem=%" PRIu64 ":%" PRIu64 ":%s", first,
			    plan->machine->cmdline, (uint64_t)plan->size, (uint64_t)plan->align,
			    plan->name) < 0)
		return landing;
	recipe_follow((struct recipe *)&plan->recipe, change, mb);
	bm_boot_names(bm_str(line, strlen(line)), mb, &names, NULL);
	free(line);
	landing.fits = bm_names_find(&names, plan->name, &range);
	landing.base = landing.fits ? range.start : 0;
	return landing;
}

/* --- where the kernel may be ------------------------------------------------------------- */

static bool is_moved(const struct plan *plan)
{
	const struct bm_profile *profile = plan->machine->profile;
	struct bm_cmdline_iter it;
	struct bm_str line = bm_str(plan->machine->cmdline, strlen(plan->machine->cmdline));
	bool has_efi = plan->machine->parts[MACHINE_EFI].bytes != NULL;

	bm_cmdline_first(&it, line);
	return !bm_cmdline_find(&it, "nokaslr") && (profile->has_e820 || has_efi);
}

static bool is_clear(const struct plan *plan, phys_addr_t start, phys_addr_t end)
{
	const struct bm_range *initrd = &plan->recipe.initrd;

	return end <= initrd->start || start >= initrd->end;
}

/* The @nth place, or how many there are if @nth is beyond them. */
static uint64_t nth_slot(const struct plan *plan, const struct memblock *mb, uint64_t nth,
			 phys_addr_t *out)
{
	phys_addr_t size = plan->recipe.kernel.end - plan->recipe.kernel.start;
	phys_addr_t lowest = plan->machine->profile->has_e820 ? 16 * MIB : 0;
	const struct memblock_region *region;
	uint64_t nr = 0;

	mb_for_each_memory_region(region, mb) {
		phys_addr_t end = mb_region_end(region);
		phys_addr_t at = higher(region->base, lowest);

		if (region->flags & (MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED))
			continue;
		for (at = (at + SLOT - 1) / SLOT * SLOT; at < end && size <= end - at; at += SLOT) {
			if (!is_clear(plan, at, at + size))
				continue;
			*out = at;
			if (nr++ == nth)
				return nr;
		}
	}
	return nr;
}

/* --- boot after boot ------------------------------------------------------------- */

static uint64_t draw(uint64_t *state)
{
	uint64_t word = (*state += 0x9e3779b97f4a7c15u);

	word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9u;
	word = (word ^ word >> 27) * 0x94d049bb133111ebu;
	return word ^ word >> 31;
}

static bool count(struct plan *plan, struct landing landing)
{
	struct landing *known = plan->landings;
	size_t i;

	for (i = 0; i < plan->nr_landings; i++, known++)
		if (known->base == landing.base && known->fits == landing.fits) {
			known->nr++;
			return true;
		}
	known = realloc(plan->landings, (plan->nr_landings + 1) * sizeof(*known));
	if (!known)
		return false;
	plan->landings = known;
	landing.nr = 1;
	known[plan->nr_landings++] = landing;
	return true;
}

static int by_number(const void *a, const void *b)
{
	const struct landing *left = a, *right = b;

	if (left->nr != right->nr)
		return left->nr > right->nr ? -1 : 1;
	return left->base > right->base ? -1 : left->base < right->base;
}

static int by_place(const void *a, const void *b)
{
	const phys_addr_t *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

static size_t count_different(phys_addr_t *places, size_t nr)
{
	size_t i, different = nr > 0;

	qsort(places, nr, sizeof(*places), by_place);
	for (i = 1; i < nr; i++)
		different += places[i] != places[i - 1];
	return different;
}

static bool boot_often(struct plan *plan, struct ground *ground)
{
	phys_addr_t *places = calloc(plan->boots + 1, sizeof(*places));
	uint64_t state = plan->seed;
	bool ok = places != NULL;
	phys_addr_t any;
	size_t i;

	plan->nr_slots = is_moved(plan) ? nth_slot(plan, &ground->run->mb, UINT64_MAX, &any) : 0;
	for (i = 0; ok && i < plan->boots; i++) {
		struct recipe_change change = plan->usual;

		if (plan->progress)
			progress_at(plan->progress, i, plan->boots);
		if (plan->nr_slots > 0)
			nth_slot(plan, &ground->run->mb, draw(&state) % plan->nr_slots,
				 &change.kernel);
		places[i] = change.kernel;
		ok = count(plan, land(plan, ground, "", &change));
	}
	if (ok)
		plan->nr_places = count_different(places, plan->boots);
	if (ok)
		qsort(plan->landings, plan->nr_landings, sizeof(*plan->landings), by_number);
	free(places);
	return ok;
}

/* --- one thing changed ------------------------------------------------------------- */

/* @more goes behind the command line and may change the map; @first goes before it. */
static void try_change(struct plan *plan, const char *what, const char *more, const char *first,
		       struct recipe_change change)
{
	struct trial *trial = &plan->trials[plan->nr_trials];
	struct ground ground;
	char why[300];

	change.kernel = plan->usual.kernel;
	change.crash_align = plan->usual.crash_align;
	if (change.crash == 0) {
		change.crash = plan->usual.crash;
		change.crash_high = plan->usual.crash_high;
	}
	if (plan->nr_trials == PLAN_CHANGES ||
	    make_ground(&ground, plan, more, why, sizeof(why)) != 0)
		return;
	snprintf(trial->what, sizeof(trial->what), "%s", what);
	trial->landing = land(plan, &ground, first, &change);
	plan->nr_trials++;
	release_ground(&ground);
}

/* The log's recipe has the machine's own crashkernel= in it, the usual one has none. */
static void set_usual(struct plan *plan)
{
	const char *line = plan->machine->cmdline;
	struct bm_crashkernel crash;

	plan->usual.kernel = plan->recipe.kernel.start;
	plan->usual.crash_align = plan->machine->profile->has_e820 ? 16 * MIB : 2 * MIB;
	plan->has_crash = bm_crashkernel_parse(bm_str(line, strlen(line)), plan->recipe.memory,
					       &crash, NULL) == 0;
	if (!plan->has_crash || plan->recipe.from_log)
		return;
	plan->usual.crash = (phys_addr_t)crash.size;
	plan->usual.crash_high = crash.high;
}

/* mem= counts from address 0 on a PC, and bytes of memory elsewhere. */
static void try_less_memory(struct plan *plan)
{
	bool is_pc = plan->machine->profile->has_e820;
	phys_addr_t whole = is_pc ? plan->recipe.top : plan->recipe.memory;
	char text[64];

	if (whole < 256 * MIB)
		return;
	snprintf(text, sizeof(text), "mem=%" PRIu64 "M", (uint64_t)(whole / MIB) - 128);
	try_change(plan, text, text, "", (struct recipe_change){ 0 });
}

static void try_firmware(struct plan *plan)
{
	char text[64];

	if (!plan->machine->profile->has_e820 || plan->recipe.top < 64 * MIB)
		return;
	snprintf(text, sizeof(text), "memmap=1M$0x%" PRIx64, (uint64_t)(plan->recipe.top - MIB));
	try_change(plan, text, text, "", (struct recipe_change){ 0 });
}

static void try_changes(struct plan *plan)
{
	const struct recipe_change none = { 0 };
	struct recipe_change crash = { .crash = 256 * MIB };

	if (!plan->has_crash) {
		try_change(plan, "crashkernel=256M", "", "", crash);
		crash.crash = 512 * MIB;
		crash.crash_high = true;
		try_change(plan, "crashkernel=512M,high", "", "", crash);
	}
	try_change(plan, "log_buf_len=16M", "", "", (struct recipe_change){ .log_buf = 16 * MIB });
	try_change(plan, "another reserve_mem= of 1 MiB before it", "",
		   "reserve_mem=1M:4096:another-one", none);
	try_less_memory(plan);
	try_firmware(plan);
	if (plan->recipe.initrd.end > 0)
		try_change(plan, "an initial ram disk larger by 64 MiB", "", "",
			   (struct recipe_change){ .initrd_more = 64 * MIB });
	try_change(plan, "four times as many processors", "", "",
		   (struct recipe_change){ .cpus = 4 });
}

/* --- all of it ------------------------------------------------------------- */

int plan_make(struct plan *plan, char *why, size_t room)
{
	struct ground ground;
	bool ok;

	if (recipe_learn(&plan->recipe, plan->machine) != 0) {
		snprintf(why, room, "this machine cannot be booted, or memory ran out");
		return -1;
	}
	if (make_ground(&ground, plan, "", why, room) != 0)
		return -1;
	set_usual(plan);
	plan->home = land(plan, &ground, "", &plan->usual);
	ok = boot_often(plan, &ground);
	release_ground(&ground);
	if (ok && plan->home.fits && !plan->just_boots)
		try_changes(plan);
	if (!ok)
		snprintf(why, room, "out of memory");
	return ok ? 0 : -1;
}

void plan_release(struct plan *plan)
{
	recipe_release(&plan->recipe);
	free(plan->landings);
}

bool plan_is_certain(const struct plan *plan)
{
	return plan->nr_landings == 1 && plan->landings[0].fits;
}
