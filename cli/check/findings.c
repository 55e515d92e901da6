// SPDX-License-Identifier: MIT
/*
 * findings.c - keep findings.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/base/text.h"
#include "cli/base/vec.h"
#include "cli/check/findings.h"

void place_release(struct place *place)
{
	free(place->file);
	free(place->node);
	free(place->text);
	*place = (struct place){ 0 };
}

static char *print(const char *format, va_list args)
{
	char *text;

	return vasprintf(&text, format, args) < 0 ? NULL : text;
}

struct finding *finding_add(struct findings *list, unsigned int code, struct place place,
			    const char *format, ...)
{
	struct finding found = { .rule = rule_find(code), .place = place };
	va_list args;

	va_start(args, format);
	found.message = print(format, args);
	va_end(args);
	if (!found.message ||
	    !vec_reserve(&list->items, &list->room, list->nr + 1, sizeof(found))) {
		free(found.message);
		place_release(&place);
		list->is_cut = true;
		return NULL;
	}
	list->nr_of[found.rule->severity]++;
	list->items[list->nr] = found;
	return &list->items[list->nr++];
}

void finding_point(struct finding *found, struct place place, const char *format, ...)
{
	struct related related = { .place = place };
	va_list args;

	va_start(args, format);
	related.text = print(format, args);
	va_end(args);
	if (!found || !related.text ||
	    !vec_reserve(&found->related, &found->room, found->nr_related + 1, sizeof(related))) {
		free(related.text);
		place_release(&place);
		return;
	}
	found->related[found->nr_related++] = related;
}

void finding_help(struct finding *found, const char *format, ...)
{
	va_list args;

	if (!found)
		return;
	va_start(args, format);
	free(found->help);
	found->help = print(format, args);
	va_end(args);
}

void findings_release(struct findings *list)
{
	size_t i, j;

	for (i = 0; i < list->nr; i++) {
		struct finding *found = &list->items[i];

		for (j = 0; j < found->nr_related; j++) {
			place_release(&found->related[j].place);
			free(found->related[j].text);
		}
		place_release(&found->place);
		free(found->related);
		free(found->message);
		free(found->help);
	}
	free(list->items);
	*list = (struct findings){ 0 };
}

struct words in_hex(phys_addr_t start, phys_addr_t end)
{
	struct words words;

	snprintf(words.text, sizeof(words.text), "0x%" PRIx64 "-0x%" PRIx64, start, end - 1);
	return words;
}

struct words in_bytes(phys_addr_t bytes)
{
	struct words words;

	text_size(bytes, words.text, sizeof(words.text));
	return words;
}
