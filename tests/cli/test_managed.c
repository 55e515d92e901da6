// SPDX-License-Identifier: MIT
/*
 * test_managed.c - the pages that every bundled boot gave to its page allocator, to the page.
 *
 * The log of a boot is replayed up to the hand-over, then our own hand-over is run on the map as
 * it stands. Per zone that must not be more than /proc/zoneinfo says, and in all it must be less
 * by just what the log itself says was freed afterwards: the initial ram disk, code and data that
 * only starting needed, late frees, areas lent to the page allocator (CMA), and huge pages that
 * were taken before the hand-over and count as managed.
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

#include "cli/machine/machine_boot.h"
#include "cli/machine/machine_mm.h"
#include "cli/replay/replay.h"
#include "full.h"

#define KIB_PER_PAGE 4ull
#define PAGES_PER_MIB 256ull
#define PAGES_PER_GIB 262144ull

/* A file of the boot as text; NULL if it has none. */
static char *text_of(const char *folder, const char *name)
{
	struct input input;
	char why[200];
	char *path;
	int err;

	assert_true(asprintf(&path, "%s/%s", folder, name) > 0);
	err = input_read(path, &input, why, sizeof(why));
	free(path);
	if (err)
		return NULL;
	input.bytes = realloc(input.bytes, input.len + 1);
	assert_non_null(input.bytes);
	input.bytes[input.len] = '\0';
	return input.bytes;
}

/* --- what was freed later ------------------------------------------------------------------- */

/* The number that follows @after in a line that has @word; *line moves behind it. */
static bool find_number(const char **line, const char *word, const char *after,
			unsigned long long *out)
{
	const char *found = strstr(*line, word);
	const char *end = found ? strchr(found, '\n') : NULL;
	const char *number = found ? strstr(found, after) : NULL;

	if (!found)
		return false;
	*line = found + strlen(word);
	*out = number && end && number < end ? strtoull(number + strlen(after), NULL, 10) : 0;
	return true;
}

static unsigned long long sum_of(const char *log, const char *word, const char *after)
{
	unsigned long long sum = 0, one;

	while (find_number(&log, word, after, &one))
		sum += one;
	return sum;
}

/* "memblock_free_late: [0x0000000036da1000-0x0000000036da1fff]" */
static unsigned long long late_pages(const char *log)
{
	unsigned long long first, last, pages = 0;
	const char *line = log;

	while ((line = strstr(line, "memblock_free_late: [")) != NULL) {
		line += strlen("memblock_free_late: [");
		if (sscanf(line, "%llx-%llx", &first, &last) == 2)
			pages += (last + 1) / 4096 - (first + 4095) / 4096;
	}
	return pages;
}

static unsigned long long freed_later(const char *log)
{
	unsigned long long pages = late_pages(log);

	pages += sum_of(log, "] Freeing ", " memory: ") / KIB_PER_PAGE;
	pages += sum_of(log, "] cma: Reserved", " Reserved ") * PAGES_PER_MIB;
	pages += sum_of(log, "HugeTLB: registered 1.00 GiB page size", "pre-allocated ") *
		 PAGES_PER_GIB;
	return pages;
}

/* --- a boot ---------------------------------------------------------------------------- */

static void replay_to_handover(struct replay *replay)
{
	size_t pos;

	for (pos = 0; replay_step(replay); pos = replay->pos) {
		if (replay->log->events[pos].kind == LOG_HANDOVER)
			break;
	}
}

static void hand_over(struct machine_boot *run, struct replay *replay)
{
	struct bm_zone_policy policy = run->zones.policy;
	struct bm_sink nobody = { 0 };
	struct bm_mm mm;

	assert_int_equal(bm_zones_layout(&run->zones, &replay->mb, &policy), 0);
	bm_mm_init(&mm, &replay->mb, &run->zones);
	assert_int_equal(bm_release(&mm, &nobody), 0);
	assert_int_equal(mm.audit.fault, BM_AUDIT_OK);
}

static unsigned long long managed_by_us(const struct bm_zones *zones, unsigned int nid,
					const char *name)
{
	unsigned int idx;

	for (idx = 0; idx < BM_NR_ZONES; idx++) {
		if (strcmp(bm_zone_name(idx), name) == 0)
			return zones->nodes[nid].zones[idx].managed;
	}
	fail_msg("zone %s", name);
	return 0;
}

static void compare(const struct bm_zones *zones, char *info, const char *log,
		    const char *folder)
{
	unsigned long long theirs = 0, ours = 0, one, mine = 0;
	unsigned int nid;
	char name[16];
	char *line;

	for (line = strtok(info, "\n"); line; line = strtok(NULL, "\n")) {
		if (sscanf(line, "Node %u, zone %15s", &nid, name) == 2) {
			mine = managed_by_us(zones, nid, name);
		} else if (sscanf(line, " managed %llu", &one) == 1) {
			theirs += one;
			ours += mine;
			/* With mirrors Linux counts pages to zones that do not hold them. */
			if (zones->rule != BM_MOVABLE_MIRROR && mine > one)
				fail_msg("%s: node %u zone %s: %llu managed, ours %llu", folder,
					 nid, name, one, mine);
		}
	}
	if (theirs != ours + freed_later(log))
		fail_msg("%s: %llu managed, ours %llu and %llu freed later", folder, theirs, ours,
			 freed_later(log));
}

static unsigned int check_boot(const char *folder)
{
	struct machine_wish wish = { 0 };
	char *text = text_of(folder, "dmesg.txt.xz");
	char *info = text_of(folder, "zoneinfo.txt.xz");
	struct machine_boot *run;
	struct log_error error;
	struct machine machine;
	struct replay *replay;
	unsigned int nr = 0;
	struct log log;
	char why[300];

	if (text && info) {
		nr = 1;
		assert_int_equal(machine_load(&machine, folder, &wish, why, sizeof(why)), 0);
		assert_int_equal(machine_boot(&machine, NULL, &run, why, sizeof(why)), 0);
		assert_int_equal(log_parse(text, strlen(text), &log, &error), 0);
		assert_int_equal(replay_new(&log, &replay), 0);
		replay_to_handover(replay);
		hand_over(run, replay);
		compare(&run->zones, info, text, folder);
		replay_free(replay);
		log_release(&log);
		machine_boot_free(run);
		machine_release(&machine);
	}
	free(text);
	free(info);
	return nr;
}

static void bm_release__every_bundled_boot__as_many_pages_as_the_kernel_had(void **state)
{
	DIR *dir = opendir("maps");
	const struct dirent *entry;
	unsigned int nr = 0;
	char *folder;

	(void)state;
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (strchr(entry->d_name, '.') || is_beyond_host(entry->d_name))
			continue;
		assert_true(asprintf(&folder, "maps/%s", entry->d_name) > 0);
		nr += check_boot(folder);
		free(folder);
	}
	closedir(dir);
	print_message("%u boots\n", nr);
	assert_in_range(nr, 100, 100000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			bm_release__every_bundled_boot__as_many_pages_as_the_kernel_had),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
