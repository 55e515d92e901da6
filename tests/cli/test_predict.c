// SPDX-License-Identifier: MIT
/*
 * test_predict.c - what a bundled boot asked for, predicted: fit or not, and where.
 *
 * The truth is the log's: allocations of the functions that reserve for the command line, and the
 * areas it lists. Each boot is predicted with its log, whose own answers are not looked at; and
 * without, from what firmware said and the command line alone.
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

#include "cli/log/groups.h"
#include "cli/predict/kaslr.h"
#include "cli/predict/predict.h"
#include "cli/replay/replay_int.h"
#include "full.h"

#define MAX_CLAIMS 64

/** struct claims - addresses, ascending as they were made. */
struct claims {
	phys_addr_t bases[MAX_CLAIMS];
	enum predict_kind kinds[MAX_CLAIMS];
	size_t nr;
};

static void add(struct claims *claims, phys_addr_t base, enum predict_kind kind)
{
	assert_in_range(claims->nr, 0, MAX_CLAIMS - 1);
	claims->bases[claims->nr] = base;
	claims->kinds[claims->nr++] = kind;
}

/* --- what the kernel did --------------------------------------------------------------------- */

static bool kind_of(const char *group, enum predict_kind *kind)
{
	static const struct {
		const char *group;
		enum predict_kind kind;
	} kinds[] = {
		{ "crash kernel", PREDICT_CRASH },
		{ "huge pages", PREDICT_HUGE },
		{ "named reservations (reserve_mem)", PREDICT_NAMED },
	};
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(group, kinds[i].group) == 0) {
			*kind = kinds[i].kind;
			return true;
		}
	}
	return false;
}

static struct claims truth_of(const struct log *log)
{
	struct claims claims = { .nr = 0 };
	enum predict_kind kind;
	size_t i;

	for (i = 0; i < log->nr_events; i++) {
		const struct log_event *event = &log->events[i];

		if (event->kind == LOG_CMA)
			add(&claims, event->base, PREDICT_CMA);
		if (event->kind != LOG_REQUEST ||
		    !kind_of(groups_of_event(log, event)->name, &kind))
			continue;
		if (answer_of(log, i) != NO_EVENT)
			add(&claims, log->events[answer_of(log, i)].base, kind);
	}
	return claims;
}

/* --- what was predicted ---------------------------------------------------------------------- */

static void add_pages(struct claims *claims, const struct predict *predict,
		      const struct predict_item *item)
{
	unsigned long i;

	for (i = 0; i < item->nr_got; i++)
		add(claims, predict_pages(predict, item)[i], item->kind);
}

static void add_item(struct claims *claims, const struct predict *predict,
		     const struct predict_item *item)
{
	if (item->kind == PREDICT_SMALL || item->kind == PREDICT_CORE)
		return;
	if (item->kind == PREDICT_HUGE) {
		add_pages(claims, predict, item);
		return;
	}
	if (item->claim.main.end > 0)
		add(claims, item->claim.main.start, item->kind);
	if (item->claim.low.end > 0)
		add(claims, item->claim.low.start, item->kind);
}

static struct claims claims_of(const struct predict *predict)
{
	struct claims claims = { .nr = 0 };
	size_t i;

	for (i = 0; i < predict->nr_items; i++)
		add_item(&claims, predict, &predict->items[i]);
	return claims;
}

static enum predict_kind sort_of(enum predict_kind kind)
{
	return kind == PREDICT_HUGE_CMA ? PREDICT_CMA : kind;
}

/* --- a boot ---------------------------------------------------------------------------------- */

/* Whether the places are said to be exact. */
static bool predict_boot(const struct machine *machine, struct claims *claims)
{
	bool exact;
	struct predict predict;
	char why[300];

	if (predict_make(&predict, machine, why) != 0)
		fail_msg("%s: %s", machine->name, why);
	exact = predict.exact;
	*claims = claims_of(&predict);
	predict_release(&predict);
	return exact;
}

