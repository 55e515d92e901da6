/* SPDX-License-Identifier: MIT */
/*
 * predict_int.h - what a prediction's own files share: claims.c and areas.c make reservations,
 * predict.c says when.
 */
#ifndef CLI_PREDICT_INT_H
#define CLI_PREDICT_INT_H

#include "cli/predict/predict.h"

/** predict_claims() - make the reservations of a moment, as struct recipe_claims wants it. */
bool predict_claims(void *ctx, struct memblock *mb, enum recipe_moment moment);

/** predict_core() - what kernelcore= and its like made movable; false if out of memory. */
bool predict_core(struct predict *predict);

/* --- claims.c, for those that make some ---------------------------------------------------- */

bool predict_is_pc(const struct predict *predict);

/**
 * predict_is_new() - since Linux 7.2, or a little before, all architectures reserve areas, crash
 * kernel and gigantic pages once nodes are known
 */
bool predict_is_new(const struct predict *predict);

/** predict_low_end() - where the memory ends that every device reaches. */
phys_addr_t predict_low_end(const struct predict *predict);

/** predict_words() - all words of the command line that are named @name, one after the other. */
void predict_words(const struct predict *predict, const char *name, char *out, size_t room);

/** predict_add() - one more thing that is asked for; NULL if out of memory. */
struct predict_item *predict_add(struct predict *predict, enum predict_kind kind,
				 const char *asked);

/** predict_settle() - what came of it, with what would have fitted if it does not. */
void predict_settle(const struct predict *predict, struct predict_item *item, int err);

/* --- areas.c: each when its moment comes; false if out of memory --------------------------- */

bool predict_claim_pool(struct predict *predict);
bool predict_claim_cma(struct predict *predict);
bool predict_claim_huge_cma(struct predict *predict);

/** predict_has_huge_cma() - are there areas for huge pages? Then none are taken while booting. */
bool predict_has_huge_cma(const struct predict *predict);

#endif
