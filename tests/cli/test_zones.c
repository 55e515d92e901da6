// SPDX-License-Identifier: MIT
/*
 * test_zones.c - the zones of every bundled boot, from firmware and command line, against its
 * log.
 *
 * The log is cut off before the kernel says anything of zones, then the machine is booted. What
 * the library would log must be what the kernel logged, character for character; spans and pages
 * must be those of /proc/zoneinfo.
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

/** struct text - lines, each ended by a newline. */
struct text {
	char *bytes;
	size_t len;
	size_t room;
};

static void add_line(struct text *text, const char *line, size_t len)
{
	if (text->len + len + 2 > text->room) {
		text->room = 2 * text->room + len + 4096;
		text->bytes = realloc(text->bytes, text->room);
		assert_non_null(text->bytes);
	}
	memcpy(text->bytes + text->len, line, len);
	text->len += len;
	text->bytes[text->len++] = '\n';
	text->bytes[text->len] = '\0';
}

static void take_log(void *ctx, int level, const char *line, size_t len)
{
	(void)level;
	add_line(ctx, line, len);
}

/* --- what the kernel said ------------------------------------------------------------- */

static const char *const zone_lines[] = {
	"Zone ranges:",
	"  DMA ",
	"  DMA32 ",
	"  Normal ",
	"  Device ",
	"Movable zone start for each node",
	"  Node ",
	"Early memory node ranges",
	"  node ",
	"Initmem setup node ",
	"Initializing node ",
	"On node ",
	"This configuration results in unmirrored",
	"The system has no mirror memory",
	"The system is under kdump",
	"Fallback order for Node ",
	"Policy zone: ",
};

static bool is_zone_line(const char *line, size_t len)
{
	size_t i;

	for (i = 0; i < sizeof(zone_lines) / sizeof(zone_lines[0]); i++) {
		size_t start = strlen(zone_lines[i]);

		if (len >= start && memcmp(line, zone_lines[i], start) == 0)
			return true;
	}
	return false;
}

/* "[    0.171928] Zone ranges:" */
static const char *skip_time(const char *line, const char *end)
{
	const char *bracket = memchr(line, ']', (size_t)(end - line));

	return *line == '[' && bracket && bracket + 2 <= end ? bracket + 2 : line;
}

static struct text kernel_said(const struct input *log)
{
	struct text text = { NULL, 0, 0 };
	const char *end = log->bytes + log->len;
	const char *line = log->bytes;
	const char *stop;

	for (; line < end; line = stop + 1) {
		stop = memchr(line, '\n', (size_t)(end - line));
		stop = stop ? stop : end;
		line = skip_time(line, stop);
		if (is_zone_line(line, (size_t)(stop - line)))
			add_line(&text, line, (size_t)(stop - line));
	}
	return text;
}

/* One kernel died of memory without a node, after it had said most of it. */
static bool is_whole(const struct text *said)
{
	return strstr(said->bytes, "Policy zone") != NULL;
}

/* --- what we say ---------------------------------------------------------------------- */

static void cut_answers(struct input *log)
{
	const char *zones = log->bytes ? memmem(log->bytes, log->len, "Zone ranges:", 12) : NULL;

	if (zones)
		log->len = (size_t)(zones - log->bytes);
}

/* How many pages there are in all depends on allocations that the recipe does not make. */
static void drop_built_line(struct text *text)
{
	char *built = strstr(text->bytes, "Built ");
	char *end = built ? strchr(built, '\n') : NULL;

	if (end) {
		memmove(built, end + 1, strlen(end + 1) + 1);
		text->len = strlen(text->bytes);
	}
}

static struct text we_say(struct machine_boot *run)
{
	struct text text = { NULL, 0, 0 };
	struct bm_port port = { .ctx = &text, .log = take_log };

	run->mb.port = &port;
	bm_zones_log(&run->zones, &run->mb);
	bm_zones_log_fallback(&run->zones, &port);
	bm_zones_log_built(&run->zones, &port, true);
	run->mb.port = NULL;
	drop_built_line(&text);
	return text;
}

/* --- /proc/zoneinfo ------------------------------------------------------------------- */

static const struct bm_zone *zone_named(const struct bm_zones *zones, unsigned int nid,
					const char *name)
{
	unsigned int idx;

	assert_true(nid < zones->nr_nodes);
	for (idx = 0; idx < BM_NR_ZONES; idx++) {
		if (strcmp(bm_zone_name(idx), name) == 0)
			return &zones->nodes[nid].zones[idx];
	}
	fail_msg("zone %s", name);
	return NULL;
}

