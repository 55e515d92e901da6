/* SPDX-License-Identifier: MIT */
/*
 * fw.h - what firmware says about memory: typed ranges, one at a time.
 *
 * A parser turns bytes into a sequence of records and hands each to a sink. It keeps nothing,
 * allocates nothing, knows no memory map of ours, and is total: any bytes at all give records,
 * diags and a return value. Each format has a header of its own (fw_e820.h, fw_efi.h, fw_fdt.h,
 * fw_acpi.h, ...); this one holds what they share.
 *
 *	static int show(void *ctx, const struct bm_fw_range *r)
 *	{
 *		printf("%llx-%llx %s\n", r->start, r->end, bm_fw_kind_name(r->kind));
 *		return 0;
 *	}
 *	struct bm_fw_sink sink = { .range = show };
 *
 *	err = bm_e820_parse(bytes, size, &sink);
 *
 * Records come in the order of the input: not sorted, possibly overlapping, at byte granularity. A
 * struct bm_fw_map collects them in storage of the caller; bm_fw_map_normalise() makes it a
 * map on which nothing overlaps.
 *
 * Ranges are half open and end at PHYS_ADDR_MAX at the latest, whatever the input; what had to be
 * cut off is told as a diag. Empty ranges are told as a diag and never reach the sink.
 *
 * Context: any; a parser shares nothing with anybody.
 *
 * Cost: for a name a look into a table, for a place a pass over the text before it.
 */
#ifndef BOOTMEM_FW_H
#define BOOTMEM_FW_H

#include <bootmem/str.h>
#include <bootmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * enum bm_fw_kind - what a range is good for.
 *
 * Numbered as in e820, where of two claims on a byte the higher number wins. So the order of the
 * numbers is the order of restrictiveness, and a number not listed here is simply not usable. Kinds
 * that e820 does not have are numbered in a range of their own, from the top down to keep the
 * order.
 */
enum bm_fw_kind {
	BM_FW_NONE = 0,                 /* nothing is there */
	BM_FW_USABLE = 1,               /* RAM */
	BM_FW_RESERVED = 2,             /* not to be touched */
	BM_FW_ACPI = 3,                 /* RAM with ACPI tables in it, usable once they were read */
	BM_FW_NVS = 4,                  /* kept by the firmware across sleep */
	BM_FW_UNUSABLE = 5,             /* bad RAM */
	BM_FW_PMEM = 7,                 /* persistent memory */
	BM_FW_PRAM = 12,                /* persistent memory, the older kind */
	BM_FW_KERN = 128,               /* RAM that holds data of the loader for the kernel */
	BM_FW_RECLAIMABLE = 0x40000000, /* RAM, usable once what the loader left there was read */
	BM_FW_LOADED = 0x40000001,      /* RAM with the kernel, a module or an initrd in it */
	BM_FW_MMIO = 0x40000002,        /* device registers, or a frame buffer */
	BM_FW_UNACCEPTED = 0x40000003,  /* RAM of a guest that must accept it first */
};

/**
 * RAM set aside for a purpose: drivers may take it, nothing else. Above INT_MAX, so no
 * enumerator.
 */
#define BM_FW_SOFT_RESERVED 0xefffffffu

/** enum bm_fw_flag - attributes of a range; bits. */
enum bm_fw_flag {
	BM_FW_HOTPLUG = 0x01,     /* may be removed at run time */
	BM_FW_MIRROR = 0x02,      /* more reliable than other memory */
	BM_FW_NOMAP = 0x04,       /* never to be mapped */
	BM_FW_REUSABLE = 0x08,    /* reserved for a device, may be lent while it is idle */
	BM_FW_NONVOLATILE = 0x10, /* keeps its contents */
	BM_FW_RUNTIME = 0x20,     /* firmware uses it at run time */
	BM_FW_NESTED = 0x40,      /* lies within the range told before it (an indented line) */
};

/** A domain that was not given; every other number is as the source says. */
#define BM_FW_NO_DOMAIN 0xffffffffu

