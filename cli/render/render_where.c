// SPDX-License-Identifier: MIT
/*
 * render_where.c - a ledger as a table.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/base/text.h"
#include "cli/render/render_where.h"

#define NR_HINTS (sizeof(hints) / sizeof(hints[0]))

/* --- the other side ------------------------------------------------------------------------- */

static void add_check(struct where_check *checks, size_t *nr, const char *against,
		      phys_addr_t theirs)
{
	checks[*nr] = (struct where_check){ .against = against, .theirs = theirs, .granule = 1024 };
	(*nr)++;
}

/* Differences that the kernel's other numbers explain. */
static const char *reason(const struct where *where, const struct where_check *check)
{
	const struct outcome *outcome = &where->outcome;
	phys_addr_t managed = outcome->managed * outcome->page;

	if (!outcome->has_zones || check->ours == check->theirs)
		return NULL;
	if (outcome->has_total && check->theirs == managed && managed < outcome->total)
		return "pages that are not initialised yet";
	if (check->ours < check->theirs && where->ledger.depth != LEDGER_GUESSED &&
	    outcome->present * outcome->page > where->ledger.memory)
		return "memory that was plugged in later";
	if (check->ours < check->theirs && where->ledger.depth == LEDGER_TOLD)
		return "freed late, which only a trace tells";
	return NULL;
}

size_t where_checks(const struct where *where, struct where_check *checks)
{
	const struct outcome *outcome = &where->outcome;
	const struct ledger *ledger = &where->ledger;
	size_t nr = 0, i;

	if (where->what_if || where->window.start > 0 || where->window.end < PHYS_ADDR_MAX)
		return 0;
	if (outcome->has_line && ledger->depth == LEDGER_TRACED) {
		add_check(checks, &nr, "the log's Memory: line", outcome_total(outcome));
		checks[0].ours = ledger->at_line;
	}
	if (outcome->has_total)
		add_check(checks, &nr, "MemTotal of /proc/meminfo", outcome->total);
	if (outcome->has_zones)
		add_check(checks, &nr, "managed pages of /proc/zoneinfo",
			  outcome->managed * outcome->page);
	for (i = 0; i < nr; i++) {
		if (checks[i].ours == 0)
			checks[i].ours = ledger->total;
		checks[i].why = reason(where, &checks[i]);
	}
	return nr;
}

static phys_addr_t distance(const struct where_check *check)
{
	return check->ours > check->theirs ? check->ours - check->theirs
					   : check->theirs - check->ours;
}

bool where_agrees(const struct where *where)
{
	struct where_check checks[WHERE_MAX_CHECKS];
	size_t nr = where_checks(where, checks), i;

	for (i = 0; i < nr; i++) {
		phys_addr_t slack = where->ledger.depth == LEDGER_GUESSED ? checks[i].theirs / 100
									  : checks[i].granule - 1;

		if (distance(&checks[i]) > slack && !checks[i].why)
			return false;
	}
	return true;
}

/* --- numbers -------------------------------------------------------------------------------- */

static const char *amount(phys_addr_t bytes, const struct where_view *view, char *out, size_t room)
{
	uint64_t hundredths = (bytes >> 20) * 100 + (((bytes & 0xfffff) * 100 + (1 << 19)) >> 20);

	if (view->bytes)
		snprintf(out, room, "%" PRIu64, (uint64_t)bytes);
	else
		snprintf(out, room, "%" PRIu64 ".%02" PRIu64, hundredths / 100, hundredths % 100);
	return out;
}

static void print_place(const struct ledger_line *line)
{
	char size[32];

	if (line->nr == 0)
		return;
	printf("%*s  ", (int)(12 - strlen(ledger_basis_name(line->basis))), "");
	if (line->nr > 1)
		printf("%zu ranges, largest ", line->nr);
	printf("0x%" PRIx64 "-0x%" PRIx64, line->largest.start, line->largest.end - 1);
	if (line->nr > 1)
		printf(" (%s)",
		       text_size(line->largest.end - line->largest.start, size, sizeof(size)));
}

static const char *sign_of(enum ledger_kind kind)
{
	static const char *const signs[] = {
		[LEDGER_TOTAL] = "=",
		[LEDGER_TAKE] = "-",
		[LEDGER_GIVE] = "+",
		[LEDGER_ASIDE] = " ",
	};

	return signs[kind];
}

