/* SPDX-License-Identifier: MIT */
/*
 * mm_int.h - what the files of mm share: words between CPUs, the lock, where a record is.
 *
 * Levels of a tree are indexed by (pfn - base_pfn) >> shift, the same shift for every tree:
 *
 *	leaf  BM_LEAF_ORDER       mid  LEAF + 6       up  LEAF + 12       top  LEAF + 18
 *
 * A function whose name ends in an underscore is called from another file of this folder.
 * "Locked" in a comment means that the caller holds the tree's lock.
 */
#ifndef MM_INT_H
#define MM_INT_H

#include <stdatomic.h>

#include <bootmem/buddy.h>

#include "base/assert.h"
#include "base/bits.h"
#include "base/mem.h"
#include "base/pfn.h"
#include "base/range.h"

#define WORD_BITS (1u << BM_LEAF_ORDER)
#define FULL (~0ul)
#define SET_SHIFT 6u /* log2 of the bits in the words above the leaves */
#define SET_MASK 63u
#define ALL (~(uint64_t)0)

#define FAR_PFN ((pfn_t)1 << 63) /* no frame is less than a leaf above it */

#define MID_SHIFT (BM_LEAF_ORDER + SET_SHIFT)
#define UP_SHIFT (MID_SHIFT + SET_SHIFT)
#define TOP_SHIFT (UP_SHIFT + SET_SHIFT)

/* --- bits ------------------------------------------------------------------------------------ */

/** bit64() - the word with bit @i set. */
static inline uint64_t bit64(unsigned int i)
{
	return bm_shl(1, i & SET_MASK);
}

/** run64() - @nr bits from bit @first on; @nr is 1 to 64. */
static inline uint64_t run64(unsigned int first, unsigned int nr)
{
	return bm_shl(bm_shr(ALL, 64 - nr), first);
}

/** run_word() - likewise, of the word of a leaf. */
static inline unsigned long run_word(unsigned int first, unsigned int nr)
{
	return (FULL >> (WORD_BITS - nr)) << first;
}

/** clear_from() - how many bits of @word are 0 from bit @i on. */
static inline unsigned int clear_from(uint64_t word, unsigned int i)
{
	word = bm_shr(word, i & SET_MASK);
	return word == 0 ? 64 - (i & SET_MASK) : bm_lowest_bit(word);
}

/** frames() - in a block of an order. */
static inline pfn_t frames(unsigned int order)
{
	return bm_shl(1, order);
}

/** bit_of() - position of the only bit set. */
static inline unsigned int bit_of(uint64_t x)
{
	return bm_lowest_bit(x);
}

static inline bool set_has(const bm_shared_t *set, unsigned int i)
{
	return atomic_load(&set[(i & SET_MASK) / WORD_BITS]) >> (i % WORD_BITS) & 1;
}

/** set_word() - all 64 bits. */
static inline uint64_t set_word(const bm_shared_t *set)
{
	uint64_t word = atomic_load(&set[0]);

	return BM_SET_WORDS == 1 ? word :
				   word | bm_shl(atomic_load(&set[BM_SET_WORDS - 1]), WORD_BITS);
}

static inline void set_add(bm_shared_t *set, unsigned int i)
{
	atomic_fetch_or(&set[(i & SET_MASK) / WORD_BITS], 1ul << (i % WORD_BITS));
}

static inline void set_drop(bm_shared_t *set, unsigned int i)
{
	atomic_fetch_and(&set[(i & SET_MASK) / WORD_BITS], ~(1ul << (i % WORD_BITS)));
}

/** runs_of() - the multiples of 2^@order in @free where 2^@order bits are set. */
static inline uint64_t runs_of(uint64_t free, unsigned int order)
{
	static const uint64_t starts[] = {
		0xffffffffffffffff, 0x5555555555555555, 0x1111111111111111, 0x0101010101010101,
		0x0001000100010001, 0x0000000100000001, 0x0000000000000001,
	};

	if (order > 0)
		free &= free >> 1;
	if (order > 1)
		free &= free >> 2;
	if (order > 2)
		free &= free >> 4;
	if (order > 3)
		free &= free >> 8;
	if (order > 4)
		free &= free >> 16;
	if (order > 5)
		free &= free >> 32;
	return free & starts[order];
}

/* --- the lock: held for the time of a search at most ------------------------------------------ */

static inline void lock(bm_shared32_t *word)
{
	while (atomic_exchange_explicit(word, 1, memory_order_acquire))
		while (atomic_load_explicit(word, memory_order_relaxed))
			;
}

static inline void unlock(bm_shared32_t *word)
{
	atomic_store_explicit(word, 0, memory_order_release);
}

