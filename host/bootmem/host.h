/* SPDX-License-Identifier: MIT */
/*
 * host.h - bootmem's port for a program on an operating system: pretend RAM, stdio, threads.
 *
 * A struct host is one pretend machine. It owns address space, not memory: physical address p is
 * the byte at ram + p, and a page costs nothing until someone touches it, so a machine of 16 TiB
 * costs what is touched of it.
 *
 *	struct host host;
 *	struct host_config config = host_config(0x40000000);
 *
 *	if (host_init(&host, &config) == 0) {
 *		mb_init(&mb, &host.port, regions, 256);
 *		...
 *		host_release(&host);
 *	}
 *
 * Link with libbootmem-host. The other headers need no operating system; this one does, so it is
 * kept apart from them until it is installed beside them.
 *
 * Any number of machines may exist at once. A host must not move in memory while a map uses
 * its port.
 */
#ifndef BOOTMEM_HOST_H
#define BOOTMEM_HOST_H

#include <stdio.h>

#include <bootmem/port.h>

#ifdef __cplusplus
extern "C" {
#endif

/** No machine has more pretend RAM than this; addresses above it cannot be touched. */
#define HOST_RAM_MAX ((uint64_t)1 << 46)

/** struct host_arena - address space for [0, size), readable where it was asked for. */
struct host_arena {
	unsigned char *ram;
	uint64_t size;
	unsigned char *ready;
};

/**
 * struct host_config - what the machine is like
 * @ram_end:     bytes; pretend RAM is [0, ram_end), at most HOST_RAM_MAX
 * @log:         where lines go, NULL for nowhere
 * @nr_threads:  threads that jobs are spread over; 1 runs them in order
 * @observe:     told of every edit, or NULL
 * @observe_ctx: handed to @observe
 */
struct host_config {
	uint64_t ram_end;
	FILE *log;
	unsigned int nr_threads;
	void (*observe)(void *ctx, const struct bm_event *event);
	void *observe_ctx;
};

/** struct host - a machine. Hand &host.port to mb_init(); the rest is private. */
struct host {
	struct bm_port port;
	struct host_config config;
	struct host_arena arena;
};

/** host_config() - silent, one thread per online CPU, nobody observing. */
struct host_config host_config(uint64_t ram_end);

/**
 * host_init() - set up a machine
 * @host:   the machine
 * @config: what it is like; copied
 *
 * Return: 0, or -BM_ENOMEM if the address space cannot be had.
 */
BM_MUST_USE int host_init(struct host *host, const struct host_config *config);

/** host_release() - give everything back. Pointers into the machine's RAM die with it. */
void host_release(struct host *host);

/**
 * host_map() - pointer to [base, base + size) of pretend RAM
 * @host: the machine
 * @base: address
 * @size: bytes
 *
 * RAM that was never touched reads as zero. Pointers stay valid until host_release().
 *
 * Return: pointer; NULL if a byte lies outside the machine's RAM.
 */
void *host_map(struct host *host, phys_addr_t base, size_t size);

/**
 * The port of a machine whose RAM is not even pretended: for maps only asked for addresses.
 * Their arrays cannot grow into the memory they describe, so they begin as long as they must be.
 */
extern const struct bm_port host_no_ram;

/* --- the pieces, each usable alone --------------------------------------- */

BM_MUST_USE int host_arena_init(struct host_arena *arena, uint64_t size);
void host_arena_release(struct host_arena *arena);
void *host_arena_map(struct host_arena *arena, uint64_t base, uint64_t size);

/**
 * host_parallel() - run job(arg, 0) ... job(arg, nr_jobs - 1), each once
 * @nr_threads: most threads to use at a time, the caller included
 * @job:        must be safe to run at the same time as itself
 * @arg:        handed to every job
 * @nr_jobs:    how many
 *
 * Fewer threads than asked for are no error: the caller does what they would have done.
 */
void host_parallel(unsigned int nr_threads, void (*job)(void *arg, unsigned int i), void *arg,
		   unsigned int nr_jobs);

#ifdef __cplusplus
}
#endif

#endif
