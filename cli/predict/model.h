/* SPDX-License-Identifier: MIT */
/*
 * model.h - how much a kernel takes for itself before there is a page allocator.
 *
 * Only what follows from the machine: what depends on how a kernel was built or on its CPUs is
 * left out rather than guessed.
 */
#ifndef CLI_MODEL_H
#define CLI_MODEL_H

#include "cli/machine/machine_boot.h"

/**
 * model_descriptors() - struct pages of sections that have memory, 64 bytes each
 * @profile: how large sections and pages are
 * @regions: memory
 * @nr:      of them
 * @nid:     of this node only; NUMA_NO_NODE: of all
 */
phys_addr_t model_descriptors(const struct bm_profile *profile,
			      const struct memblock_region *regions, size_t nr, int nid);

/** model_page_descriptors() - struct pages of every section that has memory, 64 bytes each. */
phys_addr_t model_page_descriptors(const struct machine_boot *run);

/** model_hash_tables() - of directory entries and inodes, by the size of memory of one node. */
phys_addr_t model_hash_tables(const struct machine_boot *run);

/** model_bounce_buffers() - swiotlb; 0 where every device reaches all memory. */
phys_addr_t model_bounce_buffers(const struct machine_boot *run);

/** model_log_text() - bytes of a log buffer's text, if larger than what a kernel has anyway. */
phys_addr_t model_log_text(const char *cmdline);

/** model_log_buffer() - log_buf_len=, and the records beside the text; 0 without the option. */
phys_addr_t model_log_buffer(const struct machine_boot *run);

#endif
