// SPDX-License-Identifier: MIT
/*
 * whatif.c - a log's allocations made once more, by the library, with other reservations between.
 *
 * Up to where nodes are known nothing depends on the reservations, so the log is replayed as it
 * was. From there on every request is asked anew and the answer stands, whatever the log says;
 * what the log's kernel frees again is found under the address that it has here. Its own large
 * reservations are left out: those of the command line that is asked about take their place.
 *
 * Other words that are new, gone or changed may have made other allocations: log_buf_len= larger
 * ones, numa= others, nokaslr a kernel elsewhere. What each of them does is not guessed; whatever
 * is neither a reservation nor known to be read later casts doubt on the answer, by its name.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/base/extents.h"
#include "cli/base/span.h"
#include "cli/base/vec.h"
#include "cli/predict/predict.h"
#include "cli/replay/replay_int.h"

/** struct moved - memory that the log has at @theirs and we at @ours. */
struct moved {
	struct bm_range theirs;
	phys_addr_t ours;
};

struct whatif {
	struct predict *predict;
	const struct log *log;
	struct memblock *mb;
	struct moved *moved;
	size_t nr_moved;
	size_t room;
	size_t at[PREDICT_AT_WORDS + 1];
	bool done[PREDICT_AT_WORDS + 1];
};

/* --- when ----------------------------------------------------------------------------------- */

/* Descriptors are the first thing that is placed once nodes are known. */
static size_t first_of_pages(const struct log *log)
{
	size_t i;

	for (i = 0; i < log->nr_events; i++)
		if (log->events[i].kind == LOG_REQUEST &&
		    strncmp(log->events[i].who, "sparse_init", 11) == 0)
			return i;
	return NO_EVENT;
}

/* On a PC the crash kernel comes before; with it would come its own search. */
static size_t skip_claims_before(const struct log *log, size_t pos)
{
	const struct group *group;

	for (; pos > 0; pos--) {
		const struct log_event *before = &log->events[pos - 1];

		group = groups_of_event(log, before);
		if (before->kind == LOG_NODE_DATA || before->kind == LOG_DUMP)
			break;
		if (log_is_trace(before) && !is_answer(before) && before->kind != LOG_REQUEST)
			break;
		if (before->kind == LOG_REQUEST && strcmp(group->name, "crash kernel") != 0)
			break;
	}
	return pos;
}

static size_t after_zones(const struct log *log)
{
	size_t i, last = NO_EVENT;

	for (i = 0; i < log->nr_events; i++) {
		if (log->events[i].kind == LOG_INITMEM)
			last = i;
		else if (last != NO_EVENT && log_is_trace(&log->events[i]))
			return i;
	}
	return NO_EVENT;
}

/* The kernel prints its command line, then reads it. */
static size_t after_line(const struct log *log, struct bm_str text)
{
	const char *at = text.at ? memmem(text.at, text.len, "] Kernel command line: ", 23) : NULL;
	unsigned int line = 1;
	const char *pos;
	size_t i;

	if (!at)
		return NO_EVENT;
	for (pos = text.at; pos < at; pos++)
		line += *pos == '\n';
	for (i = 0; i < log->nr_events; i++)
		if (log->events[i].line > line)
			return i;
	return NO_EVENT;
}

static bool find_moments(struct whatif *w)
{
	struct bm_str text = machine_part(w->predict->machine, MACHINE_LOG);
	size_t pages = first_of_pages(w->log);

	if (pages == NO_EVENT)
		return false;
	w->at[PREDICT_AT_NODES] = skip_claims_before(w->log, pages);
	w->at[PREDICT_AT_ZONES] = after_zones(w->log);
	w->at[PREDICT_AT_WORDS] = after_line(w->log, text);
	return w->at[PREDICT_AT_ZONES] != NO_EVENT && w->at[PREDICT_AT_WORDS] != NO_EVENT &&
	       w->at[PREDICT_AT_NODES] < w->at[PREDICT_AT_ZONES] &&
	       w->at[PREDICT_AT_ZONES] <= w->at[PREDICT_AT_WORDS];
}

/* --- whether -------------------------------------------------------------------------------- */

