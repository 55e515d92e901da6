// SPDX-License-Identifier: MIT
/*
 * zone_log.c - a layout in the words of a kernel log.
 *
 * Every line is as Linux prints it, so that a prediction can be compared with a real log by diff.
 * What is printed has been computed before; nothing is decided here.
 *
 * Linux: free_area_init() and what it calls, build_all_zonelists(). Wording of 6.1 to 7.1.
 */
#include "base/text.h"
#include "zone_int.h"

static void put_padded(struct bm_text *text, const char *str, unsigned int width)
{
	unsigned int start = text->len;

	bm_text_str(text, str);
	while (text->len < start + width)
		bm_text_char(text, ' ');
}

static void put_nid(struct bm_text *text, int nid)
{
	if (nid >= 0 && nid < 10)
		bm_text_char(text, ' ');
	if (nid < 100)
		bm_text_char(text, ' ');
	bm_text_int(text, nid);
}

static void put_pfn_addr(struct bm_text *text, const struct bm_zones *zones, pfn_t pfn)
{
	bm_text_str(text, "0x");
	bm_text_digits(text, bm_shl(pfn, zones->policy.page_shift), 16);
}

/* " [mem first-last]" */
static void put_mem(struct bm_text *text, const struct bm_zones *zones, struct frames f)
{
	bm_text_str(text, " [mem ");
	put_pfn_addr(text, zones, f.start);
	bm_text_str(text, "-0x");
	bm_text_digits(text, bm_shl(f.end, zones->policy.page_shift) - 1, 16);
	bm_text_char(text, ']');
}

static void log_line(const struct memblock *mb, const char *line)
{
	struct bm_text text;

	bm_text_start(&text, line);
	bm_text_log(&text, mb->port, BM_LOG_INFO);
}

static void log_warnings(const struct bm_zones *zones, const struct memblock *mb)
{
	if (zones->rule == BM_MOVABLE_NO_MIRROR)
		log_line(mb, "The system has no mirror memory, ignore kernelcore=mirror.");
	if (zones->rule == BM_MOVABLE_KDUMP)
		log_line(mb, "The system is under kdump, ignore kernelcore=mirror.");
	if (zones->low_unmirrored)
		log_line(mb, "This configuration results in unmirrored kernel memory.");
}

static void log_zone_ranges(const struct bm_zones *zones, const struct memblock *mb)
{
	unsigned int idx;

	log_line(mb, "Zone ranges:");
	for (idx = 0; idx < BM_NR_ZONES; idx++) {
		struct frames f = { zones->lowest_pfn[idx], zones->end_pfn[idx] };
		struct bm_text text;

		if (!zone_exists(zones, idx) || idx == BM_ZONE_MOVABLE)
			continue;
		bm_text_start(&text, "  ");
		put_padded(&text, bm_zone_name(idx), 8);
		if (frames_count(f) > 0)
			put_mem(&text, zones, f);
		else
			bm_text_str(&text, " empty");
		bm_text_log(&text, mb->port, BM_LOG_INFO);
	}
}

static void log_movable(const struct bm_zones *zones, const struct memblock *mb)
{
	unsigned int nid;

	log_line(mb, "Movable zone start for each node");
	for (nid = 0; nid < zones->nr_nodes; nid++) {
		struct bm_text text;

		if (zones->nodes[nid].movable_start == 0)
			continue;
		bm_text_start(&text, "  Node ");
		bm_text_int(&text, (int)nid);
		bm_text_str(&text, ": ");
		put_pfn_addr(&text, zones, zones->nodes[nid].movable_start);
		bm_text_log(&text, mb->port, BM_LOG_INFO);
	}
}

static void log_early_ranges(const struct bm_zones *zones, const struct memblock *mb)
{
	unsigned long i;

	log_line(mb, "Early memory node ranges");
	for (i = 0; i < mb->memory.cnt; i++) {
		const struct bm_node *node = bm_zone_node_of_(zones, mb, i);
		struct frames f = region_frames(mb, i);
		struct bm_text text;

		if (frames_count(f) == 0)
			continue;
		bm_text_start(&text, "  node ");
		put_nid(&text, node ? node->nid : NUMA_NO_NODE);
		bm_text_char(&text, ':');
		put_mem(&text, zones, f);
		bm_text_log(&text, mb->port, BM_LOG_INFO);
	}
}

