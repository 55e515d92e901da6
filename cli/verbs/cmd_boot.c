// SPDX-License-Identifier: MIT
/*
 * cmd_boot.c - `bootmem boot`: the whole of boot memory on pretend RAM, up to a working page
 * allocator.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/host.h>
#include <bootmem/mb_query.h>

#include "cli/base/program.h"
#include "cli/base/progress.h"
#include "cli/persist/handover.h"
#include "cli/render/render_boot.h"
#include "cli/verbs/machine_options.h"

enum {
	ID_PAGES = 256,
	ID_THREADS,
	ID_HANDOVER,
	ID_FROM,
};

static const struct cli_option options[] = {
	{ ID_PAGES, "pages", "WHEN", "descriptors eager, deferred or lazy (deferred)" },
	{ ID_THREADS, "threads", "N", "workers for deferred descriptors (one per CPU)" },
	{ ID_HANDOVER, "handover", "FILE", "leave a record and contents for the next boot" },
	{ ID_FROM, "from", "FILE", "take over what the boot before left" },
	MACHINE_OPTIONS,
	{ 0 },
};

struct boot_options {
	enum bm_pages_policy policy;
	size_t nr_threads;
	const char *handover;
	const char *from;
	struct machine_choice choice;
};

static bool take_policy(const struct cli *cli, const char *value, struct boot_options *out)
{
	static const char *const names[] = {
		[BM_PAGES_EAGER] = "eager",
		[BM_PAGES_DEFERRED] = "deferred",
		[BM_PAGES_LAZY] = "lazy",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(value, names[i]) == 0) {
			out->policy = (enum bm_pages_policy)i;
			return true;
		}
	}
	cli_wrong(cli, "--pages is eager, deferred or lazy, not '%s'", value);
	return false;
}

static int parse(struct cli *cli, struct boot_options *out)
{
	const char *value;
	int id;

	while ((id = cli_next_option(cli, &value)) > 0) {
		bool ok = true;

		if (id == ID_PAGES)
			ok = take_policy(cli, value, out);
		else if (id == ID_THREADS)
			ok = cli_number(cli, "--threads", value, &out->nr_threads);
		else if (id == ID_HANDOVER)
			out->handover = value;
		else if (id == ID_FROM)
			out->from = value;
		else
			ok = machine_option(cli, id, value, &out->choice);
		if (!ok)
			return -1;
	}
	return id == 0 && !machine_is_one(cli, &out->choice) ? -1 : id;
}

/** struct booted - a boot, all of it. */
struct booted {
	const struct boot_options *opt;
	struct machine_boot *run;
	struct machine_mm *mm;
	struct handover *h;
	struct progress progress;
};

static int verdict(const struct booted *booted)
{
	if (booted->mm->fault || booted->h->fault)
		return EXIT_BUG;
	return booted->h->nr_lost > 0 || booted->h->nr_refused > 0 ? EXIT_NO : EXIT_YES;
}

/* --- output ---------------------------------------------------------------------------- */

static void print_steps(const struct machine *machine)
{
	unsigned int i;

	for (i = 0; i < BM_MAX_STEPS && machine->profile->steps[i] != BM_STEP_END; i++)
		printf("%2u. %s\n", i + 1, bm_step_name((enum bm_step)machine->profile->steps[i]));
}

static void show_text(const struct machine *machine, const struct booted *booted)
{
	render_zones(machine, booted->run);
	render_boot(booted->run, booted->mm);
	render_handover(booted->h, booted->opt->handover);
}

static void show_json(const struct machine *machine, const struct booted *booted)
{
	struct json json = json_to(stdout);

	json_open(&json, NULL, '{');
	json_text(&json, "schema", "bootmem.boot/1");
	json_open(&json, "machines", '[');
	render_zones_json(&json, machine, booted->run);
	json_close(&json);
	render_boot_json(&json, booted->run, booted->mm);
	render_handover_json(&json, booted->h);
	json_open(&json, "result", '{');
	json_bool(&json, "ok", verdict(booted) == EXIT_YES);
	json_close(&json);
	json_close(&json);
}

/* --- the boot -------------------------------------------------------------------------- */

/* Where memory ends, from a boot without any RAM. */
static int find_end(const struct machine *machine, phys_addr_t *end, char *why, size_t room)
{
	struct machine_boot *run;

	if (machine_boot(machine, NULL, &run, why, room) != 0)
		return -1;
	*end = mb_end(&run->mb);
	machine_boot_free(run);
	if (*end <= HOST_RAM_MAX)
		return 0;
	snprintf(why, room, "memory above 64 TiB cannot be pretended; try 'bootmem zones'");
	return -1;
}

/* From known memory to a working page allocator. */
static int finish_boot(struct host *host, struct booted *booted)
{
	int err = handover_take(booted->h, booted->run, host);

	if (host->config.log)
		bm_zones_log(&booted->run->zones, &booted->run->mb);
	progress_say(&booted->progress, "setting up page descriptors");
	err = err ? err : machine_set_up(booted->run, booted->mm, booted->opt->policy);
	if (err)
		return err;
	handover_scratch(booted->h, booted->run);
	progress_say(&booted->progress, "handing memory over, and checking every page");
	err = machine_release_memory(booted->run, booted->mm);
	if (!err)
		handover_check(booted->h, booted->run, booted->mm);
	return err;
}

