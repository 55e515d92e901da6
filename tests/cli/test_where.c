// SPDX-License-Identifier: MIT
/*
 * test_where.c - the ledger of every bundled boot comes out even, and at the kernel's own numbers.
 *
 * Three times each: from the whole folder, from the log alone, and from the log with the trace of
 * early allocations left out, as an ordinary kernel prints it.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cli/machine/machine_outcome.h"
#include "cli/render/render_where.h"
#include "full.h"

enum how {
	FOLDER,
	LOG_ALONE,
	LOG_WITHOUT_TRACE,
};

static const struct bm_range all = { 0, PHYS_ADDR_MAX };

/* --- inputs --------------------------------------------------------------------------------- */

static bool is_of_trace(const char *line, size_t len)
{
	static const char *const words[] = { "memblock_",   "MEMBLOCK",	       " reserved[0x",
					     " memory[0x",  " memory size = ", "memory.cnt",
					     "reserved.cnt" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (memmem(line, len, words[i], strlen(words[i])))
			return true;
	return false;
}

static void leave_out_trace(struct input *log)
{
	size_t from = 0, to = 0, len;
	const char *end;

	for (; from < log->len; from += len) {
		end = memchr(log->bytes + from, '\n', log->len - from);
		len = end ? (size_t)(end - log->bytes) - from + 1 : log->len - from;
		if (is_of_trace(log->bytes + from, len))
			continue;
		memmove(log->bytes + to, log->bytes + from, len);
		to += len;
	}
	log->len = to;
}

static void load(const char *folder, enum how how, struct machine *machine)
{
	struct machine_wish wish = { 0 };
	char path[400], why[300];

	snprintf(path, sizeof(path), "%s%s", folder, how == FOLDER ? "" : "/dmesg.txt.xz");
	if (machine_load(machine, path, &wish, why, sizeof(why)) != 0)
		fail_msg("%s: %s", path, why);
	if (how != FOLDER) {
		machine_read_beside(folder, "meminfo.txt", &machine->parts[MACHINE_MEMINFO]);
		machine_read_beside(folder, "zoneinfo.txt", &machine->parts[MACHINE_ZONEINFO]);
	}
	if (how == LOG_WITHOUT_TRACE)
		leave_out_trace(&machine->parts[MACHINE_LOG]);
}

/* --- what must hold ------------------------------------------------------------------------- */

/* A few pages that are freed late are told by a trace only; then the check says so. */
static bool is_explained(const struct where_check *check, enum how how)
{
	return how == LOG_WITHOUT_TRACE && check->why &&
	       strcmp(check->why, "freed late, which only a trace tells") == 0 &&
	       check->theirs - check->ours <= 64 << 10;
}

static void check_numbers(const struct where *where, const char *name, enum how how)
{
	struct where_check checks[WHERE_MAX_CHECKS];
	size_t nr = where_checks(where, checks), i;

	for (i = 0; i < nr; i++)
		if (checks[i].ours / checks[i].granule != checks[i].theirs / checks[i].granule &&
		    !is_explained(&checks[i], how))
			fail_msg("%s: %s says %llu, ours %llu", name, checks[i].against,
				 (unsigned long long)checks[i].theirs,
				 (unsigned long long)checks[i].ours);
}

static void check_boot(const char *folder, enum how how, unsigned int *nr_checked)
{
	struct where *where = calloc(1, sizeof(*where));
	struct machine machine;
	char why[300];

	assert_non_null(where);
	load(folder, how, &machine);
	where->machine = &machine;
	where->window = all;
	where->outcome = machine_outcome(&machine);
	if (ledger_make(&where->ledger, &machine, &where->outcome, all, why) != 0)
		fail_msg("%s: %s", folder, why);
	if (ledger_fault(&where->ledger))
		fail_msg("%s: not even at '%s'", folder, ledger_fault(&where->ledger)->what);
	if (where->ledger.depth != LEDGER_GUESSED) {
		check_numbers(where, folder, how);
		*nr_checked += where->outcome.has_total && where->outcome.has_zones;
	}
	machine_release(&machine);
	free(where);
}

static void check_all(enum how how)
{
	DIR *dir = opendir("maps");
	const struct dirent *entry;
	unsigned int nr = 0;
	char folder[300];

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (strchr(entry->d_name, '.') || is_beyond_host(entry->d_name))
			continue;
		snprintf(folder, sizeof(folder), "maps/%s", entry->d_name);
		check_boot(folder, how, &nr);
	}
	closedir(dir);
	print_message("%u boots\n", nr);
	assert_in_range(nr, 125, 100000);
}

