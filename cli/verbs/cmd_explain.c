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

static int explain(const struct cli *cli)
{
	size_t i;

	if (cli->nr_args == 0) {
		if (cli->json)
			render_rules_json(NULL);
		else
			render_rules();
	}
	for (i = 0; i < cli->nr_args; i++) {
		const struct rule *rule = find(cli->args[i]);

		if (!rule) {
			fprintf(stderr, "%s explain: there is no rule '%s'; %s explain lists all\n",
				CLI_NAME, cli->args[i], CLI_NAME);
			return EXIT_USAGE;
		}
		if (i > 0 && !cli->json)
			putchar('\n');
		if (cli->json)
			render_rules_json(rule);
		else
			render_rule(rule);
	}
	return EXIT_YES;
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
