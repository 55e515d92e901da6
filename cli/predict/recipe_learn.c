// SPDX-License-Identifier: MIT
/*
 * recipe_learn.c - from a log with every early allocation to a recipe.
 *
 * The log is replayed, which knows what stood behind each line: who asked, in which direction,
 * within which bounds, and what was asked for where the log only has the answer. The questions are
 * written down. The arrays of regions count as well, as they live in the memory that they describe.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/base/span.h"
#include "cli/predict/recipe.h"
#include "cli/replay/replay_int.h"

/** struct pupil - what is being learnt, and what of. */
struct pupil {
	struct recipe *recipe;
	struct replay *replay;
	size_t at[RECIPE_NR_MOMENTS]; /* events */
	phys_addr_t limit;	      /* up to where arrays may go */
};

/* --- moments ------------------------------------------------------------------------------- */

static bool is_named(const struct log_event *event, const char *start)
{
	return event->who && strncmp(event->who, start, strlen(start)) == 0;
}

/* Descriptors are the first thing that is placed once nodes are known. */
static size_t first_of_pages(const struct log *log)
{
	size_t i;

	for (i = 0; i < log->nr_events; i++)
		if (log->events[i].kind == LOG_REQUEST && is_named(&log->events[i], "sparse_init"))
			return i;
	return NO_EVENT;
}

static size_t after_zones(const struct log *log)
{
	size_t i, last = NO_EVENT;

	for (i = 0; i < log->nr_events; i++) {
		if (log->events[i].kind == LOG_INITMEM)
			last = i;
		else if (last != NO_EVENT && log_is_trace(&log->events[i]))
			return i;
	}
	return NO_EVENT;
}

/* reserve_mem= itself, or what comes right after all words are read. */
static bool is_after_words(const struct log *log, const struct log_event *event)
{
	if (log->cmdline_line > 0 && event->line > log->cmdline_line)
		return true;
	return event->kind == LOG_REQUEST &&
	       (is_named(event, "reserve_mem") || is_named(event, "alloc_large_system_hash"));
}

static size_t after_words(const struct log *log)
{
	size_t i = 0;

	while (i < log->nr_events && !is_after_words(log, &log->events[i]))
		i++;
	return i;
}

static bool find_moments(struct pupil *pupil)
{
	const struct log *log = pupil->replay->log;
	size_t *at = pupil->at;

	at[RECIPE_AT_NODES] = first_of_pages(log);
	at[RECIPE_AT_ZONES] = after_zones(log);
	at[RECIPE_AT_WORDS] = after_words(log);
	/* Since 7.3 zones come before descriptors. */
	at[RECIPE_AT_NODES] = at[RECIPE_AT_NODES] < at[RECIPE_AT_ZONES] ? at[RECIPE_AT_NODES]
									: at[RECIPE_AT_ZONES];
	return at[RECIPE_AT_NODES] <= at[RECIPE_AT_ZONES] &&
	       at[RECIPE_AT_ZONES] <= at[RECIPE_AT_WORDS] && at[RECIPE_AT_ZONES] != NO_EVENT;
}

/* --- steps --------------------------------------------------------------------------------- */

static bool is_claim(const struct group *group)
{
	return group == &group_crash || group == &group_cma || group == &group_huge_pages ||
	       group == &group_named;
}

/* A kernel keeps copies of its command line, each with the 0 at its end. */
static bool is_line_copy(const struct log *log, const struct placement *placed)
{
	return placed->req.size == strlen(log->cmdline) + 1 &&
	       (is_named(placed->cause, "start_kernel") ||
		is_named(placed->cause, "setup_command_line"));
}

/* What nobody asked for is known by what it must have been for. */
static const struct group *group_of(const struct log *log, const struct placement *placed)
{
	if (is_array_move(placed->cause))
		return &group_arrays;
	return is_answer(placed->cause) ? groups_of_tag(placed->what)
					: groups_of_event(log, placed->cause);
}

static bool note_ask(struct pupil *pupil)
{
	const struct log *log = pupil->replay->log;
	const struct placement *placed = pupil->replay->last;
	const struct group *group = group_of(log, placed);
	struct recipe_step *step;

	if (!placed->theirs_fits)
		return true;
	step = recipe_add(pupil->recipe, RECIPE_ASK);
	if (!step)
		return false;
	step->base = placed->theirs;
	step->size = placed->req.size;
	step->req = placed->req;
	if (is_array_move(placed->cause))
		step->req.end = pupil->limit;
	step->bottom_up = placed->bottom_up;
	step->is_claim = is_claim(group);
	step->holds_line = is_line_copy(log, placed);
	step->group = group;
	return true;
}

