/* SPDX-License-Identifier: MIT */
/*
 * config.h - every compile-time choice of bootmem, each with its range check.
 *
 * Define a BM_ name on the compiler's command line to change it. The library and
 * everything that includes its headers must be compiled with the same values:
 * they shape public structures.
 */
#ifndef BOOTMEM_CONFIG_H
#define BOOTMEM_CONFIG_H

/** Width of a physical address in bits: 64, or 32 for machines that never have more. */
#ifndef BM_PHYS_ADDR_BITS
#define BM_PHYS_ADDR_BITS 64
#endif
#if BM_PHYS_ADDR_BITS != 64 && BM_PHYS_ADDR_BITS != 32
#error "BM_PHYS_ADDR_BITS must be 64 or 32"
#endif

/** Node numbers run from 0 to BM_MAX_NODES - 1; anything else means "no node". */
#ifndef BM_MAX_NODES
#define BM_MAX_NODES 1024
#endif
#if BM_MAX_NODES < 1 || BM_MAX_NODES > 32768
#error "BM_MAX_NODES must be 1 to 32768"
#endif

/** Entries in each of the two static arrays behind the face (see memblock.h). */
#ifndef BM_FACE_REGIONS
#define BM_FACE_REGIONS 128
#endif
#if BM_FACE_REGIONS < 2
#error "BM_FACE_REGIONS must be at least 2"
#endif

/** Nodes that the face has room for (see mm.h): 64, or as many as there can be. */
#ifndef BM_FACE_NODES
#if BM_MAX_NODES < 64
#define BM_FACE_NODES BM_MAX_NODES
#else
#define BM_FACE_NODES 64
#endif
#endif
#if BM_FACE_NODES < 1 || BM_FACE_NODES > BM_MAX_NODES
#error "BM_FACE_NODES must be 1 to BM_MAX_NODES"
#endif

/** Named reservations that the face has room for. */
#ifndef BM_FACE_NAMES
#define BM_FACE_NAMES 32
#endif
#if BM_FACE_NAMES < 1
#error "BM_FACE_NAMES must be at least 1"
#endif

/** Alignment in bytes of an allocation that asks for none; a power of two. */
#ifndef BM_CACHE_LINE
#define BM_CACHE_LINE 64
#endif
#if BM_CACHE_LINE < 1 || (BM_CACHE_LINE & (BM_CACHE_LINE - 1)) != 0
#error "BM_CACHE_LINE must be a power of two"
#endif

/** log2 of the page size that a map starts with; mb->page_shift changes it per map. */
#ifndef BM_PAGE_SHIFT
#define BM_PAGE_SHIFT 12
#endif
#if BM_PAGE_SHIFT < 10 || BM_PAGE_SHIFT > 20
#error "BM_PAGE_SHIFT must be 10 to 20"
#endif

/** Bytes an embedder wants in every page descriptor besides the 16 that are bootmem's. */
#ifndef BM_PAGE_PAYLOAD
#define BM_PAGE_PAYLOAD 0
#endif
#if BM_PAGE_PAYLOAD < 0 || BM_PAGE_PAYLOAD > 4096 || BM_PAGE_PAYLOAD % 8 != 0
#error "BM_PAGE_PAYLOAD must be a multiple of 8, at most 4096"
#endif

/** 1: the face tags allocations as newest Linux does (decision D17); 0: as before 6.18. */
#ifndef BM_FACE_TAGS
#define BM_FACE_TAGS 1
#endif

/** 1: compile the library's own assertions in; the tests do. */
#ifndef BM_DEBUG
#define BM_DEBUG 0
#endif

#endif
