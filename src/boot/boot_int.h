/* SPDX-License-Identifier: MIT */
/*
 * boot_int.h - the steps of a boot that are more than a few lines.
 */
#ifndef BOOT_INT_H
#define BOOT_INT_H

#include <bootmem/boot.h>

#include "base/bits.h"
#include "base/pfn.h"
#include "base/range.h"

/** bm_boot_end_() - where memory ends, as the architecture counts it. */
phys_addr_t bm_boot_end_(const struct bm_boot *boot);

int bm_boot_numa_(struct bm_boot *boot);

#endif
