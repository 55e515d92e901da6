/* SPDX-License-Identifier: MIT */
/*
 * render_diff.h - print a comparison.
 */
#ifndef CLI_RENDER_DIFF_H
#define CLI_RENDER_DIFF_H

#include "cli/ledger/diff.h"

/** struct diff_view - what to print: @all also what is the same. */
struct diff_view {
	const struct side *a;
	const struct side *b;
	bool all;
};

void render_diff(const struct diff *diff, const struct diff_view *view);
void render_diff_json(const struct diff *diff, const struct diff_view *view);

#endif
