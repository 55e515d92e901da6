// SPDX-License-Identifier: MIT
/*
 * plan.c - simulate boots, each with one thing different.
 *
 * A boot is a prediction with the reservation on its command line: first with the kernel at one
 * after another of the places that it may be at, then where it was with one more word, or with
 * something else that changes.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/progress.h"
#include "cli/base/span.h"
#include "cli/predict/kaslr.h"
#include "cli/predict/plan.h"

/* --- one boot ------------------------------------------------------------------------------ */

static bool is_asked_for(const struct plan *plan)
{
	const char *line = plan->machine->cmdline;
	struct bm_reserve_mem_param param;
	struct bm_cmdline_iter it;

	bm_cmdline_first(&it, bm_str(line, strlen(line)));
	while (bm_cmdline_find(&it, "reserve_mem"))
		if (bm_reserve_mem_parse(it.value, &param) == 0 &&
		    param.name.len == strlen(plan->name) &&
		    memcmp(param.name.at, plan->name, param.name.len) == 0)
			return true;
	return false;
}

/* The command line with @first before and @more behind it, and the reservation in question. */
static char *line_with(const struct plan *plan, const char *first, const char *more)
{
	struct bm_str line = machine_words(plan->machine);
	char *out = NULL;
	int len;

	if (is_asked_for(plan))
		len = asprintf(&out, "%s%s%.*s%s%s", first, *first ? " " : "",
			       (int)line.len, line.at, *more ? " " : "", more);
	else
		len = asprintf(&out, "%s%s%.*s%s%s reserve_mem=%" PRIu64 ":%" PRIu64 ":%s", first,
			       *first ? " " : "", (int)line.len, line.at, *more ? " " : "", more,
			       (uint64_t)plan->size, (uint64_t)plan->align, plan->name);
	return len < 0 ? NULL : out;
}

static bool land(const struct plan *plan, struct predict *predict, phys_addr_t kernel,
		 struct landing *landing)
{
	struct bm_range range = { 0, 0 };

	if (!predict_with(predict, kernel))
		return false;
	*landing = (struct landing){ .fits = bm_names_find(&predict->names, plan->name, &range) };
	landing->base = landing->fits ? range.start : 0;
	return true;
}

/* --- boot after boot ----------------------------------------------------------------------- */

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

static bool boot_often(struct plan *plan)
{
	phys_addr_t *places = calloc(plan->boots + 1, sizeof(*places));
	struct predict *predict = &plan->predict;
	uint64_t state = plan->seed;
	bool ok = places != NULL;
	struct landing landing;
	size_t i;

	plan->nr_slots = kaslr_places(predict);
	for (i = 0; ok && i < plan->boots; i++) {
		if (plan->progress)
			progress_at(plan->progress, i, plan->boots);
		places[i] = predict->recipe.kernel.start;
		if (plan->nr_slots > 0)
			places[i] = kaslr_place(predict, kaslr_draw(&state) % plan->nr_slots);
		ok = land(plan, predict, places[i], &landing) && count(plan, landing);
	}
	if (ok)
		plan->nr_places = count_different(places, plan->boots);
	if (ok)
		qsort(plan->landings, plan->nr_landings, sizeof(*plan->landings), by_number);
	free(places);
	return ok;
}

/* --- one thing changed --------------------------------------------------------------------- */

static const struct predict_wish as_it_was = { .any_memory = true, .any_release = true };

/* What cannot be booted so is no trial. */
static void try_change(struct plan *plan, const char *what, const char *first, const char *more,
		       const struct predict_wish *wish)
{
	struct trial *trial = &plan->trials[plan->nr_trials];
	struct machine machine = *plan->machine;
	struct predict predict;
	char why[300];

	machine.cmdline = line_with(plan, first, more);
	if (machine.cmdline && plan->nr_trials < PLAN_CHANGES &&
	    predict_prepare(&predict, &machine, wish, why) == 0) {
		snprintf(trial->what, sizeof(trial->what), "%s", what);
		if (land(plan, &predict, plan->predict.recipe.kernel.start, &trial->landing))
			plan->nr_trials++;
		predict_release(&predict);
	}
	free(machine.cmdline);
}

static void try_word(struct plan *plan, const char *word)
{
	try_change(plan, word, "", word, &as_it_was);
}

/* mem= counts from address 0 on a PC, and bytes of memory elsewhere. */
static void try_less_memory(struct plan *plan)
{
	const struct recipe *recipe = &plan->predict.recipe;
	bool is_pc = plan->machine->profile->has_e820;
	phys_addr_t whole = is_pc ? recipe->top : recipe->memory;
	char text[64];

	if (whole < 256 * MIB)
		return;
	snprintf(text, sizeof(text), "mem=%" PRIu64 "M", (uint64_t)(whole / MIB) - 128);
	try_word(plan, text);
}

static void try_firmware(struct plan *plan)
{
	phys_addr_t top = plan->predict.recipe.top;
	char text[64];

	if (!plan->machine->profile->has_e820 || top < 64 * MIB)
		return;
	snprintf(text, sizeof(text), "memmap=1M$0x%" PRIx64, (uint64_t)(top - MIB));
	try_word(plan, text);
}

static bool has_crash_kernel(const struct plan *plan)
{
	const char *line = plan->machine->cmdline;
	struct bm_crashkernel crash;

	return bm_crashkernel_parse(bm_str(line, strlen(line)), plan->predict.recipe.memory, &crash,
				    NULL) == 0;
}

static void try_changes(struct plan *plan)
{
	struct predict_wish more_initrd = as_it_was, more_cpus = as_it_was;

	more_initrd.initrd_more = 64 * MIB;
	more_cpus.cpus = 4;
	if (!has_crash_kernel(plan)) {
		try_word(plan, "crashkernel=256M");
		try_word(plan, "crashkernel=512M,high");
	}
	try_word(plan, "log_buf_len=16M");
	try_change(plan, "another reserve_mem= of 1 MiB before it",
		   "reserve_mem=1M:4096:another-one", "", &as_it_was);
	try_less_memory(plan);
	try_firmware(plan);
	if (plan->predict.recipe.initrd.end > 0)
		try_change(plan, "an initial ram disk larger by 64 MiB", "", "", &more_initrd);
	try_change(plan, "four times as many processors", "", "", &more_cpus);
}

/* --- all of it ------------------------------------------------------------------------------ */

int plan_make(struct plan *plan, char *why, size_t room)
{
	char reason[300] = "out of memory";
	bool ok;

	plan->asked = *plan->machine;
	plan->asked.cmdline = line_with(plan, "", "");
	if (!plan->asked.cmdline ||
	    predict_prepare(&plan->predict, &plan->asked, &as_it_was, reason) != 0) {
		snprintf(why, room, "%s", reason);
		return -1;
	}
	ok = land(plan, &plan->predict, plan->predict.recipe.kernel.start, &plan->home) &&
	     boot_often(plan);
	if (ok && plan->home.fits && !plan->just_boots)
		try_changes(plan);
	if (!ok)
		snprintf(why, room, "out of memory");
	return ok ? 0 : -1;
}

void plan_release(struct plan *plan)
{
	predict_release(&plan->predict);
	free(plan->asked.cmdline);
	free(plan->landings);
}

bool plan_is_certain(const struct plan *plan)
{
	return plan->nr_landings == 1 && plan->landings[0].fits;
}