/* --- arrays of a map -------------------------------------------------------------------------- */

/** bm_region_above_() - index of the first region that ends above @addr. */
unsigned long bm_region_above_(const struct memblock_type *type, phys_addr_t addr);

/** bm_region_range_() - a region's bytes. */
static inline struct bm_range bm_region_range_(const struct memblock_region *r)
{
	return bm_range_at(r->base, r->size);
}

/** bm_take_() - @size bytes of the map, near @nid if it can be. NULL: no room, nothing taken. */
void *bm_take_(struct memblock *mb, phys_addr_t size, int nid, phys_addr_t *out_base);

/** bm_untake_() - the opposite. */
void bm_untake_(struct memblock *mb, phys_addr_t base, phys_addr_t size);

/* --- page_index.c, page_span.c, page_section.c ------------------------------------------------ */

unsigned int bm_index_roots_(unsigned int nr_ends);
void bm_index_build_(struct bm_index *index);
unsigned int bm_index_find_(const struct bm_index *index, uint64_t key);

/** bm_has_nids_() - does any memory have a node? If not, all of it is node 0's. */
bool bm_has_nids_(const struct memblock *mb);

/** bm_node_of_() - the node with that number; NULL if there is none. */
static inline const struct bm_node *bm_node_of_(const struct bm_zones *zones, int nid)
{
	return nid >= 0 && (unsigned int)nid < zones->nr_nodes ? &zones->nodes[nid] : NULL;
}

/** bm_zone_border_() - where between the two a zone of the node begins or ends; or @end_pfn. */
pfn_t bm_zone_border_(const struct bm_node *node, pfn_t pfn, pfn_t end_pfn);

/** struct bm_span_count - spans, and words for one bit per section of each. */
struct bm_span_count {
	unsigned int spans;
	unsigned long words;
};

static inline unsigned long bm_bits_words_(pfn_t bits)
{
	return (unsigned long)((bits + 31) >> 5);
}

/** bm_spans_find_() - the spans of a map, of at most @max_sections each; NULL: count only. */
struct bm_span_count bm_spans_find_(const struct memblock *mb, const struct bm_zones *zones,
				    pfn_t max_sections, struct bm_span *spans);

/** bm_span_sections_() - sections that a span touches. */
static inline unsigned long bm_span_sections_(const struct bm_span *span, unsigned int order)
{
	return (unsigned long)(bm_shr(span->end_pfn - 1, order) - bm_shr(span->start_pfn, order) +
			       1);
}

/** bm_span_section_() - which section of its span a frame is in. */
static inline unsigned long bm_span_section_(const struct bm_span *span, pfn_t pfn,
					     unsigned int order)
{
	return (unsigned long)(bm_shr(pfn, order) - bm_shr(span->start_pfn, order));
}

/** bm_section_mark_() - flag what is reserved in section @i of a span. */
void bm_section_mark_(struct bm_pages *pages, const struct bm_span *span, unsigned long i);

/** Sections that are filled at once while other CPUs run: 32 MiB of descriptors, as a rule. */
#define BM_FILL_SECTIONS 64u

/** bm_sections_prepare_() - make sure that sections [first, end) of a span are initialised. */
void bm_sections_prepare_(struct bm_pages *pages, const struct bm_span *span, unsigned long first,
			  unsigned long end);

/** bm_section_prepare_() - the same for one section. */
void bm_section_prepare_(struct bm_pages *pages, const struct bm_span *span, unsigned long i);

static inline bool bm_section_is_ready_(const struct bm_span *span, unsigned long i)
{
	return atomic_load_explicit(&span->ready[i >> 5], memory_order_acquire) >> (i & 31) & 1;
}

/* --- buddy_tree.c: everything above the leaves; all of it locked ------------------------------ */

static inline struct bm_tree *bm_tree_of_(const struct bm_buddy *buddy, pfn_t pfn)
{
	const struct bm_span *span = bm_span_of(buddy->pages, pfn);

	return span ? &buddy->trees[span - buddy->pages->spans] : NULL;
}

static inline bool bm_tree_has_(const struct bm_tree *tree, pfn_t pfn)
{
	return tree->start_pfn <= pfn && pfn < tree->end_pfn;
}

/** bm_mid_is_ready_() - was a mid ever written? Any CPU, without the lock. */
static inline bool bm_mid_is_ready_(const struct bm_tree *tree, unsigned long m)
{
	unsigned long u = m >> SET_SHIFT;

	return set_has(tree->tops[u >> SET_SHIFT].ready, (unsigned int)u) &&
	       set_has(tree->ups[u].ready, (unsigned int)m);
}

