// SPDX-License-Identifier: MIT
/*
 * doubt.c - where a log's word for it ends.
 *
 * Words that are new, gone or changed may make a kernel allocate otherwise. Reservations are made
 * anew, the log buffer is as large as it would be, and what is only read when boot memory is long
 * gone does no harm. What the others do is not guessed: they are named. numa= makes other nodes,
 * swiotlb= other buffers, nokaslr a kernel elsewhere.
 */
#include <stdio.h>
#include <string.h>

#include <bootmem/cmdline.h>

#include "cli/base/span.h"
#include "cli/predict/doubt.h"

/* --- words ---------------------------------------------------------------------------------- */

static bool is_harmless(struct bm_str name)
{
	static const char *const names[] = {
		"crashkernel", "cma",	      "hugetlb_cma", "hugepages",
		"hugepagesz",  "reserve_mem", "kernelcore",  "default_hugepagesz",
		"movablecore", "console",     "earlycon",    "movable_node",
		"earlyprintk", "loglevel",    "quiet",	     "ignore_loglevel",
		"debug",       "memblock",    "panic",	     "mminit_loglevel",
		"root",	       "rootwait",    "rootflags",   "rootfstype",
		"ro",	       "rw",	      "init",	     "rdinit",
		"BOOT_IMAGE",  "splash",      "net.ifnames", "resume",
		"log_buf_len", "--",
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

void doubt_words(const struct machine *machine, char *out, size_t room)
{
	size_t len;

	out[0] = '\0';
	name_words(out, room, machine->cmdline, machine->booted_cmdline);
	name_words(out, room, machine->booted_cmdline, machine->cmdline);
	len = strlen(out);
	if (len > 0)
		out[len - 1] = '\0';
}

/* --- memory --------------------------------------------------------------------------------- */

/* The next stretch of memory that is of one node, whatever else is said of its parts. */
static struct memblock_region next_bank(const struct memblock_region *regions, size_t nr,
					size_t *next)
{
	struct memblock_region bank = { .nid = NUMA_NO_NODE };

	if (*next < nr)
		bank = regions[(*next)++];
	while (*next < nr && regions[*next].nid == bank.nid &&
	       regions[*next].base == region_end(&bank))
		bank.size += regions[(*next)++].size;
	return bank;
}

/* Another command line may leave other memory, or other nodes; then the log tells of neither. */
bool doubt_same_memory(const struct recipe *recipe, const struct memblock *mb)
{
	size_t i = 0, j = 0;
	bool same = mb->movable_node == recipe->movable_node;

	while (same && (i < recipe->nr_banks || j < mb->memory.cnt)) {
		struct memblock_region a = next_bank(recipe->banks, recipe->nr_banks, &i);
		struct memblock_region b = next_bank(mb->memory.regions, mb->memory.cnt, &j);

		same = a.base == b.base && a.size == b.size && a.nid == b.nid;
	}
	return same;
}
