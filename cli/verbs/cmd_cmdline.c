// SPDX-License-Identifier: MIT
/*
 * cmd_cmdline.c - `bootmem cmdline`: put a kernel command line together, check it, write it as a
 * loader wants it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/cmdline.h>

#include "cli/base/json.h"
#include "cli/base/program.h"
#include "cli/check/lint.h"
#include "cli/convert/escape.h"
#include "cli/render/render_check.h"
#include "cli/verbs/cli.h"
#include "cli/verbs/docs.h"

enum {
	ID_RESERVE = 256,
	ID_BADRAM,
	ID_FOR,
	ID_ON,
};

static const struct cli_option options[] = {
	{ ID_RESERVE, "reserve", "SIZE@ADDR", "keep this memory from use: memmap=SIZE$ADDR" },
	{ ID_BADRAM, "badram", "ADDR,MASK", "the same, as memory testers print bad memory" },
	{ ID_FOR, "for", "LOADER", "print only the line for this loader" },
	{ ID_ON, "on", "INPUT", "check it against this machine as well" },
	{ 0 },
};

/** struct line - the command line so far. */
struct line {
	char *text;
	size_t len;
	FILE *file;
	const struct loader *loader;
	const char *on;
};

/* --- building ------------------------------------------------------------------------------- */

static void add_word(struct line *line, const char *word)
{
	fflush(line->file);
	fprintf(line->file, "%s%s", line->len > 0 ? " " : "", word);
	fflush(line->file);
}

static bool add_reserve(const struct cli *cli, struct line *line, const char *value)
{
	const char *at = strchr(value, '@');
	struct bm_str size = bm_str(value, at ? (size_t)(at - value) : 0);
	struct bm_str addr = bm_str(at ? at + 1 : "", at ? strlen(at + 1) : 0);
	char word[96];

	if (!at || strlen(value) > 64 || bm_memparse(&size) == 0 || size.len > 0 || addr.len == 0 ||
	    (bm_memparse(&addr), addr.len > 0)) {
		cli_wrong(cli, "--reserve wants SIZE@ADDR like 64K@0x18690000, not '%s'", value);
		return false;
	}
	snprintf(word, sizeof(word), "memmap=%.*s$%s", (int)(at - value), value, at + 1);
	add_word(line, word);
	return true;
}

/* Bad is what agrees with ADDR in the bits of MASK: one run if those are the upper ones. */
static bool add_badram(const struct cli *cli, struct line *line, const char *value)
{
	uint64_t addr, mask, size;
	char word[96];
	char *end;

	addr = strtoull(value, &end, 0);
	mask = *end == ',' ? strtoull(end + 1, &end, 0) : 0;
	if (mask == 0 || *end != '\0') {
		cli_wrong(cli, "--badram wants ADDR,MASK like 0x18690000,0xffff0000, not '%s'",
			  value);
		return false;
	}
	size = (mask <= UINT32_MAX ? ~mask & UINT32_MAX : ~mask) + 1;
	if (size == 0 || (size & (size - 1)) != 0) {
		cli_wrong(cli,
			  "the mask of '%s' has holes, so it means many places; give each "
			  "by --reserve",
			  value);
		return false;
	}
	addr &= mask;
	if (size < 4096) {
		addr &= ~(uint64_t)4095;
		size = 4096;
	}
	snprintf(word, sizeof(word), "memmap=%" PRIu64 "K$0x%" PRIx64, size >> 10, addr);
	add_word(line, word);
	return true;
}

static bool take(const struct cli *cli, int id, const char *value, struct line *line)
{
	switch (id) {
	case ID_RESERVE:
		return add_reserve(cli, line, value);
	case ID_BADRAM:
		return add_badram(cli, line, value);
	case ID_FOR:
		line->loader = loader_find(value);
		if (!line->loader)
			cli_wrong(cli, "unknown loader '%s'", value);
		return line->loader != NULL;
	default:
		line->on = value;
		return true;
	}
}

static int parse(struct cli *cli, struct line *line)
{
	const char *value;
	size_t i;
	int id;

	while ((id = cli_next_option(cli, &value)) > 0)
		if (!take(cli, id, value, line))
			return -1;
	for (i = 0; id == 0 && i < cli->nr_args; i++)
		add_word(line, cli->args[i]);
	fflush(line->file);
	if (id == 0 && line->len == 0) {
		cli_wrong(cli, "no word is given");
		return -1;
	}
	return id;
}

/* --- checking ------------------------------------------------------------------------------- */

