// SPDX-License-Identifier: MIT
/*
 * cmd_convert.c - `bootmem convert`: a machine's map in another format.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/base/program.h"
#include "cli/convert/convert.h"
#include "cli/verbs/cli.h"
#include "cli/verbs/docs.h"

enum {
	ID_STRICT = 256,
};

static const struct cli_option options[] = {
	{ 't', "to", "KIND", "one of the formats above (plain)" },
	{ ID_STRICT, "strict", NULL, "exit 1 if anything is lost" },
	{ 0 },
};

static bool take_doc(void *ctx, struct doc *doc)
{
	return lint_take(ctx, doc);
}

static bool read_inputs(const struct cli *cli, struct lint *lint)
{
	struct docs docs = { lint, take_doc, cli->quiet };
	bool ok = true;
	size_t i;

	for (i = 0; ok && (i == 0 || i < cli->nr_args); i++)
		ok = docs_each(&docs, cli_input(cli, i));
	return ok;
}

/* What could not be read of the input, line by line. */
static void tell_errors(const struct findings *findings)
{
	size_t i;

	for (i = 0; i < findings->nr; i++) {
		const struct finding *found = &findings->items[i];

		fprintf(stderr, "%s", found->place.file);
		if (found->place.line > 0)
			fprintf(stderr, ":%zu:%zu", found->place.line, found->place.column);
		fprintf(stderr, ": %s: [BM%03u] %s\n", severity_name(found->rule->severity),
			found->rule->code, found->message);
	}
}

static int convert(const struct cli *cli, const struct format *format, bool strict)
{
	struct findings findings = { 0 };
	struct lint lint = { .findings = &findings };
	struct cargo cargo;
	int code = EXIT_USAGE;

	if (read_inputs(cli, &lint) && lint_read(&lint)) {
		tell_errors(&findings);
		if (cargo_of(&lint, &cargo)) {
			size_t nr_lost = cargo_losses(&cargo, format, cli->quiet ? NULL : stderr);

			cargo_simplify(&cargo, format);
			if (!cli->quiet)
				format->write(stdout, &cargo);
			code = nr_lost > 0 && strict ? EXIT_NO : EXIT_YES;
			cargo_release(&cargo);
		} else {
			fprintf(stderr, "%s: error: no memory map in it\n",
				input_name(cli_input(cli, 0)));
		}
	}
	lint_release(&lint);
	findings_release(&findings);
	return code;
}

static int cmd_convert(struct cli *cli)
{
	const struct format *format = format_at(0);
	bool strict = false;
	const char *value;
	int id;

	while ((id = cli_next_option(cli, &value)) > 0) {
		strict |= id == ID_STRICT;
		if (id != 't')
			continue;
		format = format_find(value);
		if (!format) {
			cli_wrong(cli, "'%s' is no kind that can be written", value);
			return EXIT_USAGE;
		}
	}
	if (id < 0)
		return id == -2 ? EXIT_YES : EXIT_USAGE;
	if (cli->json)
		format = format_find("json");
	if (format->binary && !cli->quiet && isatty(STDOUT_FILENO)) {
		cli_wrong(cli, "%s is no text; write it to a file with >", format->name);
		return EXIT_USAGE;
	}
	return convert(cli, format, strict);
}

static const struct cli_values values[] = {
	{ "to", "plain json e820 efi memmap iomem cmdline dts dtb boot_params "
		"multiboot2 c" },
	{ 0 },
};

const struct verb verb_convert = {
	.name = "convert",
	.summary = "write a machine's map in another format, and say what is lost",
	.synopsis = "[INPUT]...",
	.examples = "  bootmem convert --to e820 efi.log\n"
		    "  bootmem convert --to dts maps/x86-2n-equal\n"
		    "  bootmem convert --to c /sys/firmware/fdt\n",
	.text = "Reads what bootmem check reads, makes one map of it (sorted, nothing twice, the\n"
		"stricter kind wins, nodes from an SRAT if there is one), and writes it:\n"
		"\n"
		"  plain      one line a range: START - LAST KIND [node N] [hotplug] [mirror]\n"
		"             [nomap] [reusable] [name WORD]; KIND is usable, reserved, acpi,\n"
		"             nvs, unusable, pmem, pram, soft-reserved, reclaimable, loaded, mmio\n"
		"  json       schema bootmem.convert/1\n"
		"  e820       as an x86 kernel prints it\n"
		"  efi        as a kernel prints it with efi=debug\n"
		"  memmap     /sys/firmware/memmap as lines\n"
		"  iomem      as in /proc/iomem\n"
		"  cmdline    memmap=exactmap and what makes the same map\n"
		"  dts        memory nodes and /reserved-memory\n"
		"  dtb        the same, flattened\n"
		"  boot_params  the page of an x86 loader: 128 entries at most\n"
		"  multiboot2   the information of such a loader\n"
		"  c          an array of C, types as in e820\n"
		"\n"
		"What a format cannot hold is said on standard error.\n",
	.options = options,
	.values = values,
	.run = cmd_convert,
};
