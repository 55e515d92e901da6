// SPDX-License-Identifier: MIT
/*
 * harness.c - draws worlds, and compares what a map says with a drawing.
 *
 * The arrays of a world are allocated at exactly the size the map is told, so that a sanitizer sees
 * one entry too far. Pretend RAM belongs to the pages drawn and to nothing else: map() of any other
 * address is NULL, as it would be on a machine.
 *
 * Everything is torn down by worlds_end(), also after a failed test, so a failure leaks nothing
 * into the next one.
 */
#include "harness.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PICTURE_ROOM 256u

struct snapshot {
	struct memblock mb;
	struct memblock_region *memory;
	struct memblock_region *reserved;
};

static struct world *worlds;

/* Fail in the name of the test's line, not of this file's. */
static void broken(const char *file, int line, const char *format, ...)
{
	char text[4096];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fail_msg("%s:%d: %s", file, line, text);
}

/* --- the test port ---------------------------------------------------------------------------- */

static void *world_map(void *ctx, phys_addr_t base, size_t size)
{
	struct world *w = ctx;
	phys_addr_t room = span(w, w->nr_pages);

	w->map_calls++;
	if (w->map_calls == w->map_fail_at)
		return NULL;
	if (w->map_fail_on && w->map_fail_at && w->map_calls > w->map_fail_at)
		return NULL;
	if (base < w->origin || base - w->origin > room || size > room - (base - w->origin))
		return NULL;
	return w->ram + (base - w->origin);
}

static phys_addr_t world_addr(void *ctx, const void *ptr)
{
	struct world *w = ctx;

	return w->origin + (phys_addr_t)((const unsigned char *)ptr - w->ram);
}

static void hear(char *heard, size_t *len, const char *line)
{
	size_t room = WORLD_LOG_ROOM - *len;
	int wrote = snprintf(heard + *len, room, "%s\n", line);

	if (wrote < 0 || (size_t)wrote >= room)
		fail_msg("the world has heard too much");
	*len += (size_t)wrote;
}

static void world_log(void *ctx, int level, const char *text, size_t len)
{
	struct world *w = ctx;
	const char *mark = level == BM_LOG_ERR ? "E " : level == BM_LOG_WARNING ? "W " : "";
	char line[PICTURE_ROOM];

	if (strlen(text) != len)
		fail_msg("log length %zu, text: %s", len, text);
	snprintf(line, sizeof(line), "%s%s", mark, text);
	hear(w->log, &w->log_len, line);
}

static void world_observe(void *ctx, const struct bm_event *event)
{
	static const char *const names[] = {
		[BM_EV_MEMORY_ADDED] = "added",
		[BM_EV_MEMORY_REMOVED] = "removed",
		[BM_EV_RESERVED] = "reserved",
		[BM_EV_FREED] = "freed",
		[BM_EV_FLAGS_SET] = "set",
		[BM_EV_FLAGS_CLEARED] = "cleared",
		[BM_EV_MEMORY_NODE_SET] = "memory-node",
		[BM_EV_RESERVED_NODE_SET] = "reserved-node",
		[BM_EV_ARRAY_GREW] = "grew",
	};
	struct world *w = ctx;
	char line[PICTURE_ROOM];

	snprintf(line, sizeof(line), "%s %" PRIx64 "+%" PRIx64 " %d %x %s", names[event->kind],
		 (uint64_t)event->base, (uint64_t)event->size, event->nid, event->flags,
		 event->owner ? event->owner : "-");
	hear(w->events, &w->events_len, line);
}

static BM_NORETURN void world_panic(void *ctx, const char *what, const char *file, int line)
{
	struct world *w = ctx;

	snprintf(w->panicked, sizeof(w->panicked), "%s", what);
	if (w->panic_wanted)
		longjmp(w->panic_exit, 1);
	broken(file, line, "panic: %s", what);
	abort();
}

void dirty_stack(void)
{
	volatile unsigned char dirt[4096];
	size_t i;

	for (i = 0; i < sizeof(dirt); i++)
		dirt[i] = WORLD_DIRT;
}

