// SPDX-License-Identifier: MIT
/*
 * watch.c - stands beside the well-known suite while it runs against our library.
 *
 * It notes which checks failed and lists them at the end. And it translates one convention: up to
 * Linux 6.12 an empty array held one region of no size, and the suite of that age makes arrays
 * empty in that way by hand. What it leaves so when one of its helpers returns is turned into
 * what empty means since: no region. The helpers are compiled to call us back when they return.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/memblock.h>

void peers_note_failure(const char *check, int line, const char *what);
void __cyg_profile_func_enter(void *function, void *caller);
void __cyg_profile_func_exit(void *function, void *caller);

#define MOST_FAILURES 512u

static const char *failed[MOST_FAILURES];
static unsigned int nr_failed;

static void list_failures(void)
{
	unsigned int i;

	fflush(stdout);
	for (i = 0; i < nr_failed; i++)
		fprintf(stderr, "failed: %s\n", failed[i]);
}

void peers_note_failure(const char *check, int line, const char *what)
{
	unsigned int i;

	if (getenv("PEERS_VERBOSE"))
		fprintf(stderr, "%s:%d: %s\n", check, line, what);
	for (i = 0; i < nr_failed; i++)
		if (strcmp(failed[i], check) == 0)
			return;
	if (nr_failed == 0)
		atexit(list_failures);
	if (nr_failed == MOST_FAILURES)
		abort();
	failed[nr_failed++] = check;
}

static void translate_empty(struct memblock_type *type)
{
	if (type->cnt == 1 && type->regions[0].size == 0)
		type->cnt = 0;
}

void __cyg_profile_func_enter(void *function, void *caller)
{
	(void)function;
	(void)caller;
}

void __cyg_profile_func_exit(void *function, void *caller)
{
	(void)function;
	(void)caller;
	translate_empty(&memblock.memory);
	translate_empty(&memblock.reserved);
}
