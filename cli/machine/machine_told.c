// SPDX-License-Identifier: MIT
/*
 * machine_told.c - where memory is, if nothing that firmware said of it is there.
 *
 * Kernels for boards print none, logs lose their beginning, and some are cut by whoever passes them
 * on. Every kernel lists its memory by node, though, once it knows of it: after mem= and memmap=,
 * in whole pages, and without what firmware keeps to itself. That is enough to boot on. So is
 * /proc/iomem, which has no nodes, but which every running kernel has.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/base/scan.h"
#include "cli/machine/machine.h"

/* "  node   0: [mem 0x40000000-0x13fffffff]" as a line of fw_plain.h. */
static char *map_of_nodes(const struct machine *machine)
{
	struct bm_str text = machine_said(machine);
	struct scan rest = scan_all(text);
	char *lines = NULL;
	size_t len = 0;
	FILE *file = text.at ? open_memstream(&lines, &len) : NULL;
	uint64_t first, last;
	int nid;

	while (file && scan_find(&rest, "  node ")) {
		scan_spaces(&rest);
		if (scan_int(&rest, &nid) && scan_text(&rest, ": [mem ") &&
		    scan_hex(&rest, &first) && scan_text(&rest, "-") && scan_hex(&rest, &last) &&
		    first <= last)
			fprintf(file, "0x%" PRIx64 "+0x%" PRIx64 " usable node %d\n", first,
				last - first + 1, nid);
	}
	if (!file || fclose(file) != 0 || len == 0) {
		free(lines);
		return NULL;
	}
	return lines;
}

char *machine_told_map(const struct machine *machine, bool *iomem)
{
	char *map = map_of_nodes(machine);

	*iomem = !map;
	return map ? map : machine_plain_of(machine_part(machine, MACHINE_IOMEM));
}
