/* SPDX-License-Identifier: MIT */
/*
 * render_why.h - the answer to "who owns this address".
 */
#ifndef CLI_RENDER_WHY_H
#define CLI_RENDER_WHY_H

#include "cli/replay/map.h"

/** struct why - an address and what is known of it; bank and owner may be NULL. */
struct why {
	const char *name;
	phys_addr_t addr;
	const struct replay *replay;
	const struct map_bank *bank;
	const struct owned *owner;
};

void render_why(const struct why *why);

/** render_why_json() - schema bootmem.why/1 */
void render_why_json(const struct why *why);

#endif