static void ledger_make__every_bundled_boot__even_and_as_the_kernel_says(void **state)
{
	(void)state;
	check_all(FOLDER);
}

static void ledger_make__every_log_alone__even_and_as_the_kernel_says(void **state)
{
	(void)state;
	check_all(LOG_ALONE);
}

static void ledger_make__every_log_without_trace__even_and_as_the_kernel_says(void **state)
{
	(void)state;
	check_all(LOG_WITHOUT_TRACE);
}

static void ledger_make__windows_of_a_boot__sum_up_to_all_of_it(void **state)
{
	const phys_addr_t cuts[] = { 0,		  0x9e123,     0x1000000,    0x9f000800,
				     0x100000000, 0x1b8a00123, PHYS_ADDR_MAX };
	struct machine_wish wish = { 0 };
	struct outcome outcome = { .page = 4096 };
	struct ledger whole, part;
	phys_addr_t memory = 0;
	struct machine machine;
	char why[300];
	size_t i;

	(void)state;
	assert_int_equal(machine_load(&machine, "maps/x86-612-crash", &wish, why, sizeof(why)), 0);
	assert_int_equal(ledger_make(&whole, &machine, &outcome, all, why), 0);
	for (i = 0; i + 1 < sizeof(cuts) / sizeof(cuts[0]); i++) {
		struct bm_range window = { cuts[i], cuts[i + 1] };

		assert_int_equal(ledger_make(&part, &machine, &outcome, window, why), 0);
		assert_null(ledger_fault(&part));
		memory += part.memory;
	}
	assert_int_equal(memory, whole.memory);
	machine_release(&machine);
}

/* --- the check itself ----------------------------------------------------------------------- */

static void ledger_fault__one_byte_off__the_total_that_is_wrong(void **state)
{
	struct ledger ledger = { .nr = 4 };

	(void)state;
	ledger.lines[0] = (struct ledger_line){ .kind = LEDGER_TOTAL, .bytes = 100 };
	ledger.lines[1] = (struct ledger_line){ .kind = LEDGER_TAKE, .bytes = 30 };
	ledger.lines[2] = (struct ledger_line){ .kind = LEDGER_GIVE, .bytes = 5 };
	ledger.lines[3] = (struct ledger_line){ .kind = LEDGER_TOTAL, .bytes = 75 };
	assert_null(ledger_fault(&ledger));
	ledger.lines[3].bytes = 76;
	assert_ptr_equal(ledger_fault(&ledger), &ledger.lines[3]);
	ledger.lines[3].bytes = 75;
	ledger.lines[1].kind = LEDGER_ASIDE;
	assert_ptr_equal(ledger_fault(&ledger), &ledger.lines[3]);
}

/* --- lines of a log ------------------------------------------------------------------------- */

static struct outcome read_text(const char *text)
{
	struct outcome outcome = { .page = 4096 };

	outcome_read_log(&outcome, bm_str(text, strlen(text)));
	return outcome;
}

