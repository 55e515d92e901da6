// SPDX-License-Identifier: MIT
/*
 * test_plan.c - the bundled boots with reserve_mem=, in three ways: their logs replayed, their
 * machines booted anew with nothing but the log's questions, and what they said of memory when they
 * ran. Addresses must be the real kernel's, to the byte.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include <bootmem/fw_iomem.h>

#include "cli/predict/plan.h"
#include "cli/replay/replay.h"

#define ANY_ROOM 16
#define MOST_BOOTS 20

/** Where the real kernel put a name; nowhere if it could not. */
struct real {
	char name[BM_NAME_MAX + 1];
	bool fits;
	phys_addr_t base;
	phys_addr_t size;
	phys_addr_t align;
};

struct boot {
	char folder[400];
	struct machine machine;
	struct log log;
	struct real real[ANY_ROOM];
	size_t nr;
};

static struct bm_str line_of(const struct boot *boot)
{
	return bm_str(boot->machine.cmdline, strlen(boot->machine.cmdline));
}

/* --- what the real kernel did -------------------------------------------------------- */

static bool is_named(const struct log_event *event, const char *start)
{
	return event->who && strncmp(event->who, start, strlen(start)) == 0;
}

/* The @nth request of reserve_mem=; the line behind it is the answer, if it fits. */
static void take_answer(struct real *real, const struct log *log, size_t nth)
{
	size_t i;

	for (i = 0; i + 1 < log->nr_events; i++) {
		const struct log_event *next = &log->events[i + 1];

		if (log->events[i].kind != LOG_REQUEST || !is_named(&log->events[i], "reserve_mem"))
			continue;
		if (nth-- > 0)
			continue;
		assert_int_equal(log->events[i].size, real->size);
		real->fits = next->kind == LOG_RESERVE && next->size == real->size;
		real->base = real->fits ? next->base : 0;
		return;
	}
	fail_msg("no request for %s in the log", real->name);
}

static bool is_known(const struct boot *boot, const char *name)
{
	size_t i;

	for (i = 0; i < boot->nr; i++)
		if (boot->real[i].fits && strcmp(boot->real[i].name, name) == 0)
			return true;
	return false;
}

/* What Linux does not refuse at once it asks memory for, in order. */
static void read_real(struct boot *boot)
{
	struct bm_reserve_mem_param param;
	struct bm_cmdline_iter it;

	bm_cmdline_first(&it, line_of(boot));
	while (bm_cmdline_find(&it, "reserve_mem")) {
		struct real *real = &boot->real[boot->nr];

		if (bm_reserve_mem_parse(it.value, &param) != 0 ||
		    param.name.len > BM_RESERVE_MEM_NAME_MAX)
			continue;
		snprintf(real->name, sizeof(real->name), "%.*s", (int)param.name.len,
			 param.name.at);
		if (is_known(boot, real->name))
			continue;
		assert_true(boot->nr < ANY_ROOM);
		real->size = param.size;
		real->align = param.align;
		take_answer(real, &boot->log, boot->nr);
		boot->nr++;
	}
}

/* --- the boots ------------------------------------------------------------------------- */

static bool load(struct boot *boot, const char *folder)
{
	const struct machine_wish wish = { 0 };
	struct log_error error;
	struct stat info;
	char why[300];
	struct bm_str text;

	memset(boot, 0, sizeof(*boot));
	snprintf(boot->folder, sizeof(boot->folder), "%s", folder);
	if (stat(folder, &info) != 0 ||
	    machine_load(&boot->machine, folder, &wish, why, sizeof(why)) != 0)
		return false;
	if (!strstr(boot->machine.cmdline, "reserve_mem=")) {
		machine_release(&boot->machine);
		return false;
	}
	text = machine_part(&boot->machine, MACHINE_LOG);
	assert_int_equal(log_parse(text.at, text.len, &boot->log, &error), 0);
	read_real(boot);
	return true;
}

static struct boot boots[MOST_BOOTS];
static size_t nr_boots;

/* Every bundled boot with reserve_mem=, those after a kexec included. */
static int load_all(void **state)
{
	static const char *const parts[] = { "", "/boot2", "/boot3" };
	struct dirent *entry;
	DIR *maps = opendir("maps");
	char folder[400];
	size_t i;

	(void)state;
	if (!maps)
		return -1;
	while ((entry = readdir(maps)) != NULL) {
		for (i = 0; i < 3 && entry->d_name[0] != '.'; i++) {
			snprintf(folder, sizeof(folder), "maps/%s%s", entry->d_name, parts[i]);
			if (nr_boots < MOST_BOOTS && load(&boots[nr_boots], folder))
				nr_boots++;
		}
	}
	closedir(maps);
	return nr_boots == 14 ? 0 : -1;
}

static int unload_all(void **state)
{
	(void)state;
	while (nr_boots-- > 0) {
		log_release(&boots[nr_boots].log);
		machine_release(&boots[nr_boots].machine);
	}
	return 0;
}

