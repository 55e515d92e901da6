/* SPDX-License-Identifier: MIT */
/*
 * log.h - a kernel log taken with memblock=debug, as a list of events.
 *
 * Bytes in, events out: the parser opens no file, prints nothing and knows nothing of what the
 * events do. It accepts what people have: dmesg with any of its options, `journalctl -k`, syslog,
 * /dev/kmsg, consoles that stamp each line once more, colours, CRLF, any mix of lines that are
 * not ours.
 *
 *	struct log log;
 *	struct log_error error;
 *
 *	if (log_parse(bytes, len, &log, &error) == 0) {
 *		for (i = 0; i < log.nr_events; i++)
 *			...log.events[i]...
 *		log_release(&log);
 *	}
 *
 * Input is hostile. Whatever it is, the answer is a list of events or an error that names a
 * line; events refer to names owned by the log, never to the input bytes.
 */
#ifndef CLI_LOG_H
#define CLI_LOG_H

#include <bootmem/mb.h>

#include "cli/base/names.h"

/**
 * What an event is. Up to LOG_DUMP they are boot memory's own lines, the trace; the rest are
 * notes.
 */
enum log_kind {
	LOG_ADD,       /* base, size; nid and flags if given */
	LOG_REMOVE,    /* base, size */
	LOG_RESERVE,   /* base, size; nid and flags if given */
	LOG_FREE,      /* base, size */
	LOG_FREE_LATE, /* base, size: pages go straight to the page allocator */
	LOG_REQUEST,   /* size, align, from, max, nid, soft, exact */
	LOG_GREW,      /* array who moved to [base, base + size), has room for nr entries */
	LOG_DUMP,      /* idx: which of log->dumps */

	LOG_NODE_DATA,  /* base, size; nid, or LOG_NID_UNSAID */
	LOG_CMA,        /* base (PHYS_ADDR_MAX if untold), size: for contiguous allocations */
	LOG_CMA_FAILED, /* size: no room for it */
	LOG_CMA_NODE,   /* nid: the area just reserved is for huge pages of this node */
	LOG_NODE_BLOCK, /* base, size, nid: as firmware says; flags HOTPLUG if it may be removed */
	LOG_NODE_JOIN,  /* base, size, nid: two blocks of a node and the hole between them */
	LOG_NODE_DUMMY, /* base, size, nid: one node for all, no matter what was said before */
	LOG_NODE_FAKE,  /* base, size, nid: a made-up node; the first ends what was said before */
	LOG_MIRROR,     /* mirrored memory was looked up */
	LOG_INITMEM,    /* nid */
	LOG_ZONE,       /* base, size; who is its name */
	LOG_MOVABLE,    /* base, nid: where ZONE_MOVABLE starts on the node */
	LOG_NODE_RANGE, /* base, size, nid */
	LOG_FIRMWARE,   /* base, size: a line of the firmware's map; who is its type */
	LOG_INITRD,     /* base, size */
	LOG_NAMED,      /* base, size: a reservation with a name, which is who */
	LOG_HANDOVER,   /* the page allocator has taken over */
	LOG_PANIC,      /* the kernel died */
};

/** A node that the line does not name. */
#define LOG_NID_UNSAID (-2)

/**
 * struct log_event - one line, or one block of lines for a dump
 * @line: line number, from 1
 * @call: the function that logged a request
 * @who:  name of the caller, without offsets; meaning differs for some kinds, see enum log_kind
 */
struct log_event {
	enum log_kind kind;
	unsigned int line;
	phys_addr_t base;
	phys_addr_t size;
	phys_addr_t align;
	phys_addr_t from;
	phys_addr_t max;
	uint64_t nr;
	size_t idx;
	int nid;
	unsigned int flags;
	bool soft;
	bool exact;
	const char *call;
	const char *who;
};

/** struct log_dump - a "MEMBLOCK configuration": runs of log->regions. */
struct log_dump {
	unsigned int line;
	size_t first_memory;
	size_t nr_memory;
	size_t first_reserved;
	size_t nr_reserved;
};

enum log_arch {
	LOG_ARCH_UNKNOWN,
	LOG_ARCH_X86,
	LOG_ARCH_ARM64,
	LOG_ARCH_RISCV,
};

/**
 * struct log - a parsed log
 * @release:  kernel release, "" if not said
 * @major, @minor: of the release
 * @cmdline:  kernel command line, "" if not said
 * @cmdline_line: where the kernel prints it and then reads its ordinary words; 0 if not said
 * @nr_cpus:  most CPUs the kernel was built for, 0 if not said
 * @complete: reaches the hand-over to the page allocator, or the kernel's death
 * @nr_trace: events that are boot memory's own
 */
struct log {
	struct log_event *events;
	size_t nr_events;
	struct log_dump *dumps;
	size_t nr_dumps;
	struct memblock_region *regions;
	size_t nr_regions;
	const char *release;
	unsigned int major;
	unsigned int minor;
	const char *cmdline;
	unsigned int cmdline_line;
	enum log_arch arch;
	unsigned int nr_cpus;
	bool complete;
	unsigned int nr_lines;
	size_t nr_trace;

	/* private */
	size_t events_room;
	size_t dumps_room;
	size_t regions_room;
	struct names names;
};

/**
 * struct log_error - where and why parsing stopped
 * @line:    line number from 1; 0 if the log as a whole is at fault
 * @column:  from 1; 0 if the line as a whole is at fault
 * @length:  characters to underline, at least 1 if there is a column
 * @message: what is wrong
 * @help:    what to do about it, or NULL
 * @text:    the line, cut to something printable
 */
struct log_error {
	unsigned int line;
	unsigned int column;
	unsigned int length;
	char message[200];
	const char *help;
	char text[240];
};

/**
 * log_parse() - read a log
 * @bytes: the log; need not be terminated
 * @len:   bytes
 * @log:   set on success; release it with log_release()
 * @error: set on failure
 *
 * Return: 0; -BM_EBADMSG if it is no readable log of boot memory; -BM_ENOMEM.
 */
int log_parse(const char *bytes, size_t len, struct log *log, struct log_error *error);

/** log_release() - free what log_parse() made. */
void log_release(struct log *log);

/** log_is_trace() - is the event one of boot memory's own lines? */
static inline bool log_is_trace(const struct log_event *event)
{
	return event->kind <= LOG_DUMP;
}

/** log_has_requests() - every allocation? Kernels also tell of arrays that grow unasked. */
bool log_has_requests(const struct log *log);

/** log_is_since() - is the kernel of release major.minor or newer? */
static inline bool log_is_since(const struct log *log, unsigned int major, unsigned int minor)
{
	return log->major > major || (log->major == major && log->minor >= minor);
}

/** log_end() - the address behind an event's range, or PHYS_ADDR_MAX. */
static inline phys_addr_t log_end(const struct log_event *event)
{
	phys_addr_t room = PHYS_ADDR_MAX - event->base;

	return event->size < room ? event->base + event->size : PHYS_ADDR_MAX;
}

#endif
