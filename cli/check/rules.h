/* SPDX-License-Identifier: MIT */
/*
 * rules.h - what `bootmem check` looks for: one table of facts, printed by `bootmem explain`.
 *
 * A rule has a number for life. The hundreds say where the fault is:
 *
 *	BM0..  the input itself: cut off, damaged, not what it says it is
 *	BM1..  a memory map, or two that contradict each other
 *	BM2..  a device tree
 *	BM3..  a kernel command line
 *	BM4..  nodes: SRAT, SLIT, numa-node-id
 *
 * The check_*.c files find faults and name the rule; every word that does not depend on the
 * input is here. docs/rules.md is printed from the same rows.
 */
#ifndef CLI_RULES_H
#define CLI_RULES_H

#include <stddef.h>

enum severity {
	SEVERITY_NOTE,	  /* true, and good to know */
	SEVERITY_WARNING, /* works, but not as it looks, or not everywhere */
	SEVERITY_ERROR,	  /* something will not boot, or not get its memory */
	NR_SEVERITIES,
};

/**
 * struct rule - one kind of fault
 * @code:     203 for BM203
 * @severity: of every finding by this rule
 * @title:    the fault in a few words
 * @why:      what happens because of it
 * @fix:      what to change; the help line where a finding has none of its own
 * @source:   where the rule comes from
 * @example:  input that breaks it
 */
struct rule {
	unsigned int code;
	enum severity severity;
	const char *title;
	const char *why;
	const char *fix;
	const char *source;
	const char *example;
};

/** rule_at() - all rules, by number from 0 in the order of their codes; NULL at the end. */
const struct rule *rule_at(size_t i);

/** rule_find() - the rule with this code, or NULL. */
const struct rule *rule_find(unsigned int code);

/** severity_name() - "note", "warning", "error" */
const char *severity_name(enum severity severity);

/** severity_find() - by name; -1 if it is none. */
int severity_find(const char *name);

/* The rows, by area; each table ends with a row of zeros. */
extern const struct rule rules_input[];
extern const struct rule rules_map[];
extern const struct rule rules_tree[];
extern const struct rule rules_cmdline[];
extern const struct rule rules_nodes[];

#endif