static void print_line(const struct where *where, const struct ledger_line *line,
		       const struct where_view *view)
{
	double share = where->ledger.usable > 0
			       ? 100.0 * (double)line->bytes / (double)where->ledger.usable
			       : 0.0;
	bool bold = view->colour && line->kind == LEDGER_TOTAL;
	char bytes[32], percent[16] = "";

	if (line->kind != LEDGER_ASIDE)
		snprintf(percent, sizeof(percent), "%.1f%%", share);
	printf("%s%s %-44s %14s %7s  %s%s", bold ? "\033[1m" : "", sign_of(line->kind), line->what,
	       amount(line->bytes, view, bytes, sizeof(bytes)), percent,
	       ledger_basis_name(line->basis), bold ? "\033[0m" : "");
	print_place(line);
	printf("\n");
}

/* --- the table ------------------------------------------------------------------------------ */

static const char *source(const struct where *where)
{
	static const char *const sources[] = {
		[LEDGER_TRACED] = "a log that names every early allocation",
		[LEDGER_TOLD] = "a log that names a part of what is taken",
		[LEDGER_GUESSED] = "a model, without a log",
	};

	if (where->ledger.depth == LEDGER_GUESSED && !where->what_if &&
	    where->machine->parts[MACHINE_LOG].bytes)
		return "a model, as the log does not count what is taken";
	return sources[where->ledger.depth];
}

static void print_head(const struct where *where, const struct where_view *view)
{
	const struct machine *machine = where->machine;

	printf("%s: %s, Linux %u.%u, pages of %u KiB; from %s\n", machine->name,
	       machine->profile->name, machine->kernel >> 16, machine->kernel & 0xffff,
	       1u << (machine->profile->page_shift - 10), source(where));
	if (where->window.end < PHYS_ADDR_MAX)
		printf("only what is below 0x%" PRIx64 "\n", where->window.end);
	printf("%-46s %14s %7s  %s\n", "", view->bytes ? "bytes" : "MiB", "share", "how we know");
}

static void print_asides(const struct where *where, const struct where_view *view)
{
	bool any = false;
	size_t i;

	for (i = 0; i < where->ledger.nr; i++) {
		if (where->ledger.lines[i].kind != LEDGER_ASIDE)
			continue;
		if (!any)
			printf("the map also lists, not counted here:\n");
		any = true;
		print_line(where, &where->ledger.lines[i], view);
	}
}

static void print_check(const struct where_check *check, const struct where_view *view)
{
	char theirs[32], off[32];
	bool less = check->ours < check->theirs;

	printf("  %-44s %14s", check->against, amount(check->theirs, view, theirs, sizeof(theirs)));
	if (distance(check) < check->granule)
		printf("          the same\n");
	else
		printf("          %s by %s%s%s\n", less ? "more" : "less",
		       amount(distance(check), view, off, sizeof(off)), check->why ? ": " : "",
		       check->why ? check->why : "");
}

/* What people can change, and with what. */
static const struct {
	const char *what;
	const char *how;
} hints[] = {
	{ "crash kernel", "crashkernel=, see bootmem plan crashkernel" },
	{ "huge pages", "hugepages=, which could be asked for later" },
	{ "bounce buffers (swiotlb)", "swiotlb=" },
	{ "log buffer", "log_buf_len=" },
	{ "named reservations (reserve_mem)", "reserve_mem=" },
	{ "cut off by mem= or memmap=", "mem= or memmap=" },
	{ "cut off by mem=", "mem=" },
};

static void print_hint(const struct where *where)
{
	const struct ledger *ledger = &where->ledger;
	phys_addr_t most = ledger->usable / 100;
	const char *how = NULL, *what = NULL;
	char size[32];
	size_t i, k;

	for (i = 0; i < ledger->nr; i++) {
		for (k = 0; k < NR_HINTS; k++) {
			if (strcmp(ledger->lines[i].what, hints[k].what) != 0 ||
			    ledger->lines[i].bytes <= most)
				continue;
			most = ledger->lines[i].bytes;
			what = hints[k].what;
			how = hints[k].how;
		}
	}
	if (how)
		printf("\nBiggest thing you can change: %s, %s (%s).\n", what,
		       text_size(most, size, sizeof(size)), how);
}

static void print_unread(const struct machine *machine)
{
	size_t i;

	for (i = 0; i < machine->nr_unread; i++)
		printf("%s%s", i == 0 ? "not read, as only root may: " : ", ", machine->unread[i]);
	if (machine->nr_unread > 0)
		printf("\n");
}

void render_where(const struct where *where, const struct where_view *view)
{
	struct where_check checks[WHERE_MAX_CHECKS];
	size_t nr = where_checks(where, checks), i;

	print_head(where, view);
	for (i = 0; i < where->ledger.nr; i++)
		if (where->ledger.lines[i].kind != LEDGER_ASIDE)
			print_line(where, &where->ledger.lines[i], view);
	if (nr > 0)
		printf("the kernel's own numbers:\n");
	for (i = 0; i < nr; i++)
		print_check(&checks[i], view);
	print_asides(where, view);
	print_unread(where->machine);
	print_hint(where);
}