/* What a model cannot know shifts what is placed last; for it, how many fit is what counts. */
static bool is_known(enum predict_kind kind, bool exact)
{
	return exact || kind != PREDICT_NAMED;
}

/* How many are not where the kernel had them, of those whose place can be known. */
static size_t count_off(const char *name, const struct claims *have, const struct claims *want,
			bool exact)
{
	size_t i, nr = 0;

	if (have->nr != want->nr)
		fail_msg("%s: %zu fit, the kernel had %zu", name, have->nr, want->nr);
	for (i = 0; i < want->nr; i++) {
		if (sort_of(have->kinds[i]) != want->kinds[i])
			fail_msg("%s: reservation %zu is of another kind", name, i);
		if (!is_known(want->kinds[i], exact) || have->bases[i] == want->bases[i])
			continue;
		print_message("%s: reservation %zu at %llx, the kernel had it at %llx\n", name, i,
			      (unsigned long long)have->bases[i],
			      (unsigned long long)want->bases[i]);
		nr++;
	}
	return nr;
}

static void compare(const char *name, const struct claims *have, const struct claims *want,
		    bool exact)
{
	assert_int_equal(count_off(name, have, want, exact), 0);
}

static void forget_log(struct machine *machine)
{
	free(machine->parts[MACHINE_LOG].bytes);
	machine->parts[MACHINE_LOG] = (struct input){ 0 };
}

static bool load(const char *folder, struct machine *machine, struct claims *truth)
{
	struct machine_wish wish = { 0 };
	struct log_error error;
	struct bm_str text;
	struct log log;
	char why[300];

	assert_int_equal(machine_load(machine, folder, &wish, why, sizeof(why)), 0);
	text = machine_part(machine, MACHINE_LOG);
	if (!text.at || log_parse(text.at, text.len, &log, &error) != 0) {
		machine_release(machine);
		return false;
	}
	*truth = truth_of(&log);
	log_release(&log);
	return true;
}

/* One dies before its command line is read. */
static bool is_told(const char *folder)
{
	return strstr(folder, "x86-612-srat-gap-small") == NULL;
}

static bool asks(const struct machine *machine)
{
	static const char *const words[] = { "crashkernel", "cma", "hugetlb_cma", "hugepages",
					     "reserve_mem" };
	struct bm_str line = bm_str(machine->cmdline, strlen(machine->cmdline));
	struct bm_cmdline_iter it;
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		bm_cmdline_first(&it, line);
		if (bm_cmdline_find(&it, words[i]))
			return true;
	}
	return false;
}

/**
 * struct tally - boots, those that asked for something, and what they got
 * @nr_off: reservations that are elsewhere, of older kernels and of those since 7.2
 */
struct tally {
	size_t nr_off[2];
	size_t nr_boots;
	size_t nr_asking;
	size_t nr_claims;
};

/* When Linux 7.2 makes its reservations is modelled, so those may be off where it is said. */
static void check_boot(const char *folder, struct tally *tally)
{
	struct claims truth, claims;
	struct machine machine;
	bool is_new, exact;

	if (!is_told(folder) || !load(folder, &machine, &truth))
		return;
	is_new = machine.kernel >= BM_KERNEL(7, 2);
	exact = predict_boot(&machine, &claims);
	if (!exact && !is_new)
		fail_msg("%s: not exact", folder);
	tally->nr_off[is_new] += count_off(folder, &claims, &truth, exact);
	tally->nr_claims += truth.nr;
	tally->nr_boots++;
	if (asks(&machine)) {
		print_message("%-28s %2zu as the kernel had them\n", folder, truth.nr);
		tally->nr_asking++;
	}
	forget_log(&machine);
	if (predict_boot(&machine, &claims))
		fail_msg("%s: exact without a log", folder);
	tally->nr_off[is_new] += count_off(folder, &claims, &truth, false);
	machine_release(&machine);
}

