/* SPDX-License-Identifier: MIT */
/*
 * fdt_int.h - what the readers of device trees share: cells, properties, status, and names of
 * nodes.
 *
 * Properties are arrays of big-endian 32-bit cells; how many of them make an address or a size is
 * up to the parent.
 */
#ifndef FW_FDT_INT_H
#define FW_FDT_INT_H

#include <bootmem/fw_fdt.h>

/** struct bm_fdt_cells_ - cells in an address and in a size. */
struct bm_fdt_cells_ {
	unsigned int addr;
	unsigned int size;
};

/** struct bm_fdt_prop_ - a property; bytes is NULL if it is not there. */
struct bm_fdt_prop_ {
	const uint8_t *bytes;
	size_t len;
	size_t offset;
};

struct bm_fdt_prop_ bm_fdt_prop_(const struct bm_fdt *fdt, int node, const char *name);
bool bm_fdt_prop_is_(const struct bm_fdt_prop_ *prop, const char *want);

/** bm_fdt_u32_() - a property of one cell, or @otherwise if it is not one. */
uint32_t bm_fdt_u32_(const struct bm_fdt *fdt, int node, const char *name, uint32_t otherwise);

/** bm_fdt_number_() - @nr_cells cells; the low 64 bits of more than two. */
uint64_t bm_fdt_number_(const uint8_t *bytes, unsigned int nr_cells);

/** bm_fdt_cells_of_() - of the children of @node; false if there are too many, which is told. */
bool bm_fdt_cells_of_(const struct bm_fdt *fdt, int node, struct bm_fdt_cells_ *cells,
		      const struct bm_fw_sink *sink);

/** bm_fdt_is_available_() - not disabled by its status. */
bool bm_fdt_is_available_(const struct bm_fdt *fdt, int node);

/** bm_fdt_range_() - a range of @kind named and placed after @node. */
struct bm_fw_range bm_fdt_range_(const struct bm_fdt *fdt, int node, uint32_t kind);

/** bm_fdt_each_pair_() - tell every (address, size) of @prop as @range. */
BM_MUST_USE int bm_fdt_each_pair_(const struct bm_fdt_prop_ *prop, struct bm_fdt_cells_ cells,
				  struct bm_fw_range *range, const struct bm_fw_sink *sink);

#endif
