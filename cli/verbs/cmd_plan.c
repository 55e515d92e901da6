// SPDX-License-Identifier: MIT
/*
 * cmd_plan.c - `bootmem plan`: will a named reservation be where it was, boot after boot? And
 * which words of a command line give what is wanted of other things?
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/base/json.h"
#include "cli/base/program.h"
#include "cli/base/progress.h"
#include "cli/base/text.h"
#include "cli/predict/plan.h"
#include "cli/verbs/machine_options.h"
#include "cli/verbs/plan_words.h"

enum {
	ID_NAME = 256,
	ID_SIZE,
	ID_ALIGN,
	ID_BOOTS,
	ID_SEED,
	ID_WANT,
};

#define MOST_BOOTS 1000000u

static const struct cli_option options[] = {
	{ ID_WANT, "want", "PAGES", "hugepages: 1G:0=8,1=24 by node, or 2M=512" },
	{ ID_NAME, "name", "NAME", "of the reservation (that of the command line)" },
	{ ID_SIZE, "size", "SIZE", "its size (that of the command line)" },
	{ ID_ALIGN, "align", "SIZE", "its alignment (4096)" },
	{ ID_BOOTS, "boots", "N", "how many boots to simulate (200)" },
	{ ID_SEED, "seed", "N", "of the places where the kernel lands (1)" },
	MACHINE_OPTIONS,
	{ 0 },
};

/** struct plan_options - as given; plan.name and plan.size may be missing. */
struct plan_options {
	struct plan plan;
	struct machine_choice choice;
	char name[BM_NAME_MAX + 1];
	const char *want;
};

/* --- options ------------------------------------------------------------- */

static bool take_size(const struct cli *cli, const char *option, const char *value,
		      phys_addr_t *out)
{
	struct bm_str rest = bm_str(value, strlen(value));

	*out = bm_memparse(&rest);
	if (*out > 0 && rest.len == 0)
		return true;
	cli_wrong(cli, "%s wants a size like 12M, not '%s'", option, value);
	return false;
}

static bool take(const struct cli *cli, int id, const char *value, struct plan_options *out)
{
	switch (id) {
	case ID_NAME:
		out->plan.name = value;
		return true;
	case ID_SIZE:
		return take_size(cli, "--size", value, &out->plan.size);
	case ID_ALIGN:
		return take_size(cli, "--align", value, &out->plan.align);
	case ID_BOOTS:
		return cli_number(cli, "--boots", value, &out->plan.boots);
	case ID_WANT:
		out->want = value;
		return true;
	case ID_SEED:
		return cli_number(cli, "--seed", value, &out->plan.seed);
	default:
		return machine_option(cli, id, value, &out->choice);
	}
}

static bool is_topic(const char *word)
{
	return strcmp(word, "persist") == 0 || plan_words_knows(word);
}

static int parse(struct cli *cli, struct plan_options *out)
{
	const char *value;
	int id;

	while ((id = cli_next_option(cli, &value)) > 0)
		if (!take(cli, id, value, out))
			return -1;
	if (id == 0 && (cli->nr_args == 0 || !is_topic(cli->args[0]))) {
		cli_wrong(cli, "what is to be planned? There are: persist, crashkernel, "
			       "hugepages, movable, kho");
		return -1;
	}
	if (id == 0 && (out->plan.boots == 0 || out->plan.boots > MOST_BOOTS)) {
		cli_wrong(cli, "--boots is 1 to %u", MOST_BOOTS);
		return -1;
	}
	return id;
}

static bool is_text(struct bm_str str, const char *text)
{
	return str.len == strlen(text) && memcmp(str.at, text, str.len) == 0;
}

/* What is not said is what the command line asks for: by that name, or the first. */
static bool complete(const struct cli *cli, struct plan_options *opt)
{
	const char *line = opt->plan.machine->cmdline;
	struct bm_reserve_mem_param param;
	struct bm_cmdline_iter it;
	struct plan *plan = &opt->plan;

	bm_cmdline_first(&it, bm_str(line, strlen(line)));
	while (plan->size == 0 && bm_cmdline_find(&it, "reserve_mem")) {
		if (bm_reserve_mem_parse(it.value, &param) != 0 || param.name.len > BM_NAME_MAX ||
		    (plan->name && !is_text(param.name, plan->name)))
			continue;
		snprintf(opt->name, sizeof(opt->name), "%.*s", (int)param.name.len, param.name.at);
		plan->name = opt->name;
		plan->size = (phys_addr_t)param.size;
		plan->align = (phys_addr_t)param.align;
	}
	if (plan->size == 0 || !plan->name)
		cli_wrong(cli, "--name and --size of the reservation? The command line has none");
	return plan->size > 0 && plan->name;
}

