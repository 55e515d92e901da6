/* SPDX-License-Identifier: MIT */
/*
 * render_zones.h - nodes and zones of a machine, for people and for programs.
 */
#ifndef CLI_RENDER_ZONES_H
#define CLI_RENDER_ZONES_H

#include "cli/base/json.h"
#include "cli/machine/machine_boot.h"

/** render_zones() - a table, then why ZONE_MOVABLE is where it is. */
void render_zones(const struct machine *machine, const struct machine_boot *run);

/** render_zones_json() - the same and more as an object of an array. */
void render_zones_json(struct json *json, const struct machine *machine,
		       const struct machine_boot *run);

/** render_machine() - which machine, and what is special about its boot: a line. */
void render_machine(const struct machine *machine, const struct machine_boot *run);

/** render_machine_json() - members name, arch, kernel, page_size, cmdline. */
void render_machine_json(struct json *json, const struct machine *machine);

#endif
