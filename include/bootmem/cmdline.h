/* SPDX-License-Identifier: MIT */
/*
 * cmdline.h - the kernel command line: words, numbers, and the parameters that shape boot memory.
 *
 *	struct bm_params params;
 *
 *	bm_params_parse(&params, bm_str(line, len), &sink);
 *	if (params.kernelcore.percent)
 *		...
 *
 * Parsing copies nothing and keeps no lists: what may be given many times (memmap=, reserve_mem=,
 * hugepages=) is walked over the same text when it is needed, so there is no limit to how often.
 * struct bm_params holds what is given once, or of which one value survives.
 *
 * Rules are those of Linux down to its oddities, because people's command lines rely on them:
 * sizes wrap, `0x1E` is 30, junk is 0. Where such a rule bites, the sink's diag is told; values
 * stay as Linux has them. Words that are not ours are left alone.
 *
 * Context: any. Cost: a pass over the text; for a step, over the word.
 */
#ifndef BOOTMEM_CMDLINE_H
#define BOOTMEM_CMDLINE_H

#include <bootmem/fw.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- words --------------------------------------------------------------------------------- */

/**
 * struct bm_cmdline_iter - a walk over the words of a command line
 * @name:     up to the first =
 * @value:    what follows it, quotes around it stripped; value.at is NULL without =
 * @for_init: after a lone --: not the kernel's
 */
struct bm_cmdline_iter {
	struct bm_str name;
	struct bm_str value;
	bool for_init;

	/* private */
	struct bm_str text;
	size_t pos;
};

/** bm_cmdline_first() - begin a walk; the text ends at its length or at a 0. */
void bm_cmdline_first(struct bm_cmdline_iter *it, struct bm_str text);

/**
 * bm_cmdline_next() - step to the next word; false when there is none
 *
 * Words are separated by white space outside of double quotes. Quotes around a value, or around a
 * whole word, are not part of it.
 */
bool bm_cmdline_next(struct bm_cmdline_iter *it);

/**
 * bm_cmdline_find() - step to the next word named @name that is the kernel's; false when there is
 * none.
 */
bool bm_cmdline_find(struct bm_cmdline_iter *it, const char *name);

/** bm_name_is() - is it this name? - and _ count as one. */
bool bm_name_is(struct bm_str name, const char *want);

/* --- numbers ------------------------------------------------------------------------------- */

/**
 * bm_memparse() - a number with an optional suffix K M G T P E, taken off the front of @text
 * @text: advanced past what was taken; not at all if there is no number
 *
 * 0x and a hex digit: base 16; 0: base 8; else 10. Overflow wraps.
 *
 * Return: the number, 0 if there is none. Linux: same as memparse().
 */
uint64_t bm_memparse(struct bm_str *text);

/* --- parameters ---------------------------------------------------------------------------- */

/**
 * struct bm_core_param - an amount of memory
 * @bytes:   in bytes
 * @percent: of all memory; wins if it is not 0
 */
struct bm_core_param {
	uint64_t bytes;
	uint64_t percent;
};

/** enum bm_param_given - which parameter stated something; bits of bm_params.given. */
enum bm_param_given {
	BM_GIVEN_MEM = 0x001,
	BM_GIVEN_MEMMAP = 0x002,
	BM_GIVEN_KERNELCORE = 0x004,
	BM_GIVEN_MOVABLECORE = 0x008,
	BM_GIVEN_CMA = 0x010,
	BM_GIVEN_HUGETLB_CMA = 0x020,
	BM_GIVEN_INITRD = 0x040,
	BM_GIVEN_KHO = 0x080,
	BM_GIVEN_KHO_SCRATCH = 0x100,
	BM_GIVEN_CRASHKERNEL = 0x200,
	BM_GIVEN_RESERVE_MEM = 0x400,
	BM_GIVEN_HUGEPAGES = 0x800,
};

/**
 * struct bm_cma_param - cma=SIZE[@START[-END]]
 * @size:  bytes
 * @start: lowest address; 0 for anywhere
 * @end:   address to end at; 0 for no limit, equal to @start for a fixed place
 */
struct bm_cma_param {
	uint64_t size;
	uint64_t start;
	uint64_t end;
};

