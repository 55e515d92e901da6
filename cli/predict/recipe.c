// SPDX-License-Identifier: MIT
/*
 * recipe.c - do what a kernel did, or would do, on a map.
 *
 * What moves with the kernel image is taken where the image is now; what is freed again is freed
 * where its allocation has come to be; what depends on the size of something is as large as that
 * makes it now. All else is asked for as it was.
 */
#include <stdlib.h>
#include <string.h>

#include <bootmem/mb_query.h>

#include "cli/base/span.h"
#include "cli/base/vec.h"
#include "cli/predict/model.h"
#include "cli/predict/recipe.h"

/* --- making one ---------------------------------------------------------------------------- */

struct recipe_step *recipe_add(struct recipe *recipe, enum recipe_kind kind)
{
	struct recipe_step *step;

	if (!vec_reserve(&recipe->steps, &recipe->room, recipe->nr + 1, sizeof(*step)))
		return NULL;
	step = &recipe->steps[recipe->nr++];
	*step = (struct recipe_step){ .kind = kind, .group = &group_other };
	return step;
}

bool recipe_take(struct recipe *recipe, enum recipe_kind kind, struct bm_range range,
		 const struct group *group)
{
	struct recipe_step *step = recipe_add(recipe, kind);

	if (!step)
		return false;
	step->base = range.start;
	step->size = range.end - range.start;
	step->group = group;
	return true;
}

/* The text, and beside it records and their details: 4.5 times what is asked for. */
void recipe_log_parts(phys_addr_t text, phys_addr_t parts[3])
{
	parts[0] = text;
	parts[1] = text / 4 * 3;
	parts[2] = text / 4 * 11;
}

struct recipe_change recipe_as_it_was(const struct recipe *recipe)
{
	return (struct recipe_change){ .kernel = recipe->kernel.start, .cpus = 1 };
}

void recipe_release(struct recipe *recipe)
{
	free(recipe->steps);
	free(recipe->banks);
	*recipe = (struct recipe){ 0 };
}

/* --- following it -------------------------------------------------------------------------- */

/** A run: the recipe, what is different, and the map it is made on. */
struct run {
	struct recipe *recipe;
	const struct recipe_change *change;
	struct memblock *mb;
};

static bool is_for(const struct recipe_step *step, const char *what)
{
	return strcmp(step->group->name, what) == 0;
}

/* By how much less memory there is than where the recipe was learnt. */
static phys_addr_t fewer_descriptors(const struct run *run, int nid)
{
	const struct recipe *recipe = run->recipe;
	const struct memblock_type *memory = &run->mb->memory;
	phys_addr_t then, now;

	if (!recipe->from_log)
		return 0;
	then = model_descriptors(recipe->profile, recipe->banks, recipe->nr_banks, nid);
	now = model_descriptors(recipe->profile, memory->regions, memory->cnt, nid);
	return then - lower(then, now);
}

/* How large it is here; 0 if it is not asked for. */
static phys_addr_t size_of(const struct run *run, const struct recipe_step *step)
{
	const struct recipe_change *change = run->change;
	phys_addr_t size = step->req.size;

	if (step->holds_line)
		size += (phys_addr_t)change->line_more;
	if (change->log_was != change->log_is && change->log_was > 0 && is_for(step, "log buffer"))
		size = size / change->log_was * change->log_is +
		       size % change->log_was * change->log_is / change->log_was;
	if (size < MIB)
		return size;
	if (is_for(step, "per-CPU areas"))
		size *= change->cpus;
	if (is_for(step, "struct pages"))
		size -= lower(size, fewer_descriptors(run, step->req.nid));
	return size;
}

/* Bounds at the end of memory move with it; what lies above it comes down as far. */
static struct mb_req adapted(const struct run *run, const struct recipe_step *step)
{
	struct mb_req req = step->req;
	phys_addr_t top = mb_end(run->mb);

	if (req.end == run->recipe->top)
		req.end = top;
	if (req.start >= top && req.start < run->recipe->top)
		req.start = top - lower(top, run->recipe->top - req.start);
	req.size = size_of(run, step);
	return req;
}

static bool ask(struct memblock *mb, const struct mb_req *req, bool bottom_up, phys_addr_t *out)
{
	struct mb_spot spot = { 0 };
	bool direction = mb->bottom_up;
	bool ok;

	mb->bottom_up = bottom_up;
	ok = req->size > 0 && mb_alloc(mb, req, &spot) == 0;
	mb->bottom_up = direction;
	*out = spot.base;
	return ok;
}

