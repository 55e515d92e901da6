// SPDX-License-Identifier: MIT
/*
 * recipe.c - learn what a kernel asks for from its log, and ask again on another map.
 *
 * The replay knows what stood behind each line; here its questions are written down. What moves
 * with the kernel image is taken where the image is now; what is freed again is freed where its
 * allocation has come to be.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/base/span.h"
#include "cli/base/vec.h"
#include "cli/predict/recipe.h"

#define MIB ((phys_addr_t)1 << 20)
#define GIB ((phys_addr_t)1 << 30)

/** What small things come to before reserve_mem=, in a usual kernel. */
#define SMALL_THINGS (64u << 10)

static struct recipe_step *add_step(struct recipe *recipe, enum step_kind kind)
{
	struct recipe_step *step;

	if (!vec_reserve(&recipe->steps, &recipe->room, recipe->nr + 1, sizeof(*step)))
		return NULL;
	step = &recipe->steps[recipe->nr++];
	*step = (struct recipe_step){ .kind = kind, .group = &group_other };
	return step;
}

void recipe_release(struct recipe *recipe)
{
	free(recipe->steps);
	*recipe = (struct recipe){ 0 };
}

/* --- learning from a log ------------------------------------------------------------- */

static bool is_named(const struct log_event *event, const char *start)
{
	return event->who && strncmp(event->who, start, strlen(start)) == 0;
}

/* The command line is parsed here: reserve_mem= itself, or what comes right after it. */
static bool is_the_end(const struct log_event *event)
{
	return event->kind == LOG_REQUEST &&
	       (is_named(event, "reserve_mem") || is_named(event, "alloc_large_system_hash"));
}

static bool note_ask(struct recipe *recipe, const struct placement *placed,
		     const struct group *group)
{
	struct recipe_step *step;

	if (!placed->theirs_fits)
		return true;
	step = add_step(recipe, STEP_ASK);
	if (!step)
		return false;
	step->base = placed->theirs;
	step->size = placed->req.size;
	step->req = placed->req;
	step->bottom_up = placed->bottom_up;
	step->group = group;
	return true;
}

static bool note_edit(struct recipe *recipe, enum step_kind kind, struct bm_range range,
		      const struct group *group)
{
	struct recipe_step *step = add_step(recipe, kind);

	if (!step)
		return false;
	step->base = range.start;
	step->size = range.end - range.start;
	step->group = group;
	return true;
}

/* Answers and moves of arrays are part of an allocation. */
static bool is_part(const struct log_event *event)
{
	return strcmp(event->who, "memblock_alloc_range_nid") == 0 ||
	       strcmp(event->who, "memblock_double_array") == 0;
}

static bool note_event(struct recipe *recipe, const struct replay *replay,
		       const struct log_event *event)
{
	const struct group *group = groups_of_event(replay->log, event);

	if (replay->last)
		return note_ask(recipe, replay->last, group);
	if ((event->kind != LOG_RESERVE && event->kind != LOG_FREE) || is_part(event))
		return true;
	return note_edit(recipe, event->kind == LOG_FREE ? STEP_GIVE : STEP_TAKE,
			 span(event->base, event->size), group);
}

/* What was there before logging began: on a PC the kernel is what is not the first MiB. */
static bool note_start(struct recipe *recipe, const struct replay *replay)
{
	const struct memblock_type *reserved = &replay->mb.reserved;
	bool is_pc = replay->log->arch == LOG_ARCH_X86;
	unsigned long i;

	for (i = 0; i < reserved->cnt; i++) {
		struct bm_range range = span(reserved->regions[i].base, reserved->regions[i].size);
		bool is_initrd = range.start == recipe->initrd.start;
		bool is_kernel = is_pc && range.start >= MIB && !is_initrd;

		if (!note_edit(recipe, STEP_TAKE, range,
			       is_kernel   ? &group_kernel
			       : is_initrd ? &group_initrd
					   : &group_first_mib))
			return false;
	}
	return true;
}

static void find_landmarks(struct recipe *recipe)
{
	size_t i;

	recipe->late = recipe->nr;
	for (i = recipe->nr; i-- > 0;) {
		const struct recipe_step *step = &recipe->steps[i];
		struct bm_range range = span(step->base, step->size);

		if (strcmp(step->group->name, "struct pages") == 0)
			recipe->late = i;
		if (step->kind != STEP_TAKE || step->group != &group_kernel)
			continue;
		if (recipe->kernel.end == 0)
			recipe->kernel = range;
		recipe->kernel.start = lower(recipe->kernel.start, range.start);
		recipe->kernel.end = higher(recipe->kernel.end, range.end);
	}
}

