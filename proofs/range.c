// SPDX-License-Identifier: MIT
/*
 * range.c - src/base/range.h: no pair of ranges makes it wrap.
 *
 * Proves: src/base/range.h
 * Machines: 64 32 pa32
 */
#include "base.h"

#include "base/range.h"
