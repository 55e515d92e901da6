// SPDX-License-Identifier: MIT
/*
 * search.c - what is proved of src/memblock/search.h: on a sorted array the search is right.
 *
 * For an array of any length, any hint and any address: the index returned splits the array into
 * what lies below the address and what does not, nothing outside of the array is read, and the
 * loop ends.
 *
 * Options: -warn-unsigned-overflow
 */
#include "contracts.h"

#include <bootmem/mb.h>

/*@ predicate ends(struct memblock_region *r, integer cnt) =
      \forall integer i; 0 <= i < cnt ==> r[i].base + r[i].size <= PHYS_ADDR_MAX;

    predicate sorted(struct memblock_region *r, integer cnt) =
      \forall integer i, j; 0 <= i < j < cnt ==>
        r[i].base < r[j].base && r[i].base + r[i].size <= r[j].base;

    predicate array(struct memblock_type *t) =
      t->cnt < 0x100000000 && \valid_read(t->regions + (0 .. t->cnt - 1)) &&
      ends(t->regions, t->cnt) && sorted(t->regions, t->cnt); */

/*@ requires \valid_read(r) && r->base + r->size <= PHYS_ADDR_MAX;
    assigns \nothing;
    ensures \result == r->base + r->size; */
static inline phys_addr_t mb_region_end(const struct memblock_region *r);

/*@ requires cnt < 0x100000000 && \valid_read(regions + (0 .. cnt - 1)) && sorted(regions, cnt);
    assigns \nothing;
    ensures \result <= cnt;
    ensures \forall integer i; 0 <= i < \result ==> regions[i].base <= addr;
    ensures \forall integer i; \result <= i < cnt ==> regions[i].base > addr; */
static inline unsigned long mb_nr_from_(const struct memblock_region *regions, unsigned long cnt,
					phys_addr_t addr);

/*@ requires \valid_read(type) && array(type);
    assigns \nothing;
    ensures \result <= type->cnt;
    ensures \forall integer i; 0 <= i < \result ==> type->regions[i].base <= addr;
    ensures \forall integer i; \result <= i < type->cnt ==> type->regions[i].base > addr; */
static inline unsigned long mb_nr_from_near_(const struct memblock_type *type, unsigned long hint,
					     phys_addr_t addr);

/*@ requires \valid_read(type) && array(type);
    assigns \nothing;
    ensures \result <= type->cnt;
    ensures \forall integer i; 0 <= i < \result ==>
            type->regions[i].base + type->regions[i].size <= addr;
    ensures \forall integer i; \result <= i < type->cnt ==>
            type->regions[i].base + type->regions[i].size > addr; */
static inline unsigned long mb_first_above_(const struct memblock_type *type, unsigned long hint,
					    phys_addr_t addr);

/*@ requires \valid_read(type) && array(type);
    assigns \nothing;
    ensures \result == \null ==> \forall integer i; 0 <= i < type->cnt ==>
            !(type->regions[i].base <= addr < type->regions[i].base + type->regions[i].size);
    ensures \result != \null ==>
            (\exists integer i; 0 <= i < type->cnt && \result == type->regions + i) &&
            \result->base <= addr < \result->base + \result->size; */
static inline const struct memblock_region *mb_holder_(const struct memblock_type *type,
						       phys_addr_t addr);

#include "memblock/search.h"
