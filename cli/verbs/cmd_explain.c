// SPDX-License-Identifier: MIT
/*
 * cmd_explain.c - `bootmem explain`: the rule behind a number.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/base/program.h"
#include "cli/render/render_check.h"
#include "cli/verbs/cli.h"

enum {
	ID_MARKDOWN = 256,
};

static const struct cli_option options[] = {
	{ ID_MARKDOWN, "markdown", NULL, "print all rules as docs/rules.md" },
	{ 0 },
};

/* "BM203", "bm203", "203" */
static const struct rule *find(const char *word)
{
	const char *digits =
		strncmp(word, "BM", 2) == 0 || strncmp(word, "bm", 2) == 0 ? word + 2 : word;
	char *end;
	unsigned long code = strtoul(digits, &end, 10);

	if (*digits < '0' || *digits > '9' || *end != '\0' || code > 999)
		return NULL;
	return rule_find((unsigned int)code);
}

static void show(const struct cli *cli, const struct rule *const *rules)
{
	size_t i;

	if (cli->json) {
		render_rules_json(rules, cli->nr_args);
		return;
	}
	if (cli->nr_args == 0)
		render_rules();
	for (i = 0; i < cli->nr_args; i++) {
		if (i > 0)
			putchar('\n');
		render_rule(rules[i]);
	}
}

static int explain(const struct cli *cli)
{
	const struct rule **rules = calloc(cli->nr_args + 1, sizeof(*rules));
	int code = rules ? EXIT_YES : EXIT_USAGE;
	size_t i;

	for (i = 0; i < cli->nr_args && code == EXIT_YES; i++) {
		rules[i] = find(cli->args[i]);
		if (rules[i])
			continue;
		fprintf(stderr, "%s explain: there is no rule '%s'; %s explain lists all\n",
			CLI_NAME, cli->args[i], CLI_NAME);
		code = EXIT_USAGE;
	}
	if (code == EXIT_YES && !cli->quiet)
		show(cli, rules);
	free(rules);
	return code;
}

static int cmd_explain(struct cli *cli)
{
	bool markdown = false;
	const char *value;
	int id;

	while ((id = cli_next_option(cli, &value)) > 0)
		markdown = true;
	if (id < 0)
		return id == -2 ? EXIT_YES : EXIT_USAGE;
	if (!markdown)
		return explain(cli);
	render_rules_markdown();
	return EXIT_YES;
}

const struct verb verb_explain = {
	.name = "explain",
	.summary = "what a finding's number means, why it matters, what to do",
	.synopsis = "[BMnnn]...",
	.examples = "  bootmem explain BM203\n"
		    "  bootmem explain\n",
	.text = "Prints the rule: what goes wrong because of the fault, an example, what to do,\n"
		"and the source. Without a number it lists all rules.\n"
		"\n"
		"JSON has the schema bootmem.rules/1.\n",
	.options = options,
	.run = cmd_explain,
};
