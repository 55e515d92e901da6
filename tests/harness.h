/* SPDX-License-Identifier: MIT */
/*
 * harness.h - a machine small enough to be drawn, and the checks that go with it.
 *
 *	static void mb_reserve__middle_of_a_bank__leaves_two_free_ranges(void **state)
 *	{
 *		struct world *w = world("mmmmmmmmmm");
 *
 *		(void)state;
 *		ok(mb_reserve(&w->mb, at(w, 3), span(w, 4)));
 *		expect_free(w, "fff....fff");
 *	}
 *
 * One character is one page. What a world is drawn with:
 *
 *	m memory   r memory, reserved   R reserved, no memory   . nothing
 *	h hotplug  i mirror  n nomap  d driver managed  s scratch
 *
 * and a second line may give each page of memory its node: a digit, or - for none. What the
 * expect_ functions draw: memory as above; reservations as r plain, k kernel's, x not
 * initialised, b both; free pages as f. A page that is covered only partly is drawn as ?, and a
 * combination of flags that has no letter as !.
 *
 * Two touching regions of equal node and flags are a fault of the map, not of the picture, so
 * pictures and mb_check() together say everything. ok(), refused() and the expect_ functions run
 * mb_check() on every world alive. Worlds end with the test: list tests with CASE().
 */
#ifndef TESTS_HARNESS_H
#define TESTS_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <bootmem/check.h>
#include <bootmem/mb.h>
#include <bootmem/mb_alloc.h>
#include <bootmem/mb_iter.h>
#include <bootmem/mb_query.h>

#define WORLD_PAGE ((phys_addr_t)4096)
#define WORLD_LOG_ROOM 16384
#define PANIC_ROOM 256
#define WORLD_SLOTS 64ul

/**
 * struct world - a map, the machine under it, and what was heard from it
 * @mb:         a map of its own
 * @map:        the map that is looked at: @mb, unless someone points it elsewhere
 * @origin:     address of the first page drawn
 * @nr_pages:   pages drawn
 * @ram:        what map() gives out, filled with WORLD_DIRT
 * @map_calls:  times map() was called
 * @map_fail_at: the call of map(), counted from 1, that fails; 0 for none
 * @map_fail_on: all calls after that one fail as well
 * @log:        every line logged, each ended by a newline; errors and warnings are prefixed with
 *              "E " and "W "
 * @events:     every event observed, one line each: kind base+size nid flags owner
 * @panicked:   text of the panic, empty if there was none
 */
struct world {
	struct memblock mb;
	struct memblock *map;
	struct bm_port port;
	struct memblock_region *slots;
	phys_addr_t origin;
	unsigned int nr_pages;
	unsigned char *ram;
	unsigned int map_calls;
	unsigned int map_fail_at;
	bool map_fail_on;
	size_t log_len;
	size_t events_len;
	char log[WORLD_LOG_ROOM];
	char events[WORLD_LOG_ROOM];
	char panicked[PANIC_ROOM];
	bool panic_wanted;
	jmp_buf panic_exit;
	struct snapshot *before;
	struct world *next;
};

#define WORLD_DIRT 0x5a

/** world() - a world as drawn, at address 0, no nodes, room for 32 regions in each array. */
struct world *world(const char *picture);

/** world_of_nodes() - world() with a line of nodes. */
struct world *world_of_nodes(const char *picture, const char *nodes);

/**
 * world_at() - a world with everything chosen
 * @origin:   address of its first page
 * @nr_slots: entries handed to mb_init()
 * @picture:  as in world()
 * @nodes:    line of nodes, or NULL
 */
struct world *world_at(phys_addr_t origin, unsigned long nr_slots, const char *picture,
		       const char *nodes);

/** world_top() - where a world of @nr_pages must begin for its end to be the last page boundary. */
phys_addr_t world_top(unsigned int nr_pages);

/** worlds_end() - teardown of every test: checks the worlds once more, then frees them. */
int worlds_end(void **state);

#define CASE(test) cmocka_unit_test_teardown(test, worlds_end)

