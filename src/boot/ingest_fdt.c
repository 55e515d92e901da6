// SPDX-License-Identifier: MIT
/*
 * ingest_fdt.c - from a device tree to memory and reservations.
 *
 * Ranges go from the parser straight into the map, through sinks that hold the rule for each:
 * memory is cut to whole pages, a node that must not be mapped is marked, any other is reserved.
 * What is refused is told.
 *
 * Requests without an address are placed next to earlier ones where their windows touch, so that
 * one node's leftovers serve the next.
 *
 * Linux: drivers/of/fdt.c, drivers/of/of_reserved_mem.c.
 */
#include <bootmem/ingest.h>
#include <bootmem/mb_query.h>

#include "base/pfn.h"
#include "base/range.h"

struct intake {
	struct memblock *mb;
	const struct bm_fw_sink *sink;
	struct bm_addr_limits limits;
	enum bm_fdt_order order;
	struct bm_range *placed; /* the latest requests, a ring */
	size_t nr_placed;
};

/** How many earlier requests are remembered. */
#define NR_PLACED 8u

static void tell(const struct intake *in, enum bm_diag_code code, size_t offset, const char *what)
{
	struct bm_diag diag = { code, offset, 0, 0, 0, what };

	if (in->sink && in->sink->diag)
		in->sink->diag(in->sink->ctx, &diag);
}

static void pass_diag(void *ctx, const struct bm_diag *diag)
{
	const struct intake *in = ctx;

	if (in->sink && in->sink->diag)
		in->sink->diag(in->sink->ctx, diag);
}

static struct bm_fw_sink intake_sink(struct intake *in,
				     int (*range)(void *ctx, const struct bm_fw_range *range))
{
	struct bm_fw_sink sink = { 0 };

	sink.ctx = in;
	sink.range = range;
	sink.diag = pass_diag;
	return sink;
}

static struct bm_range span_of(const struct bm_fw_range *range)
{
	struct bm_range span = { range->start, range->end };

	return span;
}

/* --- memory -------------------------------------------------------------------------------- */

static int take_memory(void *ctx, const struct bm_fw_range *range)
{
	struct intake *in = ctx;
	struct bm_range limits = { in->limits.min, in->limits.max };
	struct bm_range pages =
		bm_range_shrink_to(span_of(range), bm_pfn_addr(1, in->mb->page_shift));
	struct bm_range within = bm_range_clip(pages, limits);
	int err;

	if (bm_range_size(within) != bm_range_size(pages))
		tell(in, BM_DIAG_CLIPPED, range->offset, "memory is beyond what can be addressed");
	if (bm_range_is_empty(pages))
		tell(in, BM_DIAG_LOST, range->offset, "memory has no whole page");
	if (bm_range_is_empty(within))
		return 0;
	err = mb_add(in->mb, within.start, bm_range_size(within));
	if (!err && (range->flags & BM_FW_HOTPLUG) != 0)
		err = mb_mark(in->mb, range->start, range->end - range->start, MEMBLOCK_HOTPLUG);
	return err;
}

int bm_fdt_add_memory(struct memblock *mb, const struct bm_fdt *fdt, struct bm_addr_limits limits,
		      const struct bm_fw_sink *sink)
{
	struct intake in = { mb, sink, limits, BM_FDT_ORDER_SAFE, NULL, 0 };
	struct bm_fw_sink memory = intake_sink(&in, take_memory);

	return bm_fdt_memory(fdt, &memory);
}

int bm_fdt_cap(struct memblock *mb, const struct bm_fdt_chosen *chosen)
{
	struct bm_range second = chosen->usable[1];

	mb_cap(mb, chosen->usable[0].start, bm_range_size(chosen->usable[0]));
	return mb_add(mb, second.start, bm_range_size(second));
}

/* --- reservations with an address ---------------------------------------------------------- */

static int take_reservation(void *ctx, const struct bm_fw_range *range)
{
	struct intake *in = ctx;
	phys_addr_t size = range->end - range->start;
	int err;

	if (!(range->flags & BM_FW_NOMAP)) {
		err = mb_reserve(in->mb, range->start, size);
	} else if (mb_overlaps(&in->mb->memory, range->start, size) &&
		   mb_overlaps(&in->mb->reserved, range->start, size)) {
		tell(in, BM_DIAG_OVERLAP, range->offset,
		     "no-map memory is in use already, the node is ignored");
		return 0;
	} else {
		err = mb_mark(in->mb, range->start, size, MEMBLOCK_NOMAP);
	}
	if (!err && in->sink && in->sink->range)
		err = in->sink->range(in->sink->ctx, range);
	return err;
}

static int reserve_elfcorehdr(struct intake *in, const struct bm_fdt *fdt)
{
	struct bm_fdt_chosen chosen;
	struct bm_range header;

	bm_fdt_chosen(fdt, &chosen, NULL);
	header = chosen.elfcorehdr;
	if (bm_range_is_empty(header))
		return 0;
	if (mb_overlaps(&in->mb->reserved, header.start, bm_range_size(header))) {
		tell(in, BM_DIAG_OVERLAP, 0, "elfcorehdr is in use already and not reserved");
		return 0;
	}
	return mb_reserve(in->mb, header.start, bm_range_size(header));
}

/* --- requests ------------------------------------------------------------------------------ */

static bool touches(struct bm_earlier earlier, phys_addr_t addr)
{
	size_t i;

	for (i = 0; i < earlier.cnt; i++)
		if (earlier.ranges[i].start <= addr && addr <= earlier.ranges[i].end)
			return true;
	return false;
}

