/* SPDX-License-Identifier: MIT */
/*
 * outcome.h - what a kernel said came of its memory: its log's later lines, and /proc.
 *
 * These numbers are the other side of a ledger: nothing is computed from them but differences,
 * except what was freed after the hand-over, which only the log can tell.
 *
 *	struct outcome outcome = { .page = 4096 };
 *
 *	outcome_read_log(&outcome, machine_part(&machine, MACHINE_LOG));
 *	outcome_read_meminfo(&outcome, text);
 */
#ifndef CLI_OUTCOME_H
#define CLI_OUTCOME_H

#include <stdint.h>

#include <bootmem/str.h>
#include <bootmem/types.h>

/** What reserved memory was freed after the hand-over for. */
enum outcome_freed {
	FREED_INITRD, /* initial ram disk */
	FREED_INIT,   /* code and data that only starting needed */
	FREED_LATE,   /* memblock_free_late() */
	FREED_CMA,    /* areas lent to the page allocator */
	FREED_GIANTS, /* huge pages that were taken before, and count as managed */
	NR_FREED,
};

/** What a log without a trace still tells the size of. */
enum outcome_taken {
	TAKEN_KERNEL, /* code, rwdata, rodata, init, bss of the Memory: line */
	TAKEN_CRASH,
	TAKEN_BOUNCE,
	TAKEN_HASH,
	TAKEN_PERCPU,
	TAKEN_LOG,
	NR_TAKEN,
};

/**
 * struct outcome - everything in bytes, 0 where nothing is said
 * @page:        bytes in a page, to be set before a log is read
 * @has_line:    there is a Memory: line
 * @physical:    memory it counts
 * @reserved:    of this reserved by then; may wrap, as the kernel's own sum does
 * @cma:         reserved for contiguous allocations
 * @freed:       freed after the hand-over, by enum outcome_freed
 * @freed_before: of this before the Memory: line was printed, so counted in it
 * @giants_in_line: the line counts gigantic pages, as Linux 7.2 does and 6.12 does not
 * @taken:       by enum outcome_taken
 * @ranges:      the sum of "Early memory node ranges"
 * @initrd:      where the initial ram disk was
 * @crash:       where the memory for a second kernel is
 * @has_total:   /proc/meminfo was read; @total is its MemTotal
 * @has_zones:   /proc/zoneinfo was read; @managed and @present are sums of it, in pages
 */
struct outcome {
	uint64_t page;
	bool has_line;
	uint64_t physical;
	uint64_t reserved;
	uint64_t cma;
	uint64_t freed[NR_FREED];
	uint64_t freed_before[NR_FREED];
	bool giants_in_line;
	uint64_t taken[NR_TAKEN];
	uint64_t ranges;
	struct bm_range initrd;
	struct bm_range crash;
	bool has_total;
	uint64_t total;
	bool has_zones;
	uint64_t managed;
	uint64_t present;
};

void outcome_read_log(struct outcome *outcome, struct bm_str text);
void outcome_read_meminfo(struct outcome *outcome, struct bm_str text);
void outcome_read_zoneinfo(struct outcome *outcome, struct bm_str text);

/** outcome_total() - what the page allocator had when the Memory: line was printed. */
uint64_t outcome_total(const struct outcome *outcome);

/** outcome_freed() - all that was freed later; or only before the Memory: line. */
uint64_t outcome_freed(const struct outcome *outcome, bool before_line);

#endif