static void outcome_read_log__frees_around_the_line__told_apart(void **state)
{
	struct outcome got = read_text(
		"[    0.1] Freeing SMP alternatives memory: 40K\n"
		"memblock_free_late: [0x0000000000001800-0x0000000000003fff] f+0x1\n"
		"[    0.2] Memory: 100K/900K available (10K kernel code, 20K rwdata, 30K rodata, "
		"40K init, 50K bss, 700K reserved, 64K cma-reserved)\n"
		"[    0.3] Freeing initrd memory: 8K\n"
		"[    0.3] Freeing unused kernel image (initmem) memory: 4K\n"
		"[    0.3] cma: Reserved 2 MiB at 0x0000000040000000\n"
		"[    0.3] HugeTLB: registered 1.00 GiB page size, pre-allocated 2 pages\n"
		"[    0.3] HugeTLB: registered 2.00 MiB page size, pre-allocated 7 pages\n"
		"[    0.4] Memory: 1K/2K available (1K kernel code, 1K reserved, 0K "
		"cma-reserved)\n");

	(void)state;
	assert_true(got.has_line);
	assert_int_equal(got.physical, 900 << 10);
	assert_int_equal(outcome_total(&got), (900 - 700 - 64) << 10);
	assert_int_equal(got.taken[TAKEN_KERNEL], 150 << 10);
	assert_int_equal(got.freed[FREED_INIT], 44 << 10);
	assert_int_equal(got.freed[FREED_LATE], 8 << 10);
	assert_int_equal(got.freed[FREED_INITRD], 8 << 10);
	assert_int_equal(got.freed[FREED_CMA], 2 << 20);
	assert_int_equal(got.freed[FREED_GIANTS], (uint64_t)2 << 30);
	assert_int_equal(outcome_freed(&got, true), 48 << 10);
}

static uint64_t giants_before(const char *release)
{
	char text[200];
	struct outcome got;

	snprintf(text, sizeof(text),
		 "[    0.0] Linux version %s (a@b)\n"
		 "[    0.2] Memory: 100K/900K available (10K kernel code, 700K reserved)\n"
		 "[    0.3] HugeTLB: registered 1.00 GiB page size, pre-allocated 2 pages\n",
		 release);
	got = read_text(text);
	return got.freed_before[FREED_GIANTS];
}

static void outcome_read_log__gigantic_pages__counted_in_the_line_by_new_kernels(void **state)
{
	(void)state;
	assert_int_equal(giants_before("6.12.107-amd64"), 0);
	assert_int_equal(giants_before("7.2.13-amd64"), (uint64_t)2 << 30);
}

static void outcome_read_log__both_ways_to_say_crash_kernel__its_size(void **state)
{
	struct outcome old = read_text(
		"Reserving 256MB of low memory at 2304MB for crashkernel (low RAM limit: 4096MB)\n"
		"Reserving 512MB of memory at 7680MB for crashkernel (System RAM: 8191MB)\n");
	struct outcome new = read_text(
		"crashkernel reserved: 0x000000009f000000 - 0x00000000bf000000 (512 MB)\n");

	(void)state;
	assert_int_equal(old.taken[TAKEN_CRASH], (uint64_t)768 << 20);
	assert_int_equal(old.crash.start, (uint64_t)7680 << 20);
	assert_int_equal(new.taken[TAKEN_CRASH], (uint64_t)512 << 20);
	assert_int_equal(new.crash.end, 0xbf000000);
}

static void outcome_read_log__lines_that_break_off__are_passed_over(void **state)
{
	struct outcome got = read_text("Memory: 100K/\nMemory: \nFreeing initrd memory: xK\n"
				       "crashkernel reserved: 0x5 - 0x4 (1 MB)\ncma: Reserved \n"
				       "HugeTLB: registered 1.00\nReserving 5MB of \n  node 0:\n"
				       "percpu: Embedded\nmemblock_free_late: [0x1\nRAMDISK: [mem");

	(void)state;
	assert_false(got.has_line);
	assert_int_equal(outcome_freed(&got, false), 0);
	assert_int_equal(got.taken[TAKEN_CRASH], 0);
	assert_int_equal(got.ranges, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ledger_make__every_bundled_boot__even_and_as_the_kernel_says),
		cmocka_unit_test(ledger_make__every_log_alone__even_and_as_the_kernel_says),
		cmocka_unit_test(ledger_make__every_log_without_trace__even_and_as_the_kernel_says),
		cmocka_unit_test(ledger_make__windows_of_a_boot__sum_up_to_all_of_it),
		cmocka_unit_test(ledger_fault__one_byte_off__the_total_that_is_wrong),
		cmocka_unit_test(outcome_read_log__frees_around_the_line__told_apart),
		cmocka_unit_test(
			outcome_read_log__gigantic_pages__counted_in_the_line_by_new_kernels),
		cmocka_unit_test(outcome_read_log__both_ways_to_say_crash_kernel__its_size),
		cmocka_unit_test(outcome_read_log__lines_that_break_off__are_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
