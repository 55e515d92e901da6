/* SPDX-License-Identifier: MIT */
/*
 * persist_int.h - what the files of this folder share. Nobody outside may include it.
 */
#ifndef PERSIST_INT_H
#define PERSIST_INT_H

#include <bootmem/persist.h>
#include <bootmem/reserve_mem.h>

#include "base/range.h"

/** bm_content_crc_() - checksum of memory through the port's map; false if it cannot be mapped. */
bool bm_content_crc_(const struct memblock *mb, struct bm_range range, uint32_t *out_crc);

/** bm_name_is_usable_() - is this a name: 1 to @max bytes, not all blank, none of them 0? */
bool bm_name_is_usable_(const char *name, size_t len, size_t max);

/** bm_names_slot_() - the slot of a name that is in use; NULL if there is none. */
struct bm_named *bm_names_slot_(const struct bm_names *names, const char *name, size_t len);

/** bm_names_overlap_() - has a slot from @first to before @last some of @range? */
bool bm_names_overlap_(const struct bm_names *names, unsigned int first, unsigned int last,
		       struct bm_range range);

/**
 * bm_take_names_() - hold the @nr slots behind the last one in use against the machine
 *
 * Those that stand up to it are reserved, the others lost; all are in the table then. No array
 * moves onto any of them, nor onto the list of @rec, which may be NULL.
 *
 * Return: 0; -BM_ENOMEM if one was lost for want of a slot to reserve it.
 */
int bm_take_names_(struct memblock *mb, struct bm_names *names, unsigned int nr,
		   const struct bm_record *rec);

#endif
