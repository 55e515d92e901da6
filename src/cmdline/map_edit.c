// SPDX-License-Identifier: MIT
/*
 * map_edit.c - mem= and memmap= as edits of the firmware's map, in the order given.
 *
 * memmap= takes a comma separated list, every element on its own and with an effect of its own,
 * even one that is then called malformed for what follows it. What looks like a small slip (a $
 * lost in a loader's shell) turns one edit into another: that is told where it can be seen.
 *
 * Linux: parse_memopt(), parse_memmap_one() of x86.
 */
#include <bootmem/cmdline.h>

#include "base/scan.h"

void bm_map_edit_first(struct bm_map_edit_iter *it, struct bm_str cmdline)
{
	bm_cmdline_first(&it->words, cmdline);
	it->rest = bm_str(NULL, 0);
}

void bm_map_edit_of(struct bm_map_edit_iter *it, struct bm_str value)
{
	bm_cmdline_first(&it->words, bm_str(value.at, 0));
	it->rest = value;
}

static struct bm_str take_element(struct bm_str *list)
{
	size_t len = 0;
	struct bm_str element;

	while (len < list->len && list->at[len] != ',')
		len++;
	element = bm_str(list->at, len);
	bm_scan_skip(list, len < list->len ? len + 1 : len);
	return element;
}

/* "nn%ss[-old][+new]"; kinds are decimal or by prefix. */
static void read_retype(struct bm_str *str, struct bm_map_edit *edit)
{
	uint64_t from = BM_FW_NONE;
	uint64_t to = BM_FW_NONE;

	if (bm_scan_word(str, "-"))
		(void)bm_scan_digits(str, &from);
	if (bm_scan_word(str, "+"))
		(void)bm_scan_digits(str, &to);
	edit->from = (uint32_t)from;
	edit->to = (uint32_t)to;
	if (edit->from && edit->to)
		edit->op = BM_MAP_RETYPE;
	else
		edit->op = edit->to ? BM_MAP_ADD : BM_MAP_REMOVE;
}

/* What follows the size. */
static void read_place(struct bm_str *str, struct bm_map_edit *edit)
{
	static const struct {
		char mark[4];
		uint32_t kind;
	} marks[] = {
		{ "@", BM_FW_USABLE },
		{ "#", BM_FW_ACPI },
		{ "$", BM_FW_RESERVED },
		{ "!", BM_FW_PRAM },
	};
	unsigned int i;

	if (bm_scan_word(str, "%")) {
		edit->start = bm_memparse(str);
		read_retype(str, edit);
		return;
	}
	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (bm_scan_word(str, marks[i].mark)) {
			edit->op = BM_MAP_ADD;
			edit->to = marks[i].kind;
			edit->start = bm_memparse(str);
			return;
		}
	edit->op = BM_MAP_LIMIT;
	edit->start = edit->size;
	edit->size = 0;
}

static bool read_element(struct bm_str element, struct bm_map_edit *edit)
{
	static const struct bm_map_edit nothing;
	struct bm_str rest = element;

	*edit = nothing;
	edit->place = element;
	if (bm_scan_word(&rest, "exactmap")) {
		edit->op = BM_MAP_EXACT;
		return true;
	}
	if (!bm_scan_number(&rest, &edit->size))
		return false;
	read_place(&rest, edit);
	edit->has_junk = rest.len != 0;
	return true;
}

/* mem=SIZE is memmap=SIZE, except that 0 is refused. */
static bool read_mem(struct bm_str value, struct bm_map_edit *edit)
{
	static const struct bm_map_edit nothing;
	struct bm_str rest = value;

	*edit = nothing;
	edit->place = value;
	edit->op = BM_MAP_LIMIT;
	edit->start = bm_memparse(&rest);
	edit->has_junk = rest.len != 0;
	return edit->start != 0;
}

bool bm_map_edit_next(struct bm_map_edit_iter *it, struct bm_map_edit *edit)
{
	for (;;) {
		while (it->rest.len)
			if (read_element(take_element(&it->rest), edit))
				return true;
		if (!bm_cmdline_next(&it->words) || it->words.for_init)
			return false;
		if (!it->words.value.at)
			continue;
		if (bm_name_is(it->words.name, "memmap"))
			it->rest = it->words.value;
		else if (bm_name_is(it->words.name, "mem") && read_mem(it->words.value, edit))
			return true;
	}
}
