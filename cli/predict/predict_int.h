/* SPDX-License-Identifier: MIT */
/*
 * predict_int.h - what a prediction's own files share: claims.c makes reservations, predict.c says
 * when.
 */
#ifndef CLI_PREDICT_INT_H
#define CLI_PREDICT_INT_H

#include "cli/predict/predict.h"

/** predict_claims() - make the reservations of a moment, as struct recipe_claims wants it. */
bool predict_claims(void *ctx, struct memblock *mb, enum recipe_moment moment);

/** predict_core() - what kernelcore= and its like made movable; false if out of memory. */
bool predict_core(struct predict *predict);

#endif