static bool learn(struct recipe *recipe, struct replay *replay)
{
	const struct log *log = replay->log;
	size_t i;

	for (i = 0; i < log->nr_events; i++)
		if (log->events[i].kind == LOG_INITRD)
			recipe->initrd = span(log->events[i].base, log->events[i].size);
	if (!note_start(recipe, replay))
		return false;
	for (;;) {
		const struct log_event *event = &log->events[replay->pos];

		if (replay->pos == log->nr_events || is_the_end(event))
			break;
		if (!replay_step(replay))
			break;
		if (!note_event(recipe, replay, event))
			return false;
	}
	recipe->top = mb_end(&replay->mb);
	recipe->memory = replay->mb.memory.total_size;
	find_landmarks(recipe);
	return true;
}

static bool has_requests(const struct log *log)
{
	size_t i;

	for (i = 0; i < log->nr_events; i++)
		if (log->events[i].kind == LOG_REQUEST)
			return true;
	return false;
}

static int learn_from(struct recipe *recipe, const struct log *log)
{
	struct replay *replay;
	bool ok;

	if (replay_new(log, &replay) != 0)
		return -1;
	ok = learn(recipe, replay);
	replay_free(replay);
	return ok ? 0 : -1;
}

/* --- a usual kernel ------------------------------------------------------------- */

static bool ask_for(struct recipe *recipe, phys_addr_t size, phys_addr_t align, int nid,
		    const char *what)
{
	struct recipe_step *step = add_step(recipe, STEP_ASK);
	size_t i;

	if (!step)
		return false;
	step->size = size;
	step->req = mb_req(size, align);
	step->req.nid = nid;
	step->req.odd_align = true;
	for (i = 0; groups_nth(i); i++)
		if (strcmp(groups_nth(i)->name, what) == 0)
			step->group = groups_nth(i);
	return true;
}

/* 64 bytes a page, in whole huge pages where sections are of 128 MiB. */
static phys_addr_t descriptors(phys_addr_t memory, unsigned int page_shift)
{
	phys_addr_t bytes = (memory >> page_shift) * 64;

	return (bytes + 2 * MIB - 1) / (2 * MIB) * (2 * MIB);
}

static bool ask_for_node(struct recipe *recipe, const struct bm_node *node, unsigned int shift)
{
	phys_addr_t bytes = (phys_addr_t)node->spanned << shift;

	return ask_for(recipe, descriptors(bytes, shift), 2 * MIB, node->nid, "struct pages");
}

static int usual(struct recipe *recipe, const struct machine *machine)
{
	struct machine_boot *run;
	char why[300];
	unsigned int nid;
	bool ok;

	if (machine_boot(machine, NULL, &run, why, sizeof(why)) != 0)
		return -1;
	recipe->top = mb_end(&run->mb);
	recipe->memory = run->mb.memory.total_size;
	recipe->kernel = run->boot.kernel_image;
	recipe->initrd = run->boot.initrd;
	ok = note_edit(recipe, STEP_TAKE, recipe->kernel, &group_kernel) &&
	     ask_for(recipe, 2 * MIB, 2 * MIB, NUMA_NO_NODE, "page tables");
	for (nid = 0; ok && nid < run->zones.nr_nodes; nid++)
		ok = bm_node_is_memoryless(&run->zones.nodes[nid]) ||
		     ask_for(recipe, 170 << 10, 0, (int)nid, group_node_data.name);
	recipe->late = recipe->nr;
	for (nid = 0; ok && nid < run->zones.nr_nodes; nid++)
		ok = bm_node_is_memoryless(&run->zones.nodes[nid]) ||
		     ask_for_node(recipe, &run->zones.nodes[nid], run->mb.page_shift);
	ok = ok && ask_for(recipe, 2 * MIB, 2 * MIB, NUMA_NO_NODE, "per-CPU areas") &&
	     ask_for(recipe, SMALL_THINGS, 0, NUMA_NO_NODE, group_other.name);
	machine_boot_free(run);
	return ok ? 0 : -1;
}

