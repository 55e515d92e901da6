// SPDX-License-Identifier: MIT
/*
 * handover.c - carry named reservations from one boot on pretend RAM to the next.
 *
 * The order is that of a kernel: what is preserved is reserved before anybody may allocate, then
 * the command line asks by name, and only then descriptors, page allocator and the rest of the
 * world get their memory. The file is written anew and renamed, so the record of the boot before
 * is there until the new one is whole.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include <bootmem/mb_query.h>

#include "cli/base/input.h"
#include "cli/persist/handover.h"

static size_t size_of(const struct bm_named *named)
{
	return (size_t)(named->range.end - named->range.start);
}

/* --- begin and end ----------------------------------------------------------------------- */

int handover_open(struct handover *h, const char *from, char *why, size_t room)
{
	bm_names_init(&h->names, h->slots, IMAGE_NAMES);
	if (!from)
		return 0;
	if (image_open(&h->image, from, why, room) != 0)
		return -1;
	if (h->image.kind == IMAGE_RECORD)
		h->generation = h->image.rec.generation + 1;
	return 0;
}

void handover_release(struct handover *h)
{
	if (h->image.bytes)
		image_release(&h->image);
}

/* --- contents ---------------------------------------------------------------------------- */

/* Starts where name and generation say. */
static uint64_t first_word(const struct handover *h, const struct bm_named *named)
{
	uint64_t word = 0x9e3779b97f4a7c15u + h->generation;
	const char *at;

	for (at = named->name; *at != '\0'; at++)
		word = (word ^ (unsigned char)*at) * 0x100000001b3u;
	return word ? word : 1;
}

/* Fill with the pattern, or compare with it. No two words are alike. */
static bool pattern(unsigned char *ram, size_t size, uint64_t word, bool fill)
{
	size_t i;

	for (i = 0; i + sizeof(word) <= size; i += sizeof(word), word += 0x9e3779b97f4a7c15u)
		if (fill)
			memcpy(ram + i, &word, sizeof(word));
		else if (memcmp(ram + i, &word, sizeof(word)) != 0)
			return false;
	if (fill)
		memcpy(ram + i, &word, size - i);
	return fill || memcmp(ram + i, &word, size - i) == 0;
}

static unsigned char *ram_of(struct handover *h, const struct bm_named *named)
{
	return host_map(h->host, named->range.start, size_of(named));
}

/* The memory of the boot before; what is outside of this machine's is lost anyway. */
static void load_contents(struct handover *h)
{
	unsigned int i;

	for (i = 0; i < h->image.nr_named; i++) {
		const struct bm_named *named = &h->image.named[i];
		unsigned char *ram = size_of(named) > 0 ? ram_of(h, named) : NULL;

		h->old[i] = h->image.contents[i];
		if (ram && h->old[i])
			memcpy(ram, h->old[i], size_of(named));
	}
}

static bool fill_new(struct handover *h)
{
	unsigned int i;

	for (i = 0; i < h->names.nr; i++) {
		struct bm_named *named = &h->slots[i];
		unsigned char *ram;

		h->content[i] = h->old[i] ? CONTENT_OLD : CONTENT_UNKNOWN;
		if (named->fate != BM_FATE_FRESH)
			continue;
		ram = ram_of(h, named);
		if (!ram)
			return false;
		pattern(ram, size_of(named), first_word(h, named), true);
		h->content[i] = CONTENT_NEW;
	}
	return true;
}

static bool content_is_kept(struct handover *h, unsigned int i)
{
	const struct bm_named *named = &h->slots[i];
	unsigned char *ram = ram_of(h, named);

	if (!ram)
		return false;
	if (h->content[i] == CONTENT_NEW)
		return pattern(ram, size_of(named), first_word(h, named), false);
	return h->content[i] == CONTENT_UNKNOWN || memcmp(ram, h->old[i], size_of(named)) == 0;
}

/* --- taking over -------------------------------------------------------------------------- */

/* Where the boot before put its scratch areas this one has them too: nothing preserved is there. */
static int inherit_scratch(struct handover *h, struct memblock *mb)
{
	unsigned long i;
	int err = 0;

	h->are_inherited = h->image.kind == IMAGE_RECORD && h->image.rec.nr_scratch > 0;
	for (i = 0; h->are_inherited && !err && i < h->image.rec.nr_scratch; i++) {
		struct bm_range area = bm_record_scratch(&h->image.rec, i);
		phys_addr_t size = area.end - area.start;

		if (h->nr_areas == HANDOVER_SCRATCH || !mb_is_all_mapped(mb, area.start, size) ||
		    mb_is_region_reserved(mb, area.start, size))
			continue;
		h->areas[h->nr_areas++] = area;
		err = mb_reserve(mb, area.start, size);
	}
	return err;
}

