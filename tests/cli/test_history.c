// SPDX-License-Identifier: MIT
/*
 * test_history.c - from a list of edits to who owns each byte, checked against an array of bytes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/log/groups.h"
#include "cli/replay/history.h"

#define WORLD 64

static const char *const tags[] = { "a", "b", "c" };

static void note(struct history *history, enum bm_event_kind kind, phys_addr_t base,
		 phys_addr_t size, const char *owner)
{
	struct bm_event event = { .kind = kind, .base = base, .size = size, .owner = owner };

	history_note(history, &event, history->nr_edits);
}

/* Who owns each byte, as a string: a letter, or '.' for nobody. */
static void draw(const struct history *history, char *out)
{
	struct owners owners;
	size_t i;

	memset(out, '.', WORLD);
	out[WORLD] = '\0';
	assert_int_equal(history_owners(history, &owners), 0);
	for (i = 0; i < owners.nr_spans; i++) {
		const struct owned *span = &owners.spans[i];

		assert_true(span->base < span->end);
		assert_true(i == 0 || owners.spans[i - 1].end <= span->base);
		assert_true(i == 0 || owners.spans[i - 1].end < span->base ||
			    owners.spans[i - 1].owner != span->owner);
		memset(out + span->base, span->owner[0], (size_t)(span->end - span->base));
	}
	owners_release(&owners);
}

static void history_owners__wider_reservation__takes_only_what_is_free(void **state)
{
	struct history history = { 0 };
	char out[WORLD + 1];

	(void)state;
	note(&history, BM_EV_RESERVED, 4, 4, tags[0]);
	note(&history, BM_EV_RESERVED, 12, 2, tags[1]);
	note(&history, BM_EV_RESERVED, 0, 16, tags[2]);
	draw(&history, out);
	assert_memory_equal(out, "ccccaaaaccccbbcc....", 20);
	history_release(&history);
}

static void history_owners__release_in_the_middle__leaves_both_ends(void **state)
{
	struct history history = { 0 };
	char out[WORLD + 1];

	(void)state;
	note(&history, BM_EV_RESERVED, 0, 10, tags[0]);
	note(&history, BM_EV_FREED, 3, 4, NULL);
	draw(&history, out);
	assert_memory_equal(out, "aaa....aaa..", 12);
	history_release(&history);
}

static void history_owners__other_edits__change_nothing(void **state)
{
	struct history history = { 0 };
	char out[WORLD + 1];

	(void)state;
	note(&history, BM_EV_MEMORY_ADDED, 0, 64, NULL);
	note(&history, BM_EV_FLAGS_SET, 0, 64, NULL);
	note(&history, BM_EV_RESERVED, 8, 0, tags[0]);
	draw(&history, out);
	assert_int_equal(strspn(out, "."), WORLD);
	history_release(&history);
}

static unsigned int random_below(unsigned int *seed, unsigned int limit)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % limit;
}

static void history_owners__random_edits__equal_an_array_of_bytes(void **state)
{
	unsigned int seed = 1, round, i;

	(void)state;
	for (round = 0; round < 500; round++) {
		struct history history = { 0 };
		char want[WORLD + 1], out[WORLD + 1];

		memset(want, '.', WORLD);
		for (i = 0; i < 30; i++) {
			unsigned int base = random_below(&seed, WORLD);
			unsigned int size = random_below(&seed, WORLD - base + 1);
			const char *tag = tags[random_below(&seed, 3)];
			bool frees = random_below(&seed, 3) == 0;
			unsigned int pos;

			note(&history, frees ? BM_EV_FREED : BM_EV_RESERVED, base, size, tag);
			for (pos = base; pos < base + size; pos++)
				want[pos] = frees ? '.' : want[pos] == '.' ? tag[0] : want[pos];
		}
		draw(&history, out);
		assert_memory_equal(out, want, WORLD);
		history_release(&history);
	}
}

/* --- groups ---------------------------------------------------------------- */

static const char *group(enum log_arch arch, enum log_kind kind, const char *who, phys_addr_t align)
{
	struct log_event event = { .kind = kind, .base = 1 << 24, .align = align, .who = who };
	struct log log = { .arch = arch, .events = &event, .nr_events = 1 };

	return groups_of_event(&log, &event)->name;
}

static void groups_of_event__one_name_for_several_purposes__told_apart(void **state)
{
	(void)state;
	assert_string_equal(group(LOG_ARCH_X86, LOG_REQUEST, "setup_arch", 1 << 24),
			    "crash kernel");
	assert_string_equal(group(LOG_ARCH_X86, LOG_REQUEST, "setup_arch", 4096),
			    "initial ram disk");
	assert_string_equal(group(LOG_ARCH_X86, LOG_RESERVE, "setup_arch", 0), "kernel image");
	assert_string_equal(group(LOG_ARCH_ARM64, LOG_REQUEST, "setup_arch", 64),
			    "other early allocations");
	assert_string_equal(group(LOG_ARCH_ARM64, LOG_REQUEST, "pcpu_fc_alloc", 64),
			    "per-CPU areas");
	assert_string_equal(group(LOG_ARCH_X86, LOG_REQUEST, "nobody", 1),
			    "other early allocations");
}

static void groups_nth__all_of_them__letters_and_names_differ(void **state)
{
	size_t i, j;

	(void)state;
	for (i = 0; groups_nth(i); i++) {
		assert_ptr_equal(groups_of_tag(groups_nth(i)->name), groups_nth(i));
		for (j = 0; j < i; j++) {
			assert_int_not_equal(groups_nth(i)->letter, groups_nth(j)->letter);
			assert_string_not_equal(groups_nth(i)->name, groups_nth(j)->name);
		}
	}
	assert_ptr_equal(groups_of_tag(NULL), &group_other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(history_owners__wider_reservation__takes_only_what_is_free),
		cmocka_unit_test(history_owners__release_in_the_middle__leaves_both_ends),
		cmocka_unit_test(history_owners__other_edits__change_nothing),
		cmocka_unit_test(history_owners__random_edits__equal_an_array_of_bytes),
		cmocka_unit_test(groups_of_event__one_name_for_several_purposes__told_apart),
		cmocka_unit_test(groups_nth__all_of_them__letters_and_names_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
