// SPDX-License-Identifier: MIT
/*
 * log_line.c - one line of boot memory's debug output, in every wording since Linux 5.
 *
 * A line either is one of the known forms from its first to its last character, or it is none of
 * ours. Between the two there is no guessing: what begins like one of ours and goes on
 * otherwise has been damaged, and is reported with the place where it stops making sense.
 *
 * Linux: the formats of memblock_dbg().
 */
#include <string.h>

#include "cli/log/log_line.h"

const char *line_name(struct line_reader *reader, const char *text, size_t len)
{
	const char *name = names_add(reader->names, text, len);

	if (!name)
		reader->out_of_memory = true;
	return name ? name : "";
}

/* --- pieces -------------------------------------------------------------- */

#define EXPECT(reader, what, cond) \
	do { \
		if (!(cond)) { \
			(reader)->expected = (what); \
			return LINE_BROKEN; \
		} \
	} while (0)

/*
 * A last byte below the first means nothing at all (one below), or everything from there on
 * (two).
 */
static bool set_range(struct log_event *event, phys_addr_t first, phys_addr_t last)
{
	event->base = first;
	event->size = last - first + 1;
	return last >= first || event->size == 0 || event->size == PHYS_ADDR_MAX;
}

static enum line_verdict read_range(struct line_reader *reader, struct scan *scan,
				    struct log_event *event)
{
	const char *start = scan->pos;
	uint64_t first, last;

	EXPECT(reader, "a range '[0x...-0x...]'", scan_text(scan, "["));
	EXPECT(reader, "an address", scan_hex(scan, &first));
	EXPECT(reader, "'-' and the last address", scan_text(scan, "-"));
	EXPECT(reader, "an address", scan_hex(scan, &last));
	EXPECT(reader, "']'", scan_text(scan, "]"));
	if (!set_range(event, first, last)) {
		scan->pos = start;
		EXPECT(reader, "a range that does not end before it starts", false);
	}
	return LINE_EVENT;
}

bool line_mem_range(struct scan *scan, struct log_event *event)
{
	uint64_t first, last;

	if (!scan_text(scan, "[mem ") || !scan_hex(scan, &first) || !scan_text(scan, "-") ||
	    !scan_hex(scan, &last) || !scan_text(scan, "]") || last < first)
		return false;
	return set_range(event, first, last);
}

/* " function+0x12/0x34", perhaps followed by the name of a module. */
static enum line_verdict read_caller(struct line_reader *reader, struct scan *scan,
				     struct log_event *event)
{
	const char *name;
	size_t len;
	uint64_t offset, size;

	EXPECT(reader, "' ' and the caller", scan_text(scan, " "));
	name = scan->pos;
	len = scan_word(scan, "+");
	EXPECT(reader, "the caller's name", len > 0);
	event->who = line_name(reader, name, len);
	if (scan_text(scan, "+")) {
		EXPECT(reader, "'0x...' of the caller", scan_hex(scan, &offset));
		EXPECT(reader, "'/0x...' of the caller", scan_text(scan, "/"));
		EXPECT(reader, "'0x...' of the caller", scan_hex(scan, &size));
		reader->offsets = true;
	} else if (reader->offsets) {
		/* The kernel prints bare numbers if it has no symbols, but never bare names. */
		EXPECT(reader, "'+0x...' of the caller", len > 2 && memcmp(name, "0x", 2) == 0);
	}
	return LINE_EVENT;
}

/* What later kernels may have added is left out: nothing here could act on it. */
static unsigned int known_flags(uint64_t flags, bool reserved)
{
	const unsigned int of_reserved = MEMBLOCK_RSRV_NOINIT | MEMBLOCK_RSRV_KERN;
	const unsigned int of_memory = MEMBLOCK_HOTPLUG | MEMBLOCK_MIRROR | MEMBLOCK_NOMAP |
				       MEMBLOCK_DRIVER_MANAGED | MEMBLOCK_KHO_SCRATCH;

	return (unsigned int)flags & (reserved ? of_reserved : of_memory);
}

static enum line_verdict read_nid_and_flags(struct line_reader *reader, struct scan *scan,
					    struct log_event *event)
{
	uint64_t flags;

