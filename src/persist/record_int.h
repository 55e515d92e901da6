/* SPDX-License-Identifier: MIT */
/*
 * record_int.h - the record's words, for the files that read and write it. They need libfdt.
 */
#ifndef PERSIST_RECORD_INT_H
#define PERSIST_RECORD_INT_H

#include <libfdt.h>

#include "persist_int.h"

/* Names of nodes and properties; docs/handover-format.md. */
#define PROP_COMPATIBLE "compatible"
#define PROP_CRC "crc32c"
#define PROP_GENERATION "generation"
#define PROP_PRESERVED "preserved"
#define PROP_SCRATCH "scratch"
#define NODE_NAMES "names"
#define PROP_LABEL "label"
#define PROP_START "start"
#define PROP_SIZE "size"
#define PROP_ALIGN "align"
#define PROP_NODE "node"
#define PROP_CONTENT_CRC "content-crc32c"

/** Bytes of an entry in a list of ranges: start and size, big endian. */
#define RANGE_BYTES 16

/**
 * bm_is_tree_() - are these bytes, aligned to 8, a whole and well formed tree?
 *
 * Trees older than version 16 are not: nobody writes them, and fdt_check_full() of libfdt 1.6.1
 * follows a null pointer in some.
 */
static inline bool bm_is_tree_(const void *blob, size_t size)
{
	return size >= sizeof(struct fdt_header) && fdt_magic(blob) == FDT_MAGIC &&
	       fdt_version(blob) >= 16 && fdt_check_full(blob, size) == 0;
}

/** bm_record_crc_() - checksum of a record whose own checksum is the 4 bytes at @hole. */
uint32_t bm_record_crc_(const void *blob, size_t size, const void *hole);

#endif
