/* SPDX-License-Identifier: MIT */
/*
 * groups.h - from callers' names to things a person knows.
 */
#ifndef CLI_GROUPS_H
#define CLI_GROUPS_H

#include "cli/log/log.h"

/**
 * struct group - a kind of owner. A group's name is the owner tag that a replay gives to the
 * library.
 */
struct group {
	const char *name;
	char letter; /* in a map */
	int colour;  /* of the terminal's 256 */
};

extern const struct group group_kernel;
extern const struct group group_initrd;
extern const struct group group_first_mib;
extern const struct group group_device_tree;
extern const struct group group_firmware;
extern const struct group group_arrays;
extern const struct group group_log;
extern const struct group group_node_data;
extern const struct group group_cma;
extern const struct group group_crash;
extern const struct group group_named;
extern const struct group group_huge_pages;
extern const struct group group_other;

/** groups_of_event() - who an event takes memory for. */
const struct group *groups_of_event(const struct log *log, const struct log_event *event);

/** groups_of_tag() - the group whose name is @tag (the pointer, not the text); never NULL. */
const struct group *groups_of_tag(const char *tag);

/** groups_nth() - every group in turn, NULL behind the last. */
const struct group *groups_nth(size_t i);

#endif
