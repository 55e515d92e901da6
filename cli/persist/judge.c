// SPDX-License-Identifier: MIT
/*
 * judge.c - hold a record against a map, by the library's own rules.
 *
 * A name whose sum the record has is compared with the content that the file has; without content
 * its sum is not looked at. What is told of further memory is in the library's log lines, which
 * are kept.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/persist/judge.h"

#define NR_REGIONS 65536u

/* --- the port: contents as memory, warnings as findings --------------------------------- */

static void *map(void *ctx, phys_addr_t base, size_t size)
{
	const struct judge *judge = ctx;
	unsigned int i;

	for (i = 0; i < judge->image->nr_named; i++) {
		const struct bm_named *named = &judge->image->named[i];

		if (named->range.start == base && named->range.end - base == size)
			return (void *)(uintptr_t)judge->image->contents[i];
	}
	return NULL;
}

static void keep_line(void *ctx, int level, const char *text, size_t len)
{
	static const char start[] = "handover: ";
	struct judge *judge = ctx;
	char *longer = NULL;

	(void)len;
	if (level != BM_LOG_WARNING || !strstr(text, " bytes of preserved "))
		return;
	if (asprintf(&longer, "%s%s\n", judge->lost ? judge->lost : "",
		     text + sizeof(start) - 1) < 0) {
		judge->is_out_of_memory = true;
		return;
	}
	free(judge->lost);
	judge->lost = longer;
}

/* --- the verdict ------------------------------------------------------------------------- */

int judge_open(struct judge *judge, const struct image *image)
{
	*judge = (struct judge){ .image = image };
	judge->slots = calloc(2 * IMAGE_NAMES, sizeof(*judge->slots));
	if (!judge->slots)
		return -1;
	bm_names_init(&judge->names, judge->slots, 2 * IMAGE_NAMES);
	judge->names.odd_align = true;
	judge->port.ctx = judge;
	judge->port.map = map;
	judge->port.log = keep_line;
	return 0;
}

void judge_release(struct judge *judge)
{
	free(judge->slots);
	free(judge->lost);
	*judge = (struct judge){ 0 };
}

static int ask_for_all(struct judge *judge, struct memblock *mb)
{
	unsigned int i;

	for (i = 0; i < judge->image->nr_named; i++) {
		struct bm_named *named = &judge->slots[i];
		struct bm_name_req req = {
			.size = named->range.end - named->range.start,
			.align = named->align,
			.name = named->name,
			.name_len = strlen(named->name),
		};

		if (named->fate != BM_FATE_KEPT)
			continue;
		if (!judge->image->contents[i])
			named->has_crc = false;
		/* What is lost is allocated anew, which may fail; its fate says what counts. */
		(void)!bm_reserve_mem(&judge->names, mb, &req);
	}
	return judge->is_out_of_memory ? -BM_ENOMEM : 0;
}

static int take(struct judge *judge, struct memblock *mb)
{
	const struct image *image = judge->image;
	int err;

	mb->port = &judge->port;
	err = image->kind == IMAGE_RECORD ?
		      bm_handover_take(&image->rec, mb, &judge->names) :
		      bm_kho_take(image->bytes, image->size, mb, &judge->names);
	return err ? err : ask_for_all(judge, mb);
}

static int add_all(const struct image *image, struct memblock *mb)
{
	unsigned long i;
	int err = 0;

	for (i = 0; i < image->nr_named && !err; i++)
		err = mb_add(mb, image->named[i].range.start,
			     image->named[i].range.end - image->named[i].range.start);
	for (i = 0; i < image->rec.nr_preserved && !err; i++) {
		struct bm_range range = bm_record_preserved(&image->rec, i);

		err = mb_add(mb, range.start, range.end - range.start);
	}
	return err;
}

int judge_run(struct judge *judge, struct memblock *mb)
{
	struct memblock own;
	struct memblock_region *regions;
	int err;

	if (mb)
		return take(judge, mb);
	regions = calloc(NR_REGIONS, sizeof(*regions));
	if (!regions)
		return -BM_ENOMEM;
	mb_init(&own, NULL, regions, NR_REGIONS);
	own.current_limit = 0;
	err = add_all(judge->image, &own);
	err = err ? err : take(judge, &own);
	free(regions);
	return err;
}

unsigned int judge_lost(const struct judge *judge)
{
	unsigned int i, nr = 0;

	for (i = 0; i < judge->image->nr_named; i++)
		nr += judge->slots[i].fate != BM_FATE_REVIVED;
	return nr;
}