static void note_refused(void *ctx, const struct bm_diag *diag)
{
	struct handover *h = ctx;
	struct refused *refused = &h->refused[h->nr_refused];

	if (h->nr_refused == HANDOVER_REFUSED)
		return;
	h->nr_refused++;
	refused->why = diag->what;
	snprintf(refused->value, sizeof(refused->value), "%.*s", (int)diag->len,
		 h->cmdline.at + diag->offset);
}

int handover_take(struct handover *h, struct machine_boot *run, struct host *host)
{
	struct bm_fw_sink sink = { .ctx = h, .diag = note_refused };
	unsigned int i;
	int err = 0;

	h->host = host;
	h->cmdline = run->boot.cmdline;
	load_contents(h);
	if (h->image.bytes && h->image.kind == IMAGE_RECORD)
		err = bm_handover_take(&h->image.rec, &run->mb, &h->names);
	else if (h->image.bytes)
		err = bm_kho_take(h->image.bytes, h->image.size, &run->mb, &h->names);
	err = err ? err : inherit_scratch(h, &run->mb);
	if (err)
		return err;
	bm_boot_names(h->cmdline, &run->mb, &h->names, &sink);
	for (i = 0; i < h->image.nr_named; i++)
		h->nr_lost += h->slots[i].fate != BM_FATE_KEPT &&
			      h->slots[i].fate != BM_FATE_REVIVED;
	return fill_new(h) ? 0 : -BM_ENOMEM;
}

/* --- scratch areas ----------------------------------------------------------------------- */

static phys_addr_t whole_blocks(uint64_t size, unsigned int shift)
{
	uint64_t nr = (size >> shift) + ((size & (((uint64_t)1 << shift) - 1)) != 0);

	return (phys_addr_t)(nr << shift);
}

static struct bm_scratch_plan plan_of(const struct machine_boot *run, phys_addr_t *node_sizes)
{
	const struct bm_kho_param *asked = &run->boot.params.kho_scratch;
	const struct bm_profile *profile = run->boot.profile;
	unsigned int block = profile->page_shift + profile->pageblock_order;
	struct bm_scratch_plan plan = {
		.low_limit = (phys_addr_t)1 << 32,
		.align = (phys_addr_t)1 << block,
		.low = whole_blocks(asked->low, block),
		.global = whole_blocks(asked->global, block),
		.node = node_sizes,
		.nr_nodes = run->zones.nr_nodes,
	};
	unsigned int nid;

	for (nid = 0; nid < plan.nr_nodes; nid++)
		node_sizes[nid] = bm_node_is_memoryless(&run->zones.nodes[nid]) ? 0 :
			whole_blocks(asked->per_node, block);
	if (asked->low == 0 && asked->global == 0 && asked->per_node == 0)
		bm_scratch_size(&plan, &run->mb, asked->percent ? (unsigned int)asked->percent
								: 200);
	return plan;
}

static int by_address(const void *a, const void *b)
{
	const struct bm_range *left = a, *right = b;

	return left->start < right->start ? -1 : left->start > right->start;
}

void handover_scratch(struct handover *h, struct machine_boot *run)
{
	phys_addr_t node_sizes[BM_MAX_NODES];
	struct bm_scratch_plan plan;
	int nr;

	if (h->are_inherited || !run->boot.params.kho)
		return;
	plan = plan_of(run, node_sizes);
	run->mb.owner = "scratch areas";
	nr = bm_scratch_place(&plan, &run->mb, h->areas, HANDOVER_SCRATCH);
	run->mb.owner = NULL;
	h->has_no_scratch = nr < 0;
	h->nr_areas = nr < 0 ? 0 : (unsigned int)nr;
	qsort(h->areas, h->nr_areas, sizeof(h->areas[0]), by_address);
}

/* --- afterwards --------------------------------------------------------------------------- */

