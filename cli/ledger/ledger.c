// SPDX-License-Identifier: MIT
/*
 * ledger.c - put a ledger together, and check that it comes out even.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* --- what was taken ------------------------------------------------------------------------- */

static bool is_all(struct bm_range window)
{
	return window.start == 0 && window.end == PHYS_ADDR_MAX;
}

static bool make_taken(struct ledger_map *map, const struct machine *machine,
		       const struct outcome *outcome, char *why)
{
	const struct log *log = outcome ? machine_log(machine) : NULL;

	snprintf(why, 300, "out of memory");
	if (log && log_has_requests(log)) {
		map->ledger->depth = LEDGER_TRACED;
		return ledger_trace(map, log);
	}
	if (!outcome || !is_all(map->window) || !outcome->has_line)
		return ledger_guess(map, machine, why);
	ledger_told(map, outcome);
	return true;
}

/* --- all of it ------------------------------------------------------------------------------ */

int ledger_make(struct ledger *ledger, const struct machine *machine, const struct outcome *outcome,
		struct bm_range window, char *why)
{
	struct ledger_map map = { .ledger = ledger, .window = window };
	int err;

	*ledger = (struct ledger){ 0 };
	err = ledger_map_make(&map, machine, why);
	if (!err && !make_taken(&map, machine, outcome, why))
		err = -1;
	if (!err && is_all(window) && ledger->depth != LEDGER_GUESSED)
		ledger_later(ledger, outcome);
	ledger_map_release(&map);
	return err;
}
