/* SPDX-License-Identifier: MIT */
/*
 * render_where.h - print a ledger.
 */
#ifndef CLI_RENDER_WHERE_H
#define CLI_RENDER_WHERE_H

#include "cli/ledger/ledger.h"

/**
 * struct where - a ledger and the other side of it
 * @what_if: asked about, not booted so; then the kernel's own numbers are of something else
 */
struct where {
	const struct machine *machine;
	struct bm_range window;
	struct outcome outcome;
	struct ledger ledger;
	bool what_if;
};

/** struct where_view - how to print it. */
struct where_view {
	bool bytes;
	bool colour;
};

/**
 * struct where_check - our sum beside the kernel's own
 * @against: which number of the kernel's
 * @ours:    bytes
 * @theirs:  bytes
 * @granule: bytes that its number is rounded to
 * @why:     where the difference is from, if that is known; or NULL
 */
struct where_check {
	const char *against;
	phys_addr_t ours;
	phys_addr_t theirs;
	phys_addr_t granule;
	const char *why;
};

#define WHERE_MAX_CHECKS 4

/** where_checks() - all that can be compared; how many. */
size_t where_checks(const struct where *where, struct where_check *checks);

/** where_agrees() - do all agree that are not explained? A model agrees within 1 percent. */
bool where_agrees(const struct where *where);

void render_where(const struct where *where, const struct where_view *view);
void render_where_json(const struct where *where, int code);

#endif