	EXPECT(reader, "' nid=...'", scan_text(scan, " nid="));
	EXPECT(reader, "a node number", scan_int(scan, &event->nid));
	EXPECT(reader, "' flags=...'", scan_text(scan, " flags="));
	EXPECT(reader, "flags", scan_digits(scan, &flags));
	event->flags = known_flags(flags, event->kind == LOG_RESERVE);
	return LINE_EVENT;
}

/* --- forms --------------------------------------------------------------- */

static enum line_verdict read_edit(struct line_reader *reader, struct scan *scan,
				   struct log_event *event)
{
	enum line_verdict verdict = read_range(reader, scan, event);

	return verdict == LINE_EVENT ? read_caller(reader, scan, event) : verdict;
}

static enum line_verdict read_tagged_edit(struct line_reader *reader, struct scan *scan,
					  struct log_event *event)
{
	enum line_verdict verdict = read_range(reader, scan, event);

	if (verdict == LINE_EVENT)
		verdict = read_nid_and_flags(reader, scan, event);
	return verdict == LINE_EVENT ? read_caller(reader, scan, event) : verdict;
}

static enum line_verdict read_request(struct line_reader *reader, struct scan *scan,
				      struct log_event *event)
{
	EXPECT(reader, "a size", scan_dec(scan, &event->size));
	EXPECT(reader, "' bytes align='", scan_text(scan, " bytes align="));
	EXPECT(reader, "an alignment", scan_hex(scan, &event->align));
	if (scan_text(scan, " nid="))
		EXPECT(reader, "a node number", scan_int(scan, &event->nid));
	EXPECT(reader, "' from='", scan_text(scan, " from="));
	EXPECT(reader, "an address", scan_hex(scan, &event->from));
	EXPECT(reader, "' max_addr='", scan_text(scan, " max_addr="));
	EXPECT(reader, "an address", scan_hex(scan, &event->max));
	return read_caller(reader, scan, event);
}

/* Since Linux 7.3 a gigantic page is asked for by its size alone, and lies at a multiple of it. */
static enum line_verdict read_page_request(struct line_reader *reader, struct scan *scan,
					   struct log_event *event)
{
	uint64_t exact;

	EXPECT(reader, "a size", scan_dec(scan, &event->size));
	EXPECT(reader, "' bytes, nid='", scan_text(scan, " bytes, nid="));
	EXPECT(reader, "a node number", scan_int(scan, &event->nid));
	EXPECT(reader, "', exact_nid='", scan_text(scan, ", exact_nid="));
	EXPECT(reader, "0 or 1", scan_dec(scan, &exact) && exact <= 1);
	event->exact = exact != 0;
	event->align = event->size;
	return read_caller(reader, scan, event);
}

static const struct form {
	const char *verb;
	enum log_kind kind;
	bool soft;
	bool exact;
	enum line_verdict (*read)(struct line_reader *reader, struct scan *scan,
				  struct log_event *event);
} forms[] = {
	{ "memblock_reserve", LOG_RESERVE, false, false, read_edit },
	{ "__memblock_reserve", LOG_RESERVE, false, false, read_tagged_edit },
	{ "memblock_phys_alloc_range", LOG_REQUEST, false, false, read_request },
	{ "memblock_alloc_try_nid", LOG_REQUEST, true, false, read_request },
	{ "memblock_alloc_try_nid_raw", LOG_REQUEST, true, false, read_request },
	{ "memblock_alloc_exact_nid_raw", LOG_REQUEST, true, true, read_request },
	{ "memblock_alloc_hugetlb", LOG_REQUEST, true, false, read_page_request },
	{ "memblock_phys_free", LOG_FREE, false, false, read_edit },
	{ "memblock_free", LOG_FREE, false, false, read_edit },
	{ "memblock_free_late", LOG_FREE_LATE, false, false, read_edit },
	{ "__memblock_free_late", LOG_FREE_LATE, false, false, read_edit },
	{ "memblock_add", LOG_ADD, false, false, read_edit },
	{ "memblock_add_node", LOG_ADD, false, false, read_tagged_edit },
	{ "memblock_remove", LOG_REMOVE, false, false, read_edit },
};

/* "memblock: reserved is doubled to 256 at [0x...-0x...]" */
static enum line_verdict read_grew(struct line_reader *reader, struct scan *scan,
				   struct log_event *event)
{
	const char *name = scan->pos;
	size_t len = scan_word(scan, "");