/* Every bundled boot, those after a kexec included. */
static void for_each_boot(void (*check)(const char *folder, struct tally *tally),
			  struct tally *tally)
{
	static const char *const parts[] = { "", "/boot2", "/boot3" };
	DIR *dir = opendir("maps");
	const struct dirent *entry;
	char folder[300];
	struct stat info;
	size_t i;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (strchr(entry->d_name, '.') || is_beyond_host(entry->d_name))
			continue;
		for (i = 0; i < 3; i++) {
			snprintf(folder, sizeof(folder), "maps/%s%s", entry->d_name, parts[i]);
			if (stat(folder, &info) == 0)
				check(folder, tally);
		}
	}
	closedir(dir);
}

static void predict_make__every_bundled_boot__where_the_kernel_had_them(void **state)
{
	struct tally tally = { 0 };

	(void)state;
	for_each_boot(check_boot, &tally);
	print_message("%zu reservations of %zu boots, %zu asked\n", tally.nr_claims, tally.nr_boots,
		      tally.nr_asking);
	assert_in_range(tally.nr_boots, 148, 100000);
	assert_in_range(tally.nr_asking, 34, 100000);
	assert_in_range(tally.nr_claims, 73, 100000);
	assert_int_equal(tally.nr_off[0], 0);
	assert_in_range(tally.nr_off[1], 0, 1);
}

static void predict_make__four_gigantic_pages__each_where_the_kernel_had_it(void **state)
{
	struct tally tally = { 0 };

	(void)state;
	check_boot("tests/fixtures/data/x86-huge1g-many", &tally);
	assert_int_equal(tally.nr_boots, 1);
	assert_int_equal(tally.nr_claims, 4);
}

/* --- another boot's command line ------------------------------------------------------------- */

static void check_other(const char *folder, const char *other, bool exact)
{
	struct claims truth, claims;
	struct machine machine, second;
	struct machine_wish wish = { 0 };
	char why[300];

	assert_true(load(other, &second, &truth));
	wish.cmdline = second.cmdline;
	assert_int_equal(machine_load(&machine, folder, &wish, why, sizeof(why)), 0);
	assert_int_equal(predict_boot(&machine, &claims), exact);
	compare(other, &claims, &truth, true);
	machine_release(&machine);
	machine_release(&second);
}

static void predict_make__log_of_the_machine_without_it__where_the_kernel_had_it(void **state)
{
	(void)state;
	check_other("maps/x86-crash256m", "maps/x86-huge1g-toomany", true);
	check_other("maps/x86-crash-range", "maps/x86-huge2m", true);
}

/* Memory of one stretch, but of two nodes where the log's kernel was told to have one. */
static void predict_make__log_with_other_nodes__says_so(void **state)
{
	struct machine_wish wish = { .cmdline = "log_buf_len=4M nokaslr cma=256M" };
	struct machine machine;
	struct predict predict;
	char why[300];

	(void)state;
	assert_int_equal(machine_load(&machine, "maps/a64-numa-off", &wish, why, sizeof(why)), 0);
	assert_int_equal(predict_make(&predict, &machine, why), 0);
	assert_string_equal(predict.doubt, "the log is of other memory or nodes, so other "
					   "allocations are modelled");
	predict_release(&predict);
	machine_release(&machine);
}

/* Log buffers of 72 MiB and of 18. */
static void predict_make__another_log_buffer__where_the_kernel_had_it(void **state)
{
	(void)state;
	check_other("maps/x86-4g", "maps/x86-crash256m", true);
	check_other("maps/x86-4g", "maps/x86-crash-range", true);
}

/* --- everything else that a kernel takes ------------------------------------------------------ */

static size_t count_asks(const struct recipe *recipe)
{
	size_t i, nr = 0;

	for (i = 0; i < recipe->nr; i++)
		nr += recipe->steps[i].kind == RECIPE_ASK;
	return nr;
}

