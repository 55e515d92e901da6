// SPDX-License-Identifier: MIT
/*
 * bulk.c - reserve memory by the million pages.
 *
 * A kernel that took over from another may have to reserve single pages all over the machine. One
 * by one that is an edit for each; here a run of pages is one edit, found by counting bits, not
 * by looking at each. Runs ascend, so the hint of the region core makes every edit constant.
 *
 * Cost: a step for each word of bits and one for each run.
 * Linux: deserialize_bitmap().
 */
#include "base/bits.h"
#include "persist_int.h"

/* Number of equal bits from bit @bit of @word on, of value @value. */
static unsigned int run_length(uint64_t word, unsigned int bit, bool value)
{
	uint64_t other = bm_shr(value ? ~word : word, bit);

	/* The lowest bit that differs; none: the run goes to the end of the word. */
	return other == 0 ? 64 - bit : bm_log2(other & (~other + 1));
}

/** A run of set bits that has not ended yet. */
struct run {
	phys_addr_t start;
	phys_addr_t end;
};

static int flush(struct memblock *mb, const struct run *run)
{
	return mb_reserve_node(mb, run->start, run->end - run->start, NUMA_NO_NODE,
			       MEMBLOCK_RSRV_NOINIT);
}

/* Go through one word; a run at its end stays open. */
static int reserve_word(struct memblock *mb, uint64_t word, phys_addr_t base, struct run *run)
{
	unsigned int bit = 0;
	int err = 0;

	while (!err && bit < 64) {
		bool set = (bm_shr(word, bit) & 1) != 0;
		unsigned int len = run_length(word, bit, set);
		phys_addr_t at = bm_end(base, (phys_addr_t)bm_shl(bit, mb->page_shift));

		if (set && run->start == run->end)
			run->start = at;
		if (set) {
			run->end = bm_end(at, (phys_addr_t)bm_shl(len, mb->page_shift));
		} else if (run->start != run->end) {
			err = flush(mb, run);
			run->start = run->end;
		}
		bit += len;
	}
	return err;
}

int bm_reserve_bitmap(struct memblock *mb, phys_addr_t base, const uint64_t *bits,
		      unsigned long nr_words)
{
	phys_addr_t step = (phys_addr_t)bm_shl(64, mb->page_shift);
	struct run run = { 0, 0 };
	unsigned long i;
	int err = 0;

	for (i = 0; !err && i < nr_words; i++) {
		err = reserve_word(mb, bits[i], base, &run);
		base = bm_end(base, step);
	}
	if (!err && run.start != run.end)
		err = flush(mb, &run);
	return err;
}

int bm_reserve_list(struct memblock *mb, const struct bm_range *ranges, unsigned long nr_ranges,
		    enum memblock_flags flags)
{
	unsigned long i;
	int err = 0;

	for (i = 0; !err && i < nr_ranges; i++)
		err = mb_reserve_node(mb, ranges[i].start, bm_range_size(ranges[i]), NUMA_NO_NODE,
				      flags);
	return err;
}