/* What is asked for here, and what is only read when boot memory is long gone. */
static bool is_harmless(struct bm_str name)
{
	static const char *const names[] = {
		"crashkernel",	 "cma",		"hugetlb_cma",	"hugepages",
		"hugepagesz",	 "reserve_mem", "kernelcore",	"default_hugepagesz",
		"movablecore",	 "console",	"earlycon",	"movable_node",
		"earlyprintk",	 "loglevel",	"quiet",	"ignore_loglevel",
		"debug",	 "memblock",	"panic",	"mminit_loglevel",
		"root",		 "rootwait",	"rootflags",	"rootfstype",
		"ro",		 "rw",		"init",		"rdinit",
		"BOOT_IMAGE",	 "splash",	"net.ifnames",	"resume",
		"--",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (bm_name_is(name, names[i]))
			return true;
	return false;
}

static bool same_text(struct bm_str a, struct bm_str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static bool has_word(const char *line, const struct bm_cmdline_iter *word)
{
	struct bm_cmdline_iter it;

	bm_cmdline_first(&it, bm_str(line, strlen(line)));
	while (bm_cmdline_next(&it))
		if (it.for_init == word->for_init && same_text(it.name, word->name) &&
		    same_text(it.value, word->value))
			return true;
	return false;
}

/* Append the names of words that are in @line and not in @other; each name once, and a comma. */
static void name_words(char *out, size_t room, const char *line, const char *other)
{
	struct bm_cmdline_iter it;
	char name[40];

	bm_cmdline_first(&it, bm_str(line, strlen(line)));
	while (bm_cmdline_next(&it) && !it.for_init) {
		size_t len = strlen(out);

		if (is_harmless(it.name) || has_word(other, &it))
			continue;
		snprintf(name, sizeof(name), " %.*s,", (int)(it.name.len < 37 ? it.name.len : 37),
			 it.name.at);
		if (!strstr(out, name))
			snprintf(out + len, room - len, "%s", name);
	}
}

static void doubt_words(struct predict *predict)
{
	const struct machine *machine = predict->machine;
	char names[100] = "";
	int len;

	name_words(names, sizeof(names), machine->cmdline, machine->booted_cmdline);
	name_words(names, sizeof(names), machine->booted_cmdline, machine->cmdline);
	len = (int)strlen(names);
	if (len > 0)
		snprintf(predict->doubt, sizeof(predict->doubt),
			 "other allocations are those of the log, which differs in%.*s", len - 1,
			 names);
}

static bool is_same_kernel(const struct machine *machine)
{
	return machine->kernel == machine->booted_kernel &&
	       machine->profile == machine->booted_profile;
}

static void doubt_log(struct predict *predict, const char *what)
{
	snprintf(predict->doubt, sizeof(predict->doubt),
		 "the log is of %s, so other allocations are modelled", what);
}

/* --- what ----------------------------------------------------------------------------------- */

static bool note_moved(struct whatif *w, phys_addr_t theirs, phys_addr_t size, phys_addr_t ours)
{
	struct moved moved = { span(theirs, size), ours };

	if (!vec_reserve(&w->moved, &w->room, w->nr_moved + 1, sizeof(moved)))
		return false;
	w->moved[w->nr_moved++] = moved;
	return true;
}

/* Where memory is that the log has at @addr; the latest allocation there counts. */
static phys_addr_t where_is(const struct whatif *w, phys_addr_t addr)
{
	size_t i;

	for (i = w->nr_moved; i > 0; i--) {
		const struct moved *moved = &w->moved[i - 1];

		if (moved->theirs.start <= addr && addr < moved->theirs.end)
			return addr - moved->theirs.start + moved->ours;
	}
	return addr;
}

static bool is_claim(const struct group *group)
{
	static const char *const names[] = { "crash kernel", "contiguous memory area", "huge pages",
					     "named reservations (reserve_mem)" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(group->name, names[i]) == 0)
			return true;
	return false;
}

/* A kernel keeps copies of its command line, each with the 0 at its end. */
static bool is_line_copy(const struct whatif *w, const struct log_event *event)
{
	return event->size == strlen(w->log->cmdline) + 1 &&
	       (strncmp(event->who, "start_kernel", 12) == 0 ||
		strncmp(event->who, "setup_command_line", 18) == 0);
}

static bool ask(struct whatif *w, size_t pos)
{
	const struct machine *machine = w->predict->machine;
	const struct log_event *event = &w->log->events[pos];
	struct mb_req req = req_of_event(event);
	size_t answer = answer_of(w->log, pos);
	struct mb_spot spot;

	if (is_line_copy(w, event))
		req.size += strlen(machine->cmdline) - strlen(machine->booted_cmdline);
	if (mb_alloc(w->mb, &req, &spot) != 0 || answer == NO_EVENT)
		return true;
	return note_moved(w, w->log->events[answer].base, event->size, spot.base);
}

static int edit(struct whatif *w, const struct log_event *event)
{
	if (event->kind == LOG_FREE)
		return mb_unreserve(w->mb, where_is(w, event->base), event->size);
	if (event->kind == LOG_RESERVE)
		return mb_reserve(w->mb, event->base, event->size);
	if (event->kind == LOG_ADD)
		return mb_add(w->mb, event->base, event->size);
	if (event->kind == LOG_REMOVE)
		return mb_remove(w->mb, event->base, event->size);
	return 0;
}

static bool redo(struct whatif *w, size_t pos)
{
	const struct log_event *event = &w->log->events[pos];

	if (!log_is_trace(event) || is_array_move(event) || is_answer(event))
		return true;
	if (is_claim(groups_of_event(w->log, event)))
		return true;
	if (event->kind == LOG_REQUEST)
		return ask(w, pos);
	(void)edit(w, event);
	return true;
}

static bool pass_moments(struct whatif *w, size_t pos)
{
	size_t i;
	bool ok = true;

	for (i = 0; i <= PREDICT_AT_WORDS && ok; i++) {
		if (w->done[i] || w->at[i] > pos)
			continue;
		w->done[i] = true;
		ok = predict_moment(w->predict, w->mb, (enum predict_moment)i);
	}
	return ok;
}

static int node_at(const struct memblock *mb, phys_addr_t addr)
{
	const struct memblock_region *region =
		mb_search_pfn(mb, addr >> mb->page_shift, NULL, NULL);

	return region ? region->nid : NUMA_NO_NODE;
}

/* Another command line may leave other memory, or other nodes; then the log tells of neither. */
static bool is_same_memory(const struct memblock *a, const struct memblock *b)
{
	struct extents ours = { 0 }, theirs = { 0 };
	bool same = extents_of_regions(&ours, &a->memory) &&
		    extents_of_regions(&theirs, &b->memory) && ours.nr == theirs.nr;
	size_t i;

	for (i = 0; same && i < ours.nr; i++)
		same = ours.items[i].start == theirs.items[i].start &&
		       ours.items[i].end == theirs.items[i].end &&
		       node_at(a, ours.items[i].start) == node_at(b, ours.items[i].start);
	extents_release(&ours);
	extents_release(&theirs);
	return same && a->movable_node == b->movable_node;
}

int whatif(struct predict *predict, const struct log *log)
{
	struct whatif w = { .predict = predict, .log = log };
	struct replay *replay;
	bool ok = true;
	size_t pos;

	if (!find_moments(&w))
		return -1;
	if (!is_same_kernel(predict->machine)) {
		doubt_log(predict, "another kernel");
		return -1;
	}
	if (replay_new(log, &replay) != 0)
		return -1;
	while (replay->pos < w.at[PREDICT_AT_NODES] && replay_step(replay))
		;
	if (!is_same_memory(&replay->mb, &predict->run->mb)) {
		doubt_log(predict, "other memory or nodes");
		replay_free(replay);
		return -1;
	}
	doubt_words(predict);
	w.mb = &replay->mb;
	raise_limit((struct replayer *)replay);
	for (pos = replay->pos; pos < log->nr_events && ok; pos++) {
		ok = pass_moments(&w, pos) && redo(&w, pos);
		if (w.done[PREDICT_AT_WORDS])
			break;
	}
	ok = ok && pass_moments(&w, log->nr_events);
	free(w.moved);
	replay_free(replay);
	return ok ? 0 : -1;
}
