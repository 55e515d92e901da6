// SPDX-License-Identifier: MIT
/*
 * test_convert.c - what is written in another format says the same when it is read again.
 *
 * Each source of each captured machine is written in each format that can be read back, after what
 * that format has no place for was taken out; ranges, kinds, nodes, flags and distances must be
 * the same again.
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

#include "cli/convert/convert.h"

/** struct reading - an input taken apart. */
struct reading {
	struct findings findings;
	struct lint lint;
	struct cargo cargo;
};

/* Takes the document over. False if there is no map in it. */
static bool read_doc(struct reading *reading, const struct doc *doc)
{
	bool is_map;

	*reading = (struct reading){ .findings = { 0 } };
	reading->lint.findings = &reading->findings;
	assert_true(lint_take(&reading->lint, doc));
	assert_true(lint_read(&reading->lint));
	is_map = cargo_of(&reading->lint, &reading->cargo);
	if (!is_map)
		reading->cargo = (struct cargo){ 0 };
	return is_map;
}

static void forget(struct reading *reading)
{
	cargo_release(&reading->cargo);
	lint_release(&reading->lint);
	findings_release(&reading->findings);
}

static unsigned int nr_compared;
static unsigned int nr_different;

static bool is_equal(const struct bm_fw_range *a, const struct bm_fw_range *b)
{
	return a->start == b->start && a->end == b->end && a->kind == b->kind &&
	       a->domain == b->domain && (a->flags & ~0x70u) == (b->flags & ~0x70u);
}

static void compare(const char *path, const struct format *format, const struct cargo *want,
		    const struct cargo *have)
{
	bool is_same = want->nr_ranges == have->nr_ranges;
	size_t i;

	for (i = 0; i < want->nr_ranges && is_same; i++)
		is_same = is_equal(&want->ranges[i], &have->ranges[i]);
	if (format->holds & HOLDS_DISTANCES)
		is_same = is_same && want->nr_distances == have->nr_distances;
	nr_compared++;
	if (is_same)
		return;
	nr_different++;
	print_error("%s as %s: differs from entry %zu of %zu (%zu)\n", path, format->name, i,
		    want->nr_ranges, have->nr_ranges);
}

static struct input write_as(const struct format *format, const struct cargo *cargo)
{
	struct input out = { NULL, 0 };
	FILE *file = open_memstream(&out.bytes, &out.len);

	assert_non_null(file);
	format->write(file, cargo);
	assert_int_equal(fclose(file), 0);
	return out;
}

/* Writing simplifies, so each format needs a reading of its own. */
static void there_and_back(const char *path, const struct input *input,
			   const struct format *format)
{
	struct input bytes = { malloc(input->len), input->len };
	struct reading first, second;
	struct doc doc;
	char why[400];

	assert_non_null(bytes.bytes);
	memcpy(bytes.bytes, input->bytes, input->len);
	assert_int_equal(doc_of_bytes(&doc, path, bytes, why, sizeof(why)), 0);
	if (read_doc(&first, &doc)) {
		cargo_simplify(&first.cargo, format);
		bytes = write_as(format, &first.cargo);
		if (doc_of_bytes(&doc, format->name, bytes, why, sizeof(why)) != 0)
			fail_msg("%s as %s: %s", path, format->name, why);
		assert_true(read_doc(&second, &doc));
		compare(path, format, &first.cargo, &second.cargo);
		forget(&second);
	}
	forget(&first);
}

/* A command line is read by a kernel, C by a compiler, source by dtc, which takes its time. */
static bool is_read_back(const struct format *format)
{
	return strcmp(format->name, "cmdline") != 0 && strcmp(format->name, "c") != 0 &&
	       strcmp(format->name, "dts") != 0;
}

static void check_file(const char *folder, const char *name)
{
	const struct format *format;
	struct input input;
	char path[512], why[400];
	size_t i;

	snprintf(path, sizeof(path), "maps/%s/%s", folder, name);
	if (input_read(path, &input, why, sizeof(why)) != 0)
		return; /* not every machine has every source */
	for (i = 0; (format = format_at(i)); i++)
		if (is_read_back(format))
			there_and_back(path, &input, format);
	free(input.bytes);
}

static void convert__every_source_in_every_format_and_back__says_the_same(void **state)
{
	static const char *const names[] = { "e820.txt",	  "firmware_memmap.txt",
					     "boot_params.bin.xz", "efi_memmap.txt.xz",
					     "guest.dtb.xz",	  "iomem.txt.xz" };
	DIR *maps = opendir("maps");
	struct dirent *entry;
	size_t i;

	(void)state;
	assert_non_null(maps);
	while ((entry = readdir(maps)))
		for (i = 0; i < sizeof(names) / sizeof(names[0]) && entry->d_name[0] != '.'; i++)
			check_file(entry->d_name, names[i]);
	closedir(maps);
	print_message("%u maps read back, %u differ\n", nr_compared, nr_different);
	assert_true(nr_compared > 1000);
	assert_int_equal(nr_different, 0);
}

