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
 * bm_take_over_() - hold what a record says against the machine: the @nr slots of @names behind the
 * last one in use, and the list of @rec
 * @names: the table
 * @nr:    slots
 * @rec: or NULL
 *
 * What stands up to it is reserved; names that do not are lost, and in the table all the same. No
 * array moves onto anything claimed.
 *
 * Return: 0; -BM_ENOMEM if something was lost for want of a slot to reserve it.
 */
int bm_take_over_(struct memblock *mb, struct bm_names *names, unsigned int nr,
		   const struct bm_record *rec);

#endif
