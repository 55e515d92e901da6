// SPDX-License-Identifier: MIT
/*
 * load.c - read, parse, and say what is wrong: file, line and column, the line itself, a caret.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/load.h"

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

/* The file's name as it appears in messages. */
static const char *shown(const struct source *source)
{
	return strcmp(source->path, "-") == 0 ? "<stdin>" : source->path;
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

int load_log(const struct source *source, bool partial, struct log *log)
{
	struct input input;
	struct log_error error;
	char why[200];
	int err;

	if (input_read(source->path, &input, why, sizeof(why)) != 0) {
		fprintf(stderr, "%s: error: %s\n", shown(source), why);
		return EXIT_USAGE;
	}
	err = log_parse(input.bytes, input.len, log, &error);
	free(input.bytes);
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

int load_sources(const struct cli *cli, size_t first, struct sources *sources)
{
	char why[200];
	size_t i;

	*sources = (struct sources){ 0 };
	if (cli->nr_args <= first) {
		cli_wrong(cli, "a log is missing");
		return EXIT_USAGE;
	}
	for (i = first; i < cli->nr_args; i++) {
		if (sources_add(sources, cli->args[i], why, sizeof(why)) == 0)
			continue;
		fprintf(stderr, "%s: error: %s\n", cli->args[i], why);
		return EXIT_USAGE;
	}
	return EXIT_YES;
}

int load_one(const struct cli *cli, size_t first, bool partial, struct log *log, char **out_name)
{
	struct sources sources;
	int code = load_sources(cli, first, &sources);

	if (code == EXIT_YES && cli->nr_args > first + 1) {
		cli_wrong(cli, "one log at a time, not '%s' as well", cli->args[first + 1]);
		code = EXIT_USAGE;
	}
	if (code == EXIT_YES)
		code = load_log(&sources.items[0], partial, log);
	if (code == EXIT_YES) {
		*out_name = sources.items[0].name;
		sources.items[0].name = NULL;
	}
	sources_release(&sources);
	return code;
}

void say_unreplayable(const char *name, unsigned int line)
{
	fprintf(stderr, "%s:", name);
	if (line > 0)
		fprintf(stderr, "%u:", line);
	fprintf(stderr, " error: no room for one more region: the arrays are full, and no free "
			"memory is known that a larger one fits into\n");
}
