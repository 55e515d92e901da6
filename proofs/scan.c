// SPDX-License-Identifier: MIT
/*
 * scan.c - src/base/scan.c: taking text apart never reads past its end, and always ends.
 *
 * Proves: src/base/scan.c
 * Machines: 64 32
 * Options: -wp-literals
 */
#include "scan.h"

#include "base/scan.c"
