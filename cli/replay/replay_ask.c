// SPDX-License-Identifier: MIT
/*
 * replay_ask.c - which request stood behind a line, or behind an answer without one.
 *
 * Requests say all they want. Three callers say nothing: a node's own data, areas for contiguous
 * allocations, and huge pages' share of those; what they must have asked for follows from
 * their purpose, which the next line of the log states.
 *
 * Linux: memblock_phys_alloc_try_nid() for NODE_DATA, cma_declare_contiguous_nid() for CMA.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/replay/replay_int.h"

struct mb_req req_of_event(const struct log_event *event)
{
	struct mb_req req = mb_req(event->size, event->align);

	req.start = event->from;
	req.end = event->max;
	req.nid = event->nid;
	req.exact_nid = event->exact;
	req.soft_start = event->soft;
	req.under_limit = event->soft;
	req.odd_align = true;
	return req;
}

bool is_answer(const struct log_event *event)
{
	return event->kind == LOG_RESERVE &&
	       (strcmp(event->who, "memblock_alloc_range_nid") == 0 ||
		strcmp(event->who, "memblock_alloc_hugetlb") == 0);
}

bool is_array_move(const struct log_event *event)
{
	return event->kind == LOG_GREW ||
	       ((event->kind == LOG_RESERVE || event->kind == LOG_FREE) &&
		strcmp(event->who, "memblock_double_array") == 0);
}

size_t answer_of(const struct log *log, size_t pos)
{
	const struct log_event *request = &log->events[pos];
	size_t i;

	for (i = pos + 1; i < log->nr_events; i++) {
		const struct log_event *event = &log->events[i];

		if (!log_is_trace(event) || is_array_move(event))
			continue;
		if (is_answer(event) && event->size == request->size)
			return i;
		break;
	}
	return NO_EVENT;
}

/* The first note of @kind between the event at @pos and the next line of the trace. */
static const struct log_event *note_after(const struct log *log, size_t pos, enum log_kind kind)
{
	size_t i;

	for (i = pos + 1; i < log->nr_events; i++) {
		const struct log_event *event = &log->events[i];

		if (event->kind == kind)
			return event;
		if (log_is_trace(event) && !is_array_move(event))
			break;
	}
	return NULL;
}

bool is_area(const struct log *log, size_t pos)
{
	const struct log_event *note = note_after(log, pos, LOG_CMA);

	return note && note->base == log->events[pos].base;
}

/* The @nth event of @kind in the whole log. */
static const struct log_event *nth_note(const struct log *log, enum log_kind kind, unsigned int nth)
{
	size_t i;

	for (i = 0; i < log->nr_events; i++)
		if (log->events[i].kind == kind && nth-- == 0)
			return &log->events[i];
	return NULL;
}

/* --- node data ----------------------------------------------------------- */

/*
 * Before Linux 6.12 arm64 did not print the node; nodes come in the order in which they are set
 * up.
 */
static bool ask_node_data(struct replayer *r, const struct log_event *note,
			  struct placement *placement)
{
	const struct log_event *setup;

	placement->what = group_node_data.name;
	placement->req.nid = note->nid;
	if (note->nid == LOG_NID_UNSAID) {
		setup = nth_note(r->pub.log, LOG_INITMEM, r->nr_node_data);
		if (!setup)
			return false;
		placement->req.nid = setup->nid;
	}
	r->nr_node_data++;
	return true;
}

/* --- contiguous memory --------------------------------------------------- */

static bool parse_size(const char **text, phys_addr_t *out)
{
	static const char suffixes[] = "KMGTPE";
	const char *suffix;
	char *end;
	unsigned long long value = strtoull(*text, &end, 0);

	if (end == *text)
		return false;
	suffix = *end ? strchr(suffixes, *end >= 'a' ? *end - 32 : *end) : NULL;
	if (suffix) {
		value <<= 10 * (unsigned int)(suffix - suffixes + 1);
		end++;
	}
	*text = end;
	*out = value;
	return true;
}

