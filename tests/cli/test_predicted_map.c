// SPDX-License-Identifier: MIT
/*
 * test_predicted_map.c - maps of boots that are predicted, against maps of the same boots.
 *
 * A prediction ends where the command line has been read, a real map at the hand-over: more is
 * taken by then, and nothing of this is given back.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cli/base/span.h"
#include "cli/predict/predicted_map.h"

/** struct tally - bytes that a prediction has taken: the same as the kernel, or otherwise. */
struct tally {
	size_t nr_boots;
	phys_addr_t same;
	phys_addr_t other;
	phys_addr_t free_by_then;
};

static void count_span(const struct owned *span, const struct map *real, struct tally *tally)
{
	phys_addr_t left = span->end - span->base;
	size_t i;

	for (i = 0; i < real->owners.nr_spans; i++) {
		const struct owned *theirs = &real->owners.spans[i];
		phys_addr_t base = higher(span->base, theirs->base);
		phys_addr_t end = lower(span->end, theirs->end);

		if (base >= end)
			continue;
		left -= end - base;
		if (theirs->owner == span->owner) {
			tally->same += end - base;
		} else {
			tally->other += end - base;
			print_message("0x%llx+0x%llx %s, really %s\n", (unsigned long long)base,
				      (unsigned long long)(end - base), span->owner, theirs->owner);
		}
	}
	tally->free_by_then += left;
}

static void compare(const char *folder, struct tally *tally)
{
	struct machine_wish wish = { 0 };
	struct predicted_map predicted;
	struct machine machine;
	struct predict predict;
	struct replay *replay;
	struct map real;
	char why[300];
	size_t i;

	assert_int_equal(machine_load(&machine, folder, &wish, why, sizeof(why)), 0);
	assert_int_equal(predict_make(&predict, &machine, why), 0);
	if (predict.exact) {
		assert_true(predicted_map_new(&predicted, &predict, why));
		assert_int_equal(map_replay(machine_log(&machine), &replay), 0);
		assert_int_equal(map_new(replay, &real), 0);
		for (i = 0; i < predicted.map.owners.nr_spans; i++)
			count_span(&predicted.map.owners.spans[i], &real, tally);
		tally->nr_boots++;
		map_release(&real);
		replay_free(replay);
		predicted_map_release(&predicted);
	}
	predict_release(&predict);
	machine_release(&machine);
}

static void predicted_map_new__every_bundled_boot__as_the_kernel_had_it(void **state)
{
	struct tally tally = { 0 };
	const struct dirent *entry;
	DIR *dir = opendir("maps");
	char folder[300];

	(void)state;
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (strchr(entry->d_name, '.'))
			continue;
		snprintf(folder, sizeof(folder), "maps/%s", entry->d_name);
		compare(folder, &tally);
	}
	closedir(dir);
	print_message("%zu boots: %llu MiB as the kernel had it\n", tally.nr_boots,
		      (unsigned long long)(tally.same >> 20));
	assert_int_equal(tally.other, 0);
	assert_int_equal(tally.free_by_then, 0);
	assert_in_range(tally.nr_boots, 129, 100000);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(predicted_map_new__every_bundled_boot__as_the_kernel_had_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
