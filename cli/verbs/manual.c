// SPDX-License-Identifier: MIT
/*
 * manual.c - man pages and completion.
 *
 * Nothing is said here that --help does not say: a verb's table is its manual. So an option that
 * works is in the man page and completed, and one that is not in the table is in neither.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "cli/base/program.h"
#include "cli/verbs/manual.h"

/* --- roff ------------------------------------------------------------------------------------ */

/* A line that begins like a request must not be one; hyphens are meant as typed. */
static void put_roff(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		bool begins = i == 0 || text[i - 1] == '\n';

		if (begins && (text[i] == '.' || text[i] == '\''))
			fputs("\\&", stdout);
		if (text[i] == '\\')
			fputs("\\e", stdout);
		else if (text[i] == '-')
			fputs("\\-", stdout);
		else
			putchar(text[i]);
	}
}

static void put_line(const char *text)
{
	put_roff(text, strlen(text));
	putchar('\n');
}

static void put_heading(const char *name, const char *what)
{
	const char *at;

	printf(".TH BOOTMEM");
	if (name)
		putchar('-');
	for (at = name ? name : ""; *at; at++)
		putchar(toupper((unsigned char)*at));
	printf(" 1 \"\" \"" CLI_NAME " " CLI_VERSION "\"\n.SH NAME\n" CLI_NAME "%s%s \\- ",
	       name ? "\\-" : "", name ? name : "");
	put_line(what);
}

static void put_options(const struct cli_option *option)
{
	for (; option->name; option++) {
		printf(".TP\n\\fB");
		if (option->id < 256)
			printf("\\-%c\\fR, \\fB", option->id);
		printf("\\-\\-");
		put_roff(option->name, strlen(option->name));
		if (option->arg)
			printf("\\fR=\\fI%s", option->arg);
		printf("\\fR\n");
		put_line(option->help);
	}
}

static void put_exit(void)
{
	printf(".SH EXIT STATUS\n"
	       ".TP\n0\nyes: done, and all is well\n"
	       ".TP\n1\nno: done, and the answer is no\n"
	       ".TP\n2\nwrong usage, or input that cannot be read\n"
	       ".TP\n3\na check of the tool's own failed: a bug\n");
}

/* A paragraph with lines that begin with a blank is a list, to be kept as it is. */
static void put_paragraph(const char *text, size_t len)
{
	bool is_list = text[0] == ' ' || memmem(text, len, "\n ", 2);

	printf("%s", is_list ? ".nf\n.in 2n\n" : "");
	put_roff(text, len);
	printf("%s", is_list ? "\n.in\n.fi\n" : "\n");
}

static void put_text(const char *text)
{
	const char *end;

	for (; (end = strstr(text, "\n\n")) != NULL; text = end + 2) {
		put_paragraph(text, (size_t)(end - text));
		printf(".PP\n");
	}
	put_paragraph(text, strlen(text) - 1);
}

static void put_verb(const struct verb *verb)
{
	put_heading(verb->name, verb->summary);
	printf(".SH SYNOPSIS\n\\fB" CLI_NAME " %s\\fR [\\fIOPTION\\fR]... ", verb->name);
	put_line(verb->synopsis);
	printf(".SH DESCRIPTION\n");
	put_text(verb->text);
	printf(".SH OPTIONS\n");
	put_options(verb->options);
	put_options(cli_common_options());
	printf(".SH EXAMPLES\n.nf\n");
	put_roff(verb->examples, strlen(verb->examples));
	printf(".fi\n");
	put_exit();
	printf(".SH SEE ALSO\n\\fB" CLI_NAME "\\fR(1)\n");
}

