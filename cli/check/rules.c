// SPDX-License-Identifier: MIT
/*
 * rules.c - look a rule up.
 */
#include <string.h>

#include "cli/check/rules.h"

static const struct rule *const tables[] = {
	rules_input, rules_map, rules_tree, rules_cmdline, rules_nodes,
};

const struct rule *rule_at(size_t i)
{
	size_t table;
	const struct rule *rule;

	for (table = 0; table < sizeof(tables) / sizeof(tables[0]); table++)
		for (rule = tables[table]; rule->code; rule++)
			if (i-- == 0)
				return rule;
	return NULL;
}

const struct rule *rule_find(unsigned int code)
{
	const struct rule *rule;
	size_t i;

	for (i = 0; (rule = rule_at(i)); i++)
		if (rule->code == code)
			return rule;
	return NULL;
}

static const char *const names[NR_SEVERITIES] = {
	[SEVERITY_NOTE] = "note",
	[SEVERITY_WARNING] = "warning",
	[SEVERITY_ERROR] = "error",
};

const char *severity_name(enum severity severity)
{
	return names[severity];
}

int severity_find(const char *name)
{
	int i;

	for (i = 0; i < NR_SEVERITIES; i++)
		if (strcmp(name, names[i]) == 0)
			return i;
	return -1;
}