static void for_each_boot(void (*check)(struct boot *boot))
{
	size_t i;

	for (i = 0; i < nr_boots; i++)
		check(&boots[i]);
}

/* --- three ways ------------------------------------------------------------------------- */

static void check_replay(struct boot *boot)
{
	struct replay *replay;
	size_t nr = 0;

	assert_int_equal(replay_new(&boot->log, &replay), 0);
	while (replay_step(replay)) {
		const struct placement *placed = replay->last;

		if (!placed || !is_named(placed->cause, "reserve_mem"))
			continue;
		assert_true(placement_is_alike(placed));
		assert_int_equal(placed->ours_fits, boot->real[nr].fits);
		assert_int_equal(placed->ours, boot->real[nr].base);
		nr++;
	}
	assert_int_equal(nr, boot->nr);
	replay_free(replay);
}

static void replay__boots_with_reserve_mem__place_it_where_the_kernel_did(void **state)
{
	(void)state;
	for_each_boot(check_replay);
}

static void check_prediction(struct boot *boot)
{
	char why[300];
	size_t i;

	for (i = 0; i < boot->nr; i++) {
		struct plan plan = {
			.machine = &boot->machine,
			.name = boot->real[i].name,
			.size = boot->real[i].size,
			.align = boot->real[i].align,
			.boots = 1,
			.just_boots = true,
		};

		assert_int_equal(plan_make(&plan, why, sizeof(why)), 0);
		assert_true(plan.predict.recipe.from_log);
		assert_int_equal(plan.home.fits, boot->real[i].fits);
		assert_int_equal(plan.home.base, boot->real[i].base);
		plan_release(&plan);
	}
}

static void plan_make__boots_with_reserve_mem__predict_where_the_kernel_put_it(void **state)
{
	(void)state;
	for_each_boot(check_prediction);
}

/** A reservation to be found in /proc/iomem. */
struct wanted {
	phys_addr_t start;
	phys_addr_t end;
	bool is_there;
};

static int note_range(void *ctx, const struct bm_fw_range *range)
{
	struct wanted *wanted = ctx;

	if (range->kind == BM_FW_RESERVED && range->start <= wanted->start &&
	    range->end >= wanted->end)
		wanted->is_there = true;
	return 0;
}

/* PCs do not list there what boot memory has reserved. */
static void check_iomem(struct boot *boot)
{
	struct input input;
	char path[500], why[300];
	size_t i;

	if (boot->machine.profile->has_e820)
		return;
	snprintf(path, sizeof(path), "%s/iomem.txt.xz", boot->folder);
	assert_int_equal(input_read(path, &input, why, sizeof(why)), 0);
	for (i = 0; i < boot->nr; i++) {
		struct wanted wanted = { boot->real[i].base,
					 boot->real[i].base + boot->real[i].size, false };
		struct bm_fw_sink sink = { .ctx = &wanted, .range = note_range };

		assert_int_equal(bm_iomem_parse(bm_str(input.bytes, input.len), &sink), 0);
		assert_true(wanted.is_there);
	}
	free(input.bytes);
}

static void iomem__boots_with_reserve_mem__has_it_as_reserved(void **state)
{
	(void)state;
	for_each_boot(check_iomem);
}

/* --- boot after boot ------------------------------------------------------------------- */

static void plan_make__same_seed__gives_the_same_boots(void **state)
{
	struct boot *boot = boots;
	struct plan plans[2];
	char why[300];
	size_t i, sum = 0;

	(void)state;
	while (strcmp(boot->folder, "maps/x86-612-rm-kexec-kaslr") != 0)
		boot++;
	for (i = 0; i < 2; i++) {
		plans[i] = (struct plan){ .machine = &boot->machine,
					  .name = "trace",
					  .boots = 50,
					  .size = 4u << 20,
					  .align = 2u << 20,
					  .seed = 7,
					  .just_boots = true };
		assert_int_equal(plan_make(&plans[i], why, sizeof(why)), 0);
	}
	assert_int_equal(plans[0].nr_landings, plans[1].nr_landings);
	for (i = 0; i < plans[0].nr_landings; i++) {
		assert_int_equal(plans[0].landings[i].base, plans[1].landings[i].base);
		assert_int_equal(plans[0].landings[i].nr, plans[1].landings[i].nr);
		sum += plans[0].landings[i].nr;
	}
	assert_int_equal(sum, 50);
	assert_true(plans[0].nr_places > 40);
	plan_release(&plans[0]);
	plan_release(&plans[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replay__boots_with_reserve_mem__place_it_where_the_kernel_did),
		cmocka_unit_test(
			plan_make__boots_with_reserve_mem__predict_where_the_kernel_put_it),
		cmocka_unit_test(iomem__boots_with_reserve_mem__has_it_as_reserved),
		cmocka_unit_test(plan_make__same_seed__gives_the_same_boots),
	};

	return cmocka_run_group_tests(tests, load_all, unload_all);
}