/** bm_leaf_is_ready_() - was the leaf of a frame ever written? Any CPU, without the lock. */
static inline bool bm_leaf_is_ready_(const struct bm_tree *tree, pfn_t rel)
{
	return bm_mid_is_ready_(tree, (unsigned long)(rel >> MID_SHIFT)) &&
	       set_has(tree->mids[rel >> MID_SHIFT].ready, (unsigned int)(rel >> BM_LEAF_ORDER));
}

/** bm_leaf_free_() - the frames of a leaf that are free. */
static inline unsigned long bm_leaf_free_(struct bm_leaf *leaf)
{
	return atomic_load(&leaf->gives) ^ atomic_load(&leaf->takes);
}

struct bm_up *bm_up_at_(struct bm_tree *tree, unsigned long i);
struct bm_mid *bm_mid_at_(struct bm_tree *tree, unsigned long i);
struct bm_leaf *bm_leaf_at_(struct bm_tree *tree, unsigned long i);

/** bm_write_ahead_() - write a mid's worth of leaves that follow those that all were. */
void bm_write_ahead_(struct bm_tree *tree);

void bm_give_leaves_(struct bm_tree *tree, unsigned long mid, uint64_t leaves);
bool bm_find_block_(struct bm_tree *tree, unsigned int order, unsigned long *out_mid);
bool bm_find_leaf_(struct bm_tree *tree, unsigned int order, unsigned long *out_leaf);

/** bm_take_block_() - allocate a block of leaves if there is one. */
bool bm_take_block_(struct bm_tree *tree, unsigned int order, pfn_t *out_pfn);

/** bm_take_recent_() - take leaves that are free; those behind them are to be tried next. */
static inline pfn_t bm_take_recent_(struct bm_recent *recent, unsigned int leaves)
{
	struct bm_mid *mid = recent->mid;
	uint64_t run = recent->run;
	uint64_t head = run & (~run + 1);

	mid->free ^= run;
	mid->head |= head;
	mid->tail |= run ^ head;
	recent->run = bm_shl(run, leaves);
	return recent->mid_pfn + ((pfn_t)bit_of(run) << BM_LEAF_ORDER);
}

void bm_split_(struct bm_tree *tree, unsigned long leaf);
void bm_settle_(struct bm_tree *tree, unsigned long leaf);
void bm_own_(struct bm_tree *tree, unsigned long leaf);
void bm_disown_(struct bm_tree *tree, unsigned long leaf);

/* --- buddy_look.c ---------------------------------------------------------------------------- */

/** bm_frame_at_() - what the frames around @pfn are, as far as one record tells; locked. */
struct bm_frame bm_frame_at_(struct bm_tree *tree, pfn_t pfn);

/* --- buddy_poison.c -------------------------------------------------------------------------- */

/** bm_poison_() - overwrite frames that are about to be free. */
void bm_poison_(const struct bm_buddy *buddy, pfn_t start_pfn, pfn_t end_pfn);

/** bm_poison_is_intact_() - do frames that were just allocated still look so? Logged if not. */
bool bm_poison_is_intact_(struct bm_buddy *buddy, pfn_t pfn, unsigned int order);

/* --- buddy_alloc.c, buddy_free.c -------------------------------------------------------------- */

int bm_alloc_(struct bm_cpu *cpu, unsigned int order, unsigned int gfp, pfn_t *out_pfn);
int bm_free_(struct bm_cpu *cpu, pfn_t pfn, unsigned int order);

/* --- buddy_leaves.c -------------------------------------------------------------------------- */

int bm_alloc_leaves_(struct bm_cpu *cpu, unsigned int order, unsigned int gfp, pfn_t *out_pfn);

/** bm_search_leaves_() - the rest of that, when the shortest way fails; comes locked. */
int bm_search_leaves_(struct bm_cpu *cpu, unsigned int order, unsigned int gfp, pfn_t *out_pfn);

/** bm_tell_() - a leaf has its first free frame, or no other: let the levels above know. 0. */
int bm_tell_(struct bm_tree *tree, unsigned long leaf);

/** bm_is_block_() - are 2^order bits from @first on one taken block, neither more nor less? */
static inline bool bm_is_block_(uint64_t free, uint64_t head, uint64_t tail, unsigned int first,
				unsigned int order)
{
	uint64_t run = run64(first, 1u << order);

	if ((free & run) != 0)
		return false;
	if ((head & run) != bit64(first) || (tail & run) != (run ^ bit64(first)))
		return false;
	/* A larger block would go on in the other half of its pair. */
	return (first >> order & 1) || !(~free & ~head & tail & bit64(first + (1u << order)));
}

#endif