void manual_print(const struct verb *verb, const struct verb *const *verbs, size_t nr_verbs)
{
	size_t i;

	if (verb) {
		put_verb(verb);
		return;
	}
	put_heading(NULL, "boot memory of real machines");
	printf(".SH SYNOPSIS\n\\fB" CLI_NAME "\\fR \\fIVERB\\fR [\\fIOPTION\\fR]... "
	       "[\\fIINPUT\\fR]...\n.SH DESCRIPTION\n"
	       "What is memory, what of it is taken, by whom, and what comes of a command line:\n"
	       "from kernel logs, firmware's maps, or the running machine. Each verb has a page\n"
	       "of its own, \\fB" CLI_NAME "\\-\\fIVERB\\fR(1).\n.SH VERBS\n");
	for (i = 0; i < nr_verbs; i++) {
		printf(".TP\n\\fB%s\\fR\n", verbs[i]->name);
		put_line(verbs[i]->summary);
	}
	printf(".SH OPTIONS\nThese are common to all verbs.\n");
	put_options(cli_common_options());
	put_exit();
	printf(".SH ENVIRONMENT\n.TP\nNO_COLOR, CLICOLOR_FORCE\nswitch colour off and on; "
	       "\\-\\-color beats both\n");
}

/* --- completion ------------------------------------------------------------------------------ */

typedef void (*put_option)(const struct verb *verb, const struct cli_option *option);

static void each_option(const struct verb *verb, put_option put)
{
	const struct cli_option *option;

	for (option = verb->options; option->name; option++)
		put(verb, option);
	for (option = cli_common_options(); option->name; option++)
		put(verb, option);
}

static const char *find_values(const struct cli_values *values, const char *of)
{
	for (; values && values->of; values++)
		if (strcmp(values->of, of) == 0)
			return values->words;
	return NULL;
}

/* What an option takes, or "" the verb itself; NULL if that may be anything. */
static const char *values_of(const struct verb *verb, const char *of)
{
	static const struct cli_values common[] = {
		{ "color", "auto always never" },
		{ "arch", "x86_64 arm64 arm64-16k arm64-64k riscv64" },
		{ 0 },
	};
	const char *words = find_values(verb->values, of);

	return words ? words : find_values(common, of);
}

static void put_bash_option(const struct verb *verb, const struct cli_option *option)
{
	(void)verb;
	printf(" --%s%s", option->name, option->arg ? "=" : "");
}

static void put_bash_values(const struct verb *verb, const struct cli_option *option)
{
	const char *words = values_of(verb, option->name);

	if (words && option->id < 256)
		printf(" -%c |", option->id);
	if (words)
		printf(" --%s) values=\"%s\" ;;", option->name, words);
}

static void put_bash_verb(const struct verb *verb)
{
	const char *words = values_of(verb, "");

	printf("\t\t%s)\n\t\t\tlist=\"", verb->name);
	each_option(verb, put_bash_option);
	printf("\"\n");
	if (words)
		printf("\t\t\t[ \"$COMP_CWORD\" -eq 2 ] && values=\"%s\"\n", words);
	printf("\t\t\tcase $before in");
	each_option(verb, put_bash_values);
	printf(" esac ;;\n");
}

static void put_bash(const struct verb *const *verbs, size_t nr_verbs)
{
	size_t i;

	printf("_bootmem()\n{\n\tlocal word=${COMP_WORDS[COMP_CWORD]} list= values=\n"
	       "\tlocal before=${COMP_WORDS[COMP_CWORD-1]}\n"
	       "\t[ \"$before\" = = ] && before=${COMP_WORDS[COMP_CWORD-2]}\n"
	       "\t[ \"$word\" = = ] && word=\n"
	       "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n\t\tvalues=\"");
	for (i = 0; i < nr_verbs; i++)
		printf("%s%s", i ? " " : "", verbs[i]->name);
	printf("\"\n\telse\n\t\tcase ${COMP_WORDS[1]} in\n");
	for (i = 0; i < nr_verbs; i++)
		put_bash_verb(verbs[i]);
	printf("\t\tesac\n\tfi\n"
	       "\tcase $word in -*) values=$list ;; esac\n"
	       "\tif [ -n \"$values\" ]; then\n"
	       "\t\tmapfile -t COMPREPLY < <(compgen -W \"$values\" -- \"$word\")\n"
	       "\telse\n"
	       "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
	       "\tfi\n"
	       "\tcase ${COMPREPLY[0]-} in *=) compopt -o nospace ;; esac\n}\n"
	       "complete -o filenames -F _bootmem " CLI_NAME "\n");
}

