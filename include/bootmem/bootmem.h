/* SPDX-License-Identifier: MIT */
/*
 * bootmem.h - everything at once, in the order in which it is best read.
 *
 * types.h      addresses, ranges, errors
 * port.h       what the host provides
 * mb.h         a map: memory and reservations, and how they change
 * mb_query.h   questions about it
 * mb_iter.h    walks over it
 * mb_alloc.h   memory from it
 * check.h      is it well formed?
 * memblock.h   the same under the well-known names, on one static map
 */
#ifndef BOOTMEM_BOOTMEM_H
#define BOOTMEM_BOOTMEM_H

/** Version of the library and its tool, by semantic versioning. */
#define BM_VERSION "0.1.0"

#include <bootmem/types.h>
#include <bootmem/port.h>
#include <bootmem/mb.h>
#include <bootmem/mb_query.h>
#include <bootmem/mb_iter.h>
#include <bootmem/mb_alloc.h>
#include <bootmem/check.h>
#include <bootmem/memblock.h>

#endif
