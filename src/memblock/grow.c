// SPDX-License-Identifier: MIT
/*
 * grow.c - room for more regions: a full array is doubled, the new one taken from the map itself.
 *
 * Everything that can fail comes first: finding the new home, getting a pointer to it, and,
 * because a new home must itself be reserved, a slot for that. Then the array moves, which cannot
 * fail. The new home of `reserved` keeps out of the range that is just being reserved.
 *
 * An array grows at the same moments as Linux' does, so that replayed boots find the same
 * addresses. Where it cannot grow, the edit still goes through if it fits.
 *
 * Cost: one copy of the array per doubling.
 * Linux: memblock_double_array.
 */
#include "base/align.h"
#include "base/mem.h"
#include "memblock_int.h"

/** A place for an array: found, mapped, not yet in use. */
struct new_home {
	struct mb_home home;
	unsigned long max;
};

void *mb_map_(const struct memblock *mb, phys_addr_t base, phys_addr_t size)
{
	if ((phys_addr_t)(size_t)size != size)
		return NULL;
	if (mb->port && mb->port->map)
		return mb->port->map(mb->port->ctx, base, (size_t)size);
	if ((phys_addr_t)(uintptr_t)base != base)
		return NULL;
	return (void *)(uintptr_t)base;
}

static struct mb_home *home_of(struct memblock *mb, const struct memblock_type *type)
{
	return type == &mb->memory ? &mb->memory_home : &mb->reserved_home;
}

/* Does the array live where we put it, so that it is ours to give back? */
static bool is_at_home(struct memblock *mb, const struct memblock_type *type)
{
	return type->regions == home_of(mb, type)->regions;
}

/* Slots of `reserved` that a move takes: the new home, and the hole where the old one was. */
static unsigned long slots_to_move(struct memblock *mb, const struct memblock_type *type)
{
	return is_at_home(mb, type) ? 2 : 1;
}

/** Where a new home should not be: above that if anything fits, else below, else inside or not. */
struct shunned {
	struct bm_range range;
	bool strictly;
};

static int find_home(struct memblock *mb, phys_addr_t size, const struct shunned *shunned,
		     phys_addr_t *out_base)
{
	struct mb_req req = mb_req(size, mb_page_size_(mb));
	struct mb_spot spot;
	int err;

	req.start = shunned->range.end;
	err = mb_find(mb, &req, &spot);
	/* Below the second page there is nothing, and an end of 1 would not mean an address. */
	if (err && shunned->range.start > mb_page_size_(mb)) {
		req.start = 0;
		req.end = shunned->range.start;
		req.under_limit = true;
		err = mb_find(mb, &req, &spot);
	}
	if (err && !shunned->strictly) {
		req = mb_req(size, mb_page_size_(mb));
		err = mb_find(mb, &req, &spot);
	}
	if (!err)
		*out_base = spot.base;
	return err;
}

static int prepare_home(struct memblock *mb, const struct memblock_type *type, unsigned long slots,
			const struct shunned *shunned, struct new_home *out)
{
	const unsigned long most = (unsigned long)(SIZE_MAX / 4 / sizeof(struct memblock_region));
	phys_addr_t bytes;
	int err;

	out->max = type->max;
	while (out->max - type->cnt < slots) {
		if (out->max > most)
			return -BM_ENOMEM;
		out->max = out->max > 0 ? 2 * out->max : 1;
	}
	bytes = (phys_addr_t)out->max * sizeof(struct memblock_region);
	out->home.size = bm_align_up(bytes, mb_page_size_(mb));
	err = find_home(mb, out->home.size, shunned, &out->home.base);
	if (err)
		return err;
	out->home.regions = mb_map_(mb, out->home.base, out->home.size);
	return out->home.regions ? 0 : -BM_ENOMEM;
}

/* Record a change of `reserved` that grow.c makes itself; the slots for it are there. */
static void reserve_home(struct memblock *mb, const struct mb_home *home)
{
	struct mb_attr attr = mb_attr_(NUMA_NO_NODE, mb->untagged ? 0 : MEMBLOCK_RSRV_KERN);
	struct bm_range range = bm_range_at(home->base, home->size);
	struct mb_plan plan = mb_plan_insert_(&mb->reserved, mb->reserved_hint, range, attr);

	mb_apply_insert_(&mb->reserved, &plan, attr);
	mb_tell_(mb, BM_EV_ARRAY_GREW, home->base, home->size, attr);
}

