// SPDX-License-Identifier: MIT
/*
 * load.c - read, parse, and say what is wrong: file, line and column, the line itself, a caret.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/folder.h"
#include "cli/base/program.h"
#include "cli/check/doc.h"
#include "cli/machine/trace.h"
#include "cli/verbs/load.h"

static void print_caret(const struct log_error *error)
{
	unsigned int i;

	fprintf(stderr, "%5u | %s\n", error->line, error->text);
	if (error->column > 0) {
		fprintf(stderr, "      | %*s", (int)(error->column - 1), "");
		for (i = 0; i < error->length; i++)
			fputc(i == 0 ? '^' : '~', stderr);
		fputc('\n', stderr);
	}
}

static void print_error(const char *path, const struct log_error *error)
{
	fprintf(stderr, "%s:", path);
	if (error->line > 0)
		fprintf(stderr, "%u:", error->line);
	if (error->column > 0)
		fprintf(stderr, "%u:", error->column);
	fprintf(stderr, " error: %s\n", error->message);
	if (error->text[0] != '\0')
		print_caret(error);
	if (error->help)
		fprintf(stderr, "      = help: %s\n", error->help);
}

/* Its name as it appears in messages. */
static const char *shown(const struct source *source)
{
	return input_name(source->path);
}

static int check_complete(const struct source *source, const struct log *log)
{
	if (log->complete)
		return EXIT_YES;
	fprintf(stderr,
		"%s:%u: error: the log ends before the page allocator takes over\n"
		"      = help: take the whole log, or work on what there is with --partial\n",
		shown(source), log->nr_lines);
	return EXIT_USAGE;
}

/* What is a machine's description is no log that was cut or damaged. */
static bool is_log(const struct source *source, const struct input *input)
{
	enum doc_kind kind = doc_kind_of(bm_str(input->bytes, input->len));

	if (kind == DOC_LOG || kind == DOC_UNKNOWN || kind == DOC_CMDLINE)
		return true;
	fprintf(stderr,
		"%s: error: this is no log of a boot (it is: %s)\n"
		"      = help: bootmem map and bootmem zones show what becomes of such a machine\n",
		shown(source), doc_kind_name(kind));
	return false;
}

/* Takes the input over. */
static int load_input(const struct source *source, struct input *input, bool partial,
		      struct log *log)
{
	struct log_error error;
	int err;

	if (!is_log(source, input)) {
		free(input->bytes);
		return EXIT_USAGE;
	}
	err = log_parse(input->bytes, input->len, log, &error);
	free(input->bytes);
	if (err) {
		print_error(shown(source), &error);
		return EXIT_USAGE;
	}
	if (!partial && check_complete(source, log) != EXIT_YES) {
		log_release(log);
		return EXIT_USAGE;
	}
	return EXIT_YES;
}

/* The log of a system that runs, or ran; the part is taken out of the machine. */
static int read_root(const char *root, struct input *input, char *why, size_t room)
{
	const struct machine_wish wish = { 0 };
	struct machine machine;
	struct input *log = &machine.parts[MACHINE_LOG];

	if (machine_load(&machine, root, &wish, why, room) != 0)
		return -1;
	*input = *log;
	*log = (struct input){ 0 };
	if (!input->bytes)
		snprintf(why, room,
			 input_is_own(root) ? "only root may read the kernel's log; try sudo"
					    : "no log of the kernel under this root");
	machine_release(&machine);
	return input->bytes ? 0 : -1;
}

static int read_log(const char *path, struct input *input, char *why, size_t room)
{
	return folder_is_root(path) ? read_root(path, input, why, room)
				    : input_read(path, input, why, room);
}

int load_log(const struct source *source, bool partial, struct log *log)
{
	struct input input;
	char why[200];

	if (read_log(source->path, &input, why, sizeof(why)) == 0)
		return load_input(source, &input, partial, log);
	fprintf(stderr, "%s: error: %s\n", shown(source), why);
	return EXIT_USAGE;
}

int load_sources(const struct cli *cli, size_t first, struct sources *sources)
{
	char why[200];
	size_t i;

	*sources = (struct sources){ 0 };
	for (i = first; i == first || i < cli->nr_args; i++) {
		const char *input = cli_input(cli, i);

		if (sources_add(sources, input, why, sizeof(why)) == 0)
			continue;
		fprintf(stderr, "%s: error: %s\n", input_name(input), why);
		return EXIT_USAGE;
	}
	return EXIT_YES;
}

/* --- machines ------------------------------------------------------------------------------ */