/* --- text ------------------------------------------------------------- */

static void print_landing(const struct landing *landing)
{
	if (landing->fits)
		printf("0x%016" PRIx64, (uint64_t)landing->base);
	else
		printf("nowhere           ");
}

static void print_kernel(const struct plan *plan)
{
	if (plan->nr_slots == 0)
		printf("%zu boots, the kernel at 0x%" PRIx64 " in all of them: %s\n", plan->boots,
		       (uint64_t)plan->predict.recipe.kernel.start,
		       strstr(plan->machine->cmdline, "nokaslr") ? "nokaslr"
								 : "its loader decides");
	else
		printf("%zu boots, the kernel at %zu of %" PRIu64 " places where it may be (seed "
		       "%zu):\n",
		       plan->boots, plan->nr_places, plan->nr_slots, plan->seed);
}

static void print_trial(const struct plan *plan, const struct trial *trial)
{
	printf("  %-40s ", trial->what);
	if (trial->landing.fits == plan->home.fits && trial->landing.base == plan->home.base) {
		printf("stays\n");
		return;
	}
	printf("moves to ");
	print_landing(&trial->landing);
	printf("\n");
}

static void print_verdict(const struct plan *plan)
{
	if (plan_is_certain(plan))
		printf("the same place in %zu of %zu boots, as long as nothing else changes\n",
		       plan->boots, plan->boots);
	else
		printf("not a certain place: %zu of %zu boots at most agree\n",
		       plan->landings[0].nr, plan->boots);
	printf("certain only by a handover record, or where no allocation comes: ");
	if (plan->machine->profile->has_e820)
		printf("memmap=0x%" PRIx64 "$0x%" PRIx64 "\n", (uint64_t)plan->size,
		       (uint64_t)plan->landings[0].base);
	else
		printf("a reserved-memory node\n");
}

static void show_text(const struct plan *plan)
{
	char size[TEXT_ROOM];
	size_t i;

	printf("reserve_mem=%s:%" PRIu64 ":%s on %s, without a record\n",
	       text_size(plan->size, size, sizeof(size)), (uint64_t)plan->align, plan->name,
	       plan->machine->name);
	printf("what the kernel takes before it: %zu steps, %s\n", plan->predict.recipe.nr,
	       plan->predict.recipe.from_log ? "as in the machine's log"
					     : "as a usual kernel has them");
	print_kernel(plan);
	for (i = 0; i < plan->nr_landings; i++) {
		printf("  ");
		print_landing(&plan->landings[i]);
		printf("  %zu\n", plan->landings[i].nr);
	}
	if (!plan->home.fits) {
		printf("there is no room for it\n");
		return;
	}
	printf("one thing changed, the kernel at 0x%" PRIx64 ", from ",
	       (uint64_t)plan->predict.recipe.kernel.start);
	print_landing(&plan->home);
	printf(":\n");
	for (i = 0; i < plan->nr_trials; i++)
		print_trial(plan, &plan->trials[i]);
	print_verdict(plan);
}

/* --- JSON ------------------------------------------------------------- */

static void put_landing(struct json *json, const char *key, const struct landing *landing)
{
	if (landing->fits)
		json_addr(json, key, landing->base);
	else
		json_null(json, key);
}

static void put_landings(struct json *json, const struct plan *plan)
{
	size_t i;

	json_open(json, "landings", '[');
	for (i = 0; i < plan->nr_landings; i++) {
		json_open(json, NULL, '{');
		put_landing(json, "start", &plan->landings[i]);
		json_number(json, "boots", plan->landings[i].nr);
		json_close(json);
	}
	json_close(json);
}

static void put_trials(struct json *json, const struct plan *plan)
{
	size_t i;

	json_open(json, "changes", '[');
	for (i = 0; i < plan->nr_trials; i++) {
		const struct landing *landing = &plan->trials[i].landing;

		json_open(json, NULL, '{');
		json_text(json, "change", plan->trials[i].what);
		put_landing(json, "start", landing);
		json_bool(json, "stays",
			  landing->fits == plan->home.fits && landing->base == plan->home.base);
		json_close(json);
	}
	json_close(json);
}