static unsigned int check_zoneinfo(const struct bm_zones *zones, char *info)
{
	const struct bm_zone *zone = NULL;
	unsigned long long value;
	unsigned int nid, nr = 0;
	char name[16];
	char *line;

	for (line = strtok(info, "\n"); line; line = strtok(NULL, "\n")) {
		if (sscanf(line, "Node %u, zone %15s", &nid, name) == 2) {
			zone = zone_named(zones, nid, name);
			nr++;
		} else if (zone && sscanf(line, " spanned %llu", &value) == 1) {
			assert_int_equal(zone->spanned, value);
		} else if (zone && sscanf(line, " present %llu", &value) == 1) {
			assert_int_equal(zone->present, value);
		} else if (zone && zone->spanned && sscanf(line, " start_pfn: %llu", &value) == 1) {
			assert_int_equal(zone->start_pfn, value);
		}
	}
	return nr;
}

static unsigned int compare_zoneinfo(const struct bm_zones *zones, const char *folder)
{
	struct input input;
	unsigned int nr = 0;
	char why[200];
	char *path;
	int err;

	assert_true(asprintf(&path, "%s/zoneinfo.txt.xz", folder) > 0);
	err = input_read(path, &input, why, sizeof(why));
	free(path);
	if (err)
		return 0;
	input.bytes = realloc(input.bytes, input.len + 1);
	assert_non_null(input.bytes);
	input.bytes[input.len] = '\0';
	nr = check_zoneinfo(zones, input.bytes);
	free(input.bytes);
	return nr;
}

/* --- a boot, all boots ---------------------------------------------------------------- */

struct totals {
	unsigned int nr_boots;
	unsigned int nr_whole;
	unsigned int nr_zones;
};

static void check_boot(const char *folder, struct totals *totals)
{
	struct machine_wish wish = { 0 };
	struct machine_boot *run;
	struct machine machine;
	struct text said, ours;
	char why[300];

	if (machine_load(&machine, folder, &wish, why, sizeof(why)) != 0)
		fail_msg("%s: %s", folder, why);
	assert_non_null(machine.parts[MACHINE_LOG].bytes);
	said = kernel_said(&machine.parts[MACHINE_LOG]);
	cut_answers(&machine.parts[MACHINE_LOG]);
	if (machine_boot(&machine, NULL, &run, why, sizeof(why)) != 0)
		fail_msg("%s: %s", folder, why);
	ours = we_say(run);
	if (is_whole(&said) && strcmp(said.bytes, ours.bytes) != 0)
		fail_msg("%s:\nthe kernel said\n%s\nours\n%s", folder, said.bytes, ours.bytes);
	if (!is_whole(&said) && strncmp(said.bytes, ours.bytes, said.len) != 0)
		fail_msg("%s:\nthe kernel began\n%s\nours\n%s", folder, said.bytes, ours.bytes);
	totals->nr_boots++;
	totals->nr_whole += is_whole(&said);
	totals->nr_zones += compare_zoneinfo(&run->zones, folder);
	free(said.bytes);
	free(ours.bytes);
	machine_boot_free(run);
	machine_release(&machine);
}

/* The bundled boots are folders of maps/, each with boot2 and so on where kexec was used. */
static void check_folder(const char *folder, bool inner, struct totals *totals)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	char path[512];

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.' || strchr(entry->d_name, '.'))
			continue;
		if (inner && strncmp(entry->d_name, "boot", 4) != 0)
			continue;
		if (inner && strncmp(entry->d_name, "boot_", 5) == 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		check_boot(path, totals);
		if (!inner)
			check_folder(path, true, totals);
	}
	closedir(dir);
}

static void machine_boot__every_bundled_boot__zones_as_the_kernel_had_them(void **state)
{
	struct totals totals = { 0 };

	(void)state;
	check_folder("maps", false, &totals);
	print_message("%u boots, %u of them to the end, %u zones\n", totals.nr_boots,
		      totals.nr_whole, totals.nr_zones);
	assert_in_range(totals.nr_boots, 100, 100000);
	assert_int_equal(totals.nr_whole, totals.nr_boots - 1);
	assert_in_range(totals.nr_zones, 1000, 1000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(machine_boot__every_bundled_boot__zones_as_the_kernel_had_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