/**
 * struct bm_fw_range - one claim about [start, end)
 * @start:  address
 * @end:    address, above @start
 * @kind:   enum bm_fw_kind, BM_FW_SOFT_RESERVED, or a number unknown to us
 * @flags:  enum bm_fw_flag bits
 * @domain: proximity domain or node as the source numbers it, or BM_FW_NO_DOMAIN
 * @type:   the source's own type number: of e820, EFI, Multiboot ...
 * @attr:   the source's own attribute bits (EFI), else 0
 * @offset: bytes from the start of the input to the record
 * @len:    bytes of the record there
 * @name:   name that the source gives it, if any
 */
struct bm_fw_range {
	phys_addr_t start;
	phys_addr_t end;
	uint32_t kind;
	uint32_t flags;
	uint32_t domain;
	uint32_t type;
	uint64_t attr;
	size_t offset;
	size_t len;
	struct bm_str name;
};

/** Windows that a request has room for. */
#define BM_FW_MAX_WINDOWS 8

/**
 * struct bm_fw_request - memory to be reserved wherever it fits
 * @size:      bytes, not 0
 * @align:     bytes, 0 if not said
 * @flags:     BM_FW_NOMAP, BM_FW_REUSABLE
 * @windows:   ranges to be tried in order; anywhere if there is none
 * @nr_windows: number of them, at most BM_FW_MAX_WINDOWS
 * @is_cma:    asks for memory that the page allocator may lend
 * @offset:    bytes from the start of the input to the record
 * @name:      name that the source gives it
 */
struct bm_fw_request {
	phys_addr_t size;
	phys_addr_t align;
	uint32_t flags;
	unsigned int nr_windows;
	struct bm_range windows[BM_FW_MAX_WINDOWS];
	bool is_cma;
	size_t offset;
	struct bm_str name;
};

/**
 * struct bm_fw_cpu - a processor, or another initiator of memory traffic, belongs to a domain
 * @domain:  as the source numbers it, or BM_FW_NO_DOMAIN
 * @id:      its number in other tables of the source: APIC id, or UID on Arm and RISC-V with ACPI
 * @start_id: the number it is started by: APIC id, MPIDR, hart id; @id if the source has no other
 * @is_cpu:  false for other initiators
 * @enabled: usable now
 * @can_enable: may become usable later
 * @offset:  bytes from the start of the input to the record
 */
struct bm_fw_cpu {
	uint32_t domain;
	uint32_t id;
	uint64_t start_id;
	bool is_cpu;
	bool enabled;
	bool can_enable;
	size_t offset;
};

/**
 * struct bm_fw_distance - how far two domains are apart
 * @from:     domain
 * @to:       domain
 * @distance: a number, 10 means here
 * @offset:   bytes from the start of the input to the record
 */
struct bm_fw_distance {
	uint32_t from;
	uint32_t to;
	uint32_t distance;
	size_t offset;
};

/**
 * enum bm_diag_code - what is wrong with an input. Numbers are stable: tools print and document
 * them.
 */