/* --- making and ending worlds ----------------------------------------------------------------- */

static unsigned int flags_of(char c)
{
	switch (c) {
	case 'h':
		return MEMBLOCK_HOTPLUG;
	case 'i':
		return MEMBLOCK_MIRROR;
	case 'n':
		return MEMBLOCK_NOMAP;
	case 'd':
		return MEMBLOCK_DRIVER_MANAGED;
	case 's':
		return MEMBLOCK_KHO_SCRATCH;
	default:
		return MEMBLOCK_NONE;
	}
}

static bool is_memory(char c)
{
	return strchr("mrhinds", c) != NULL;
}

static bool is_reserved(char c)
{
	return strchr("rR", c) != NULL;
}

static int node_of(const char *nodes, unsigned int page)
{
	return nodes && nodes[page] >= '0' && nodes[page] <= '9' ? nodes[page] - '0' : NUMA_NO_NODE;
}

/* Pages from @first on that become one region of memory. */
static unsigned int memory_run(const char *picture, const char *nodes, unsigned int first)
{
	unsigned int i = first;

	while (picture[i] && is_memory(picture[i]) &&
	       flags_of(picture[i]) == flags_of(picture[first]) &&
	       node_of(nodes, i) == node_of(nodes, first))
		i++;
	return i - first;
}

static unsigned int reserved_run(const char *picture, unsigned int first)
{
	unsigned int i = first;

	while (picture[i] && is_reserved(picture[i]))
		i++;
	return i - first;
}

/* A run at a time, so that drawing needs no more slots than what is drawn. */
static int draw_world(struct world *w, const char *picture, const char *nodes)
{
	unsigned int i;
	unsigned int nr;
	int err = 0;

	for (i = 0; i < w->nr_pages; i += nr > 0 ? nr : 1) {
		nr = memory_run(picture, nodes, i);
		err |= mb_add_node(&w->mb, at(w, i), span(w, nr), node_of(nodes, i),
				   (enum memblock_flags)flags_of(picture[i]));
		if (picture[i] == 'i')
			err |= mb_mark(&w->mb, at(w, i), span(w, nr), MEMBLOCK_MIRROR);
	}
	for (i = 0; i < w->nr_pages; i += nr > 0 ? nr : 1) {
		nr = reserved_run(picture, i);
		err |= mb_reserve(&w->mb, at(w, i), span(w, nr));
	}
	return err;
}

struct world *world_at(phys_addr_t origin, unsigned long nr_slots, const char *picture,
		       const char *nodes)
{
	struct world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	assert_int_equal(strspn(picture, "mhindsrR."), strlen(picture));
	w->next = worlds;
	worlds = w;
	w->origin = origin;
	w->nr_pages = (unsigned int)strlen(picture);
	w->ram = malloc((size_t)span(w, w->nr_pages) + 1);
	w->slots = malloc(nr_slots * sizeof(*w->slots));
	assert_non_null(w->ram);
	assert_non_null(w->slots);
	memset(w->ram, WORLD_DIRT, (size_t)span(w, w->nr_pages));
	w->port.ctx = w;
	w->port.map = world_map;
	w->port.addr = world_addr;
	w->port.log = world_log;
	w->port.panic = world_panic;
	w->port.observe = world_observe;
	w->map = &w->mb;
	mb_init(&w->mb, &w->port, w->slots, nr_slots);
	w->mb.mirrored_kernelcore = strchr(picture, 'i') != NULL;
	assert_int_equal(draw_world(w, picture, nodes), 0);
	w->log_len = 0;
	w->events_len = 0;
	w->map_calls = 0;
	dirty_stack();
	return w;
}

struct world *world(const char *picture)
{
	return world_at(0, WORLD_SLOTS, picture, NULL);
}

struct world *world_of_nodes(const char *picture, const char *nodes)
{
	return world_at(0, WORLD_SLOTS, picture, nodes);
}

phys_addr_t world_top(unsigned int nr_pages)
{
	return (PHYS_ADDR_MAX & ~(WORLD_PAGE - 1)) - nr_pages * WORLD_PAGE;
}

