// SPDX-License-Identifier: MIT
/*
 * told.c - a sink that writes down what it is told.
 *
 * A line that does not fit is a test that is too large, and fails.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "told.h"

struct told told_new(void)
{
	struct told told = { 0 };

	return told;
}

static void say(struct told *told, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(struct told *told, const char *format, ...)
{
	size_t room = sizeof(told->text) - told->len;
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(told->text + told->len, room, format, args);
	va_end(args);
	if (len < 0 || (size_t)len >= room)
		fail_msg("too much was told");
	told->len += (size_t)len;
}

static int counted(struct told *told)
{
	told->nr++;
	return told->stop_after && told->nr >= told->stop_after ? told->stop_with : 0;
}

static void say_flags(struct told *told, uint32_t flags)
{
	static const struct {
		uint32_t flag;
		const char *name;
	} names[] = {
		{ BM_FW_HOTPLUG, "hotplug" },
		{ BM_FW_MIRROR, "mirror" },
		{ BM_FW_NOMAP, "nomap" },
		{ BM_FW_REUSABLE, "reusable" },
		{ BM_FW_NONVOLATILE, "nonvolatile" },
		{ BM_FW_RUNTIME, "runtime" },
		{ BM_FW_NESTED, "nested" },
	};
	unsigned int i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (flags & names[i].flag)
			say(told, " %s", names[i].name);
}

static void say_name(struct told *told, struct bm_str name)
{
	if (name.at)
		say(told, " '%.*s'", (int)name.len, name.at);
}

static int hear_range(void *ctx, const struct bm_fw_range *range)
{
	struct told *told = ctx;

	say(told, "%llx-%llx %s", (unsigned long long)range->start, (unsigned long long)range->end,
	    bm_fw_kind_name(range->kind));
	if (range->type != range->kind)
		say(told, " type %x", range->type);
	say_flags(told, range->flags);
	if (range->domain != BM_FW_NO_DOMAIN)
		say(told, " node %u", range->domain);
	say_name(told, range->name);
	say(told, "\n");
	return counted(told);
}

static int hear_request(void *ctx, const struct bm_fw_request *request)
{
	struct told *told = ctx;
	unsigned int i;

	say(told, "? %llx align %llx", (unsigned long long)request->size,
	    (unsigned long long)request->align);
	say_flags(told, request->flags);
	if (request->is_cma)
		say(told, " cma");
	for (i = 0; i < request->nr_windows; i++)
		say(told, "%s%llx-%llx", i ? " " : " in ",
		    (unsigned long long)request->windows[i].start,
		    (unsigned long long)request->windows[i].end);
	say_name(told, request->name);
	say(told, "\n");
	return counted(told);
}

static int hear_cpu(void *ctx, const struct bm_fw_cpu *cpu)
{
	struct told *told = ctx;

	say(told, "%s %x", cpu->is_cpu ? "cpu" : "initiator", cpu->id);
	if (cpu->domain != BM_FW_NO_DOMAIN)
		say(told, " of %x", cpu->domain);
	if (cpu->start_id != cpu->id)
		say(told, " by %llx", (unsigned long long)cpu->start_id);
	say(told, "%s%s\n", cpu->enabled ? "" : " off", cpu->can_enable ? " later" : "");
	return counted(told);
}

static int hear_distance(void *ctx, const struct bm_fw_distance *distance)
{
	struct told *told = ctx;

	say(told, "%u>%u=%u\n", distance->from, distance->to, distance->distance);
	return counted(told);
}

static void hear_diag(void *ctx, const struct bm_diag *diag)
{
	struct told *told = ctx;

	told->nr_diags++;
	say(told, "! %s at %zu\n", bm_diag_name(diag->code), diag->offset);
}

struct bm_fw_sink told_sink(struct told *told)
{
	struct bm_fw_sink sink = { told,     hear_range,    hear_request,
				   hear_cpu, hear_distance, hear_diag };

	return sink;
}

void expect_told_(struct told *told, const char *want, const char *file, int line)
{
	if (strcmp(told->text, want) != 0) {
		print_error("%s:%d: was told\n%sinstead of\n%s", file, line, told->text, want);
		fail();
	}
	told->len = 0;
	told->text[0] = '\0';
}

/* One cut, one place to stop; returns the records that were told. */
static unsigned int try_cut(text_parser *parse, struct bm_str cut, unsigned int stop_after)
{
	struct told told = told_new();
	struct bm_fw_sink sink = told_sink(&told);
	int err;

	told.stop_after = stop_after;
	told.stop_with = 4711;
	err = parse(cut, &sink);
	if (stop_after && told.nr == stop_after)
		assert_int_equal(err, 4711);
	else
		assert_true(err == 0 || told.nr_diags > 0);
	return told.nr;
}

void every_cut(text_parser *parse, const char *whole)
{
	static const struct bm_fw_sink deaf;
	size_t len = strlen(whole);
	size_t cut;

	for (cut = 0; cut <= len; cut++) {
		/* Exactly as large as the cut, so that reading past it is noticed. */
		char *copy = malloc(cut ? cut : 1);
		unsigned int nr;

		memcpy(copy, whole, cut);
		nr = try_cut(parse, bm_str(copy, cut), 0);
		for (; nr; nr--)
			(void)try_cut(parse, bm_str(copy, cut), nr);
		(void)!parse(bm_str(copy, cut), &deaf);
		free(copy);
	}
}

struct bm_str text(const char *string)
{
	return bm_str(string, strlen(string));
}

void put(void *bytes, size_t offset, unsigned int width, uint64_t value)
{
	unsigned char *at = (unsigned char *)bytes + offset;

	for (; width; width--, value >>= 8)
		*at++ = (unsigned char)value;
}

void put_be(void *bytes, size_t offset, unsigned int width, uint64_t value)
{
	unsigned char *at = (unsigned char *)bytes + offset;

	while (width--) {
		at[width] = (unsigned char)value;
		value >>= 8;
	}
}
