// SPDX-License-Identifier: MIT
/*
 * ledger.c - put a ledger together, and check that it comes out even.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/scan.h"
#include "cli/ledger/ledger.h"
#include "cli/log/log.h"

const char *ledger_basis_name(enum ledger_basis basis)
{
	static const char *const names[] = {
		[LEDGER_MAP] = "map",	     [LEDGER_MEASURED] = "measured",
		[LEDGER_MODEL] = "model",    [LEDGER_CMDLINE] = "command line",
		[LEDGER_REST] = "remainder",
	};

	return names[basis];
}

void ledger_add(struct ledger *ledger, const struct ledger_line *line)
{
	if (ledger->nr == LEDGER_MAX_LINES || (line->kind != LEDGER_TOTAL && line->bytes == 0))
		return;
	ledger->lines[ledger->nr++] = *line;
}

bool ledger_add_set(struct ledger *ledger, struct ledger_line line, const struct extents *set,
		    struct bm_range window)
{
	struct extents inside = { 0 };
	struct extents limits = { &window, 1, 1 };
	bool ok = extents_both(set, &limits, &inside);

	line.bytes = extents_size(&inside);
	line.nr = inside.nr;
	line.largest = extents_largest(&inside);
	extents_release(&inside);
	if (ok)
		ledger_add(ledger, &line);
	return ok;
}

const struct ledger_line *ledger_fault(const struct ledger *ledger)
{
	phys_addr_t sum = 0;
	bool begun = false;
	size_t i;

	for (i = 0; i < ledger->nr; i++) {
		const struct ledger_line *line = &ledger->lines[i];

		if (line->kind == LEDGER_TAKE)
			sum -= line->bytes;
		if (line->kind == LEDGER_GIVE)
			sum += line->bytes;
		if (line->kind != LEDGER_TOTAL)
			continue;
		if (begun && line->bytes != sum)
			return line;
		begun = true;
		sum = line->bytes;
	}
	return NULL;
}

/* --- after the hand-over -------------------------------------------------------------------- */

void ledger_later(struct ledger *ledger, const struct outcome *outcome)
{
	static const struct {
		const char *key;
		const char *what;
	} words[NR_FREED] = {
		[FREED_INITRD] = { "freed.initrd", "initial ram disk, unpacked" },
		[FREED_INIT] = { "freed.init", "kernel's code and data for starting only" },
		[FREED_LATE] = { "freed.late", "freed late" },
		[FREED_CMA] = { "freed.cma", "contiguous memory areas, lent" },
		[FREED_GIANTS] = { "freed.hugepages", "huge pages, counted as managed" },
	};
	struct ledger_line total = {
		.kind = LEDGER_TOTAL,
		.key = "memtotal",
		.what = "MemTotal",
		.basis = LEDGER_MEASURED,
	};
	bool traced = ledger->depth == LEDGER_TRACED;
	size_t i;

	total.bytes = ledger->handed;
	for (i = 0; i < NR_FREED; i++) {
		struct ledger_line line = {
			.kind = LEDGER_GIVE,
			.key = words[i].key,
			.what = words[i].what,
			.bytes = outcome->freed[i] - (traced ? 0 : outcome->freed_before[i]),
			.basis = LEDGER_MEASURED,
		};

		ledger_add(ledger, &line);
		total.bytes += line.bytes;
	}
	ledger_add(ledger, &total);
	ledger->total = total.bytes;
	ledger->at_line = ledger->handed + (traced ? outcome_freed(outcome, true) : 0);
}

/* --- all of it ------------------------------------------------------------------------------ */

static bool is_all(struct bm_range window)
{
	return window.start == 0 && window.end == PHYS_ADDR_MAX;
}

/* Kernels say that an array has grown even when they were not asked to tell all. */
static bool has_requests(const struct log *log)
{
	size_t i;

	for (i = 0; i < log->nr_events; i++)
		if (log->events[i].kind == LOG_REQUEST)
			return true;
	return false;
}

static bool make_taken(struct ledger_map *map, const struct machine *machine,
		       const struct outcome *outcome)
{
	const struct log *log = outcome ? machine_log(machine) : NULL;

	if (log && has_requests(log)) {
		map->ledger->depth = LEDGER_TRACED;
		return ledger_trace(map, log);
	}
	if (!outcome || !is_all(map->window) || !outcome->has_line)
		return ledger_guess(map, machine);
	ledger_told(map, outcome);
	return true;
}

/* --- a log alone, of a kernel that prints no map of the firmware's -------------------------- */

/* "  node   0: [mem 0x40000000-0x13fffffff]" as lines of fw_plain.h; NULL if there are none. */
static char *map_of_log(struct bm_str text)
{
	struct scan rest = { text.at, text.at + text.len };
	char *lines = NULL;
	size_t len = 0;
	FILE *file = open_memstream(&lines, &len);
	uint64_t first, last;
	int nid;

	while (file && scan_find(&rest, "]   node ")) {
		scan_spaces(&rest);
		if (scan_int(&rest, &nid) && scan_text(&rest, ": [mem ") &&
		    scan_hex(&rest, &first) && scan_text(&rest, "-") && scan_hex(&rest, &last) &&
		    first <= last)
			fprintf(file, "0x%" PRIx64 "+0x%" PRIx64 " usable node %d\n", first,
				last - first + 1, nid);
	}
	if (!file || fclose(file) != 0 || len == 0) {
		free(lines);
		return NULL;
	}
	return lines;
}

static int map_from_log(struct ledger_map *map, const struct machine *machine, char *why)
{
	struct machine told = *machine;
	struct input *plain = &told.parts[MACHINE_PLAIN];
	struct ledger_line *first = map->ledger->lines;
	char *lines = plain->bytes || !machine->parts[MACHINE_LOG].bytes
			      ? NULL
			      : map_of_log(machine_part(machine, MACHINE_LOG));
	int err;

	if (!lines)
		return -1;
	ledger_map_release(map);
	plain->bytes = lines;
	plain->len = strlen(lines);
	err = ledger_map_make(map, &told, why);
	first->basis = LEDGER_MEASURED;
	first->what = "memory of all nodes, says the log";
	free(lines);
	return err;
}

int ledger_make(struct ledger *ledger, const struct machine *machine, const struct outcome *outcome,
		struct bm_range window, char *why)
{
	struct ledger_map map = { .ledger = ledger, .window = window };
	int err;

	*ledger = (struct ledger){ 0 };
	err = ledger_map_make(&map, machine, why);
	if (err)
		err = map_from_log(&map, machine, why);
	if (!err && !make_taken(&map, machine, outcome)) {
		snprintf(why, 300, "out of memory");
		err = -1;
	}
	if (!err && is_all(window) && ledger->depth != LEDGER_GUESSED)
		ledger_later(ledger, outcome);
	ledger_map_release(&map);
	return err;
}
