/* SPDX-License-Identifier: MIT */
/*
 * zone_world.h - a machine for the zone tests: banks by frame, drawn or counted, and its layout.
 *
 *	struct zone_world *w = zone_world();
 *
 *	bank(w, 0x100, 0xc0000, 0);
 *	bank(w, 0x100000, 0x240000, 0);
 *	x86(w);
 *	laid_out(w);
 *
 * The map is put together by hand, not through mb_add(), so that these tests say nothing about
 * regions. draw() makes one character a frame: m memory, h hotplug, i mirror, n nomap, . nothing;
 * a second line may give nodes, with - for none.
 */
#ifndef TESTS_ZONE_WORLD_H
#define TESTS_ZONE_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <bootmem/zone.h>

#define ZONE_WORLD_BANKS 64
#define ZONE_WORLD_NODES 8
#define GIB_PAGES ((pfn_t)1 << 18)
#define MIB_PAGES ((pfn_t)1 << 8)

struct zone_world {
	struct memblock mb;
	struct bm_port port;
	struct memblock_region regions[ZONE_WORLD_BANKS];
	struct bm_node nodes[ZONE_WORLD_NODES];
	uint16_t fallback[ZONE_WORLD_NODES * ZONE_WORLD_NODES];
	struct bm_zones zones;
	struct bm_zone_policy policy;
	size_t log_len;
	char log[8192];
};

static inline void zone_world_log(void *ctx, int level, const char *text, size_t len)
{
	struct zone_world *w = ctx;

	(void)level;
	assert_true(w->log_len + len + 2 < sizeof(w->log));
	memcpy(w->log + w->log_len, text, len);
	w->log_len += len;
	w->log[w->log_len++] = '\n';
	w->log[w->log_len] = '\0';
}

/* Addresses above 4 GiB need a build that has them. */
static inline void needs_64_bit(void)
{
	if (sizeof(phys_addr_t) < 8)
		skip();
}

/* Entries that are not in use must not be looked at: they look like memory of every kind. */
static inline void make_dirty(struct memblock_region *regions, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		regions[i].base = (phys_addr_t)1 << 31;
		regions[i].size = (phys_addr_t)1 << 30;
		regions[i].flags = (enum memblock_flags)(MEMBLOCK_HOTPLUG | MEMBLOCK_MIRROR);
		regions[i].nid = 0;
	}
}

/* One world at a time: 4 KiB pages, sections of 128 MiB, blocks of up to 4 MiB. */
static inline struct zone_world *zone_world(void)
{
	static struct zone_world world;
	struct zone_world *w = &world;

	memset(w, 0, sizeof(*w));
	make_dirty(w->regions, ZONE_WORLD_BANKS);
	w->port.ctx = w;
	w->port.log = zone_world_log;
	w->mb.port = &w->port;
	w->mb.page_shift = 12;
	w->mb.memory.regions = w->regions;
	w->mb.memory.max = ZONE_WORLD_BANKS;
	bm_zones_init(&w->zones, w->nodes, ZONE_WORLD_NODES);
	w->zones.fallback = w->fallback;
	w->policy.page_shift = 12;
	w->policy.section_shift = 27;
	w->policy.max_order = 10;
	w->policy.limit[BM_ZONE_NORMAL] = BM_PFN_NONE >> 12;
	return w;
}

static inline void bank_of(struct zone_world *w, pfn_t start_pfn, pfn_t end_pfn, int nid,
			   enum memblock_flags flags)
{
	struct memblock_region *region = &w->regions[w->mb.memory.cnt];

	assert_true(w->mb.memory.cnt < ZONE_WORLD_BANKS);
	region->base = (phys_addr_t)(start_pfn << 12);
	region->size = (phys_addr_t)((end_pfn - start_pfn) << 12);
	region->nid = nid;
	region->flags = flags;
	w->mb.memory.cnt++;
}

static inline void bank(struct zone_world *w, pfn_t start_pfn, pfn_t end_pfn, int nid)
{
	bank_of(w, start_pfn, end_pfn, nid, MEMBLOCK_NONE);
}

static inline enum memblock_flags drawn_flags(char c)
{
	switch (c) {
	case 'h':
		return MEMBLOCK_HOTPLUG;
	case 'i':
		return MEMBLOCK_MIRROR;
	case 'n':
		return MEMBLOCK_NOMAP;
	default:
		return MEMBLOCK_NONE;
	}
}

static inline int drawn_nid(const char *nids, size_t i)
{
	return !nids || nids[i] == '-' ? NUMA_NO_NODE : nids[i] - '0';
}

/*
 * Equal neighbours become one region, as in a map that was edited. @nids may be NULL: no nodes.
 */
static inline void draw_at(struct zone_world *w, pfn_t origin, const char *frames,
			   const char *nids)
{
	size_t from;
	size_t to;

	for (from = 0; frames[from] != '\0'; from = to) {
		to = from + 1;
		if (frames[from] == '.')
			continue;
		while (frames[to] == frames[from] && drawn_nid(nids, to) == drawn_nid(nids, from))
			to++;
		bank_of(w, origin + from, origin + to, drawn_nid(nids, from),
			drawn_flags(frames[from]));
	}
}

/* A machine of a few frames: sections of 2^@order frames, blocks of one. */
static inline struct zone_world *drawn(const char *frames, const char *nids, unsigned int order)
{
	struct zone_world *w = zone_world();

	draw_at(w, 0, frames, nids);
	w->policy.section_shift = 12 + order;
	w->policy.max_order = 0;
	return w;
}

static inline void zone_limit(struct zone_world *w, unsigned int idx, pfn_t limit)
{
	w->policy.zones |= 1u << idx;
	w->policy.limit[idx] = limit;
}

/* The limits of x86_64 for the memory of the world. */
static inline void x86(struct zone_world *w)
{
	const struct memblock_region *last = &w->regions[w->mb.memory.cnt - 1];
	pfn_t end = (pfn_t)(last->base + last->size) >> 12;

	zone_limit(w, BM_ZONE_DMA, end < 0x1000 ? end : 0x1000);
	zone_limit(w, BM_ZONE_DMA32, end < 0x100000 ? end : 0x100000);
	zone_limit(w, BM_ZONE_NORMAL, end);
	zone_limit(w, BM_ZONE_DEVICE, 0);
}

static inline void laid_out(struct zone_world *w)
{
	assert_int_equal(bm_zones_layout(&w->zones, &w->mb, &w->policy), 0);
}

static inline void expect_zone(const struct zone_world *w, unsigned int nid, unsigned int idx,
			       pfn_t start_pfn, pfn_t end_pfn, pfn_t present)
{
	const struct bm_zone *zone = &w->nodes[nid].zones[idx];

	assert_int_equal(zone->start_pfn, start_pfn);
	assert_int_equal(bm_zone_end(zone), end_pfn);
	assert_int_equal(zone->present, present);
	assert_int_equal(zone->nid, nid);
	assert_int_equal(zone->idx, idx);
}

#endif
