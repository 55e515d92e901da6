// SPDX-License-Identifier: MIT
/*
 * difference.c - where two maps have other owners, stretch by stretch.
 */
#include "cli/base/span.h"
#include "cli/render/render_svg.h"

/* Whose @pos is, and up to where that or nobody's goes on. */
static const struct group *owner_at(const struct map *map, phys_addr_t pos, phys_addr_t *until)
{
	size_t i;

	for (i = 0; i < map->owners.nr_spans; i++) {
		const struct owned *span = &map->owners.spans[i];

		if (pos < span->base) {
			*until = lower(*until, span->base);
			return NULL;
		}
		if (pos < span->end) {
			*until = lower(*until, span->end);
			return groups_of_tag(span->owner);
		}
	}
	return NULL;
}

bool next_difference(const struct drawing *drawing, phys_addr_t *pos, struct difference *out)
{
	while (*pos < PHYS_ADDR_MAX) {
		phys_addr_t until = PHYS_ADDR_MAX;

		out->base = *pos;
		out->before = owner_at(drawing->maps[0], *pos, &until);
		out->after = owner_at(drawing->maps[1], *pos, &until);
		out->end = *pos = until;
		if (out->before != out->after)
			return true;
	}
	return false;
}
