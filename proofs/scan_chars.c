// SPDX-License-Identifier: MIT
/*
 * scan_chars.c - src/base/scan.h: the kinds of characters.
 *
 * Proves: src/base/scan.h
 * Machines: 64 32
 */
#include "scan.h"

#include "base/scan.h"
