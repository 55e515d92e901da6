/* SPDX-License-Identifier: MIT */
/*
 * render_predict.h - print a prediction.
 */
#ifndef CLI_RENDER_PREDICT_H
#define CLI_RENDER_PREDICT_H

#include "cli/predict/predict.h"

void render_predict(const struct predict *predict);
void render_predict_json(const struct predict *predict);

#endif