/**
 * struct bm_kho_param - kho_scratch= (kho_bootmem=): a percentage, or bytes
 * @percent:  of what this boot takes for itself; 0 if the others count
 * @low:      bytes of the low area
 * @global:   bytes of the area that may be anywhere
 * @per_node: bytes of the area on each node
 */
struct bm_kho_param {
	uint64_t percent;
	uint64_t low;
	uint64_t global;
	uint64_t per_node;
};

/**
 * struct bm_params - what a command line says about boot memory; zero where it says nothing
 * @cmdline:      the text, for the walks below
 * @given:        enum bm_param_given bits, set by values that are accepted
 * @nr_malformed: values that a handler refused
 * @mem_last:     mem=, the last one in bytes; arm64 keeps that much
 * @mem_least:    mem=, the smallest in bytes; x86 and riscv
 * @kernelcore:   memory that must not be movable
 * @movablecore:  memory that must be
 * @mirror:       kernelcore=mirror
 * @movable_node: hot-pluggable nodes are all movable
 * @numa_off:     numa=off
 * @numa_noacpi:  numa=noacpi
 * @numa_fake:    what follows numa=fake=, none if not given
 * @memblock_debug: memblock=debug
 * @nosoftreserve: efi=nosoftreserve
 * @add_efi_memmap: merge the EFI map into e820
 * @cma:          cma=
 * @initrd_start: address, initrd= or initrdmem=
 * @initrd_size:  its bytes
 * @kho:          kho=on
 * @kho_scratch:  kho_scratch=
 */
struct bm_params {
	struct bm_str cmdline;
	unsigned int given;
	unsigned int nr_malformed;
	uint64_t mem_last;
	uint64_t mem_least;
	struct bm_core_param kernelcore;
	struct bm_core_param movablecore;
	bool mirror;
	bool movable_node;
	bool numa_off;
	bool numa_noacpi;
	struct bm_str numa_fake;
	bool memblock_debug;
	bool nosoftreserve;
	bool add_efi_memmap;
	struct bm_cma_param cma;
	uint64_t initrd_start;
	uint64_t initrd_size;
	bool kho;
	struct bm_kho_param kho_scratch;
};

/**
 * bm_params_parse() - read a command line
 * @params:  set; always whole and usable
 * @cmdline: must outlive @params
 * @sink:    its diag is told of what is malformed, ignored, or not what it looks like; or NULL
 */
void bm_params_parse(struct bm_params *params, struct bm_str cmdline,
		     const struct bm_fw_sink *sink);

/* --- mem= and memmap=, in order ------------------------------------------------------------ */

/** enum bm_map_op - what an element of mem= or memmap= does to a map. */
enum bm_map_op {
	BM_MAP_LIMIT,  /* mem=SIZE, memmap=SIZE: no RAM at or above @start */
	BM_MAP_EXACT,  /* memmap=exactmap: forget the firmware's map */
	BM_MAP_ADD,    /* [start, start + size) is of kind @to too */
	BM_MAP_RETYPE, /* what in it is of kind @from becomes @to */
	BM_MAP_REMOVE, /* what in it is of kind @from, if that is given, is gone */
};

/**
 * struct bm_map_edit - one element of mem= or memmap=
 * @op:     enum bm_map_op
 * @start:  address
 * @size:   bytes
 * @from:   kind, see @op
 * @to:     kind, see @op
 * @has_junk: something follows; x86 calls the element malformed and still does what it says
 * @place:  the element in the command line
 */
struct bm_map_edit {
	enum bm_map_op op;
	uint64_t start;
	uint64_t size;
	uint32_t from;
	uint32_t to;
	bool has_junk;
	struct bm_str place;
};

/** struct bm_map_edit_iter - a walk over them; private. */
struct bm_map_edit_iter {
	struct bm_cmdline_iter words;
	struct bm_str rest;
};

/** bm_map_edit_first() - begin a walk over the edits of a command line. */
void bm_map_edit_first(struct bm_map_edit_iter *it, struct bm_str cmdline);

/** bm_map_edit_of() - begin a walk over the elements of one value of memmap=. */
void bm_map_edit_of(struct bm_map_edit_iter *it, struct bm_str value);

/**
 * bm_map_edit_next() - step to the next edit that is accepted; false when there is none. Linux:
 * x86's rules.
 */