enum bm_diag_code {
	/* the container */
	BM_DIAG_TRUNCATED = 1,  /* the input ends within a record */
	BM_DIAG_NOTHING = 2,    /* nothing in it that this parser knows */
	BM_DIAG_MAGIC = 3,      /* it does not start as its format demands */
	BM_DIAG_CHECKSUM = 4,
	BM_DIAG_LENGTH = 5,     /* a length that is too small, or beyond what contains it */
	BM_DIAG_VERSION = 6,    /* a version or revision this parser does not know */
	BM_DIAG_CYCLE = 7,      /* a chain of records comes back to itself, or does not end */
	BM_DIAG_DEPTH = 8,      /* nested deeper than any real one */
	BM_DIAG_STRUCTURE = 9,  /* damaged in another way */
	/* a range */
	BM_DIAG_EMPTY = 10,     /* no bytes */
	BM_DIAG_REVERSED = 11,  /* ends before it starts */
	BM_DIAG_WRAPS = 12,     /* passes the top of the address space */
	BM_DIAG_CLIPPED = 13,   /* cut, for want of address bits */
	BM_DIAG_OVERLAP = 14,   /* claims bytes that another entry claims differently */
	BM_DIAG_TWICE = 15,     /* claims bytes that another entry claims alike */
	BM_DIAG_UNSORTED = 16,  /* starts below the entry before it */
	BM_DIAG_TYPE = 17,      /* a type number without a meaning */
	BM_DIAG_ROUNDED = 18,   /* not made of whole pages */
	BM_DIAG_LOST = 19,      /* had no whole page, or nothing left beside stricter ones */
	/* text */
	BM_DIAG_NUMBER = 20,    /* a number is expected here */
	BM_DIAG_WORD = 21,      /* a word that means nothing here */
	BM_DIAG_JUNK = 22,      /* something follows where nothing should */
	BM_DIAG_HIDDEN = 23,    /* addresses are zeroed out: read without privilege */
	BM_DIAG_AGAIN = 24,     /* a second map; only the first is taken */
	BM_DIAG_OVERFLOW = 25,  /* a number of more bits than there are */
	/* device tree */
	BM_DIAG_CELLS = 30,     /* cell counts missing, too large, or not those of the parent */
	BM_DIAG_PROPERTY = 31,  /* a property of the wrong length or with a senseless value */
	BM_DIAG_CONFLICT = 32,  /* two properties that exclude each other */
	BM_DIAG_RANGES = 33,    /* /reserved-memory without ranges */
	/* nodes */
	BM_DIAG_DOMAIN = 40,    /* a domain number out of range, or too many */
	BM_DIAG_DISTANCE = 41,  /* a distance that cannot be */
	/* the command line */
	BM_DIAG_MALFORMED = 50, /* the handler refuses the value */
	BM_DIAG_IGNORED = 51,   /* without effect: overridden, or not for this machine */
	BM_DIAG_SUSPECT = 52,   /* does something else than it looks like */
	BM_DIAG_QUOTES = 53,    /* a quote is never closed */
	/* storage */
	BM_DIAG_FULL = 60,      /* the caller's storage is full */
};

/**
 * struct bm_diag - one thing wrong
 * @code:   enum bm_diag_code
 * @offset: bytes from the start of the input; bm_place_of() makes it line and column of a text
 * @len:    bytes of the input it is about, 0 if that makes no sense
 * @entry:  index of the record, or of the range in the map; 0 if there are none
 * @value:  the number at fault, 0 if there is none
 * @what:   a few plain words in English, without the numbers
 */
struct bm_diag {
	enum bm_diag_code code;
	size_t offset;
	size_t len;
	size_t entry;
	uint64_t value;
	const char *what;
};

/**
 * struct bm_fw_sink - who is told. Every function may be NULL: not interested.
 * @ctx:      first argument of each
 * @range:    a range
 * @request:  a reservation without an address
 * @cpu:      a processor or initiator and its domain
 * @distance: between two domains
 * @diag:     something wrong; parsing goes on where it can
 *
 * The first four return 0 to go on; anything else ends the parse, which returns that value. Records
 * point into the input and last as long as it does.
 */
struct bm_fw_sink {
	void *ctx;
	int (*range)(void *ctx, const struct bm_fw_range *range);
	int (*request)(void *ctx, const struct bm_fw_request *request);
	int (*cpu)(void *ctx, const struct bm_fw_cpu *cpu);
	int (*distance)(void *ctx, const struct bm_fw_distance *distance);
	void (*diag)(void *ctx, const struct bm_diag *diag);
};

/** bm_fw_kind_name() - @kind in words: "usable", "reserved", "ACPI data" ..., "unknown". */
const char *bm_fw_kind_name(uint32_t kind);

/** bm_diag_name() - @code in words: "truncated", "checksum" ...; "unknown". */
const char *bm_diag_name(enum bm_diag_code code);

/** struct bm_place - a place in a text: @line and @column, both counted from 1. */
struct bm_place {
	size_t line;
	size_t column;
};

/** bm_place_of() - where the byte at @offset is; the place after the last one if beyond it. */
struct bm_place bm_place_of(struct bm_str text, size_t offset);

#ifdef __cplusplus
}
#endif

#endif
