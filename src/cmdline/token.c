// SPDX-License-Identifier: MIT
/*
 * token.c - the words of a kernel command line.
 *
 * Nothing is copied or changed: name and value are pieces of the text. That works because quotes
 * can only be stripped at the ends of a word or a value; one in the middle stays where it is.
 *
 * Linux: next_arg(), parse_args(), parameq().
 */
#include <bootmem/cmdline.h>

#include "base/scan.h"

void bm_cmdline_first(struct bm_cmdline_iter *it, struct bm_str text)
{
	size_t len = 0;

	while (len < text.len && text.at[len])
		len++;
	it->text = bm_str(text.at ? text.at : "", len);
	it->pos = 0;
	it->for_init = false;
	it->name = bm_str(it->text.at, 0);
	it->value = bm_str(NULL, 0);
}

/* Length of the word at the front: white space within quotes belongs to it. */
static size_t word_length(struct bm_str text)
{
	bool is_quoted = false;
	size_t len;

	for (len = 0; len < text.len; len++) {
		if (bm_is_space(text.at[len]) && !is_quoted)
			break;
		if (text.at[len] == '"')
			is_quoted = !is_quoted;
	}
	return len;
}

/* A leading quote goes, and with it the one at the end. */
static bool strip_quotes(struct bm_str *str)
{
	if (!str->len || *str->at != '"')
		return false;
	bm_scan_skip(str, 1);
	if (str->len && str->at[str->len - 1] == '"')
		str->len--;
	return true;
}

static void split_word(struct bm_cmdline_iter *it, struct bm_str word)
{
	bool was_quoted = strip_quotes(&word);
	size_t len = 0;

	while (len < word.len && (word.at[len] != '=' || !len))
		len++;
	it->name = bm_str(word.at, len);
	it->value = bm_str(NULL, 0);
	if (len == word.len)
		return;
	it->value = bm_str(word.at + len + 1, word.len - len - 1);
	if (!was_quoted)
		strip_quotes(&it->value);
}

bool bm_cmdline_next(struct bm_cmdline_iter *it)
{
	struct bm_str rest;
	size_t len;

	if (bm_str_is(it->name, "--") && !it->value.at)
		it->for_init = true;
	while (it->pos < it->text.len && bm_is_space(it->text.at[it->pos]))
		it->pos++;
	rest = bm_str(it->text.at + it->pos, it->text.len - it->pos);
	len = word_length(rest);
	if (!len)
		return false;
	it->pos += len;
	split_word(it, bm_str(rest.at, len));
	return true;
}

bool bm_cmdline_find(struct bm_cmdline_iter *it, const char *name)
{
	while (bm_cmdline_next(it))
		if (!it->for_init && bm_name_is(it->name, name))
			return true;
	return false;
}

static char fold(char c)
{
	return c == '-' ? '_' : c;
}

bool bm_name_is(struct bm_str name, const char *want)
{
	size_t i;

	for (i = 0; want[i]; i++)
		if (i == name.len || fold(name.at[i]) != fold(want[i]))
			return false;
	return i == name.len;
}

uint64_t bm_memparse(struct bm_str *text)
{
	uint64_t value;

	return bm_scan_number(text, &value) ? value : 0;
}