static void log_absent_node(const struct bm_zones *zones, const struct memblock *mb, int nid)
{
	struct bm_text text;

	if (zones->policy.absent_twice) {
		bm_text_start(&text, "Initializing node ");
		bm_text_int(&text, nid);
		bm_text_str(&text, " as memoryless");
		bm_text_log(&text, mb->port, BM_LOG_INFO);
	}
	bm_text_start(&text, "Initmem setup node ");
	bm_text_int(&text, nid);
	bm_text_str(&text, " as memoryless");
	bm_text_log(&text, mb->port, BM_LOG_INFO);
}

static void log_node(const struct bm_zones *zones, const struct memblock *mb,
		     const struct bm_node *node)
{
	struct frames f = { node->start_pfn, node->end_pfn };
	struct bm_text text;

	if (bm_node_is_memoryless(node)) {
		log_absent_node(zones, mb, node->nid);
		return;
	}
	bm_text_start(&text, "Initmem setup node ");
	bm_text_int(&text, node->nid);
	put_mem(&text, zones, f);
	bm_text_log(&text, mb->port, BM_LOG_INFO);
}

static void log_hole(const struct bm_hole_iter *hole, pfn_t nr_pages, const struct memblock *mb)
{
	struct bm_text text;

	if (nr_pages == 0)
		return;
	bm_text_start(&text, "On node ");
	bm_text_int(&text, hole->nid);
	bm_text_str(&text, ", zone ");
	bm_text_str(&text, bm_zone_name(hole->idx));
	bm_text_str(&text, ": ");
	bm_text_dec(&text, nr_pages);
	bm_text_str(&text, " pages in unavailable ranges");
	bm_text_log(&text, mb->port, BM_LOG_INFO);
}

/* One line a hole, however many pieces it comes in. */
static void log_holes(const struct bm_zones *zones, const struct memblock *mb)
{
	struct bm_hole_iter it;
	struct bm_hole_iter last = { 0 };
	pfn_t nr_pages = 0;

	bm_for_each_hole(&it, zones, mb) {
		if (it.hole != last.hole) {
			log_hole(&last, nr_pages, mb);
			nr_pages = 0;
		}
		nr_pages += it.end_pfn - it.start_pfn;
		last = it;
	}
	log_hole(&last, nr_pages, mb);
}

void bm_zones_log(const struct bm_zones *zones, const struct memblock *mb)
{
	unsigned int nid;

	log_warnings(zones, mb);
	log_zone_ranges(zones, mb);
	log_movable(zones, mb);
	log_early_ranges(zones, mb);
	for (nid = 0; nid < zones->nr_nodes; nid++) {
		if (zones->nodes[nid].possible)
			log_node(zones, mb, &zones->nodes[nid]);
	}
	log_holes(zones, mb);
}

/* A row can be longer than other lines; one too long even for this goes on in the next. */
#define ROW_ROOM 256u
#define NID_DIGITS 5u

struct row {
	const struct bm_port *port;
	unsigned int len;
	char buf[ROW_ROOM];
};

static void row_end(struct row *row)
{
	row->buf[row->len] = '\0';
	if (row->port && row->port->log)
		row->port->log(row->port->ctx, BM_LOG_INFO, row->buf, row->len);
	row->len = 0;
}

static void row_str(struct row *row, const char *str)
{
	while (*str != '\0')
		row->buf[row->len++] = *str++;
}

static void row_nid(struct row *row, unsigned int nid)
{
	char digits[NID_DIGITS + 1] = "";
	unsigned int first = NID_DIGITS;

	do {
		digits[--first] = (char)('0' + nid % 10);
		nid /= 10;
	} while (nid > 0);
	row_str(row, digits + first);
}