static int leave_record(struct booted *booted, const char *name)
{
	char why[400];

	if (!booted->opt->handover || booted->h->fault ||
	    handover_write(booted->h, booted->run, booted->opt->handover, why, sizeof(why)) == 0)
		return EXIT_YES;
	fprintf(stderr, "%s: error: %s\n", name, why);
	return EXIT_USAGE;
}

/* The log goes to the terminal beside the line of progress. */
static int boot_watched(struct host *host, const struct cli *cli, struct booted *booted)
{
	FILE *log = host->config.log;
	FILE *out;
	int err;

	progress_begin(&booted->progress, cli->quiet ? NULL : "booting");
	out = log ? progress_out(&booted->progress) : NULL;
	host->config.log = out ? out : log;
	err = finish_boot(host, booted);
	host->config.log = log;
	if (out)
		fclose(out);
	progress_end(&booted->progress);
	return err;
}

static int boot_on(struct host *host, const struct cli *cli, const struct machine *machine,
		   struct booted *booted)
{
	char why[300];
	int code = EXIT_USAGE;

	if (machine_boot(machine, &host->port, &booted->run, why, sizeof(why)) != 0)
		return EXIT_USAGE;
	if (boot_watched(host, cli, booted) == 0) {
		code = leave_record(booted, machine->name);
		if (!cli->quiet)
			(cli->json ? show_json : show_text)(machine, booted);
		code = code == EXIT_YES ? verdict(booted) : code;
	} else {
		fflush(stdout);
		fprintf(stderr, "%s: error: not enough free memory for a page allocator\n",
			machine->name);
	}
	machine_boot_free(booted->run);
	return code;
}

static int boot(const struct cli *cli, const struct machine *machine, struct booted *booted)
{
	struct host_config config;
	struct host host;
	phys_addr_t end;
	char why[300];
	int code = EXIT_USAGE;

	if (find_end(machine, &end, why, sizeof(why)) != 0) {
		fprintf(stderr, "%s: error: %s\n", machine->name, why);
		return EXIT_USAGE;
	}
	config = host_config(end);
	if (!cli->json && !cli->quiet) {
		config.log = stdout;
		print_steps(machine);
	}
	if (booted->opt->nr_threads > 0)
		config.nr_threads = (unsigned int)booted->opt->nr_threads;
	if (host_init(&host, &config) == 0) {
		code = boot_on(&host, cli, machine, booted);
		host_release(&host);
	} else {
		fprintf(stderr, "%s: error: no room for that much pretend RAM\n", machine->name);
	}
	return code;
}

/* What the boot before left is read before anything begins. */
static int boot_from(const struct cli *cli, const struct machine *machine,
		     const struct boot_options *opt)
{
	struct booted booted = { .opt = opt };
	char why[400] = "out of memory";
	int code = EXIT_USAGE;

	booted.mm = calloc(1, sizeof(*booted.mm));
	booted.h = calloc(1, sizeof(*booted.h));
	if (booted.mm && booted.h && handover_open(booted.h, opt->from, why, sizeof(why)) == 0) {
		code = boot(cli, machine, &booted);
		handover_release(booted.h);
	} else {
		fprintf(stderr, "%s: error: %s\n", opt->from ? opt->from : machine->name, why);
	}
	free(booted.h);
	free(booted.mm);
	return code;
}

static int cmd_boot(struct cli *cli)
{
	struct boot_options opt = { .policy = BM_PAGES_DEFERRED };
	struct machine machine;
	int code = parse(cli, &opt);

	if (code < 0)
		return code == -2 ? EXIT_YES : EXIT_USAGE;
	code = machine_chosen(cli, 0, &opt.choice, &machine);
	if (code != EXIT_YES)
		return code;
	code = boot_from(cli, &machine, &opt);
	machine_release(&machine);
	return code;
}

static const struct cli_values values[] = {
	{ "pages", "eager deferred lazy" },
	{ 0 },
};

const struct verb verb_boot = {
	.name = "boot",
	.summary = "boot a machine's memory on pretend RAM, to a page allocator",
	.synopsis = "[INPUT] | --ram=MAP",
	.examples = "  bootmem boot maps/x86-2n-equal\n"
		    "  bootmem boot --ram 16G --cmdline movablecore=4G\n"
		    "  bootmem boot --ram 1T --pages lazy\n"
		    "  bootmem boot --ram 4G --cmdline reserve_mem=12M:4096:oops --handover a.rec\n"
		    "  bootmem boot --ram 4G --cmdline reserve_mem=12M:4096:oops --from a.rec\n",
	.text = "Runs every step from the firmware's map to the page allocator: regions, nodes,\n"
		"zones, descriptors, release, then a thousand allocations, then the workers that\n"
		"initialise what is left. Prints the steps, the log, the zones with what they\n"
		"manage, and where the first allocations came from. RAM is pretended: what is not\n"
		"touched costs nothing. For what INPUT can be see bootmem zones --help.\n"
		"\n"
		"reserve_mem= of the command line is placed, and filled. With --handover a record\n"
		"of it is left, the contents behind it; --from begins with such a file, or with\n"
		"what Linux hands over for reserve_mem: every name must come back at its place\n"
		"with its content. Exit 1 if one is lost, or cannot be had.\n",
	.options = options,
	.values = values,
	.run = cmd_boot,
};
