/* SPDX-License-Identifier: MIT */
/*
 * reserve_mem.h - named reservations: memory that a command line asks for and a driver finds by
 * name.
 *
 * `reserve_mem=12M:4096:oops` takes 12 MiB, aligned to 4096, and remembers them as "oops". The
 * caller owns the table, as large as it likes.
 *
 *	struct bm_named slots[16];
 *	struct bm_names names;
 *
 *	bm_names_init(&names, slots, 16);
 *	err = bm_reserve_mem(&names, &mb, &(struct bm_name_req){ 12 << 20, 4096, "oops", 4 });
 *	if (bm_names_find(&names, "oops", &range))
 *		...
 *
 * On its own this gives the same place at every boot only as long as nothing about the boot
 * changes. What makes it certain is a handover record, see persist.h: entries taken over from one
 * are found here first.
 *
 * Context: boot CPU only; bm_names_find() any, once no name is added or released any more.
 *
 * Cost: a pass over the table; to reserve memory, that of mb_alloc().
 */
#ifndef BOOTMEM_RESERVE_MEM_H
#define BOOTMEM_RESERVE_MEM_H

#include <bootmem/mb.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Longest name in bytes, without the terminating 0. */
#define BM_NAME_MAX 64

/** enum bm_named_fate - what became of a name that a handover record had. */
enum bm_named_fate {
	BM_FATE_FRESH,      /* not from a record: allocated by this boot */
	BM_FATE_KEPT,       /* in the record, its memory is reserved, nobody has asked for it yet */
	BM_FATE_REVIVED,    /* in the record, and asked for as it was */
	BM_FATE_LOST_RAM,   /* in the record, but there is no memory, or not all of it, any more */
	BM_FATE_LOST_TAKEN, /* in the record, but this boot had taken some of it before */
	BM_FATE_LOST_TWICE, /* in the record, but it overlaps an earlier entry of the record */
	BM_FATE_LOST_SIZE,  /* in the record, but asked for with another size */
	BM_FATE_LOST_ALIGN, /* in the record, but not aligned as asked for */
	BM_FATE_LOST_CONTENT, /* in the record, but its checksum is not that of what is there */
	BM_FATE_LOST_ROOM,  /* in the record, but there was no slot to reserve it */
	BM_FATE_LOST_NAME,  /* in the record, but its name is unusable or there twice */
};

/** bm_fate_text() - @fate in words: "revived", "lost: asked for with another size" ... */
const char *bm_fate_text(enum bm_named_fate fate);

/**
 * struct bm_named - a named reservation. Read it freely.
 * @range:   its memory; empty if it was released or lost
 * @align:   as asked for; of a kept entry what the record says
 * @nid:     node it is on, or NUMA_NO_NODE if that is not known
 * @crc:     32 bits, the CRC-32C of the content, if @has_crc
 * @name:    terminated by 0
 * @fate:    where it comes from
 */
struct bm_named {
	struct bm_range range;
	phys_addr_t align;
	int nid;
	uint32_t crc;
	bool has_crc;
	enum bm_named_fate fate;
	char name[BM_NAME_MAX + 1];
};

/**
 * struct bm_names - the table. Walk slots[0] to slots[nr - 1] freely.
 * @slots:   the caller's
 * @nr:      slots in use, released and lost ones included
 * @max:     slots there are
 * @name_max: longest name accepted in bytes; BM_NAME_MAX unless a smaller limit is to be modelled
 * @odd_align: accept an alignment that is not a power of two, as Linux does; for tools that
 *             predict it
 */
struct bm_names {
	struct bm_named *slots;
	unsigned int nr;
	unsigned int max;
	unsigned int name_max;
	bool odd_align;
};

/**
 * struct bm_name_req - what `reserve_mem=` says
 * @size:     bytes
 * @align:    bytes; less than BM_CACHE_LINE, 0 included, becomes that
 * @name:     need not be terminated; may hold colons
 * @name_len: its bytes
 */
struct bm_name_req {
	phys_addr_t size;
	phys_addr_t align;
	const char *name;
	size_t name_len;
};

/** bm_names_init() - an empty table over @max slots of the caller. */
void bm_names_init(struct bm_names *names, struct bm_named *slots, unsigned int max);

/** bm_names_like_linux() - give a table the limits of Linux: 8 entries, names of 15 bytes. */
void bm_names_like_linux(struct bm_names *names);

/**
 * bm_reserve_mem() - reserve memory under a name, or take over what a record kept under it
 * @names: the table
 * @mb:    the map
 * @req:   the request
 *
 * A kept entry of that name is revived if it has exactly that size and is so aligned; if not, its
 * memory is freed, its fate says why, and memory is allocated as without a record: the highest that
 * fits, or the lowest if mb->bottom_up.
 *
 * Return: 0; -BM_EINVAL if the name is empty or blank, the size 0 or the alignment no power of
 *         two; -BM_EOVERFLOW if the name is too long; -BM_EEXIST if it is in use; -BM_ENOSPC if
 *         the table is full; -BM_ENOMEM if the memory cannot be had. On error the table and the
 *         map are unchanged, except that a kept entry that does not match is lost all the same.
 * Linux:  reserve_mem(), which accepts any alignment and says nothing on error before 7.1.
 */
BM_MUST_USE int bm_reserve_mem(struct bm_names *names, struct memblock *mb,
			       const struct bm_name_req *req);

/**
 * bm_names_find() - the memory of a name
 * @names: the table
 * @name:  terminated by 0
 * @range: set on success only
 *
 * Return: true if it is there and was neither released nor lost. Linux: reserve_mem_find_by_name().
 */
bool bm_names_find(const struct bm_names *names, const char *name, struct bm_range *range);

/**
 * bm_names_release() - forget a name; freeing its memory is up to the caller
 * @names: the table
 * @name:  terminated by 0
 * @range: set on success only: what to free, with mb_free() or, after the release, bm_free_late()
 *
 * Return: true if it was there. The name may be used again, the slot not.
 * Linux:  reserve_mem_release_by_name().
 */
bool bm_names_release(struct bm_names *names, const char *name, struct bm_range *range);

#ifdef __cplusplus
}
#endif

#endif
