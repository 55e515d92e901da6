/* SPDX-License-Identifier: MIT */
/*
 * cli.h - verbs: what each is called, which options it takes, what it returns.
 *
 * A verb is a table and a function. The table feeds getopt_long, --help and completion; so an
 * option that works is documented, and one that is documented works. New verbs are listed in
 * main.c.
 *
 *	static const struct cli_option options[] = {
 *		{ 'n', "top", "N", "show the N biggest owners (10)" },
 *		{ 0 },
 *	};
 *
 *	int cmd_map(struct cli *cli)
 *	{
 *		while ((id = cli_next_option(cli, &value)) > 0)
 *			...
 *		if (id < 0)
 *			return EXIT_USAGE;
 *		...cli_input(cli, 0)...
 *	}
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct cli_option - a row of a verb's table. @id is the letter, or above 255 if there is
 * none.
 */
struct cli_option {
	int id;
	const char *name;
	const char *arg;
	const char *help;
};

/** struct cli_values - all words that an option takes; the verb's first argument if @of is "". */
struct cli_values {
	const char *of;
	const char *words;
};

struct cli;

/**
 * struct verb - a command
 * @name:     what is typed
 * @summary:  half a line for the list of verbs
 * @synopsis: what follows the options
 * @examples: lines of commands, shown first in the help
 * @text:     what it does, lines of at most 80 columns
 * @options:  ends with a row of zeros
 * @values:   for completion, ends with a row of zeros; or NULL
 * @run:      returns an exit code
 */
struct verb {
	const char *name;
	const char *summary;
	const char *synopsis;
	const char *examples;
	const char *text;
	const struct cli_option *options;
	const struct cli_values *values;
	int (*run)(struct cli *cli);
};

/** struct cli - a command line being worked on; options common to all verbs are kept here. */
struct cli {
	const struct verb *verb;
	int argc;
	char **argv;
	char **args;
	size_t nr_args;
	bool json;
	bool colour;
	bool quiet;

	/* private */
	const char *colour_when;
};

/**
 * cli_next_option() - the next option of the verb's own table
 * @cli:   the command line
 * @value: set to the option's argument
 *
 * Return: its id; 0 when there are no more, then cli->args is set; -1 if the command line is
 *         wrong, which has been said; -2 if all has been done, because help was asked for.
 */
int cli_next_option(struct cli *cli, const char **value);

/** cli_number() - a decimal argument of @option; false, after saying so, if it is none. */
bool cli_number(const struct cli *cli, const char *option, const char *text, size_t *out);

/**
 * cli_input() - the @nth argument; if there are fewer, the root of the running system
 *
 * Who forgot the "-" behind a pipe is told that nobody reads it.
 */
const char *cli_input(const struct cli *cli, size_t nth);

/** cli_wrong() - say what is wrong with the command line, as printf. */
void cli_wrong(const struct cli *cli, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** cli_common_options() - those that all verbs have; ends with a row of zeros. */
const struct cli_option *cli_common_options(void);

/** cli_help() - print a verb's help. */
void cli_help(const struct verb *verb);

extern const struct verb verb_replay;
extern const struct verb verb_map;
extern const struct verb verb_why;
extern const struct verb verb_report;
extern const struct verb verb_zones;
extern const struct verb verb_boot;
extern const struct verb verb_persist;
extern const struct verb verb_plan;
extern const struct verb verb_check;
extern const struct verb verb_explain;
extern const struct verb verb_convert;
extern const struct verb verb_capture;
extern const struct verb verb_where;
extern const struct verb verb_predict;
extern const struct verb verb_diff;
extern const struct verb verb_cmdline;

#endif