/* "cma=SIZE@START-END" bounds the search; plain "cma=SIZE" does not. */
static void read_cma_bounds(const char *cmdline, phys_addr_t *start, phys_addr_t *end)
{
	const char *option = cmdline;
	phys_addr_t size, from, to;

	while ((option = strstr(option, "cma=")) != NULL) {
		bool whole_word = option == cmdline || option[-1] == ' ';

		option += 4;
		if (!whole_word || !parse_size(&option, &size) || *option != '@')
			continue;
		option++;
		if (!parse_size(&option, &from) || *option != '-')
			continue;
		option++;
		if (!parse_size(&option, &to))
			continue;
		*start = from;
		*end = to < *end ? to : *end;
	}
}

/* How far DMA reaches: what an area for all devices must stay below. */
static phys_addr_t dma_limit(const struct replayer *r)
{
	const phys_addr_t four_gib = (phys_addr_t)1 << 32;
	phys_addr_t top = mb_end(&r->pub.mb);
	const struct log_event *zone = nth_note(r->pub.log, LOG_ZONE, 0);

	if (r->pub.log->arch == LOG_ARCH_ARM64 && zone && log_end(zone) < top)
		return log_end(zone);
	if (r->pub.log->arch == LOG_ARCH_RISCV && four_gib < top)
		return four_gib;
	return top;
}

/* A page block; huge pages' own areas start at a multiple of the largest page since Linux 6.10. */
static phys_addr_t page_block(const struct replayer *r)
{
	return (phys_addr_t)1 << (2 * r->pub.mb.page_shift - 3);
}

static phys_addr_t huge_area_align(const struct replayer *r)
{
	unsigned int shift = r->pub.mb.page_shift;

	return log_is_since(r->pub.log, 6, 10) && shift == 12 ? (phys_addr_t)1 << (3 * shift - 6) :
								page_block(r);
}

/*
 * An area is looked for from 4 GiB upward first, if it could fit there, so that it stays clear
 * of memory that devices with few address bits need; then from the top down. It never leaves
 * the node that was asked for, and starts at a page block. Until 6.17 the note names that node,
 * since 6.18 the answer does.
 */
static void ask_cma(struct replayer *r, size_t pos, struct placement *placement)
{
	const phys_addr_t four_gib = (phys_addr_t)1 << 32;
	const struct log_event *note = note_after(r->pub.log, pos, LOG_CMA);
	const struct log_event *huge = note_after(r->pub.log, pos, LOG_CMA_NODE);
	int nid = note->nid >= 0 ? note->nid : r->pub.log->events[pos].nid;
	phys_addr_t top = mb_end(&r->pub.mb);
	struct mb_req *req = &placement->req;
	struct mb_spot spot;

	placement->what = group_cma.name;
	req->align = page_block(r);
	req->exact_nid = true;
	req->end = top;
	if (huge) {
		placement->what = group_huge_pages.name;
		req->nid = huge->nid;
		req->align = huge_area_align(r);
	} else if (nid >= 0) {
		req->nid = nid;
	} else {
		req->end = dma_limit(r);
		read_cma_bounds(r->pub.log->cmdline, &req->start, &req->end);
	}
	if (r->pub.mb.bottom_up || top < four_gib || top - four_gib < req->size)
		return;
	struct mb_req high = *req;

	high.start = four_gib;
	r->pub.mb.bottom_up = true;
	if (mb_find(&r->pub.mb, &high, &spot) == 0) {
		*req = high;
		placement->bottom_up = true;
	}
	r->pub.mb.bottom_up = false;
}

bool ask_unlogged(struct replayer *r, size_t pos, struct placement *placement)
{
	const struct log_event *answer = &r->pub.log->events[pos];
	const struct log_event *note = note_after(r->pub.log, pos, LOG_NODE_DATA);

	placement->req = mb_req(answer->size, 0);
	placement->req.odd_align = true;
	placement->bottom_up = r->pub.mb.bottom_up;
	if (note && note->base == answer->base)
		return ask_node_data(r, note, placement);
	if (!is_area(r->pub.log, pos))
		return false;
	ask_cma(r, pos, placement);
	return true;
}
