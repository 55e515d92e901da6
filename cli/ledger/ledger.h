/* SPDX-License-Identifier: MIT */
/*
 * ledger.h - where the memory went: from the firmware's map to what the page allocator got.
 *
 * A ledger is a list of lines. A total is computed by itself; takes and gives between two totals
 * are computed from what they are. That they come out even is therefore a check of the tool and
 * not a subtraction, and a ledger that does not is a bug. The one exception is marked so: what is
 * left over when a log names less than it counts has LEDGER_REST for its basis.
 *
 * Three depths, by what there is. A log with a trace tells every early allocation. Any other log
 * tells how much is reserved in all and names a part of it. Without a log, a model says what a
 * kernel takes.
 *
 *	struct ledger ledger;
 *
 *	if (ledger_make(&ledger, &machine, &outcome, &options, why, sizeof(why)) == 0) {
 *		...ledger.lines...
 *		ledger_release(&ledger);
 *	}
 */
#ifndef CLI_LEDGER_H
#define CLI_LEDGER_H

#include "cli/base/extents.h"
#include "cli/log/outcome.h"
#include "cli/machine/machine_boot.h"

/** How a number is known. */
enum ledger_basis {
	LEDGER_MAP,	 /* the firmware's map says so */
	LEDGER_MEASURED, /* the kernel said so: its log, or /proc */
	LEDGER_CMDLINE,	 /* the command line asks for it */
	LEDGER_MODEL,	 /* computed as the kernel does it */
	LEDGER_REST,	 /* what is left over */
};

/** ledger_basis_name() - "map", "measured", "command line", "model", "remainder" */
const char *ledger_basis_name(enum ledger_basis basis);

enum ledger_kind {
	LEDGER_TOTAL,
	LEDGER_TAKE,
	LEDGER_GIVE,
	LEDGER_ASIDE, /* not counted: what the map lists beside memory */
};

/**
 * struct ledger_line - a line
 * @key:     its name for programs
 * @what:    its name for people
 * @basis:   how it is known
 * @nr:      ranges it is made of; 0 if it is not known where it is
 * @largest: the longest of them
 */
struct ledger_line {
	enum ledger_kind kind;
	const char *key;
	const char *what;
	phys_addr_t bytes;
	enum ledger_basis basis;
	size_t nr;
	struct bm_range largest;
};

/** How much is known of what was taken. */
enum ledger_depth {
	LEDGER_TRACED, /* every allocation */
	LEDGER_TOLD,   /* a sum, and names for a part of it */
	LEDGER_GUESSED,
};

#define LEDGER_MAX_LINES 64

/**
 * struct ledger - a ledger
 * @depth:  see there
 * @usable: the first total
 * @memory: what boot memory had
 * @handed: what the page allocator got at the hand-over
 * @total:  what it had when all was done that the log tells; 0 if only a window is looked at
 * @at_line: what it had by our sum when the log's Memory: line was printed
 */
struct ledger {
	struct ledger_line lines[LEDGER_MAX_LINES];
	size_t nr;
	enum ledger_depth depth;
	phys_addr_t usable;
	phys_addr_t memory;
	phys_addr_t handed;
	phys_addr_t total;
	phys_addr_t at_line;
};

/**
 * ledger_make() - all of it
 * @ledger:  set
 * @machine: what firmware and loader said, and maybe a log
 * @outcome: what the kernel said; NULL for the model, also if there is a log
 * @window:  only what is in it counts; { 0, PHYS_ADDR_MAX } for everything
 * @why:     says what went wrong, on failure; 300 bytes
 *
 * Return: 0, or -1.
 */
int ledger_make(struct ledger *ledger, const struct machine *machine, const struct outcome *outcome,
		struct bm_range window, char *why);

/** ledger_fault() - the first total that the lines before it do not add up to; NULL if all do. */
const struct ledger_line *ledger_fault(const struct ledger *ledger);

/* --- for the files that fill one in --------------------------------------------------------- */

/** ledger_add() - append a line; takes and gives of nothing are left out. */
void ledger_add(struct ledger *ledger, const struct ledger_line *line);

/** ledger_add_set() - a line for a set of bytes, those in @window. */
bool ledger_add_set(struct ledger *ledger, struct ledger_line line, const struct extents *set,
		    struct bm_range window);

/** struct ledger_map - the first part, while it is being made */
struct ledger_map {
	struct ledger *ledger;
	struct bm_range window;
	struct extents now;
	struct machine_boot *run;
	bool begun;
	bool failed;
};

/**
 * ledger_map_make() - boot the machine; lines from the firmware's map to memory
 * @map:     its ledger and window are set
 * @machine: what firmware said
 * @why:     says what went wrong, on failure; 300 bytes
 *
 * Return: 0 with map->now what is memory then, or -1. Either way ledger_map_release() it.
 */
int ledger_map_make(struct ledger_map *map, const struct machine *machine, char *why);

void ledger_map_release(struct ledger_map *map);

/** struct log; ledger_trace() - lines from memory to the hand-over, of a log with a trace. */
struct log;
bool ledger_trace(struct ledger_map *map, const struct log *log);

/** ledger_told() - the same of a log without; only for the whole of memory. */
void ledger_told(struct ledger_map *map, const struct outcome *outcome);

/** ledger_guess() - the same without a log; @why is set if it is not for want of memory. */
bool ledger_guess(struct ledger_map *map, const struct machine *machine, char *why);

/** ledger_later() - lines from the hand-over to MemTotal. */
void ledger_later(struct ledger *ledger, const struct outcome *outcome);

#endif