/* What moves with the kernel, and what grows downward. */
static phys_addr_t place_of(const struct run *run, const struct recipe_step *step)
{
	phys_addr_t base = step->base;

	if (step->group == &group_kernel)
		return run->change->kernel + (base - run->recipe->kernel.start);
	if (base == run->recipe->initrd.start && run->recipe->initrd.end > 0)
		return base - lower(base, run->change->initrd_more);
	return base;
}

static void do_take(const struct run *run, struct recipe_step *step)
{
	phys_addr_t size = step->size;

	step->answer = place_of(run, step);
	if (step->group != &group_kernel && step->answer < step->base)
		size += step->base - step->answer;
	step->is_placed = mb_reserve(run->mb, step->answer, size) == 0;
}

/* Where [base, ...) of the log is in this run: in the latest step that it was a part of. */
static bool where_is(const struct recipe *recipe, size_t before, phys_addr_t base, phys_addr_t *out)
{
	size_t i;

	for (i = before; i-- > 0;) {
		const struct recipe_step *step = &recipe->steps[i];

		if (step->kind == RECIPE_GIVE || base < step->base ||
		    base - step->base >= step->size)
			continue;
		*out = step->answer + (base - step->base);
		return step->is_placed;
	}
	return false;
}

static void note_log_buf(struct recipe *recipe, phys_addr_t base, phys_addr_t size)
{
	size_t i;

	for (i = 0; i < 3; i++)
		if (recipe->log_buf[i].end == 0) {
			recipe->log_buf[i] = span(base, size);
			return;
		}
}

static void do_step(const struct run *run, size_t i)
{
	struct recipe_step *step = &run->recipe->steps[i];
	struct mb_req req;
	phys_addr_t base;

	if (step->is_claim && run->change->claims)
		return;
	run->mb->owner = step->group->name;
	switch (step->kind) {
	case RECIPE_ASK:
		req = adapted(run, step);
		step->is_placed = ask(run->mb, &req, step->bottom_up, &step->answer);
		if (step->is_placed && is_for(step, "log buffer"))
			note_log_buf(run->recipe, step->answer, req.size);
		break;
	case RECIPE_TAKE:
		do_take(run, step);
		break;
	case RECIPE_GIVE:
		if (where_is(run->recipe, i, step->base, &base))
			(void)!mb_unreserve(run->mb, base, step->size);
		break;
	}
}

/*
 * A kernel whose log buffer is not enlarged has none to ask for. Before nodes are known,
 * movable_node keeps early memory low, in the hope of the kernel's own node.
 */
static void place_log_buf(const struct run *run)
{
	bool is_early = run->recipe->log_at <= run->recipe->at[RECIPE_AT_NODES];
	bool bottom_up = run->mb->movable_node && is_early;
	phys_addr_t parts[3], base;
	size_t i;

	if (run->change->log_was > 0 || run->change->log_is == 0)
		return;
	recipe_log_parts(run->change->log_is, parts);
	run->mb->owner = group_log.name;
	for (i = 0; i < 3; i++) {
		struct mb_req req = mb_req(parts[i], 8);

		if (ask(run->mb, &req, bottom_up, &base))
			note_log_buf(run->recipe, base, req.size);
	}
}

static bool make_claims(const struct run *run, size_t i)
{
	const struct recipe_claims *claims = run->change->claims;
	bool ok = true;
	size_t m;

	for (m = 0; claims && m < RECIPE_NR_MOMENTS && ok; m++)
		if (run->recipe->at[m] == i)
			ok = claims->make(claims->ctx, run->mb, (enum recipe_moment)m);
	return ok;
}

bool recipe_follow(struct recipe *recipe, const struct recipe_change *change, struct memblock *mb)
{
	struct run run = { recipe, change, mb };
	bool ok = true;
	size_t i;

	for (i = 0; i < recipe->nr; i++)
		recipe->steps[i].is_placed = false;
	memset(recipe->log_buf, 0, sizeof(recipe->log_buf));
	for (i = 0; i <= recipe->nr && ok; i++) {
		if (i == recipe->log_at)
			place_log_buf(&run);
		ok = make_claims(&run, i);
		if (i < recipe->nr && ok)
			do_step(&run, i);
	}
	mb->owner = NULL;
	return ok;
}

size_t recipe_nr_elsewhere(const struct recipe *recipe)
{
	size_t i, nr = 0;

	for (i = 0; i < recipe->nr; i++) {
		const struct recipe_step *step = &recipe->steps[i];

		nr += step->kind == RECIPE_ASK && (!step->is_placed || step->answer != step->base);
	}
	return nr;
}
