// SPDX-License-Identifier: MIT
/*
 * plan_words.c - crash kernel, huge pages, movable memory, room for a kexec handover: each way to
 * ask for it is tried on the machine as it is, the first that gives what is wanted is advised.
 *
 * The machine's own words on the topic are left out first, so that the ways are compared and not
 * added up. All the rest of the command line stays.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/cmdline.h>

#include "cli/base/json.h"
#include "cli/base/program.h"
#include "cli/base/span.h"
#include "cli/base/text.h"
#include "cli/log/log.h"
#include "cli/predict/predict.h"
#include "cli/replay/map.h"
#include "cli/verbs/plan_words.h"

#define MAX_WAYS 6

/** struct way - words, and what they give. */
struct way {
	char words[160];
	char result[160];
	bool good;
};

/** struct ways - all that were tried. */
struct ways {
	const struct machine *machine;
	const char *const *own; /* names of the topic's words */
	struct way items[MAX_WAYS];
	size_t nr;
	const char *note;
};

/* --- command lines --------------------------------------------------------------------------- */

static bool is_own(const char *const *own, struct bm_str name)
{
	for (; *own; own++)
		if (bm_name_is(name, *own))
			return true;
	return false;
}

/* The machine's words without those of the topic, then @words. */
static char *with_words(const struct ways *ways, const char *words)
{
	char *text = NULL;
	size_t len = 0;
	FILE *file = open_memstream(&text, &len);
	struct bm_cmdline_iter it;

	if (!file)
		return NULL;
	bm_cmdline_first(&it, machine_words(ways->machine));
	while (bm_cmdline_next(&it)) {
		bool quote = it.value.at && memchr(it.value.at, ' ', it.value.len);

		if (is_own(ways->own, it.name))
			continue;
		fprintf(file, "%.*s", (int)it.name.len, it.name.at);
		if (it.value.at)
			fprintf(file, "=%s%.*s%s", quote ? "\"" : "", (int)it.value.len,
				it.value.at, quote ? "\"" : "");
		fputc(' ', file);
	}
	fputs(words, file);
	return fclose(file) == 0 ? text : NULL;
}

typedef void (*judge_fn)(struct way *way, const struct predict *predict);

/* False if the machine cannot be booted so at all. */
static bool try_way(struct ways *ways, const char *words, judge_fn judge)
{
	struct machine machine = *ways->machine;
	struct way *way = &ways->items[ways->nr];
	struct predict predict;
	char why[300];

	if (ways->nr == MAX_WAYS)
		return false;
	*way = (struct way){ .good = false };
	snprintf(way->words, sizeof(way->words), "%s", words);
	machine.cmdline = with_words(ways, words);
	if (!machine.cmdline || predict_make(&predict, &machine, why) != 0) {
		free(machine.cmdline);
		return false;
	}
	judge(way, &predict);
	ways->nr++;
	predict_release(&predict);
	free(machine.cmdline);
	return true;
}

static const struct predict_item *item_of(const struct predict *predict, enum predict_kind kind)
{
	size_t i;

	for (i = 0; i < predict->nr_items; i++)
		if (predict->items[i].kind == kind)
			return &predict->items[i];
	return NULL;
}

/* --- crash kernel ---------------------------------------------------------------------------- */

static void judge_crash(struct way *way, const struct predict *predict)
{
	const struct predict_item *item = item_of(predict, PREDICT_CRASH);
	const struct bm_claim *claim = item ? &item->claim : NULL;
	char near[32], low[64] = "";

	way->good = item && item->fits;
	if (way->good && claim->low.end > 0)
		snprintf(low, sizeof(low), ", low part at 0x%llx",
			 (unsigned long long)claim->low.start);
	if (way->good)
		snprintf(way->result, sizeof(way->result), "at 0x%llx%s, takes %llu MiB",
			 (unsigned long long)claim->main.start, low,
			 (unsigned long long)((claim->main.end - claim->main.start +
					       claim->low.end - claim->low.start) >>
					      20));
	else if (item && item->nearest.end > 0)
		snprintf(way->result, sizeof(way->result), "does not fit, at most %s would",
			 text_size(item->nearest.end - item->nearest.start, near, sizeof(near)));
	else
		snprintf(way->result, sizeof(way->result), "does not fit: %s",
			 item ? item->why : "");
}

