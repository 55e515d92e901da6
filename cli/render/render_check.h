/* SPDX-License-Identifier: MIT */
/*
 * render_check.h - findings as people, programs and code review tools read them.
 */
#ifndef CLI_RENDER_CHECK_H
#define CLI_RENDER_CHECK_H

#include <stdbool.h>

#include "cli/base/json.h"
#include "cli/check/lint.h"

/** struct checked - an input that was looked at. */
struct checked {
	char *name;
	enum doc_kind kind;
};

/**
 * struct report - all that came of a check
 * @findings:  of all machines
 * @inputs:    what was read
 * @nr_ranges: what all of it said
 * @limits:    NULL without --limits
 * @exit:      what the exit code will be
 */
struct report {
	const struct findings *findings;
	const struct checked *inputs;
	size_t nr_inputs;
	size_t nr_ranges;
	const struct limit *limits;
	int exit;
};

void render_check(const struct report *report, bool colour);

/** render_check_json() - schema bootmem.check/1 */
void render_check_json(const struct report *report);

/** render_findings_json() - the members findings and result, as in bootmem.check/1. */
void render_findings_json(struct json *json, const struct report *report);

/** render_check_sarif() - SARIF 2.1.0, OASIS standard */
void render_check_sarif(const struct report *report);

/** render_limits() - the table of --limits */
void render_limits(const struct limit *limits);

/** render_rule() - a rule in full. */
void render_rule(const struct rule *rule);

/** render_rules() - all of them, a line each. */
void render_rules(void);

/** render_rules_markdown() - docs/rules.md */
void render_rules_markdown(void);

/** render_rules_json() - @nr of @rules, all that there are if that is 0; schema bootmem.rules/1 */
void render_rules_json(const struct rule *const *rules, size_t nr);

#endif
