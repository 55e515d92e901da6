// SPDX-License-Identifier: MIT
/*
 * iterate.c - src/memblock/iterate.c: a walk over page frames sees those of every region asked for.
 *
 * Proves: src/memblock/iterate.c: mb_passes use_frames mb_pfn_first mb_pfn_next mb_pfn_last
 *     mb_pfn_prev
 * Machines: 64
 * Options: -wp-split
 * z3: auto_config=false smt.mbqi=false
 */
#include "walk.h"

#define is_apart(it) \
	(\valid(it) && is_map((it)->mb) && \base_addr(it) != \base_addr((it)->mb) && \
	 \base_addr(it) != \base_addr((it)->mb->memory.regions) && \
	 \base_addr(it) != \base_addr((it)->mb->reserved.regions))

#define is_node_of(it, r) (0 <= (it)->want_nid < BM_MAX_NODES ==> (it)->want_nid == (r)->nid)

#define gives(it, r) \
	((it)->start_pfn == (((r)->base + (1 << (it)->mb->page_shift) - 1) >> \
			     (it)->mb->page_shift) && \
	 (it)->end_pfn == (end_of(r) >> (it)->mb->page_shift) && (it)->nid == (r)->nid)

/* use_frames() - base rounded up, end rounded down; true if frames are left, of the right node */
/*@ requires is_apart(it) && \valid_read(r) && end_of(r) <= PHYS_ADDR_MAX &&
	\base_addr(it) != \base_addr(r);
    assigns it->start_pfn, it->end_pfn, it->nid;
    ensures gives(it, r);
    ensures \result <==> it->start_pfn < it->end_pfn && is_node_of(it, r); */
static bool use_frames(struct mb_pfn_iter *it, const struct memblock_region *r);

/* mb_pfn_first() - ahead of the first region */
/*@ requires \valid(it) && \base_addr(it) != \base_addr(mb);
    assigns *it;
    ensures it->mb == mb && it->want_nid == nid && it->idx == 0; */
void mb_pfn_first(struct mb_pfn_iter *it, const struct memblock *mb, int nid);

/* mb_pfn_next() - the frames of the region gone past last; false only behind the last region */
/*@ requires is_apart(it) && it->idx <= it->mb->memory.cnt;
    assigns it->start_pfn, it->end_pfn, it->nid, it->idx;
    ensures \result ==> \old(it->idx) < it->idx <= it->mb->memory.cnt &&
	it->start_pfn < it->end_pfn && gives(it, it->mb->memory.regions + (it->idx - 1)) &&
	is_node_of(it, it->mb->memory.regions + (it->idx - 1));
    ensures !\result ==> it->idx == it->mb->memory.cnt; */
bool mb_pfn_next(struct mb_pfn_iter *it);

/* mb_pfn_last() - behind the last region */
/*@ requires \valid(it) && \valid_read(mb) && \base_addr(it) != \base_addr(mb);
    assigns *it;
    ensures it->mb == mb && it->want_nid == nid && it->idx == mb->memory.cnt; */
void mb_pfn_last(struct mb_pfn_iter *it, const struct memblock *mb, int nid);

/* mb_pfn_prev() - the same downward; false only ahead of the first region */
/*@ requires is_apart(it) && it->idx <= it->mb->memory.cnt;
    assigns it->start_pfn, it->end_pfn, it->nid, it->idx;
    ensures \result ==> it->idx < \old(it->idx) &&
	it->start_pfn < it->end_pfn && gives(it, it->mb->memory.regions + it->idx) &&
	is_node_of(it, it->mb->memory.regions + it->idx);
    ensures !\result ==> it->idx == 0; */
bool mb_pfn_prev(struct mb_pfn_iter *it);

#include "memblock/iterate.c"