/* What distributions ask for on this much memory. */
static phys_addr_t usual_crash(const struct machine_boot *run)
{
	phys_addr_t ram = 0;
	unsigned long i;

	for (i = 0; i < run->mb.memory.cnt; i++)
		ram += run->mb.memory.regions[i].size;
	if (ram < 4 * GIB)
		return 192 * MIB;
	return ram < 64 * GIB ? 256 * MIB : 512 * MIB;
}

static bool plan_crash(struct ways *ways, const struct wish *wish, char *why)
{
	static const char *const own[] = { "crashkernel", NULL };
	struct machine_boot *run;
	phys_addr_t size = wish->size;
	char words[64], amount[24];
	bool ok;

	ways->own = own;
	if (machine_boot(ways->machine, NULL, &run, why, 300) != 0)
		return false;
	if (size == 0) {
		size = usual_crash(run);
		ways->note = "as large as distributions have it on this much memory\n"
			     "      (1G-4G:192M,4G-64G:256M,64G-:512M)";
	}
	machine_boot_free(run);
	text_amount(size, amount, sizeof(amount));
	snprintf(words, sizeof(words), "crashkernel=%s", amount);
	ok = try_way(ways, words, judge_crash);
	snprintf(words, sizeof(words), "crashkernel=%s,high", amount);
	return ok && try_way(ways, words, judge_crash);
}

/* --- huge pages ------------------------------------------------------------------------------ */

static void judge_huge(struct way *way, const struct predict *predict)
{
	size_t i, len = 0;

	way->good = true;
	for (i = 0; i < predict->nr_items; i++) {
		const struct predict_item *item = &predict->items[i];

		if (item->kind != PREDICT_HUGE && item->kind != PREDICT_SMALL)
			continue;
		way->good = way->good && item->fits && (item->nid < 0 || item->nr_elsewhere == 0);
		if (len + 40 > sizeof(way->result))
			continue;
		len += (size_t)snprintf(way->result + len, sizeof(way->result) - len,
					"%s%lu of %lu", len ? ", " : "",
					item->nr_got - item->nr_elsewhere * (item->nid >= 0),
					item->nr_wanted);
		if (item->nid >= 0)
			len += (size_t)snprintf(way->result + len, sizeof(way->result) - len,
						" on node %d", item->nid);
	}
}

/* "1G:0=8,1=24" or "2M=512" to the kernel's words; false if it is neither. */
static bool huge_words(const char *want, char *words, size_t room)
{
	char size[16], rest[96], *at;

	if (sscanf(want, "%15[0-9kKmMgG]%95s", size, rest) != 2 || strpbrk(rest, "\"' "))
		return false;
	if (rest[0] == '=' && strspn(rest + 1, "0123456789") == strlen(rest + 1) && rest[1]) {
		snprintf(words, room, "hugepagesz=%s hugepages=%s", size, rest + 1);
		return true;
	}
	if (rest[0] != ':' || strspn(rest + 1, "0123456789=,") != strlen(rest + 1) ||
	    !strchr(rest, '='))
		return false;
	for (at = rest; *at; at++)
		if (*at == '=')
			*at = ':';
	snprintf(words, room, "hugepagesz=%s hugepages=%s", size, rest + 1);
	return true;
}

static bool plan_huge(struct ways *ways, const struct wish *wish, char *why)
{
	static const char *const own[] = { "hugepages", "hugepagesz", "default_hugepagesz", NULL };
	char words[160];

	ways->own = own;
	if (!wish->want || !huge_words(wish->want, words, sizeof(words))) {
		snprintf(why, 300, "--want is like 1G:0=8,1=24 (by node) or 2M=512");
		return false;
	}
	ways->note = "pages of 1 GiB can only be had at boot; smaller ones also later";
	return try_way(ways, words, judge_huge);
}

/* --- movable memory -------------------------------------------------------------------------- */

