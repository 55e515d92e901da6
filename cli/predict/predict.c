// SPDX-License-Identifier: MIT
/*
 * predict.c - find the recipe that fits a boot, and follow it with the command line's reservations.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/predict/doubt.h"
#include "cli/predict/model.h"
#include "cli/predict/predict_int.h"

/* --- the recipe ----------------------------------------------------------------------------- */

static bool is_same_kernel(const struct machine *machine)
{
	return machine->kernel == machine->booted_kernel &&
	       machine->profile == machine->booted_profile;
}

static void give_up_log(struct predict *predict, const char *what)
{
	recipe_release(&predict->recipe);
	snprintf(predict->doubt, sizeof(predict->doubt),
		 "the log is of %s, so other allocations are modelled", what);
}

/* Without any change every allocation of the log must come out where the log has it. */
static int check_recipe(struct predict *predict)
{
	const struct recipe_change same = recipe_as_it_was(&predict->recipe);
	struct memblock *mb = ground_tread(&predict->ground, &predict->recipe);
	char words[100];

	if (!mb)
		return -1;
	recipe_follow(&predict->recipe, &same, mb);
	predict->nr_elsewhere = recipe_nr_elsewhere(&predict->recipe);
	doubt_words(predict->machine, words, sizeof(words));
	if (words[0] != '\0')
		snprintf(predict->doubt, sizeof(predict->doubt),
			 "other allocations are those of the log, which differs in%s", words);
	else if (predict->nr_elsewhere > 0)
		snprintf(predict->doubt, sizeof(predict->doubt),
			 "%zu of the log's allocations cannot be made again as they were",
			 predict->nr_elsewhere);
	predict->exact = predict->doubt[0] == '\0';
	return 0;
}

static int find_recipe(struct predict *predict, bool any_memory, char *why)
{
	const struct machine *machine = predict->machine;
	struct recipe *recipe = &predict->recipe;
	bool learnt = recipe_learn(recipe, machine) == 0;

	if (learnt && !is_same_kernel(machine))
		give_up_log(predict, "another kernel");
	if (ground_make(&predict->ground, machine,
			recipe->nr > 0 ? recipe->kernel : machine->kernel_image, why) != 0)
		return -1;
	predict->run = predict->ground.run;
	if (recipe->nr > 0 && !any_memory && !doubt_same_memory(recipe, &predict->run->mb))
		give_up_log(predict, "other memory or nodes");
	snprintf(why, 300, "out of memory");
	if (recipe->nr > 0)
		return check_recipe(predict);
	return recipe_usual(recipe, predict->run);
}

/* --- all of it ------------------------------------------------------------------------------ */

int predict_prepare(struct predict *predict, const struct machine *machine,
		    const struct predict_wish *wish, char *why)
{
	const char *booted = machine->booted_cmdline;
	char reason[300];

	*predict = (struct predict){ .machine = machine, .any_release = wish->any_release };
	if (find_recipe(predict, wish->any_memory, reason) != 0) {
		snprintf(why, 300, "%s", reason);
		predict_release(predict);
		return -1;
	}
	predict->change = recipe_as_it_was(&predict->recipe);
	predict->change.initrd_more = wish->initrd_more;
	predict->change.cpus = wish->cpus > 0 ? wish->cpus : 1;
	predict->change.log_is = model_log_text(machine->cmdline);
	if (predict->recipe.from_log) {
		predict->change.log_was = model_log_text(booted);
		predict->change.line_more =
			(int64_t)strlen(machine->cmdline) - (int64_t)strlen(booted);
	}
	return 0;
}

static bool follow(struct predict *predict, phys_addr_t kernel, const struct bm_port *port)
{
	const struct recipe_claims claims = { predict_claims, predict };
	struct recipe_change change = predict->change;
	struct memblock *mb = ground_tread(&predict->ground, &predict->recipe);

	change.kernel = kernel;
	change.claims = &claims;
	predict->nr_items = 0;
	predict->nr_pages = 0;
	bm_names_init(&predict->names, predict->slots, BM_RESERVE_MEM_MAX);
	bm_names_like_linux(&predict->names);
	predict->names.odd_align = true;
	if (!mb)
		return false;
	mb->port = port;
	return recipe_follow(&predict->recipe, &change, mb) && predict_core(predict);
}

bool predict_with(struct predict *predict, phys_addr_t kernel)
{
	return follow(predict, kernel, NULL);
}

static void note(void *ctx, const struct bm_event *event)
{
	history_note(ctx, event, NO_EVENT);
}

bool predict_history(struct predict *predict, struct history *history)
{
	const struct bm_port port = { .ctx = history, .observe = note };
	bool ok = follow(predict, predict->recipe.kernel.start, &port);

	if (predict->mb)
		predict->mb->port = NULL;
	return ok && !history->out_of_memory;
}

/* Where in a log of newer releases reservations are made is known to a few small allocations. */
static void doubt_new(struct predict *predict)
{
	size_t i;

	for (i = 0; i < predict->nr_items && predict->exact; i++)
		if (predict->items[i].kind < PREDICT_SMALL && predict_is_new(predict))
			predict->exact = false;
	if (!predict->exact && predict->recipe.from_log && predict->doubt[0] == '\0')
		snprintf(predict->doubt, sizeof(predict->doubt),
			 "from 7.2 on it is not known to the byte when reservations are made");
}

int predict_make(struct predict *predict, const struct machine *machine, char *why)
{
	const struct predict_wish nothing = { 0 };

	if (predict_prepare(predict, machine, &nothing, why) != 0)
		return -1;
	if (predict_with(predict, predict->recipe.kernel.start)) {
		doubt_new(predict);
		return 0;
	}
	snprintf(why, 300, "out of memory");
	predict_release(predict);
	return -1;
}

void predict_release(struct predict *predict)
{
	recipe_release(&predict->recipe);
	ground_release(&predict->ground);
	free(predict->items);
	free(predict->pages);
	*predict = (struct predict){ 0 };
}

const phys_addr_t *predict_pages(const struct predict *predict, const struct predict_item *item)
{
	return predict->pages + item->first_page;
}

bool predict_fits(const struct predict *predict)
{
	size_t i;

	for (i = 0; i < predict->nr_items; i++)
		if (!predict->items[i].fits ||
		    predict->items[i].tally.nr_fits < predict->items[i].tally.nr)
			return false;
	return true;
}