/** PA() - eight hexadecimal digits as an address is printed; PA_TOP - the last address. */
#if BM_PHYS_ADDR_BITS == 64
#define PA(digits) "0x00000000" digits
#define PA_TOP "0xffffffffffffffff"
#else
#define PA(digits) "0x" digits
#define PA_TOP "0xffffffff"
#endif

/** at() - address of page @page; span() - size of @nr pages. */
phys_addr_t at(const struct world *w, unsigned int page);
phys_addr_t span(const struct world *w, unsigned int nr);

/** ram_at() - what is behind an address of the world. */
unsigned char *ram_at(const struct world *w, phys_addr_t addr);

/** ok() - the call returned 0 and every map is well formed. */
#define ok(call) (dirty_stack(), ok_((call), #call, __FILE__, __LINE__))

/** refused() - the call returned -@error and every map is byte for byte as it was. */
#define refused(error, call)                                                       \
	do {                                                                       \
		worlds_remember();                                                 \
		dirty_stack();                                                     \
		refused_((error), (call), #call, __FILE__, __LINE__);              \
	} while (0)

/** unchanged() - a statement that changes no map. */
#define unchanged(statement)                                                       \
	do {                                                                       \
		worlds_remember();                                                 \
		dirty_stack();                                                     \
		statement;                                                         \
		worlds_compare(#statement, __FILE__, __LINE__);                    \
	} while (0)

/** panics() - a statement that ends in the panic of @w's port. */
#define panics(w, statement)                                                       \
	do {                                                                       \
		(w)->panicked[0] = 0;                                              \
		(w)->panic_wanted = true;                                          \
		if (setjmp((w)->panic_exit) == 0) {                                \
			statement;                                                 \
		}                                                                  \
		(w)->panic_wanted = false;                                         \
		if (!(w)->panicked[0])                                             \
			fail_msg("no panic: %s", #statement);                      \
	} while (0)

/* cmocka has a mock helper of this name, which nothing here needs. */
#undef expect_memory

#define expect_memory(w, picture) expect_picture((w), DRAW_MEMORY, (picture), __FILE__, __LINE__)
#define expect_nodes(w, picture) expect_picture((w), DRAW_NODES, (picture), __FILE__, __LINE__)
#define expect_reserved(w, picture) \
	expect_picture((w), DRAW_RESERVED, (picture), __FILE__, __LINE__)
#define expect_reserved_nodes(w, picture) \
	expect_picture((w), DRAW_RESERVED_NODES, (picture), __FILE__, __LINE__)
#define expect_free(w, picture) expect_picture((w), DRAW_FREE, (picture), __FILE__, __LINE__)

/** expect_log(), expect_events() - everything heard since the last time is @text. */
#define expect_log(w, text) \
	expect_heard("log", (w)->log, &(w)->log_len, (text), __FILE__, __LINE__)
#define expect_events(w, text) \
	expect_heard("events", (w)->events, &(w)->events_len, (text), __FILE__, __LINE__)

/** expect_regions() - an array, exactly: "base+size nid flags, ..." in hexadecimal, nid decimal. */
#define expect_regions(type, text) expect_regions_((type), (text), __FILE__, __LINE__)

/** expect_addr() - two addresses are equal; printed in hexadecimal if not. */
#define expect_addr(got, want) \
	expect_addr_((phys_addr_t)(got), (phys_addr_t)(want), #got, __FILE__, __LINE__)

/* --- behind the macros ------------------------------------------------------------------------ */

enum drawing { DRAW_MEMORY, DRAW_NODES, DRAW_RESERVED, DRAW_RESERVED_NODES, DRAW_FREE };

void ok_(int err, const char *call, const char *file, int line);
void refused_(int error, int err, const char *call, const char *file, int line);
void worlds_remember(void);

/* Let no function find zeros on the stack by chance. */
void dirty_stack(void);

void worlds_compare(const char *call, const char *file, int line);
void worlds_check(const char *file, int line);
void expect_picture(struct world *w, enum drawing what, const char *picture, const char *file,
		    int line);
void expect_heard(const char *what, char *heard, size_t *len, const char *text, const char *file,
		  int line);
void expect_regions_(const struct memblock_type *type, const char *text, const char *file,
		     int line);
void expect_addr_(phys_addr_t got, phys_addr_t want, const char *what, const char *file, int line);

#endif