	if (!scan_text(scan, " is doubled to "))
		return LINE_IGNORED;
	event->kind = LOG_GREW;
	event->who = line_name(reader, name, len);
	EXPECT(reader, "a number of regions", scan_dec(scan, &event->nr));
	EXPECT(reader, "' at '", scan_text(scan, " at "));
	return read_range(reader, scan, event);
}

#define NR_FORMS (sizeof(forms) / sizeof(forms[0]))

/* Does the line end within the first word of a form? */
static bool ends_in_verb(const struct scan *scan)
{
	size_t len = (size_t)(scan->end - scan->pos);
	size_t i;

	if (len > 0 && scan->pos[len - 1] == ':')
		len--;
	for (i = 0; i < NR_FORMS; i++)
		if (len >= strlen("memb") && len <= strlen(forms[i].verb) &&
		    memcmp(scan->pos, forms[i].verb, len) == 0)
			return true;
	return false;
}

static enum line_verdict read_trace(struct line_reader *reader, struct scan *scan,
				    struct log_event *event)
{
	size_t i;

	if (scan_text(scan, "memblock: "))
		return read_grew(reader, scan, event);
	if (ends_in_verb(scan)) {
		scan->pos = scan->end;
		EXPECT(reader, "the rest of a line of the trace", false);
	}
	for (i = 0; i < NR_FORMS; i++) {
		struct scan ahead = *scan;

		if (!scan_text(&ahead, forms[i].verb) || !scan_text(&ahead, ": "))
			continue;
		event->kind = forms[i].kind;
		event->call = forms[i].verb;
		event->soft = forms[i].soft;
		event->exact = forms[i].exact;
		*scan = ahead;
		return forms[i].read(reader, scan, event);
	}
	return LINE_IGNORED;
}

enum line_verdict line_read_event(struct line_reader *reader, struct scan *scan,
				  struct log_event *event)
{
	enum line_verdict verdict = read_trace(reader, scan, event);

	if (verdict == LINE_EVENT) {
		scan_spaces(scan);
		EXPECT(reader, "the end of the line", scan_done(scan));
	} else if (verdict == LINE_IGNORED && line_read_note(reader, *scan, event)) {
		verdict = LINE_EVENT;
	}
	return verdict;
}

/* Flags are a number; some versions write "none" for 0. */
static enum line_verdict read_dumped_flags(struct line_reader *reader, struct scan *scan,
					   bool reserved, enum memblock_flags *out)
{
	uint64_t flags = 0;

	EXPECT(reader, "' flags: '", scan_text(scan, " flags: "));
	EXPECT(reader, "flags", scan_text(scan, "none") || scan_hex(scan, &flags));
	*out = (enum memblock_flags)known_flags(flags, reserved);
	scan_spaces(scan);
	EXPECT(reader, "the end of the line", scan_done(scan));
	return LINE_EVENT;
}

enum line_verdict line_read_region(struct line_reader *reader, struct scan *scan,
				   bool *out_reserved, uint64_t *out_idx,
				   struct memblock_region *region)
{
	struct log_event event = { 0 };
	enum line_verdict verdict;
	uint64_t size;

	*out_reserved = scan_text(scan, " reserved[");
	if (!*out_reserved && !scan_text(scan, " memory["))
		return LINE_IGNORED;
	EXPECT(reader, "an index", scan_hex(scan, out_idx));
	EXPECT(reader, "']'", scan_text(scan, "]"));
	scan_spaces(scan);
	verdict = read_range(reader, scan, &event);
	if (verdict != LINE_EVENT)
		return verdict;
	EXPECT(reader, "', '", scan_text(scan, ", "));
	EXPECT(reader, "a size", scan_hex(scan, &size));
	EXPECT(reader, "a size that agrees with the range", size == event.size);
	EXPECT(reader, "' bytes'", scan_text(scan, " bytes"));
	event.nid = NUMA_NO_NODE;
	if (scan_text(scan, " on node "))
		EXPECT(reader, "a node number", scan_int(scan, &event.nid));
	region->base = event.base;
	region->size = event.size;
	region->nid = event.nid;
	return read_dumped_flags(reader, scan, *out_reserved, &region->flags);
}