static void check_recipe(const char *folder, struct tally *tally)
{
	struct machine_wish wish = { 0 };
	struct machine machine;
	struct predict predict;
	char why[300];

	assert_int_equal(machine_load(&machine, folder, &wish, why, sizeof(why)), 0);
	assert_int_equal(predict_make(&predict, &machine, why), 0);
	if (predict.nr_elsewhere > 0)
		fail_msg("%s: %zu are elsewhere", folder, predict.nr_elsewhere);
	if (predict.recipe.from_log) {
		tally->nr_claims += count_asks(&predict.recipe);
		tally->nr_boots++;
	}
	predict_release(&predict);
	machine_release(&machine);
}

static void recipe_follow__every_bundled_boot__all_where_the_kernel_had_it(void **state)
{
	struct tally tally = { 0 };

	(void)state;
	for_each_boot(check_recipe, &tally);
	print_message("%zu allocations of %zu boots\n", tally.nr_claims, tally.nr_boots);
	assert_in_range(tally.nr_boots, 148, 100000);
}

/* Where another boot of the same machine had its log buffer, from the log of a larger one. */
static void recipe_follow__another_log_buffer__where_the_kernel_had_it(void **state)
{
	struct machine_wish wish = { 0 };
	struct machine one, other;
	struct predict from, truth;
	size_t i, j = 0, nr = 0;
	char why[300];

	(void)state;
	assert_int_equal(machine_load(&other, "maps/x86-crash256m", &wish, why, sizeof(why)), 0);
	wish.cmdline = other.cmdline;
	assert_int_equal(machine_load(&one, "maps/x86-4g", &wish, why, sizeof(why)), 0);
	assert_int_equal(predict_make(&truth, &other, why), 0);
	assert_int_equal(predict_make(&from, &one, why), 0);
	for (i = 0; i < truth.recipe.nr; i++) {
		if (strcmp(truth.recipe.steps[i].group->name, "log buffer") != 0)
			continue;
		while (strcmp(from.recipe.steps[j].group->name, "log buffer") != 0)
			assert_in_range(++j, 0, from.recipe.nr - 1);
		assert_int_equal(from.recipe.steps[j++].answer, truth.recipe.steps[i].base);
		nr++;
	}
	assert_int_equal(nr, 3);
	predict_release(&from);
	predict_release(&truth);
	machine_release(&one);
	machine_release(&other);
}

static phys_addr_t place_of_name(const char *cmdline)
{
	struct machine_wish wish = { .cmdline = cmdline };
	struct machine machine;
	struct claims claims;
	char why[300];

	assert_int_equal(machine_load(&machine, "maps/x86-612-rm1", &wish, why, sizeof(why)), 0);
	assert_true(predict_boot(&machine, &claims));
	assert_int_equal(claims.nr, 1);
	machine_release(&machine);
	return claims.bases[0];
}

/* --- the kernel elsewhere --------------------------------------------------------------------- */

/* Kernels whose place was drawn: it must be among those that could be. */
static void check_drawn(const char *folder, uint64_t nr_places)
{
	struct machine_wish wish = { 0 };
	struct machine machine;
	struct predict predict;
	phys_addr_t last = 0;
	bool is_there = false;
	char why[300];
	uint64_t i;

	assert_int_equal(machine_load(&machine, folder, &wish, why, sizeof(why)), 0);
	assert_int_equal(predict_make(&predict, &machine, why), 0);
	assert_int_equal(kaslr_places(&predict), nr_places);
	for (i = 0; i < nr_places; i++) {
		phys_addr_t place = kaslr_place(&predict, i);

		assert_true(place > last);
		is_there |= place == predict.recipe.kernel.start;
		last = place;
	}
	assert_true(is_there);
	predict_release(&predict);
	machine_release(&machine);
}

static void kaslr_place__kernels_that_were_drawn__theirs_is_among_them(void **state)
{
	(void)state;
	check_drawn("maps/x86-kaslr-2g", 990);
	check_drawn("maps/x86-612-rm-kexec-kaslr", 988);
}