static bool note_event(struct pupil *pupil, const struct log_event *event)
{
	const struct group *group = groups_of_event(pupil->replay->log, event);
	enum recipe_kind kind = event->kind == LOG_FREE ? RECIPE_GIVE : RECIPE_TAKE;

	if (pupil->replay->last)
		return note_ask(pupil);
	if (event->kind != LOG_FREE &&
	    (event->kind != LOG_RESERVE || is_answer(event) || is_array_move(event)))
		return true;
	return recipe_take(pupil->recipe, kind, span(event->base, event->size), group);
}

/* What was there before logging began. */
static bool note_start(struct pupil *pupil)
{
	struct owners owners;
	bool ok = history_owners(&pupil->replay->history, &owners) == 0;
	size_t i;

	for (i = 0; i < owners.nr_spans && ok; i++)
		ok = recipe_take(pupil->recipe, RECIPE_TAKE,
				 (struct bm_range){ owners.spans[i].base, owners.spans[i].end },
				 groups_of_tag(owners.spans[i].owner));
	owners_release(&owners);
	return ok;
}

static bool note_banks(struct pupil *pupil)
{
	const struct memblock_type *memory = &pupil->replay->mb.memory;
	struct recipe *recipe = pupil->recipe;

	recipe->banks = calloc(memory->cnt + 1, sizeof(*recipe->banks));
	if (!recipe->banks)
		return false;
	memcpy(recipe->banks, memory->regions, memory->cnt * sizeof(*recipe->banks));
	recipe->nr_banks = memory->cnt;
	recipe->movable_node = pupil->replay->mb.movable_node;
	return true;
}

static bool pass_moments(struct pupil *pupil, size_t pos)
{
	size_t m;
	bool ok = true;

	for (m = 0; m < RECIPE_NR_MOMENTS && ok; m++) {
		if (pupil->at[m] != pos)
			continue;
		pupil->recipe->at[m] = pupil->recipe->nr;
		if (m == RECIPE_AT_NODES)
			ok = note_banks(pupil);
	}
	return ok;
}

/* --- landmarks ----------------------------------------------------------------------------- */

static void note_kernel(struct recipe *recipe, const struct recipe_step *step)
{
	struct bm_range range = span(step->base, step->size);

	if (recipe->kernel.end == 0)
		recipe->kernel = range;
	recipe->kernel.start = lower(recipe->kernel.start, range.start);
	recipe->kernel.end = higher(recipe->kernel.end, range.end);
}

static void find_landmarks(struct recipe *recipe, bool is_pc)
{
	size_t i;

	recipe->log_at = is_pc ? recipe->at[RECIPE_AT_NODES] : RECIPE_NEVER;
	for (i = recipe->nr; i-- > 0;) {
		const struct recipe_step *step = &recipe->steps[i];

		if (is_pc && step->group == &group_node_data)
			recipe->log_at = i;
		if (step->kind == RECIPE_TAKE && step->group == &group_kernel)
			note_kernel(recipe, step);
	}
}

static bool learn(struct pupil *pupil)
{
	const struct log *log = pupil->replay->log;
	struct recipe *recipe = pupil->recipe;
	size_t i;

	for (i = 0; i < log->nr_events; i++)
		if (log->events[i].kind == LOG_INITRD)
			recipe->initrd = span(log->events[i].base, log->events[i].size);
	if (!find_moments(pupil) || !note_start(pupil))
		return false;
	for (;;) {
		i = pupil->replay->pos;
		if (!pass_moments(pupil, i))
			return false;
		pupil->limit = pupil->replay->mb.current_limit;
		if (i == pupil->at[RECIPE_AT_WORDS] || !replay_step(pupil->replay))
			break;
		if (!note_event(pupil, &log->events[i]))
			return false;
	}
	recipe->top = mb_end(&pupil->replay->mb);
	recipe->memory = pupil->replay->mb.memory.total_size;
	find_landmarks(recipe, log->arch == LOG_ARCH_X86);
	return i == pupil->at[RECIPE_AT_WORDS];
}

int recipe_learn(struct recipe *recipe, const struct machine *machine)
{
	struct pupil pupil = { .recipe = recipe };
	const struct log *log = machine_log(machine);
	bool ok;

	*recipe = (struct recipe){ .from_log = true, .profile = machine->profile };
	if (!log || !log_has_requests(log) || replay_new(log, &pupil.replay) != 0)
		return -1;
	ok = learn(&pupil);
	replay_free(pupil.replay);
	if (!ok)
		recipe_release(recipe);
	return ok ? 0 : -1;
}