static void show_json(const struct plan *plan)
{
	struct json json = json_to(stdout);

	json_open(&json, NULL, '{');
	json_text(&json, "schema", "bootmem.plan-persist/1");
	json_text(&json, "machine", plan->machine->name);
	json_text(&json, "name", plan->name);
	json_number(&json, "size", plan->size);
	json_number(&json, "align", plan->align);
	json_number(&json, "boots", plan->boots);
	json_number(&json, "seed", plan->seed);
	json_number(&json, "steps", plan->predict.recipe.nr);
	json_bool(&json, "from_log", plan->predict.recipe.from_log);
	json_addr(&json, "kernel", plan->predict.recipe.kernel.start);
	json_number(&json, "kernel_slots", plan->nr_slots);
	json_number(&json, "kernel_places", plan->nr_places);
	put_landing(&json, "home", &plan->home);
	put_landings(&json, plan);
	put_trials(&json, plan);
	json_open(&json, "result", '{');
	json_bool(&json, "ok", plan_is_certain(plan));
	json_close(&json);
	json_close(&json);
}

/* --- the verb ------------------------------------------------------------- */

static int answer(const struct cli *cli, struct plan_options *opt)
{
	struct plan *plan = &opt->plan;
	struct progress progress = { 0 };
	char why[300];
	int code = EXIT_USAGE, err;

	if (!complete(cli, opt))
		return EXIT_USAGE;
	plan->progress = &progress;
	progress_begin(&progress, cli->quiet ? NULL : "booting");
	err = plan_make(plan, why, sizeof(why));
	progress_end(&progress);
	if (!err) {
		code = plan_is_certain(plan) ? EXIT_YES : EXIT_NO;
		if (!cli->quiet)
			(cli->json ? show_json : show_text)(plan);
	} else {
		fprintf(stderr, "%s: error: %s\n", plan->machine->name, why);
	}
	plan_release(plan);
	return code;
}

static int cmd_plan(struct cli *cli)
{
	struct plan_options opt = { .plan = { .align = 4096, .boots = 200, .seed = 1 } };
	struct machine machine;
	int code = parse(cli, &opt);

	if (code < 0)
		return code == -2 ? EXIT_YES : EXIT_USAGE;
	code = machine_chosen(cli, 1, &opt.choice, &machine);
	if (code != EXIT_YES)
		return code;
	opt.plan.machine = &machine;
	if (plan_words_knows(cli->args[0])) {
		struct wish wish = { cli->args[0], opt.want, opt.plan.size };

		code = plan_words(cli, &machine, &wish);
	} else {
		code = answer(cli, &opt);
	}
	machine_release(&machine);
	return code;
}

static const struct cli_values values[] = {
	{ "", "persist crashkernel hugepages movable kho" },
	{ 0 },
};

const struct verb verb_plan = {
	.name = "plan",
	.summary = "which words give what is wanted? will it be where it was?",
	.synopsis = "TOPIC [INPUT] | TOPIC --ram=MAP",
	.examples = "  bootmem plan persist --name oops --size 12M maps/x86-4g\n"
		    "  bootmem plan persist --name oops --size 12M --boots 1000 --ram 16G\n"
		    "  bootmem plan persist maps/x86-612-rm1\n"
		    "  bootmem plan crashkernel --size 1G --ram 4G\n"
		    "  bootmem plan hugepages --want 1G:0=8,1=24 boot.log\n",
	.text = "TOPIC is one of\n"
		"\n"
		"  crashkernel  room for a crash kernel of --size, or as distributions have it\n"
		"  hugepages    the huge pages that --want names\n"
		"  movable      memory that can be emptied or unplugged\n"
		"  kho          room for a kexec handover, counted from a log with a trace\n"
		"  persist      where would reserve_mem= be, from boot to boot?\n"
		"\n"
		"Ways to ask for the first three are tried on the machine (see bootmem predict);\n"
		"the first that gives what is wanted is advised.\n"
		"\n"
		"persist: without a handover record reserve_mem= has no place of its own: it is\n"
		"where the search for free memory ends. Boots of a machine are simulated, each\n"
		"with the kernel at another of the places that address space randomisation\n"
		"chooses from, then with one thing changed at a time. What the kernel takes\n"
		"before is as in the machine's log, if it has one taken with memblock=debug;\n"
		"else as a usual kernel has it, which is less certain. A size that is not given\n"
		"is that of the command line.\n"
		"\n"
		"Exits 1 if no way gives it, or if boots differ. JSON has the schema\n"
		"bootmem.plan/1, for persist bootmem.plan-persist/1.\n",
	.options = options,
	.values = values,
	.run = cmd_plan,
};
