/* SPDX-License-Identifier: MIT */
/*
 * diff.h - two machines, logs or command lines side by side: what grew, moved, came and went.
 */
#ifndef CLI_DIFF_H
#define CLI_DIFF_H

#include "cli/ledger/ledger.h"
#include "cli/predict/predict.h"

/** struct side - one of the two. */
struct side {
	struct machine machine;
	struct outcome outcome;
	struct ledger ledger;
	struct predict predict;
};

/** What became of a thing. */
enum diff_verdict {
	DIFF_SAME,
	DIFF_GREW,
	DIFF_SHRANK,
	DIFF_MOVED, /* as large, elsewhere */
	DIFF_NEW,
	DIFF_GONE,
	DIFF_FAILS, /* asked for on both sides, but not had on the second */
	DIFF_FITS,  /* the other way round */
};

/** diff_verdict_name() - "same", "grew", "shrank", "moved", "new", "gone", "fails", "fits" */
const char *diff_verdict_name(enum diff_verdict verdict);

enum diff_part {
	DIFF_LEDGER, /* what is a line of a ledger */
	DIFF_CLAIM,  /* what is a reservation of the command line */
	DIFF_ZONE,   /* what is a zone of a node */
};

/**
 * struct diff_row - a thing, on both sides
 * @kind: of a ledger's line
 * @what: its name
 * @a, @b: where it is; of a ledger's line the longest part
 * @bytes_a, @bytes_b: how large it is
 */
struct diff_row {
	enum diff_part part;
	enum diff_verdict verdict;
	enum ledger_kind kind;
	char what[112];
	struct bm_range a;
	struct bm_range b;
	phys_addr_t bytes_a;
	phys_addr_t bytes_b;
};

struct diff {
	struct diff_row *rows;
	size_t nr;
	size_t room;
};

/** side_fill() - ledger and prediction of side->machine; @what_if: do not look at its log. */
int side_fill(struct side *side, bool what_if, char *why);

void side_release(struct side *side);

/** diff_make() - compare; false if out of memory. Release it with diff_release() either way. */
bool diff_make(struct diff *diff, const struct side *a, const struct side *b);

/** diff_same() - is nothing different? */
bool diff_same(const struct diff *diff);

void diff_release(struct diff *diff);

#endif