static void judge_movable(struct way *way, const struct predict *predict)
{
	const struct bm_zones *zones = &predict->run->zones;
	unsigned int shift = zones->policy.page_shift, nid, nr_whole = 0;
	phys_addr_t movable = 0, kernel = 0;
	size_t len;

	for (nid = 0; nid < zones->nr_nodes; nid++) {
		const struct bm_node *node = &zones->nodes[nid];
		pfn_t present = node->zones[BM_ZONE_MOVABLE].present;

		movable += (phys_addr_t)present << shift;
		kernel += (phys_addr_t)(node->present - present) << shift;
	}
	way->good = movable > 0;
	len = (size_t)snprintf(way->result, sizeof(way->result),
			       "kernel %llu MiB, movable %llu MiB, can be emptied:",
			       (unsigned long long)(kernel >> 20),
			       (unsigned long long)(movable >> 20));
	for (nid = 0; nid < zones->nr_nodes && len + 16 < sizeof(way->result); nid++) {
		const struct bm_node *node = &zones->nodes[nid];

		if (node->present == 0 || node->zones[BM_ZONE_MOVABLE].present != node->present)
			continue;
		len += (size_t)snprintf(way->result + len, sizeof(way->result) - len, " node %u",
					nid);
		nr_whole++;
	}
	if (nr_whole == 0)
		snprintf(way->result + len, sizeof(way->result) - len, " no node");
}

static bool plan_movable(struct ways *ways)
{
	static const char *const own[] = { "kernelcore", "movablecore", "movable_node", NULL };
	static const char *const words[] = { "", "movable_node", "kernelcore=25%", "kernelcore=50%",
					     "movablecore=25%" };
	bool ok = true;
	size_t i;

	ways->own = own;
	ways->note =
		"kernelcore= and movablecore= are shared out evenly; only movable_node, with\n"
		"      nodes that firmware marks as hot-pluggable, empties one. More than 3 to 4\n"
		"      times as much movable memory as kernel memory asks for trouble";
	for (i = 0; i < sizeof(words) / sizeof(words[0]) && ok; i++)
		ok = try_way(ways, words[i], judge_movable);
	return ok;
}

/* --- room for a handover --------------------------------------------------------------------- */

/** struct taken - bytes that a kernel took for itself. */
struct taken {
	phys_addr_t low;
	phys_addr_t all;
	phys_addr_t most_of_node;
};

static bool is_kernels(const char *owner)
{
	static const char *const others[] = { "first MiB, firmware's and real mode's",
					      "firmware tables and services",
					      "device tree's reservations" };
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(owner, others[i]) == 0)
			return false;
	return true;
}

static int node_of(const struct memblock *mb, phys_addr_t addr)
{
	const struct memblock_region *region =
		mb_search_pfn(mb, addr >> mb->page_shift, NULL, NULL);

	return region ? region->nid : NUMA_NO_NODE;
}

static phys_addr_t bytes_on(const struct owners *owners, const struct memblock *mb, int nid)
{
	phys_addr_t sum = 0;
	size_t i;

	for (i = 0; i < owners->nr_spans; i++) {
		const struct owned *span = &owners->spans[i];

		if (is_kernels(groups_of_tag(span->owner)->name) && node_of(mb, span->base) == nid)
			sum += span->end - span->base;
	}
	return sum;
}

/* One more than the highest node of the log. */
static unsigned int log_nodes(const struct log *log)
{
	unsigned int nr = 1;
	size_t i;

	for (i = 0; i < log->nr_events; i++)
		if (log->events[i].kind == LOG_NODE_RANGE && log->events[i].nid >= (int)nr)
			nr = (unsigned int)log->events[i].nid + 1;
	return nr;
}

static bool count_taken(const struct replay *replay, struct taken *taken)
{
	struct owners owners;
	size_t i;
	int nid;

	if (history_owners(&replay->history, &owners) != 0)
		return false;
	for (i = 0; i < owners.nr_spans; i++) {
		const struct owned *span = &owners.spans[i];
		phys_addr_t low_end = lower(span->end, 4 * GIB);

		if (!is_kernels(groups_of_tag(span->owner)->name))
			continue;
		taken->all += span->end - span->base;
		taken->low += span->base < low_end ? low_end - span->base : 0;
	}
	for (nid = 0; nid < (int)log_nodes(replay->log); nid++)
		taken->most_of_node =
			higher(taken->most_of_node, bytes_on(&owners, &replay->mb, nid));
	owners_release(&owners);
	return true;
}