static void log_fallback_row(const struct bm_zones *zones, const struct bm_port *port,
			     unsigned int nid)
{
	struct row row = { port, 0, "" };
	unsigned int nr;
	const uint16_t *nids = bm_zones_fallback(zones, nid, &nr);
	unsigned int i;

	row_str(&row, "Fallback order for Node ");
	row_nid(&row, nid);
	row_str(&row, ": ");
	for (i = 0; i < nr; i++) {
		if (row.len + NID_DIGITS + 2 > ROW_ROOM) {
			row_end(&row);
			row_str(&row, "  ");
		}
		row_nid(&row, nids[i]);
		row_str(&row, " ");
	}
	row_end(&row);
}

void bm_zones_log_fallback(const struct bm_zones *zones, const struct bm_port *port)
{
	unsigned int nid;

	for (nid = 0; nid < zones->nr_nodes; nid++) {
		if (zones->nodes[nid].possible)
			log_fallback_row(zones, port, nid);
	}
}

/* --- zonelists ------------------------------------------------------------------------ */

/* Kinds of use that page blocks are kept to, in a usual configuration. */
#define NR_MIGRATE_TYPES 6u

/* A descriptor has 64 bytes in Linux. */
#define DESCRIPTOR_SHIFT 6u

/*
 * What 6.1 takes off for descriptors: those of every frame spanned, unless more than a sixteenth
 * of it is holes.
 */
static pfn_t descriptor_pages(const struct bm_zone *zone, unsigned int page_shift)
{
	pfn_t frames = zone->spanned;
	pfn_t per_page = bm_shl(1, page_shift - DESCRIPTOR_SHIFT);

	if (frames > zone->present + (zone->present >> 4))
		frames = zone->present;
	return bm_shr(frames + per_page - 1, page_shift - DESCRIPTOR_SHIFT);
}

static void take_off(pfn_t *pages, pfn_t nr)
{
	if (*pages >= nr)
		*pages -= nr;
}

pfn_t bm_zones_total_pages(const struct bm_zones *zones)
{
	const struct bm_zone_policy *policy = &zones->policy;
	pfn_t total = 0;
	unsigned int nid;
	unsigned int idx;

	for (nid = 0; nid < zones->nr_nodes; nid++) {
		for (idx = 0; idx < BM_NR_ZONES; idx++) {
			const struct bm_zone *zone = &zones->nodes[nid].zones[idx];
			pfn_t pages = zone->present;

			if (policy->counts_descriptors)
				take_off(&pages, descriptor_pages(zone, policy->page_shift));
			if (policy->counts_descriptors && idx == BM_ZONE_DMA)
				take_off(&pages, policy->dma_reserve);
			total += pages;
		}
	}
	return total;
}

/* The highest zone with memory on any node; movable memory is not what policies are about. */
static unsigned int policy_zone(const struct bm_zones *zones)
{
	unsigned int idx;
	unsigned int nid;

	for (idx = BM_ZONE_MOVABLE; idx-- > 0;) {
		for (nid = 0; nid < zones->nr_nodes; nid++) {
			if (zones->nodes[nid].zones[idx].present > 0)
				return idx;
		}
	}
	return 0;
}

static unsigned int count_possible(const struct bm_zones *zones)
{
	unsigned int nr = 0;
	unsigned int nid;

	for (nid = 0; nid < zones->nr_nodes; nid++)
		nr += zones->nodes[nid].possible ? 1 : 0;
	return nr;
}

void bm_zones_log_built(const struct bm_zones *zones, const struct bm_port *port, bool numa)
{
	pfn_t total = bm_zones_total_pages(zones);
	bool grouped = bm_shr(total, zones->policy.pageblock_order) >= NR_MIGRATE_TYPES;
	struct bm_text text;

	bm_text_start(&text, "Built ");
	bm_text_dec(&text, count_possible(zones));
	bm_text_str(&text, " zonelists, mobility grouping ");
	bm_text_str(&text, grouped ? "on" : "off");
	bm_text_str(&text, ".  Total pages: ");
	bm_text_dec(&text, total);
	bm_text_log(&text, port, BM_LOG_INFO);
	if (!numa)
		return;
	bm_text_start(&text, "Policy zone: ");
	bm_text_str(&text, bm_zone_name(policy_zone(zones)));
	bm_text_log(&text, port, BM_LOG_INFO);
}