/* Every kind, flag, node and name that there is. */
static const char everything[] = "0x1000 - 0x1fff usable node 0 mirror\n"
				 "0x2000 - 0x2fff usable node 1 hotplug\n"
				 "0x3000 - 0x3fff reserved nomap name secure\n"
				 "0x4000 - 0x4fff reserved reusable name pool\n"
				 "0x5000 - 0x5fff acpi\n"
				 "0x6000 - 0x6fff nvs\n"
				 "0x7000 - 0x7fff unusable\n"
				 "0x8000 - 0x8fff pmem\n"
				 "0x9000 - 0x9fff pram\n"
				 "0xa000 - 0xafff soft-reserved\n"
				 "0xb000 - 0xbfff reclaimable\n"
				 "0xc000 - 0xcfff loaded\n"
				 "0xd000 - 0xdfff mmio\n"
				 "distance 0 0 10\n"
				 "distance 0 1 21\n"
				 "distance 1 0 21\n"
				 "distance 1 1 10\n";

static void convert__everything_there_is__is_kept_or_counted_as_lost(void **state)
{
	static const struct {
		const char *format;
		size_t lost;
	} cases[] = {
		{ "plain", 0 }, { "json", 0 },
		/* 2 nodes, 4 attributes, 2 names, 3 kinds, 4 distances */
		{ "e820", 15 },
		{ "memmap", 15 }, { "iomem", 15 }, { "boot_params", 15 },
		/* a mirror is kept, pram is not */
		{ "efi", 15 },
		/* 2 names, 9 kinds, 4 holes (unusable, mmio and two reservations), 1 mirror */
		{ "dtb", 16 },
		/* as e820, and persistent and soft-reserved */
		{ "multiboot2", 18 },
	};
	struct reading reading, again;
	struct doc doc;
	FILE *nowhere = fopen("/dev/null", "w");
	char why[400];
	size_t i;

	(void)state;
	assert_non_null(nowhere);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct format *format = format_find(cases[i].format);

		assert_int_equal(doc_of_text(&doc, "all", everything, DOC_PLAIN), 0);
		assert_true(read_doc(&reading, &doc));
		if (cargo_losses(&reading.cargo, format, nowhere) != cases[i].lost)
			fail_msg("%s loses %zu", format->name,
				 cargo_losses(&reading.cargo, format, nowhere));
		cargo_simplify(&reading.cargo, format);
		assert_int_equal(doc_of_bytes(&doc, "again", write_as(format, &reading.cargo), why,
					      sizeof(why)),
				 0);
		assert_true(read_doc(&again, &doc));
		nr_different = 0;
		compare("everything", format, &reading.cargo, &again.cargo);
		assert_int_equal(nr_different, 0);
		forget(&again);
		forget(&reading);
	}
	fclose(nowhere);
}

static void boot_params__more_than_its_table_holds__says_how_many_are_lost(void **state)
{
	struct reading reading;
	char text[200 * 32] = "";
	FILE *nowhere = fopen("/dev/null", "w");
	struct doc doc;
	size_t i, len = 0;

	(void)state;
	assert_non_null(nowhere);
	for (i = 0; i < 200; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%zuM+1K usable\n", i);
	assert_int_equal(doc_of_text(&doc, "many", text, DOC_PLAIN), 0);
	assert_true(read_doc(&reading, &doc));
	assert_int_equal(cargo_losses(&reading.cargo, format_find("boot_params"), nowhere), 72);
	cargo_simplify(&reading.cargo, format_find("boot_params"));
	assert_int_equal(reading.cargo.nr_ranges, 128);
	forget(&reading);
	fclose(nowhere);
}

static void json__not_as_it_was_written__is_refused(void **state)
{
	static const char *const texts[] = {
		"{\"schema\": \"bootmem.convert/1\"",
		"{\"schema\": \"bootmem.convert/1x\"}",
		"{\"schema\": \"bootmem.convert/1\", \"ranges\": [{}]}",
		"{\"schema\": \"bootmem.convert/1\", \"ranges\": [{\"base\": \"0\", "
		"\"end\": \"9 9\", \"kind\": \"usable\"}]}",
		"{\"schema\": \"bootmem.convert/1\", \"ranges\": [{\"base\": \"0\", \"end\": \"9\","
		" \"kind\": \"usable\", \"node\": \"one\"}]}",
		"{\"schema\": \"bootmem.convert/1\", \"ranges\": [{\"base\": \"0\", \"end\": \"9\","
		" \"kind\": \"usable\", \"flags\": [7]}]}",
		"{\"schema\": \"bootmem.convert/1\", \"distances\": [{\"from\": 0}]}",
	};
	struct doc doc;
	char why[400];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct input input = { strdup(texts[i]), strlen(texts[i]) };

		why[0] = '\0';
		assert_int_equal(doc_of_bytes(&doc, "json", input, why, sizeof(why)), -1);
		assert_int_not_equal(why[0], '\0');
		doc_release(&doc);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(convert__every_source_in_every_format_and_back__says_the_same),
		cmocka_unit_test(convert__everything_there_is__is_kept_or_counted_as_lost),
		cmocka_unit_test(boot_params__more_than_its_table_holds__says_how_many_are_lost),
		cmocka_unit_test(json__not_as_it_was_written__is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