bool bm_map_edit_next(struct bm_map_edit_iter *it, struct bm_map_edit *edit);

/* --- reserve_mem= -------------------------------------------------------------------------- */

/** Longest name in bytes that Linux takes. */
#define BM_RESERVE_MEM_NAME_MAX 15

/** How many names Linux takes. */
#define BM_RESERVE_MEM_MAX 8

/**
 * struct bm_reserve_mem_param - reserve_mem=SIZE:ALIGN:NAME
 * @size:  bytes
 * @align: bytes as given, also 0 and odd
 * @name:  what follows
 */
struct bm_reserve_mem_param {
	uint64_t size;
	uint64_t align;
	struct bm_str name;
};

/**
 * bm_reserve_mem_parse() - one value of reserve_mem=
 * @value: what follows reserve_mem=
 * @param: set on success only
 *
 * Return: 0, or -BM_EINVAL. That a name is too long, or given twice, or one too many, is for the
 *         table that holds them to say; see reserve_mem.h.
 */
BM_MUST_USE int bm_reserve_mem_parse(struct bm_str value, struct bm_reserve_mem_param *param);

/* --- crashkernel= -------------------------------------------------------------------------- */

/**
 * struct bm_crashkernel - memory for a second kernel
 * @size:  bytes; 0 if none is asked for
 * @base:  address that is asked for; 0 for anywhere
 * @low:   bytes below 4 GiB by crashkernel=SIZE,low
 * @cma:   bytes that may be lent meanwhile, by crashkernel=SIZE,cma
 * @high:  crashkernel=SIZE,high: look above 4 GiB first
 * @has_low: ,low was given
 */
struct bm_crashkernel {
	uint64_t size;
	uint64_t base;
	uint64_t low;
	uint64_t cma;
	bool high;
	bool has_low;
};

/**
 * bm_crashkernel_parse() - all crashkernel= of a command line
 * @cmdline:    the text
 * @system_ram: bytes of RAM, which choose among START-END:SIZE ranges; Linux rounds them up to
 *              128 MiB first
 * @crash:      set, all 0 if nothing is asked for
 * @sink:       its diag is told what is malformed; or NULL
 *
 * Of several the last of each sort counts. SIZE[@BASE], RANGE:SIZE[,RANGE:SIZE...][@BASE],
 * SIZE,high, SIZE,low, SIZE,cma.
 *
 * Return: 0; -BM_ENOENT if there is none; -BM_EINVAL if what counts is malformed.
 * Linux:  parse_crashkernel().
 */
BM_MUST_USE int bm_crashkernel_parse(struct bm_str cmdline, uint64_t system_ram,
				     struct bm_crashkernel *crash, const struct bm_fw_sink *sink);

/* --- hugepagesz=, hugepages=, hugetlb_cma= ------------------------------------------------- */

/**
 * struct bm_hugepages - pages of one size to be set aside
 * @size: bytes of a page: of the hugepagesz= or default_hugepagesz= before it, else of a
 *        default_hugepagesz= behind it; 0 for the architecture's default
 * @nr:   how many pages; for hugetlb_cma= bytes
 * @nid:  on which node; NUMA_NO_NODE for spread over all
 * @place: the element in the command line
 */
struct bm_hugepages {
	uint64_t size;
	uint64_t nr;
	int nid;
	struct bm_str place;
};

/** struct bm_hugepages_iter - a walk over them; private. */
struct bm_hugepages_iter {
	struct bm_cmdline_iter words;
	struct bm_str rest;
	uint64_t size;
};

/** bm_hugepages_first() - begin a walk over hugepages=, each with the hugepagesz= before it. */
void bm_hugepages_first(struct bm_hugepages_iter *it, struct bm_str cmdline);

/** bm_hugepages_next() - step to the next element; false when there is none. */
bool bm_hugepages_next(struct bm_hugepages_iter *it, struct bm_hugepages *pages);

/**
 * bm_hugetlb_cma_next() - step to the next element of hugetlb_cma=SIZE or NODE:SIZE,...; false when
 * there is none. Start with bm_hugepages_first().
 */
bool bm_hugetlb_cma_next(struct bm_hugepages_iter *it, struct bm_hugepages *pages);

#ifdef __cplusplus
}
#endif

#endif
