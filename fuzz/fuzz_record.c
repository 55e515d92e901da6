// SPDX-License-Identifier: MIT
/*
 * fuzz_record.c - any bytes as a handover record, and as one with its checksum put right.
 *
 * The second is what an attacker would write. Whatever it says, the map stays well formed, nothing
 * that was reserved before is given away, and every name that is kept is memory, reserved, and no
 * one else's. The same bytes are taken for what Linux hands over, too.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include <bootmem/check.h>
#include <bootmem/mb_query.h>
#include <bootmem/persist.h>

#include "persist/record_int.h"

#define KERNEL 0x8000u
#define ROOM 64

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void check_names(const struct bm_names *names, const struct memblock *mb)
{
	unsigned int i;
	unsigned int j;

	for (i = 0; i < names->nr; i++) {
		const struct bm_named *a = &names->slots[i];

		if (a->fate != BM_FATE_KEPT) {
			require(a->range.start == a->range.end);
			continue;
		}
		require(mb_is_all_mapped(mb, a->range.start, a->range.end - a->range.start));
		require(mb_is_region_reserved(mb, a->range.start, a->range.end - a->range.start));
		require(a->range.end <= KERNEL || a->range.start >= KERNEL + 0x1000);
		for (j = 0; j < i; j++)
			require(names->slots[j].fate != BM_FATE_KEPT ||
				a->range.end <= names->slots[j].range.start ||
				names->slots[j].range.end <= a->range.start);
	}
}

/** A small machine with a kernel in it. */
struct machine {
	struct memblock mb;
	struct memblock_region regions[512];
	struct bm_names names;
	struct bm_named slots[ROOM];
};

static struct machine *machine(void)
{
	static struct machine one;
	struct machine *m = &one;

	mb_init(&m->mb, NULL, m->regions, 512);
	/* So that no array moves to memory that is not there. */
	m->mb.current_limit = 0;
	bm_names_init(&m->names, m->slots, ROOM);
	require(mb_add(&m->mb, 0x1000, 0xff000) == 0);
	require(mb_add(&m->mb, 0x100000000 & PHYS_ADDR_MAX, 0x10000) == 0);
	require(mb_reserve(&m->mb, KERNEL, 0x1000) == 0);
	return m;
}

static void check(const struct machine *m)
{
	require(mb_check(&m->mb) == NULL);
	require(mb_is_reserved(&m->mb, KERNEL) && !m->mb.scratch_only);
	check_names(&m->names, &m->mb);
}

static void take(const struct bm_record *rec)
{
	struct machine *m = machine();

	(void)!bm_handover_take(rec, &m->mb, &m->names);
	check(m);
}

/* All or nothing: a tree that is refused has added no name. */
static void take_from_linux(const void *blob, size_t size)
{
	struct machine *m = machine();

	if (bm_kho_take(blob, size, &m->mb, &m->names) == -BM_EBADMSG)
		require(m->names.nr == 0);
	check(m);
}

static void try_record(const void *blob, size_t size)
{
	struct bm_record rec;

	if (bm_record_open(&rec, blob, size) == 0) {
		require(rec.size <= size);
		take(&rec);
	} else {
		require(strcmp(bm_record_fault(blob, size), "nothing is wrong with it") != 0);
	}
}

static void put_checksum_right(unsigned char *blob, size_t size)
{
	int len;
	void *crc;

	if (!bm_is_tree_(blob, size))
		return;
	crc = fdt_getprop_w(blob, 0, PROP_CRC, &len);
	if (crc && len == 4)
		fdt32_st(crc, bm_record_crc_(blob, fdt_totalsize(blob), crc));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *blob = aligned_alloc(8, (size + 8) & ~(size_t)7);

	if (!blob)
		return 0;
	memcpy(blob, data, size);
	try_record(blob, size);
	take_from_linux(blob, size);
	put_checksum_right(blob, size);
	try_record(blob, size);
	free(blob);
	return 0;
}