/* Descriptors of what was taken over are its owner's to fill in; its frames are not to be had. */
static bool pages_are_its_own(const struct machine_boot *run, struct machine_mm *mm,
			      const struct bm_named *named)
{
	unsigned int shift = run->mb.page_shift;
	pfn_t last = (named->range.end - 1) >> shift;
	pfn_t pfn;

	for (pfn = named->range.start >> shift; pfn <= last; pfn++) {
		struct bm_page *page = bm_page(&mm->pages, pfn);

		if (!page || bm_buddy_frame(&mm->buddy, pfn).state != BM_FRAME_NOT_GIVEN)
			return false;
		if (named->fate == BM_FATE_FRESH && !(bm_page_flags(page) & BM_PAGE_RESERVED))
			return false;
	}
	return true;
}

void handover_check(struct handover *h, struct machine_boot *run, struct machine_mm *mm)
{
	unsigned int i;

	for (i = 0; i < h->names.nr && !h->fault; i++) {
		if (size_of(&h->slots[i]) == 0)
			continue;
		h->culprit = h->slots[i].name;
		if (!content_is_kept(h, i))
			h->fault = "its content has changed during the boot";
		else if (!pages_are_its_own(run, mm, &h->slots[i]))
			h->fault = "the page allocator has a page of it";
	}
}

/* --- the record for the next boot ---------------------------------------------------------- */

static bool put_zeros(FILE *file, uint64_t from, uint64_t to)
{
	bool ok = true;

	for (; ok && from < to; from++)
		ok = putc(0, file) != EOF;
	return ok;
}

static bool put_contents(struct handover *h, FILE *file)
{
	uint64_t offset = h->record_size;
	unsigned int i;

	for (i = 0; i < h->names.nr; i++) {
		size_t size = size_of(&h->slots[i]);

		if (size == 0)
			continue;
		if (!put_zeros(file, offset, image_next(offset)) ||
		    fwrite(ram_of(h, &h->slots[i]), 1, size, file) != size)
			return false;
		offset = image_next(offset) + size;
	}
	h->file_size = (size_t)offset;
	return true;
}

/* Under another name first: the old record is there until the new one is whole. */
static int put_file(struct handover *h, const void *record, const char *to, char *why, size_t room)
{
	char *part = NULL;
	FILE *file = NULL;
	bool ok;

	if (asprintf(&part, "%s.part", to) < 0)
		part = NULL;
	else
		file = fopen(part, "wb");
	ok = file && fwrite(record, 1, h->record_size, file) == h->record_size &&
	     put_contents(h, file);
	if (file)
		ok = (fclose(file) == 0) && ok;
	ok = ok && rename(part, to) == 0;
	if (!ok) {
		snprintf(why, room, "%s: %s", to, strerror(errno));
		if (file)
			remove(part);
	}
	free(part);
	return ok ? 0 : -1;
}

/* What could not be read again is not written. */
static bool fits_a_file(const struct handover *h)
{
	uint64_t size = h->record_size;
	unsigned int i;

	for (i = 0; i < h->names.nr && size <= INPUT_MAX; i++)
		size += image_next(size_of(&h->slots[i]));
	return size <= INPUT_MAX - IMAGE_ALIGN;
}

static void read_sums(struct handover *h, const void *record)
{
	struct bm_record rec;
	struct bm_named named;
	unsigned int i = 0;
	int pos = -1;

	if (bm_record_open(&rec, record, h->record_size) != 0)
		return;
	h->is_written = true;
	while (bm_record_next_name(&rec, &pos, &named)) {
		while (size_of(&h->slots[i]) == 0)
			i++;
		h->sums[i++] = named.crc;
	}
}

int handover_write(struct handover *h, struct machine_boot *run, const char *to, char *why,
		   size_t room)
{
	struct bm_handover record = {
		.names = &h->names,
		.scratch = h->areas,
		.nr_scratch = h->nr_areas,
		.generation = h->generation,
		.mb = &run->mb,
		.sum_content = true,
	};
	size_t size = bm_handover_room(&record);
	void *bytes = aligned_alloc(8, size / 8 * 8 + 8);
	int err = -1;

	if (!bytes || bm_handover_write(&record, bytes, size) != 0) {
		snprintf(why, room, "%s: the record cannot be made", to);
	} else {
		h->record_size = fdt_totalsize(bytes);
		if (fits_a_file(h))
			err = put_file(h, bytes, to, why, room);
		else
			snprintf(why, room, "%s: contents of more than 256 MiB", to);
		if (!err)
			read_sums(h, bytes);
	}
	free(bytes);
	return err;
}

bool handover_is_quiet(const struct handover *h)
{
	return !h->image.bytes && h->names.nr == 0 && h->nr_refused == 0 && h->nr_areas == 0 &&
	       !h->is_written && !h->has_no_scratch;
}