static bool choose_direction(const struct memblock *mb, struct bm_earlier earlier,
			     struct bm_range window)
{
	bool at_start = touches(earlier, window.start);
	bool at_end = touches(earlier, window.end);

	return at_start == at_end ? mb->bottom_up : at_start;
}

static int find_place(struct memblock *mb, const struct bm_fw_request *request,
		      struct bm_earlier earlier, struct mb_spot *spot)
{
	bool was_bottom_up = mb->bottom_up;
	struct mb_req req = mb_req(request->size, request->align);
	unsigned int i;
	int err = -BM_ENOMEM;

	req.end = MEMBLOCK_ALLOC_ANYWHERE;
	if (!request->nr_windows)
		return mb_alloc(mb, &req, spot);
	for (i = 0; i < request->nr_windows && err == -BM_ENOMEM; i++) {
		req.start = request->windows[i].start;
		req.end = request->windows[i].end;
		mb->bottom_up = choose_direction(mb, earlier, request->windows[i]);
		err = mb_alloc(mb, &req, spot);
	}
	mb->bottom_up = was_bottom_up;
	return err;
}

int bm_fdt_reserve_request(struct memblock *mb, const struct bm_fw_request *request,
			   struct bm_earlier earlier, struct bm_range *got)
{
	struct mb_spot spot;
	struct bm_range range;
	int err = find_place(mb, request, earlier, &spot);

	if (err)
		return err;
	range = bm_range_at(spot.base, request->size);
	if (request->flags & BM_FW_NOMAP)
		err = mb_mark(mb, range.start, request->size, MEMBLOCK_NOMAP);
	if (!err)
		*got = range;
	return err;
}

/* Memory that is lent to the page allocator comes in whole pageblocks, since 7.0. */
static phys_addr_t align_of(const struct intake *in, const struct bm_fw_request *request)
{
	phys_addr_t pageblock = bm_pfn_addr(1, 2 * in->mb->page_shift - 3);
	bool is_raised = request->is_cma && in->order >= BM_FDT_ORDER_7_1;

	return is_raised ? bm_max_addr(request->align, pageblock) : request->align;
}

static int take_request(void *ctx, const struct bm_fw_request *request)
{
	struct intake *in = ctx;
	struct bm_earlier earlier = { in->placed, in->nr_placed };
	struct bm_fw_request aligned = *request;
	struct bm_fw_range told = bm_fw_claim(bm_range_at(0, 0), BM_FW_RESERVED);
	struct bm_range got;
	int err;

	if (earlier.cnt > NR_PLACED)
		earlier.cnt = NR_PLACED;
	aligned.align = align_of(in, request);
	err = bm_fdt_reserve_request(in->mb, &aligned, earlier, &got);
	if (err) {
		tell(in, err == -BM_EINVAL ? BM_DIAG_PROPERTY : BM_DIAG_LOST, request->offset,
		     err == -BM_EINVAL ? "alignment is not a power of two, the node is ignored"
				       : "fits nowhere, the node is ignored");
		return 0;
	}
	in->placed[in->nr_placed++ % NR_PLACED] = got;
	told.start = got.start;
	told.end = got.end;
	told.flags = request->flags;
	told.offset = request->offset;
	told.name = request->name;
	return in->sink && in->sink->range ? in->sink->range(in->sink->ctx, &told) : 0;
}

/* --- in order ------------------------------------------------------------------------------ */

enum part {
	PART_END,
	PART_HEADER,
	PART_STATIC,
	PART_REQUESTS,
	PART_ELFCOREHDR,
};

static int reserve_part(struct intake *in, const struct bm_fdt *fdt, enum part part)
{
	struct bm_fw_sink sink = intake_sink(in, take_reservation);

	sink.request = take_request;
	switch (part) {
	case PART_HEADER:
		return bm_fdt_memreserve(fdt, &sink);
	case PART_STATIC:
		return bm_fdt_reserved(fdt, &sink);
	case PART_REQUESTS:
		return bm_fdt_requests(fdt, &sink);
	case PART_ELFCOREHDR:
		return reserve_elfcorehdr(in, fdt);
	case PART_END:
		break;
	}
	return 0;
}

int bm_fdt_reserve(struct memblock *mb, const struct bm_fdt *fdt, enum bm_fdt_order order,
		   const struct bm_fw_sink *sink)
{
	static const uint8_t orders[][5] = {
		[BM_FDT_ORDER_6_1] = { PART_HEADER, PART_STATIC, PART_ELFCOREHDR, PART_REQUESTS },
		[BM_FDT_ORDER_6_13] = { PART_STATIC, PART_REQUESTS, PART_ELFCOREHDR, PART_HEADER },
		[BM_FDT_ORDER_7_1] = { PART_ELFCOREHDR, PART_STATIC, PART_REQUESTS, PART_HEADER },
		[BM_FDT_ORDER_SAFE] = { PART_HEADER, PART_ELFCOREHDR, PART_STATIC, PART_REQUESTS },
	};
	struct bm_range placed[NR_PLACED];
	struct intake in = { mb, sink, { 0, PHYS_ADDR_MAX }, order, placed, 0 };
	const uint8_t *part;
	int err = 0;

	for (part = orders[order]; *part != PART_END && !err; part++)
		err = reserve_part(&in, fdt, (enum part)*part);
	return err;
}
