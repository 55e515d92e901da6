// SPDX-License-Identifier: MIT
/*
 * render_handover.c - named reservations of a boot, as text and as JSON.
 */
#include <inttypes.h>
#include <stdio.h>

#include "cli/base/text.h"
#include "cli/persist/handover.h"

static const char *content_word(enum content content)
{
	switch (content) {
	case CONTENT_NEW:
		return "new content";
	case CONTENT_OLD:
		return "content as it was left";
	case CONTENT_UNKNOWN:
		break;
	}
	return "content not known";
}

static bool is_gone(const struct bm_named *named)
{
	return named->range.start == named->range.end;
}

/* --- text ----------------------------------------------------------------------------- */

static void print_name(const struct handover *h, unsigned int i)
{
	const struct bm_named *named = &h->slots[i];
	char name[BM_NAME_MAX + 1];
	char size[TEXT_ROOM];

	image_name(named, name);
	if (is_gone(named)) {
		printf("  %-16s %s\n", name, bm_fate_text(named->fate));
		return;
	}
	printf("  %-16s 0x%016" PRIx64 "  %-9s %-9s %s\n", name,
	       (uint64_t)named->range.start,
	       text_size(named->range.end - named->range.start, size, sizeof(size)),
	       bm_fate_text(named->fate), content_word(h->content[i]));
}

static void print_scratch(const struct handover *h)
{
	char size[TEXT_ROOM];
	unsigned int i;

	if (h->has_no_scratch)
		printf("no room for scratch areas: the next kernel has to wait for its map\n");
	if (h->nr_areas > 0)
		printf("scratch areas, %s:\n", h->are_inherited ? "inherited" : "new");
	for (i = 0; i < h->nr_areas; i++)
		printf("  %-16s 0x%016" PRIx64 "  %s\n", "", (uint64_t)h->areas[i].start,
		       text_size(h->areas[i].end - h->areas[i].start, size, sizeof(size)));
}

void render_handover(const struct handover *h, const char *to)
{
	unsigned int i;

	if (handover_is_quiet(h))
		return;
	if (h->image.bytes && h->image.kind == IMAGE_LINUX)
		printf("taken over from Linux: ");
	else if (h->image.bytes)
		printf("taken over, generation %" PRIu64 ": ", h->image.rec.generation);
	if (h->image.bytes)
		printf("%u of %u names are where they were\n", h->image.nr_named - h->nr_lost,
		       h->image.nr_named);
	printf("named reservations:%s\n", h->names.nr == 0 ? " none" : "");
	for (i = 0; i < h->names.nr; i++)
		print_name(h, i);
	for (i = 0; i < h->nr_refused; i++)
		printf("  reserve_mem=%s: %s\n", h->refused[i].value, h->refused[i].why);
	print_scratch(h);
	if (h->is_written)
		printf("handed over to %s, generation %" PRIu64 "\n", to, h->generation);
	if (h->fault)
		printf("'%s': %s\n", h->culprit, h->fault);
}

/* --- JSON ------------------------------------------------------------------------------ */

static void put_name(struct json *json, const struct handover *h, unsigned int i)
{
	const struct bm_named *named = &h->slots[i];

	json_open(json, NULL, '{');
	json_text(json, "name", named->name);
	json_text(json, "fate", bm_fate_text(named->fate));
	if (!is_gone(named)) {
		json_extent(json, named->range.start, named->range.end);
		json_number(json, "align", named->align);
		json_text(json, "content", content_word(h->content[i]));
	}
	if (h->is_written && !is_gone(named))
		json_addr(json, "crc32c", h->sums[i]);
	json_close(json);
}

static void put_from(struct json *json, const struct handover *h)
{
	json_open(json, "from", '{');
	json_text(json, "compatible", image_kind_name(h->image.kind));
	if (h->image.kind == IMAGE_RECORD)
		json_number(json, "generation", h->image.rec.generation);
	json_number(json, "names", h->image.nr_named);
	json_number(json, "lost", h->nr_lost);
	json_close(json);
}

static void put_refused(struct json *json, const struct handover *h)
{
	unsigned int i;

	json_open(json, "refused", '[');
	for (i = 0; i < h->nr_refused; i++) {
		json_open(json, NULL, '{');
		json_text(json, "reserve_mem", h->refused[i].value);
		json_text(json, "why", h->refused[i].why);
		json_close(json);
	}
	json_close(json);
}

static void put_scratch(struct json *json, const struct handover *h)
{
	unsigned int i;

	json_open(json, "scratch", '[');
	for (i = 0; i < h->nr_areas; i++)
		json_range(json, NULL, h->areas[i].start, h->areas[i].end);
	json_close(json);
}

void render_handover_json(struct json *json, const struct handover *h)
{
	unsigned int i;

	if (handover_is_quiet(h))
		return;
	json_open(json, "handover", '{');
	if (h->image.bytes)
		put_from(json, h);
	json_open(json, "names", '[');
	for (i = 0; i < h->names.nr; i++)
		put_name(json, h, i);
	json_close(json);
	put_refused(json, h);
	put_scratch(json, h);
	if (h->is_written)
		json_number(json, "generation", h->generation);
	if (h->fault)
		json_text(json, "fault", h->fault);
	json_close(json);
}
