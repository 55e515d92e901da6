// SPDX-License-Identifier: MIT
/*
 * div.c - src/base/div.h: long division ends, for every divisor.
 *
 * Proves: src/base/div.h
 * Machines: 64 32
 */
#include "base.h"

#include "base/div.h"