/* The log that a machine would leave; releases the machine. */
static int load_trace(struct machine *machine, struct log *log, char **out_name)
{
	struct log_error error;
	struct input text;
	char why[500];
	int code = EXIT_USAGE;

	if (trace_of_machine(machine, &text, why, sizeof(why)) != 0) {
		fprintf(stderr, "%s: error: %s\n", machine->name, why);
	} else if (log_parse(text.bytes, text.len, log, &error) != 0) {
		print_error(machine->name, &error);
		free(text.bytes);
	} else {
		free(text.bytes);
		*out_name = strdup(machine->name);
		code = EXIT_YES;
	}
	machine_release(machine);
	return code;
}

static bool has_trace(const struct input *input)
{
	struct log_error error;
	struct log log;
	int err = log_parse(input->bytes, input->len, &log, &error);

	if (!err)
		log_release(&log);
	return !err || error.line > 0;
}

/* Firmware's map without any event of boot memory, whatever it is written in. */
static bool is_machine(const struct input *input)
{
	enum doc_kind kind = doc_kind_of(bm_str(input->bytes, input->len));

	if (kind == DOC_LOG)
		return !has_trace(input);
	return kind != DOC_UNKNOWN && kind != DOC_CMDLINE;
}

static int load_file(const char *path, bool partial, struct log *log, char **out_name)
{
	const struct source source = { (char *)(uintptr_t)path, NULL };
	const char *name = shown(&source);
	struct machine machine;
	struct input input;
	char why[300];
	int code;

	if (input_read(path, &input, why, sizeof(why)) == 0) {
		if (!is_machine(&input)) {
			code = load_input(&source, &input, partial, log);
			*out_name = code == EXIT_YES ? strdup(name) : NULL;
			return code;
		}
		if (machine_of_input(&machine, name, input, why, sizeof(why)) == 0)
			return load_trace(&machine, log, out_name);
	}
	fprintf(stderr, "%s: error: %s\n", name, why);
	return EXIT_USAGE;
}

/* False if the log has no trace, or one that is not whole. */
static bool read_trace(const struct machine *machine, struct log *log)
{
	struct bm_str text = machine_part(machine, MACHINE_LOG);
	struct log_error error;

	if (!text.at || log_parse(text.at, text.len, log, &error) != 0)
		return false;
	if (!log->complete)
		log_release(log);
	return log->complete;
}

/* A system's own log if it has a trace to the end, or else what its firmware's map leads to. */
static int load_root(const struct cli *cli, const char *root, struct log *log, char **out_name)
{
	const struct machine_wish wish = { 0 };
	struct machine machine;
	char why[500];
	int code;

	if (machine_load(&machine, root, &wish, why, sizeof(why)) != 0) {
		fprintf(stderr, "%s: error: %s\n", input_name(root), why);
		return EXIT_USAGE;
	}
	if (read_trace(&machine, log)) {
		*out_name = strdup(machine.name);
		machine_release(&machine);
		return EXIT_YES;
	}
	code = load_trace(&machine, log, out_name);
	if (code == EXIT_YES && !cli->quiet)
		fprintf(stderr,
			"%s: note: its log has no trace of boot memory, so this is a model; boot "
			"with memblock=debug for what the kernel takes\n",
			*out_name);
	return code;
}

/* A folder with a log in it, or else with any other file of a machine. */
static int load_folder(const struct cli *cli, size_t first, bool partial, struct log *log,
		       char **out_name)
{
	const struct machine_wish wish = { 0 };
	const char *folder = cli->args[first];
	struct sources sources = { 0 };
	struct machine machine;
	char why[300];
	int code;

	if (sources_add(&sources, folder, why, sizeof(why)) != 0) {
		sources_release(&sources);
		if (machine_load(&machine, folder, &wish, why, sizeof(why)) == 0)
			return load_trace(&machine, log, out_name);
		fprintf(stderr, "%s: error: %s\n", folder, why);
		return EXIT_USAGE;
	}
	code = load_log(&sources.items[0], partial, log);
	if (code == EXIT_YES) {
		*out_name = sources.items[0].name;
		sources.items[0].name = NULL;
	}
	sources_release(&sources);
	return code;
}

int load_one(const struct cli *cli, size_t first, bool partial, struct log *log, char **out_name)
{
	const char *input;

	if (cli->nr_args > first + 1) {
		cli_wrong(cli, "one log at a time, not '%s' as well", cli->args[first + 1]);
		return EXIT_USAGE;
	}
	input = cli_input(cli, first);
	if (folder_is_root(input))
		return load_root(cli, input, log, out_name);
	return folder_is(input) ? load_folder(cli, first, partial, log, out_name)
				: load_file(input, partial, log, out_name);
}

void say_unreplayable(const char *name, unsigned int line)
{
	fprintf(stderr, "%s:", name);
	if (line > 0)
		fprintf(stderr, "%u:", line);
	fprintf(stderr, " error: no room for one more region: the arrays are full, and no free "
			"memory is known that a larger one fits into\n");
}
