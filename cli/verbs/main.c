// SPDX-License-Identifier: MIT
/*
 * main.c - choose the verb.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/program.h"
#include "cli/base/word.h"
#include "cli/verbs/cli.h"
#include "cli/verbs/manual.h"

static const struct verb *const verbs[] = {
	&verb_where,   &verb_map,     &verb_why,     &verb_report,  &verb_replay,  &verb_zones,
	&verb_boot,    &verb_predict, &verb_diff,    &verb_plan,    &verb_cmdline, &verb_check,
	&verb_explain, &verb_convert, &verb_capture, &verb_persist,
};

#define NR_VERBS (sizeof(verbs) / sizeof(verbs[0]))

static void print_help(void)
{
	size_t i;

	printf("%s - boot memory of real machines: account for it, ask it why, predict it\n\n"
	       "  %s where                             where did this machine's memory go?\n"
	       "  %s why 0x3fe00000 boot.log           who has this address, since when?\n"
	       "  %s predict --cmdline=cma=1G          will it fit, and where?\n\n"
	       "Usage: %s VERB [OPTION]... [INPUT]...\n\n",
	       CLI_NAME, CLI_NAME, CLI_NAME, CLI_NAME, CLI_NAME);
	for (i = 0; i < NR_VERBS; i++)
		printf("  %-10s %s\n", verbs[i]->name, verbs[i]->summary);
	printf("\nAn INPUT is a machine: a kernel log, at best of a boot with memblock=debug; a\n"
	       "firmware's map or tables, a device tree, /proc/iomem; a folder of these; '-' for\n"
	       "standard input. What it is is told by its content, compressed or not. Without one\n"
	       "the running machine is meant, or write /; or the root of a copy.\n"
	       "%s VERB --help tells more; --man [VERB] is the same as a man page,\n"
	       "--completion SHELL completes words in bash, zsh or fish.\n",
	       CLI_NAME);
}

static int say_unknown(const char *word)
{
	const char *best = NULL;
	size_t i, least = strlen(word) / 2 + 1;

	for (i = 0; i < NR_VERBS; i++) {
		size_t far = word_distance(word, verbs[i]->name);

		if (far < least) {
			least = far;
			best = verbs[i]->name;
		}
	}
	if (*word == '-') {
		fprintf(stderr, "%s: '%s' before a verb; write %s VERB %s   (%s --help)\n",
			CLI_NAME, word, CLI_NAME, word, CLI_NAME);
		return EXIT_USAGE;
	}
	fprintf(stderr, "%s: unknown verb '%s'", CLI_NAME, word);
	if (best)
		fprintf(stderr, "; did you mean '%s'?", best);
	fprintf(stderr, "   (%s --help)\n", CLI_NAME);
	return EXIT_USAGE;
}

static const struct verb *find_verb(const char *word)
{
	size_t i;

	for (i = 0; i < NR_VERBS; i++)
		if (strcmp(word, verbs[i]->name) == 0)
			return verbs[i];
	return NULL;
}

/* "bootmem help replay" is "bootmem replay --help". */
static int help(const char *word)
{
	const struct verb *verb = word ? find_verb(word) : NULL;

	if (word && !verb)
		return say_unknown(word);
	if (verb)
		cli_help(verb);
	else
		print_help();
	return EXIT_YES;
}

static int print_manual(const char *word)
{
	const struct verb *verb = word ? find_verb(word) : NULL;

	if (word && !verb)
		return say_unknown(word);
	manual_print(verb, verbs, NR_VERBS);
	return EXIT_YES;
}

static int print_completion(const char *shell)
{
	if (shell && completion_print(shell, verbs, NR_VERBS))
		return EXIT_YES;
	fprintf(stderr, "%s: completion is for bash, zsh or fish\n", CLI_NAME);
	return EXIT_USAGE;
}

static int run(int argc, char **argv)
{
	struct cli cli = { 0 };

	if (argc < 2) {
		fprintf(stderr, "%s: a verb is missing   (%s --help)\n", CLI_NAME, CLI_NAME);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0)
		return help(argc > 2 ? argv[2] : NULL);
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		printf("%s %s\n", CLI_NAME, CLI_VERSION);
		return EXIT_YES;
	}
	if (strcmp(argv[1], "--man") == 0)
		return print_manual(argc > 2 ? argv[2] : NULL);
	if (strcmp(argv[1], "--completion") == 0)
		return print_completion(argc > 2 ? argv[2] : NULL);
	cli.verb = find_verb(argv[1]);
	if (!cli.verb)
		return say_unknown(argv[1]);
	cli.argc = argc - 1;
	cli.argv = argv + 1;
	return cli.verb->run(&cli);
}

int main(int argc, char **argv)
{
	int code = run(argc, argv);

	/* A full disk must not look like success. */
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror(CLI_NAME ": standard output");
		return EXIT_USAGE;
	}
	return code;
}