/* The machine's own command line is not what is asked about. */
static bool take_doc(void *ctx, struct doc *doc)
{
	if (doc->kind != DOC_CMDLINE)
		return lint_take(ctx, doc);
	doc_release(doc);
	return true;
}

static bool check(const struct line *line, struct findings *findings)
{
	struct lint lint = { .findings = findings };
	struct docs docs = { &lint, take_doc, true };
	struct doc doc;
	bool ok;

	ok = (!line->on || docs_each(&docs, line->on)) &&
	     doc_of_text(&doc, "cmdline", line->text, DOC_CMDLINE) == 0 &&
	     lint_take(&lint, &doc) && lint_run(&lint);
	lint_release(&lint);
	return ok;
}

/* --- printing ------------------------------------------------------------------------------- */

static void show_loaders(const struct line *line)
{
	const struct loader *loader;
	size_t i;

	for (i = 0; (loader = loader_nth(i)) != NULL; i++) {
		printf("%-13s %-22s %s", loader->name, loader->where, loader->before);
		loader_print(stdout, loader, line->text);
		printf("%s\n", loader->after);
	}
}

static void put_loader(struct json *json, const struct loader *loader, const char *text)
{
	char *written = NULL;
	size_t len;
	FILE *file = open_memstream(&written, &len);

	if (!file)
		return;
	loader_print(file, loader, text);
	fclose(file);
	json_open(json, NULL, '{');
	json_text(json, "loader", loader->name);
	json_text(json, "where", loader->where);
	json_text(json, "before", loader->before);
	json_text(json, "text", written);
	json_text(json, "after", loader->after);
	json_close(json);
	free(written);
}

static void show_json(const struct line *line, const struct report *report)
{
	struct json json = json_to(stdout);
	const struct loader *loader;
	size_t i;

	json_open(&json, NULL, '{');
	json_text(&json, "schema", "bootmem.cmdline/1");
	json_text(&json, "cmdline", line->text);
	json_open(&json, "loaders", '[');
	for (i = 0; (loader = loader_nth(i)) != NULL; i++)
		if (!line->loader || line->loader == loader)
			put_loader(&json, loader, line->text);
	json_close(&json);
	render_findings_json(&json, report);
	json_close(&json);
}

static void show(const struct cli *cli, const struct line *line, const struct findings *findings,
		 int code)
{
	struct report report = { .findings = findings, .exit = code };

	if (cli->quiet)
		return;
	if (cli->json) {
		show_json(line, &report);
		return;
	}
	if (line->loader) {
		loader_print(stdout, line->loader, line->text);
		printf("\n");
		if (findings->nr > 0)
			fprintf(stderr,
				"%s cmdline: something is to be said about it; see it "
				"without --for\n",
				CLI_NAME);
	} else {
		show_loaders(line);
	}
	if (findings->nr > 0 && !line->loader)
		render_check(&report, cli->colour);
}

static int cmd_cmdline(struct cli *cli)
{
	struct findings findings = { 0 };
	struct line line = { 0 };
	int code = EXIT_USAGE, id;

	line.file = open_memstream(&line.text, &line.len);
	if (!line.file)
		return EXIT_USAGE;
	id = parse(cli, &line);
	if (id == 0 && check(&line, &findings)) {
		code = findings.nr_of[SEVERITY_ERROR] > 0 ? EXIT_NO : EXIT_YES;
		show(cli, &line, &findings, code);
	}
	findings_release(&findings);
	fclose(line.file);
	free(line.text);
	return id == -2 ? EXIT_YES : code;
}

static const struct cli_values values[] = {
	{ "for", "grub grub.cfg systemd-boot extlinux u-boot qemu kexec kernel" },
	{ 0 },
};

const struct verb verb_cmdline = {
	.name = "cmdline",
	.summary = "write a kernel command line for each loader, and check it",
	.synopsis = "[WORD]...",
	.examples = "  bootmem cmdline --reserve 64K@0x18690000\n"
		    "  bootmem cmdline --badram 0x18690000,0xffff0000 --for grub quiet\n"
		    "  bootmem cmdline --on boot.log \"$(cat /proc/cmdline)\"\n",
	.text = "Prints the line as it has to be written in each loader's file or at its prompt,\n"
		"because a $ or a quote means something to some of them. Then says what is wrong\n"
		"with it, by the rules of bootmem check; with --on also against a machine.\n"
		"Loaders are grub, grub.cfg, systemd-boot, extlinux, u-boot, qemu, kexec, and\n"
		"kernel for the line itself. Exits 1 if there is an error in it. JSON:\n"
		"bootmem.cmdline/1.\n",
	.options = options,
	.values = values,
	.run = cmd_cmdline,
};