static void release_home(struct memblock *mb, const struct mb_home *home)
{
	struct bm_range range = bm_range_at(home->base, home->size);
	struct mb_plan plan = mb_plan_remove_(&mb->reserved, mb->reserved_hint, range);

	mb_apply_remove_(&mb->reserved, &plan);
	mb_tell_(mb, BM_EV_FREED, home->base, home->size, mb_attr_(NUMA_NO_NODE, 0));
}

static void move_in(struct memblock *mb, struct memblock_type *type, const struct new_home *to)
{
	struct mb_home *home = home_of(mb, type);
	bool at_home = is_at_home(mb, type);
	struct mb_home old = *home;

	memcpy(to->home.regions, type->regions, type->cnt * sizeof(*type->regions));
	type->regions = to->home.regions;
	type->max = to->max;
	*home = to->home;
	if (mb->debug)
		mb_say_grown_(mb, type, to->home.base);
	if (at_home)
		release_home(mb, &old);
	reserve_home(mb, home);
	mb_forget_(mb);
}

static int grow_reserved(struct memblock *mb, unsigned long slots, const struct shunned *shunned)
{
	struct new_home home;
	int err;

	slots += slots_to_move(mb, &mb->reserved);
	err = prepare_home(mb, &mb->reserved, slots, shunned, &home);
	if (!err)
		move_in(mb, &mb->reserved, &home);
	return err;
}

/* The home is reserved last, so room for that is made first, and elsewhere. */
static int grow_memory(struct memblock *mb, unsigned long slots)
{
	struct shunned shunned = { .strictly = false };
	struct new_home home;
	int err = prepare_home(mb, &mb->memory, slots, &shunned, &home);

	slots = slots_to_move(mb, &mb->memory);
	if (!err && mb->reserved.max - mb->reserved.cnt < slots) {
		shunned.range = bm_range_at(home.home.base, home.home.size);
		shunned.strictly = true;
		err = grow_reserved(mb, slots, &shunned);
	}
	if (!err)
		move_in(mb, &mb->memory, &home);
	return err;
}

int mb_make_room_(struct memblock *mb, struct memblock_type *type, const struct mb_plan *plan)
{
	unsigned long room = type->max - type->cnt;
	int err;

	if (type == &mb->memory)
		err = grow_memory(mb, plan->want);
	else
		err = grow_reserved(mb, plan->want, &(struct shunned){ plan->range, plan->shuns });
	if (err && plan->need <= room)
		return 0;
	if (err)
		mb_warn_full_(mb, type);
	return err;
}

/* Is all of [base, base + size) free memory, whole pages, and not page 0? */
static bool is_free(const struct memblock *mb, phys_addr_t base, phys_addr_t size)
{
	return size != 0 && base >= mb_page_size_(mb) &&
	       bm_align_down(base, mb_page_size_(mb)) == base &&
	       size <= PHYS_ADDR_MAX - base && mb_is_all_mapped(mb, base, size) &&
	       !mb_is_region_reserved(mb, base, size);
}

int mb_place_array(struct memblock *mb, struct memblock_type *type, phys_addr_t base,
		   unsigned long max)
{
	phys_addr_t bytes = (phys_addr_t)max * sizeof(*type->regions);
	struct new_home to = { .home = { .base = base }, .max = max };
	unsigned long room = type == &mb->reserved ? max - type->cnt :
						     mb->reserved.max - mb->reserved.cnt;

	BM_REQUIRE(mb->port, type == &mb->memory || type == &mb->reserved);
	to.home.size = bm_align_up(bytes, mb_page_size_(mb));
	if (max < type->cnt || bytes / sizeof(*type->regions) != max ||
	    !is_free(mb, base, to.home.size))
		return -BM_EINVAL;
	if (room < slots_to_move(mb, type))
		return -BM_ENOMEM;
	to.home.regions = mb_map_(mb, base, to.home.size);
	if (!to.home.regions)
		return -BM_ENOMEM;
	move_in(mb, type, &to);
	return 0;
}