static unsigned long long mib_up(phys_addr_t bytes)
{
	return (unsigned long long)((bytes + 2 * MIB - 1) / (2 * MIB) * 2);
}

static bool plan_kho(struct ways *ways, char *why)
{
	const struct log *log = machine_log(ways->machine);
	struct way *way = &ways->items[0];
	struct taken taken = { 0 };
	struct replay *replay;
	bool ok;

	snprintf(why, 300, "a log taken with memblock=debug is needed, to know what a boot takes");
	if (!log)
		return false;
	ok = map_replay(log, &replay) == 0;
	if (ok) {
		ok = count_taken(replay, &taken);
		replay_free(replay);
	}
	*way = (struct way){ .good = true };
	snprintf(way->words, sizeof(way->words), "kho_scratch=%lluM,%lluM,%lluM",
		 mib_up(2 * taken.low), mib_up(2 * (taken.all - taken.low)),
		 mib_up(2 * taken.most_of_node));
	snprintf(way->result, sizeof(way->result),
		 "this boot took %llu MiB below 4 GiB, %llu above, at most %llu on a node",
		 mib_up(taken.low), mib_up(taken.all - taken.low), mib_up(taken.most_of_node));
	ways->nr = 1;
	ways->note =
		"low, global and per node, twice what was taken, as the kernel does by itself;\n"
		"      from 7.4 on the word is kho_bootmem=";
	return ok;
}

/* --- printing -------------------------------------------------------------------------------- */

static const struct way *advised(const struct ways *ways)
{
	size_t i;

	for (i = 0; i < ways->nr; i++)
		if (ways->items[i].good)
			return &ways->items[i];
	return NULL;
}

static void show_text(const struct ways *ways, const char *topic)
{
	const struct way *best = advised(ways);
	size_t i;

	printf("%s on %s\n", topic, ways->machine->name);
	for (i = 0; i < ways->nr; i++)
		printf("  %-34s %s\n", ways->items[i].words[0] ? ways->items[i].words : "(none)",
		       ways->items[i].result);
	if (ways->note)
		printf("note: %s\n", ways->note);
	if (strcmp(topic, "movable") == 0)
		return;
	printf("%s%s\n", best ? "advised: " : "nothing of this gives what is wanted",
	       best ? best->words : "");
}

static void show_json(const struct ways *ways, const char *topic)
{
	const struct way *best = advised(ways);
	struct json json = json_to(stdout);
	size_t i;

	json_open(&json, NULL, '{');
	json_text(&json, "schema", "bootmem.plan/1");
	json_text(&json, "topic", topic);
	json_text(&json, "machine", ways->machine->name);
	json_open(&json, "ways", '[');
	for (i = 0; i < ways->nr; i++) {
		json_open(&json, NULL, '{');
		json_text(&json, "words", ways->items[i].words);
		json_text(&json, "result", ways->items[i].result);
		json_bool(&json, "good", ways->items[i].good);
		json_close(&json);
	}
	json_close(&json);
	json_open(&json, "result", '{');
	json_bool(&json, "ok", best != NULL);
	json_close(&json);
	json_close(&json);
}

/* --- all of it ------------------------------------------------------------------------------- */

bool plan_words_knows(const char *topic)
{
	return strcmp(topic, "crashkernel") == 0 || strcmp(topic, "hugepages") == 0 ||
	       strcmp(topic, "movable") == 0 || strcmp(topic, "kho") == 0;
}

static bool make(struct ways *ways, const struct wish *wish, char *why)
{
	snprintf(why, 300, "it cannot be booted so");
	switch (wish->topic[0]) {
	case 'c':
		return plan_crash(ways, wish, why);
	case 'h':
		return plan_huge(ways, wish, why);
	case 'm':
		return plan_movable(ways);
	default:
		return plan_kho(ways, why);
	}
}

int plan_words(const struct cli *cli, const struct machine *machine, const struct wish *wish)
{
	struct ways ways = { .machine = machine };
	char why[300];

	if (!make(&ways, wish, why)) {
		fprintf(stderr, "%s: error: %s\n", machine->name, why);
		return EXIT_USAGE;
	}
	if (!cli->quiet)
		(cli->json ? show_json : show_text)(&ways, wish->topic);
	return advised(&ways) ? EXIT_YES : EXIT_NO;
}