static void forget(struct world *w)
{
	if (w->before) {
		free(w->before->memory);
		free(w->before->reserved);
		free(w->before);
	}
	w->before = NULL;
}

int worlds_end(void **state)
{
	const char *fault = NULL;
	struct world *w;

	(void)state;
	while (worlds) {
		w = worlds;
		worlds = w->next;
		fault = fault ? fault : mb_check(w->map);
		forget(w);
		free(w->ram);
		free(w->slots);
		free(w);
	}
	if (fault)
		print_error("at the end: %s\n", fault);
	return fault ? -1 : 0;
}

phys_addr_t at(const struct world *w, unsigned int page)
{
	return w->origin + page * WORLD_PAGE;
}

phys_addr_t span(const struct world *w, unsigned int nr)
{
	(void)w;
	return nr * WORLD_PAGE;
}

unsigned char *ram_at(const struct world *w, phys_addr_t addr)
{
	return w->ram + (addr - w->origin);
}

/* --- results of calls ------------------------------------------------------------------------- */

void worlds_check(const char *file, int line)
{
	struct world *w;
	const char *fault;

	for (w = worlds; w; w = w->next) {
		fault = mb_check(w->map);
		if (fault) {
			broken(file, line, "malformed: %s", fault);
		}
	}
}

void ok_(int err, const char *call, const char *file, int line)
{
	if (err) {
		broken(file, line, "%s returned %d", call, err);
	}
	worlds_check(file, line);
}

static struct memblock_region *copy_of(const struct memblock_type *type)
{
	struct memblock_region *copy = malloc((type->cnt + 1) * sizeof(*copy));

	assert_non_null(copy);
	memcpy(copy, type->regions, type->cnt * sizeof(*copy));
	return copy;
}

void worlds_remember(void)
{
	struct world *w;

	for (w = worlds; w; w = w->next) {
		forget(w);
		w->before = malloc(sizeof(*w->before));
		assert_non_null(w->before);
		w->before->mb = *w->map;
		w->before->memory = copy_of(&w->map->memory);
		w->before->reserved = copy_of(&w->map->reserved);
	}
}

static bool same_region(const struct memblock_region *a, const struct memblock_region *b)
{
	return a->base == b->base && a->size == b->size && a->flags == b->flags && a->nid == b->nid;
}

static bool same_type(const struct memblock_type *now, const struct memblock_type *then,
		      const struct memblock_region *regions)
{
	unsigned long i;

	if (now->cnt != then->cnt || now->max != then->max || now->regions != then->regions ||
	    now->total_size != then->total_size || now->name != then->name)
		return false;
	for (i = 0; i < now->cnt; i++)
		if (!same_region(&now->regions[i], &regions[i]))
			return false;
	return true;
}

static bool same_map(const struct memblock *now, const struct snapshot *then)
{
	return now->bottom_up == then->mb.bottom_up && now->debug == then->mb.debug &&
	       now->current_limit == then->mb.current_limit &&
	       now->nr_bad_frees == then->mb.nr_bad_frees &&
	       now->trimmed_size == then->mb.trimmed_size &&
	       now->has_mirror == then->mb.has_mirror &&
	       same_type(&now->memory, &then->mb.memory, then->memory) &&
	       same_type(&now->reserved, &then->mb.reserved, then->reserved);
}

void worlds_compare(const char *call, const char *file, int line)
{
	struct world *w;

	worlds_check(file, line);
	for (w = worlds; w; w = w->next) {
		if (w->before && !same_map(w->map, w->before)) {
			broken(file, line, "%s has changed the map", call);
		}
	}
}

void refused_(int error, int err, const char *call, const char *file, int line)
{
	if (err != -error) {
		broken(file, line, "%s returned %d, not %d", call, err, -error);
	}
	worlds_compare(call, file, line);
}

/* --- drawing ---------------------------------------------------------------------------------- */

