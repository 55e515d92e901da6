// SPDX-License-Identifier: MIT
/*
 * render_why.c - who owns an address: what is there, who has it, each event that touched it.
 */
#include <inttypes.h>
#include <stdio.h>

#include "cli/base/json.h"
#include "cli/base/span.h"
#include "cli/base/text.h"
#include "cli/log/log_words.h"
#include "cli/render/render_why.h"

static const char *verb_of(enum bm_event_kind kind)
{
	switch (kind) {
	case BM_EV_MEMORY_ADDED:
		return "memory";
	case BM_EV_MEMORY_REMOVED:
		return "no memory";
	case BM_EV_RESERVED:
		return "reserve";
	case BM_EV_FREED:
		return "free";
	case BM_EV_FLAGS_SET:
		return "set flags";
	case BM_EV_FLAGS_CLEARED:
		return "clear flags";
	case BM_EV_MEMORY_NODE_SET:
		return "memory's node";
	case BM_EV_RESERVED_NODE_SET:
		return "reservation's node";
	case BM_EV_ARRAY_GREW:
		return "array";
	}
	return "";
}

/* Nodes and flags are given to stretches with holes in them; a hole gets neither. */
static bool is_attribute(const struct edit *edit)
{
	return edit->kind == BM_EV_MEMORY_NODE_SET || edit->kind == BM_EV_RESERVED_NODE_SET ||
	       edit->kind == BM_EV_FLAGS_SET || edit->kind == BM_EV_FLAGS_CLEARED;
}

static bool touches(const struct why *why, const struct edit *edit)
{
	if (is_attribute(edit) && (!why->bank || !why->bank->is_memory))
		return false;
	return edit->base <= why->addr && why->addr < span_end(edit->base, edit->size);
}

/* Edits of reservations have an owner; what firmware or a node table did to memory has none. */
static bool has_owner(const struct edit *edit)
{
	return edit->kind == BM_EV_RESERVED || edit->kind == BM_EV_ARRAY_GREW;
}

static void print_edit(const struct log *log, const struct edit *edit)
{
	const struct log_event *event = edit->event == NO_EVENT ? NULL : &log->events[edit->event];

	if (event)
		printf("  event %-5zu line %-6u", event_number(log, edit->event), event->line);
	else
		printf("  %-23s", "not in the log's lines");
	printf(" %-18s 0x%" PRIx64 "-0x%" PRIx64, verb_of(edit->kind), edit->base,
	       span_end(edit->base, edit->size) - 1);
	if (edit->kind == BM_EV_MEMORY_NODE_SET || edit->kind == BM_EV_RESERVED_NODE_SET)
		printf("  %d", edit->nid);
	if (edit->kind == BM_EV_FLAGS_SET || edit->kind == BM_EV_FLAGS_CLEARED)
		printf("  %#x", edit->flags);
	if (has_owner(edit) && edit->owner)
		printf("  %s", edit->owner);
	if (event && event->who)
		printf("  (%s)", event->who);
	putchar('\n');
}

static void print_bank(const struct why *why)
{
	const struct map_bank *bank = why->bank;

	if (!bank) {
		printf("not memory, and not in firmware's map");
		return;
	}
	printf("%s 0x%" PRIx64 "-0x%" PRIx64, bank->kind, bank->base, bank->end - 1);
	if (bank->nid >= 0)
		printf(" of node %d", bank->nid);
}

void render_why(const struct why *why)
{
	const struct history *history = &why->replay->history;
	size_t i;

	printf("0x%" PRIx64 ": ", why->addr);
	print_bank(why);
	if (why->owner)
		printf("; taken by %s, 0x%" PRIx64 "-0x%" PRIx64 "\n",
		       groups_of_tag(why->owner->owner)->name, why->owner->base,
		       why->owner->end - 1);
	else
		printf("%s\n",
		       why->bank && why->bank->is_memory ? "; free for the page allocator" : "");
	for (i = 0; i < history->nr_edits; i++)
		if (touches(why, &history->edits[i]))
			print_edit(why->replay->log, &history->edits[i]);
}

static void put_edit(struct json *json, const struct log *log, const struct edit *edit)
{
	json_open(json, NULL, '{');
	if (edit->event != NO_EVENT) {
		json_number(json, "event", event_number(log, edit->event));
		json_number(json, "line", log->events[edit->event].line);
		if (log->events[edit->event].who)
			json_text(json, "caller", log->events[edit->event].who);
	}
	json_text(json, "what", verb_of(edit->kind));
	json_extent(json, edit->base, span_end(edit->base, edit->size));
	if (has_owner(edit) && edit->owner)
		json_text(json, "owner", edit->owner);
	json_close(json);
}

void render_why_json(const struct why *why)
{
	const struct history *history = &why->replay->history;
	struct json json = json_to(stdout);
	size_t i;

	json_open(&json, NULL, '{');
	json_text(&json, "schema", "bootmem.why/1");
	json_text(&json, "name", why->name);
	json_addr(&json, "address", why->addr);
	if (why->bank)
		json_text(&json, "kind", why->bank->kind);
	if (why->bank && why->bank->nid >= 0)
		json_int(&json, "node", why->bank->nid);
	if (why->owner)
		json_text(&json, "owner", groups_of_tag(why->owner->owner)->name);
	json_open(&json, "events", '[');
	for (i = 0; i < history->nr_edits; i++)
		if (touches(why, &history->edits[i]))
			put_edit(&json, why->replay->log, &history->edits[i]);
	json_close(&json);
	json_open(&json, "result", '{');
	json_bool(&json, "ok", why->bank || why->owner);
	json_close(&json);
	json_close(&json);
}