static void kaslr_try__counts__and_leaves_the_prediction_as_it_was(void **state)
{
	struct machine_wish wish = { .cmdline = "crashkernel=1100M" };
	struct machine machine;
	struct predict predict;
	phys_addr_t base;
	char why[300];

	(void)state;
	assert_int_equal(machine_load(&machine, "maps/x86-kaslr-2g", &wish, why, sizeof(why)), 0);
	assert_int_equal(predict_make(&predict, &machine, why), 0);
	base = predict.items[0].claim.main.start;
	assert_true(predict_fits(&predict));
	assert_true(kaslr_try(&predict, 0, 0, NULL));
	assert_int_equal(predict.nr_items, 1);
	assert_int_equal(predict.items[0].claim.main.start, base);
	assert_int_equal(predict.items[0].tally.nr, 990);
	assert_in_range(predict.items[0].tally.nr_fits, 1, 989);
	assert_false(predict_fits(&predict));
	assert_true(predict_with(&predict, predict.items[0].tally.fails_at));
	assert_false(predict.items[0].fits);
	predict_release(&predict);
	machine_release(&machine);
}

/* Two copies of it are made before. */
static void predict_make__longer_line__what_comes_after_its_copies_moves(void **state)
{
	const char *line = "log_buf_len=4M nokaslr reserve_mem=4K:4096:name";
	char longer[8192 + 100];

	(void)state;
	snprintf(longer, sizeof(longer), "%s root=%08192d", line, 0);
	assert_int_equal(place_of_name(line) - place_of_name(longer), 2 * 8192);
}

static void check_doubt(const struct machine_wish *wish, const char *doubt)
{
	struct machine machine;
	struct predict predict;
	char why[300];

	assert_int_equal(machine_load(&machine, "maps/x86-crash256m", wish, why, sizeof(why)), 0);
	assert_int_equal(predict_make(&predict, &machine, why), 0);
	assert_string_equal(predict.doubt, doubt);
	assert_int_equal(predict.exact, doubt[0] == '\0');
	predict_release(&predict);
	machine_release(&machine);
}

static void predict_make__log_of_another_boot__says_what_is_other(void **state)
{
	const char *differs = "other allocations are those of the log, which differs in ";
	struct machine_wish wish = { 0 };
	char text[200];

	(void)state;
	check_doubt(&wish, "");
	wish.kernel = BM_KERNEL(6, 1);
	check_doubt(&wish, "");
	wish.kernel = BM_KERNEL(6, 12);
	check_doubt(&wish, "the log is of another kernel, so other allocations are modelled");
	wish = (struct machine_wish){ .cmdline = "mem=2G" };
	check_doubt(&wish,
		    "the log is of other memory or nodes, so other allocations are modelled");
	wish.cmdline = "log_buf_len=4M nokaslr quiet root=/dev/sda1 ro crashkernel=64M -- numa=off";
	check_doubt(&wish, "");
	wish.cmdline = "log_buf_len=64M nokaslr";
	check_doubt(&wish, "");
	wish.cmdline = "swiotlb=1 swiotlb=2 swiot log_buf_len=4M";
	snprintf(text, sizeof(text), "%sswiotlb, swiot, nokaslr", differs);
	check_doubt(&wish, text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(predict_make__every_bundled_boot__where_the_kernel_had_them),
		cmocka_unit_test(predict_make__four_gigantic_pages__each_where_the_kernel_had_it),
		cmocka_unit_test(
			predict_make__log_of_the_machine_without_it__where_the_kernel_had_it),
		cmocka_unit_test(predict_make__log_with_other_nodes__says_so),
		cmocka_unit_test(predict_make__another_log_buffer__where_the_kernel_had_it),
		cmocka_unit_test(recipe_follow__every_bundled_boot__all_where_the_kernel_had_it),
		cmocka_unit_test(recipe_follow__another_log_buffer__where_the_kernel_had_it),
		cmocka_unit_test(kaslr_place__kernels_that_were_drawn__theirs_is_among_them),
		cmocka_unit_test(kaslr_try__counts__and_leaves_the_prediction_as_it_was),
		cmocka_unit_test(predict_make__longer_line__what_comes_after_its_copies_moves),
		cmocka_unit_test(predict_make__log_of_another_boot__says_what_is_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