static char letter_of(unsigned int flags)
{
	switch (flags) {
	case MEMBLOCK_NONE:
		return 'm';
	case MEMBLOCK_HOTPLUG:
		return 'h';
	case MEMBLOCK_MIRROR:
		return 'i';
	case MEMBLOCK_NOMAP:
		return 'n';
	case MEMBLOCK_DRIVER_MANAGED:
		return 'd';
	case MEMBLOCK_KHO_SCRATCH:
		return 's';
	default:
		return '!';
	}
}

static char reserved_letter_of(unsigned int flags)
{
	switch (flags) {
	case MEMBLOCK_NONE:
		return 'r';
	case MEMBLOCK_RSRV_KERN:
		return 'k';
	case MEMBLOCK_RSRV_NOINIT:
		return 'x';
	case MEMBLOCK_RSRV_KERN | MEMBLOCK_RSRV_NOINIT:
		return 'b';
	default:
		return '!';
	}
}

/* Draw [base, end) with @c; pages that it covers only partly become a question mark. */
static void draw(const struct world *w, char *picture, phys_addr_t base, phys_addr_t end, char c)
{
	unsigned int i;

	for (i = 0; i < w->nr_pages; i++) {
		if (end <= at(w, i) || base >= at(w, i) + WORLD_PAGE)
			continue;
		picture[i] = base <= at(w, i) && end >= at(w, i) + WORLD_PAGE ? c : '?';
	}
}

static char node_letter(int nid)
{
	if (nid == NUMA_NO_NODE)
		return '-';
	return nid >= 0 && nid <= 9 ? (char)('0' + nid) : '!';
}

static void draw_type(const struct world *w, char *picture, enum drawing what)
{
	bool of_memory = what == DRAW_MEMORY || what == DRAW_NODES;
	const struct memblock_type *type = of_memory ? &w->map->memory : &w->map->reserved;
	const struct memblock_region *r;
	char c;

	for (r = type->regions; r < type->regions + type->cnt; r++) {
		if (what == DRAW_NODES || what == DRAW_RESERVED_NODES)
			c = node_letter(r->nid);
		else
			c = of_memory ? letter_of(r->flags) : reserved_letter_of(r->flags);
		draw(w, picture, r->base, r->base + r->size, c);
	}
}

static void draw_free(const struct world *w, char *picture)
{
	struct mb_free_iter it;

	mb_for_each_free_range(&it, w->map, mb_any())
		draw(w, picture, it.start, it.end, 'f');
}

void expect_picture(struct world *w, enum drawing what, const char *picture, const char *file,
		    int line)
{
	char got[PICTURE_ROOM];

	worlds_check(file, line);
	memset(got, '.', w->nr_pages);
	got[w->nr_pages] = '\0';
	if (what == DRAW_FREE)
		draw_free(w, got);
	else
		draw_type(w, got, what);
	if (strcmp(got, picture) != 0) {
		broken(file, line, "expected %s\n     got %s", picture, got);
	}
}

void expect_heard(const char *what, char *heard, size_t *len, const char *text, const char *file,
		  int line)
{
	heard[*len] = '\0';
	*len = 0;
	if (strcmp(heard, text) != 0) {
		broken(file, line, "%s, expected:\n%sgot:\n%s", what, text, heard);
	}
	dirty_stack();
}

void expect_regions_(const struct memblock_type *type, const char *text, const char *file, int line)
{
	const struct memblock_region *r;
	char got[1024] = "";
	size_t len = 0;

	for (r = type->regions; r < type->regions + type->cnt && len < sizeof(got); r++)
		len += (size_t)snprintf(got + len, sizeof(got) - len,
					"%s%" PRIx64 "+%" PRIx64 " %d %x", len ? ", " : "",
					(uint64_t)r->base, (uint64_t)r->size, r->nid,
					(unsigned int)r->flags);
	if (strcmp(got, text) != 0) {
		broken(file, line, "%s, expected: %s\n%*s got: %s", type->name, text,
			    (int)strlen(type->name) + 5, "", got);
	}
}

void expect_addr_(phys_addr_t got, phys_addr_t want, const char *what, const char *file, int line)
{
	if (got != want) {
		broken(file, line, "%s is %" PRIx64 ", not %" PRIx64, what, (uint64_t)got,
			    (uint64_t)want);
	}
}
