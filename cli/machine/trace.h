/* SPDX-License-Identifier: MIT */
/*
 * trace.h - the log that a machine would leave, so that verbs for logs work on machines too.
 */
#ifndef CLI_TRACE_H
#define CLI_TRACE_H

#include "cli/machine/machine.h"

/**
 * trace_of_machine() - boot it with memblock=debug, and write down what the library logs
 * @machine: was read from files
 * @text:    set on success; free text->bytes
 * @why:     says what went wrong, on failure
 * @room:    bytes at @why
 *
 * The text is one for log_parse(): version, command line, firmware's map, every edit, the regions
 * in the end, zones. Callers are the steps of the recipe.
 *
 * Return: 0, or -1.
 */
int trace_of_machine(const struct machine *machine, struct input *text, char *why, size_t room);

#endif