int recipe_learn(struct recipe *recipe, const struct machine *machine)
{
	const struct log *log = machine_log(machine);

	*recipe = (struct recipe){ 0 };
	if (!log || !has_requests(log))
		return usual(recipe, machine);
	recipe->from_log = true;
	return learn_from(recipe, log);
}

/* --- following it ------------------------------------------------------------- */

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

/* Bounds at the end of memory move with it; what lies above it comes down as far. */
static struct mb_req adapted(const struct run *run, const struct recipe_step *step)
{
	struct mb_req req = step->req;
	phys_addr_t top = mb_end(run->mb);

	if (req.end == run->recipe->top)
		req.end = top;
	if (req.start >= top && req.start < run->recipe->top)
		req.start = top - lower(top, run->recipe->top - req.start);
	if (run->change->log_buf > 0 && is_for(step, "log buffer"))
		req.size = run->change->log_buf;
	if (run->change->cpus > 1 && is_for(step, "per-CPU areas") && req.size >= MIB)
		req.size *= run->change->cpus;
	if (is_for(step, "struct pages") && req.size >= MIB)
		req.size = lower(req.size,
				 descriptors(run->mb->memory.total_size, run->mb->page_shift));
	return req;
}

static bool ask(struct memblock *mb, const struct mb_req *req, bool bottom_up, phys_addr_t *out)
{
	struct mb_spot spot = { 0 };
	bool direction = mb->bottom_up;
	bool ok;

	mb->bottom_up = bottom_up;
	ok = mb_alloc(mb, req, &spot) == 0;
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

		if (step->kind == STEP_GIVE || base < step->base || base - step->base >= step->size)
			continue;
		*out = step->answer + (base - step->base);
		return step->is_placed;
	}
	return false;
}

static void do_step(const struct run *run, size_t i)
{
	struct recipe_step *step = &run->recipe->steps[i];
	struct mb_req req;
	phys_addr_t base;

	switch (step->kind) {
	case STEP_ASK:
		req = adapted(run, step);
		step->is_placed = ask(run->mb, &req, step->bottom_up, &step->answer);
		break;
	case STEP_TAKE:
		do_take(run, step);
		break;
	case STEP_GIVE:
		if (where_is(run->recipe, i, step->base, &base))
			(void)!mb_unreserve(run->mb, base, step->size);
		break;
	}
}

/* crashkernel= as PCs and others have placed it since 6.7: below 4 GiB first, or above by ,high. */
static void place_crash(const struct run *run)
{
	const phys_addr_t four_gib = 4 * GIB;
	struct mb_req req = mb_req(run->change->crash, run->change->crash_align);
	struct mb_req low = mb_req(256 * MIB, run->change->crash_align);
	phys_addr_t base;

	low.end = four_gib;
	req.end = run->change->crash_high ? MEMBLOCK_ALLOC_ANYWHERE : four_gib;
	req.start = run->change->crash_high ? four_gib : 0;
	if (ask(run->mb, &req, false, &base)) {
		if (run->change->crash_high)
			(void)ask(run->mb, &low, false, &base);
		return;
	}
	req.start = 0;
	req.end = run->change->crash_high ? four_gib : MEMBLOCK_ALLOC_ANYWHERE;
	if (ask(run->mb, &req, false, &base) && base >= four_gib)
		(void)ask(run->mb, &low, false, &base);
}

/* A kernel whose log buffer is not enlarged has none to ask for. */
static void place_log_buf(const struct run *run)
{
	struct mb_req req = mb_req(run->change->log_buf, 0);
	phys_addr_t base;
	size_t i;

	for (i = 0; i < run->recipe->nr; i++)
		if (run->recipe->steps[i].kind == STEP_ASK &&
		    is_for(&run->recipe->steps[i], "log buffer"))
			return;
	(void)ask(run->mb, &req, false, &base);
}

void recipe_follow(struct recipe *recipe, const struct recipe_change *change, struct memblock *mb)
{
	struct run run = { recipe, change, mb };
	size_t i;

	for (i = 0; i < recipe->nr; i++)
		recipe->steps[i].is_placed = false;
	for (i = 0; i <= recipe->nr; i++) {
		if (i == recipe->late && change->log_buf > 0)
			place_log_buf(&run);
		if (i == recipe->late && change->crash > 0)
			place_crash(&run);
		if (i < recipe->nr)
			do_step(&run, i);
	}
}
