/* SPDX-License-Identifier: MIT */
/*
 * port.h - what bootmem asks of the program it lives in: at most six functions.
 *
 * A port is a constant structure of pointers plus a context that is handed back on
 * every call, so one process can hold many machines. Every member may be NULL and then
 * has a safe default. A kernel that runs with memory mapped one to one needs no port at all:
 * a NULL port is one with all defaults.
 *
 *	static void console(void *ctx, int level, const char *text, size_t len)
 *	{
 *		uart_write(ctx, text, len);
 *	}
 *	static const struct bm_port port = { .ctx = &uart0, .log = console };
 *
 * bootmem calls a port from within its own functions. A port function must not edit
 * the map that called it.
 */
#ifndef BOOTMEM_PORT_H
#define BOOTMEM_PORT_H

#include <bootmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** enum bm_log_level - levels of a log line, numbered as in syslog. */
enum bm_log_level {
	BM_LOG_ERR = 3,
	BM_LOG_WARNING = 4,
	BM_LOG_INFO = 6,
};

/** enum bm_event_kind - what an observer is told about: one value per kind of change to a map. */
enum bm_event_kind {
	BM_EV_MEMORY_ADDED,      /* [base, base + size) is memory now */
	BM_EV_MEMORY_REMOVED,
	BM_EV_RESERVED,
	BM_EV_FREED,             /* no longer reserved */
	BM_EV_FLAGS_SET,         /* flags were set on the part that is registered */
	BM_EV_FLAGS_CLEARED,
	BM_EV_MEMORY_NODE_SET,   /* nid was given to the memory within */
	BM_EV_RESERVED_NODE_SET,
	BM_EV_ARRAY_GREW,        /* a region array lives in [base, base + size) now */
};

/**
 * struct bm_event - one completed edit.
 * @kind:  what happened
 * @base:  bytes; as the caller gave it, so parts may have been so before
 * @size:  bytes
 * @nid:   node, or NUMA_NO_NODE
 * @flags: enum memblock_flags
 * @owner: the tag in force (mb->owner), or NULL
 */
struct bm_event {
	enum bm_event_kind kind;
	phys_addr_t base;
	phys_addr_t size;
	int nid;
	unsigned int flags;
	const char *owner;
};

/**
 * struct bm_port - the host's side of bootmem
 * @ctx:      passed back as first argument
 * @map:      pointer through which [base, base + size) can be read and written, or NULL
 *            when it cannot; then an allocation that needs the pointer fails cleanly.
 *            Default: memory is mapped one to one.
 * @addr:     the address behind a pointer that @map returned.
 *            Default: memory is mapped one to one.
 * @log:      one line of text, no newline, @len bytes and a terminating 0.
 *            Default: nothing is printed.
 * @panic:    the embedding program broke a contract at @file:@line. Must not return.
 *            Default: a trap instruction.
 * @parallel: run job(arg, 0) ... job(arg, nr_jobs - 1), each once, in any order, at the
 *            same time if possible, and return 0 when all have ended.
 *            Default: one after the other.
 * @observe:  told of every edit after it succeeded. Default: nobody is told.
 */
struct bm_port {
	void *ctx;
	void *(*map)(void *ctx, phys_addr_t base, size_t size);
	phys_addr_t (*addr)(void *ctx, const void *ptr);
	void (*log)(void *ctx, int level, const char *text, size_t len);
	void (*panic)(void *ctx, const char *what, const char *file, int line) BM_NORETURN;
	int (*parallel)(void *ctx, void (*job)(void *arg, unsigned int i), void *arg,
			unsigned int nr_jobs);
	void (*observe)(void *ctx, const struct bm_event *event);
};

#ifdef __cplusplus
}
#endif

#endif
