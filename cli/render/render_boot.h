/* SPDX-License-Identifier: MIT */
/*
 * render_boot.h - what a boot on pretend RAM came to.
 */
#ifndef CLI_RENDER_BOOT_H
#define CLI_RENDER_BOOT_H

#include "cli/machine/machine_mm.h"
#include "cli/render/render_zones.h"

/** render_boot() - the books of the release, descriptors, the first allocations. */
void render_boot(const struct machine_boot *run, const struct machine_mm *mm);

/** render_boot_json() - the same as members of an object. */
void render_boot_json(struct json *json, const struct machine_boot *run,
		      const struct machine_mm *mm);

#endif
