// SPDX-License-Identifier: MIT
/*
 * options.c - a verb's table of options, as getopt_long wants it and as people read it.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/base/input.h"
#include "cli/base/program.h"
#include "cli/base/word.h"
#include "cli/verbs/cli.h"

#define MAX_OPTIONS 32

enum {
	ID_COLOUR = 1000,
};

static const struct cli_option common[] = {
	{ 'J', "json", NULL, "print JSON; fields are only ever added" },
	{ 'q', "quiet", NULL, "print nothing but errors; the exit code tells" },
	{ ID_COLOUR, "color", "WHEN", "auto, always or never" },
	{ 'h', "help", NULL, "this" },
	{ 0 },
};

const struct cli_option *cli_common_options(void)
{
	return common;
}

/* --- help ---------------------------------------------------------------- */

static void print_options(const struct cli_option *option)
{
	for (; option->name; option++) {
		char left[40];

		snprintf(left, sizeof(left), "--%s%s%s", option->name, option->arg ? "=" : "",
			 option->arg ? option->arg : "");
		if (option->id < 256)
			printf("  -%c, %-20s %s\n", option->id, left, option->help);
		else
			printf("      %-20s %s\n", left, option->help);
	}
}

void cli_help(const struct verb *verb)
{
	printf("%s %s - %s\n\n%s\nUsage: %s %s [OPTION]... %s\n\n%s\n", CLI_NAME, verb->name,
	       verb->summary, verb->examples, CLI_NAME, verb->name, verb->synopsis, verb->text);
	print_options(verb->options);
	print_options(common);
	printf("\nExit: 0 yes, 1 no, 2 wrong usage or unreadable input, 3 a bug\n");
}

/* --- errors -------------------------------------------------------------- */

void cli_wrong(const struct cli *cli, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "%s %s: ", CLI_NAME, cli->verb->name);
	vfprintf(stderr, format, args);
	fprintf(stderr, "; see %s %s --help\n", CLI_NAME, cli->verb->name);
	va_end(args);
}

bool cli_number(const struct cli *cli, const char *option, const char *text, size_t *out)
{
	char *end;
	uintmax_t value = strtoumax(text, &end, 10);

	if (*text < '0' || *text > '9' || *end != '\0' || value > SIZE_MAX / 2) {
		cli_wrong(cli, "%s wants a number, not '%s'", option, text);
		return false;
	}
	*out = (size_t)value;
	return true;
}

/* --- inputs -------------------------------------------------------------- */

static bool is_pipe(int fd)
{
	struct stat info;

	return fstat(fd, &info) == 0 && (S_ISFIFO(info.st_mode) || S_ISREG(info.st_mode));
}

const char *cli_input(const struct cli *cli, size_t nth)
{
	static bool is_said;

	if (nth < cli->nr_args)
		return cli->args[nth];
	if (!is_said && !cli->quiet && is_pipe(STDIN_FILENO))
		fprintf(stderr,
			"%s %s: note: this is about the running machine; write - for standard "
			"input\n",
			CLI_NAME, cli->verb->name);
	is_said = true;
	return INPUT_OWN;
}

/* --- parsing ------------------------------------------------------------- */

/** A table as getopt_long wants it. */
struct getopt_table {
	struct option longs[MAX_OPTIONS + 1];
	char letters[3 * MAX_OPTIONS + 2];
	size_t nr;
};

static void append(struct getopt_table *table, const struct cli_option *option)
{
	size_t len = strlen(table->letters);

	for (; option->name && table->nr < MAX_OPTIONS; option++) {
		struct option *item = &table->longs[table->nr++];

		item->name = option->name;
		item->has_arg = option->arg ? required_argument : no_argument;
		item->val = option->id;
		if (option->id > 255)
			continue;
		table->letters[len++] = (char)option->id;
		if (option->arg)
			table->letters[len++] = ':';
	}
}

/* The flag beats the environment, a request for no colour beats one for colour. */
static bool wants_colour(const char *when)
{
	const char *no = getenv("NO_COLOR");
	const char *force = getenv("CLICOLOR_FORCE");
	const char *term = getenv("TERM");

	if (when && strcmp(when, "auto") != 0)
		return strcmp(when, "always") == 0;
	if (no && *no)
		return false;
	if (force && *force)
		return true;
	return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
}

/* True if the option is one that all verbs have; *result is set if parsing ends here. */
static bool take_common(struct cli *cli, int id, int *result)
{
	switch (id) {
	case 'J':
		cli->json = true;
		return true;
	case 'q':
		cli->quiet = true;
		return true;
	case 'h':
		cli_help(cli->verb);
		*result = -2;
		return true;
	case ID_COLOUR:
		cli->colour_when = optarg;
		if (strcmp(optarg, "auto") != 0 && strcmp(optarg, "always") != 0 &&
		    strcmp(optarg, "never") != 0) {
			cli_wrong(cli, "--color is auto, always or never, not '%s'", optarg);
			*result = -1;
		}
		return true;
	default:
		return false;
	}
}

/* The option nearest to "name" or "name=value", which is more like it than unlike. */
static const char *near(const struct cli *cli, const char *text)
{
	const struct cli_option *const tables[] = { cli->verb->options, common };
	const struct cli_option *option;
	size_t i, far, least;
	const char *best = NULL;
	char word[32];

	snprintf(word, sizeof(word), "%.*s", (int)strcspn(text, "="), text);
	least = strlen(word) / 2 + 1;

	for (i = 0; i < 2; i++) {
		for (option = tables[i]; option->name; option++) {
			far = word_distance(word, option->name);
			if (far >= least)
				continue;
			least = far;
			best = option->name;
		}
	}
	return best;
}

static void say_unknown(const struct cli *cli, int id)
{
	const char *word = cli->argv[optind - 1];
	bool is_long = strncmp(word, "--", 2) == 0;
	const char *meant = is_long ? near(cli, word + 2) : NULL;

	if (id == ':')
		cli_wrong(cli, "option '%s' wants an argument", word);
	else if (optopt > 0 && is_long)
		cli_wrong(cli, "option '%.*s' takes no argument", (int)strcspn(word, "="), word);
	else if (optopt > 0 && optopt < 256)
		cli_wrong(cli, "unknown option '-%c'", optopt);
	else if (meant)
		cli_wrong(cli, "unknown option '%s' (did you mean '--%s'?)", word, meant);
	else
		cli_wrong(cli, "unknown option '%s'", word);
}

int cli_next_option(struct cli *cli, const char **value)
{
	struct getopt_table table = { .letters = ":" };
	int id, result = 1;

	append(&table, cli->verb->options);
	append(&table, common);
	opterr = 0;
	for (;;) {
		id = getopt_long(cli->argc, cli->argv, table.letters, table.longs, NULL);
		if (id == '?' || id == ':') {
			say_unknown(cli, id);
			return -1;
		}
		if (id < 0)
			break;
		if (!take_common(cli, id, &result)) {
			*value = optarg;
			return id;
		}
		if (result < 0)
			return result;
	}
	cli->args = cli->argv + optind;
	cli->nr_args = (size_t)(cli->argc - optind);
	cli->colour = wants_colour(cli->colour_when);
	return 0;
}