/* Quotes end a word of the shell's, brackets a description of zsh's. */
static void put_described(const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", stdout);
		else if (strchr("[]:\\", *text))
			printf("\\%c", *text);
		else
			putchar(*text);
	}
}

static void put_zsh_option(const struct verb *verb, const struct cli_option *option)
{
	const char *words = values_of(verb, option->name);

	printf(" \\\n\t\t\t'--%s%s[", option->name, option->arg ? "=" : "");
	put_described(option->help);
	printf("]%s%s%s", option->arg ? ":" : "", option->arg ? option->arg : "",
	       option->arg ? ":" : "");
	if (words)
		printf("(%s)", words);
	putchar('\'');
}

static void put_zsh(const struct verb *const *verbs, size_t nr_verbs)
{
	size_t i;

	printf("#compdef " CLI_NAME "\n_bootmem()\n{\n\tlocal -a verbs\n\tverbs=(\n");
	for (i = 0; i < nr_verbs; i++) {
		printf("\t\t'%s:", verbs[i]->name);
		put_described(verbs[i]->summary);
		printf("'\n");
	}
	printf("\t)\n\tif (( CURRENT == 2 )); then\n\t\t_describe verb verbs\n\t\treturn\n\tfi\n"
	       "\tlocal verb=$words[2]\n\tshift words\n\t(( CURRENT-- ))\n\tcase $verb in\n");
	for (i = 0; i < nr_verbs; i++) {
		printf("\t%s)\n\t\t_arguments", verbs[i]->name);
		each_option(verbs[i], put_zsh_option);
		if (values_of(verbs[i], ""))
			printf(" \\\n\t\t\t'1:topic:(%s)'", values_of(verbs[i], ""));
		printf(" \\\n\t\t\t'*:input:_files' ;;\n");
	}
	printf("\tesac\n}\n_bootmem \"$@\"\n");
}

static void put_fish_text(const char *text)
{
	putchar('\'');
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
	putchar('\'');
}

static void put_fish_option(const struct verb *verb, const struct cli_option *option)
{
	const char *words = values_of(verb, option->name);

	printf("complete -c " CLI_NAME " -n '__fish_seen_subcommand_from %s' -l %s", verb->name,
	       option->name);
	if (option->id < 256)
		printf(" -s %c", option->id);
	printf("%s", option->arg ? " -x" : "");
	if (words)
		printf(" -a '%s'", words);
	printf(" -d ");
	put_fish_text(option->help);
	putchar('\n');
}

static void put_fish(const struct verb *const *verbs, size_t nr_verbs)
{
	size_t i;

	for (i = 0; i < nr_verbs; i++) {
		printf("complete -c " CLI_NAME " -n __fish_use_subcommand -f -a %s -d ",
		       verbs[i]->name);
		put_fish_text(verbs[i]->summary);
		putchar('\n');
		if (values_of(verbs[i], ""))
			printf("complete -c " CLI_NAME
			       " -n '__fish_seen_subcommand_from %s' -a '%s'\n",
			       verbs[i]->name, values_of(verbs[i], ""));
		each_option(verbs[i], put_fish_option);
	}
}

bool completion_print(const char *shell, const struct verb *const *verbs, size_t nr_verbs)
{
	if (strcmp(shell, "bash") == 0)
		put_bash(verbs, nr_verbs);
	else if (strcmp(shell, "zsh") == 0)
		put_zsh(verbs, nr_verbs);
	else if (strcmp(shell, "fish") == 0)
		put_fish(verbs, nr_verbs);
	else
		return false;
	return true;
}
