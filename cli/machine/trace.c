// SPDX-License-Identifier: MIT
/*
 * trace.c - the log that a machine would leave.
 *
 * The library words its lines as Linux does, so its own log of a boot can be read like any other.
 * What is added is what comes before boot memory in a real log, and names without blanks in place
 * of functions: a log's callers are single words.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/mb_query.h>

#include "cli/convert/convert.h"
#include "cli/machine/machine_boot.h"
#include "cli/machine/trace.h"

/* --- lines -------------------------------------------------------------------------------- */

/* What follows the numbers of an edit or a request. */
static char *caller_in(char *line)
{
	static const char *const marks[] = { " max_addr=", " flags=", "]" };
	char *at = NULL;
	size_t i;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]) && !at; i++)
		at = strstr(line, marks[i]);
	at = at ? strchr(at + 1, ' ') : NULL;
	return at ? at + 1 : NULL;
}

static void put_line(void *ctx, int level, const char *text, size_t len)
{
	FILE *file = ctx;
	char line[400];
	char *at;

	(void)level;
	snprintf(line, sizeof(line), "%.*s", (int)len, text);
	if (strncmp(line, "memblock_", 9) == 0 || strncmp(line, "__memblock_", 11) == 0)
		for (at = caller_in(line); at && *at; at++)
			*at = *at == ' ' ? '_' : *at;
	fprintf(file, "%s\n", line);
}

/* --- before boot memory ------------------------------------------------------------------- */

static void put_map(FILE *file, const struct machine_boot *run)
{
	const struct bm_fw_map *map = &run->boot.e820.map;
	struct cargo cargo = { .ranges = map->ranges, .nr_ranges = map->cnt };

	format_find("e820")->write(file, &cargo);
}

static struct bm_range find_initrd(const struct machine_boot *run)
{
	struct bm_fdt_chosen chosen;

	if (!run->boot.fdt.blob)
		return run->boot.initrd;
	bm_fdt_chosen(&run->boot.fdt, &chosen, NULL);
	return chosen.initrd;
}

static void put_head(FILE *file, const struct machine *machine, const struct machine_boot *run)
{
	const char *arch = machine->profile->name;
	struct bm_range initrd = find_initrd(run);

	fprintf(file, "Linux version %u.%u-model\n", machine->kernel >> 16,
		machine->kernel & 0xffff);
	if (machine->profile->has_e820)
		put_map(file, run);
	else
		fprintf(file, "%s\n",
			strncmp(arch, "arm64", 5) == 0 ? "Booting Linux on physical CPU 0x0"
						       : "SBI specification v1.0 detected");
	fprintf(file, "Kernel command line: %s\n", machine->cmdline);
	if (initrd.start < initrd.end)
		fprintf(file, "RAMDISK: [mem 0x%08llx-0x%08llx]\n",
			(unsigned long long)initrd.start, (unsigned long long)initrd.end - 1);
}

/* --- the boot ------------------------------------------------------------------------------ */

/* Every edit, then the regions that came of them, then the zones. */
static struct machine_boot *boot_into(FILE *file, const struct machine *machine, char *why,
				      size_t room)
{
	const struct bm_port port = { .ctx = file, .log = put_line };
	struct machine loud = *machine;
	struct machine_boot *run = NULL;

	if (asprintf(&loud.cmdline, "memblock=debug %s", machine->cmdline) < 0) {
		snprintf(why, room, "out of memory");
		return NULL;
	}
	if (machine_boot(&loud, &port, &run, why, room) == 0) {
		mb_dump(&run->mb);
		bm_zones_log(&run->zones, &run->mb);
		fprintf(file, "Memory: 0K/0K available\n");
		run->mb.port = NULL;
	}
	free(loud.cmdline);
	return run;
}

int trace_of_machine(const struct machine *machine, struct input *text, char *why, size_t room)
{
	struct machine_boot *run = NULL;
	char *lines = NULL;
	size_t len = 0;
	FILE *body = open_memstream(&lines, &len);
	FILE *file = NULL;

	*text = (struct input){ 0 };
	snprintf(why, room, "out of memory");
	if (body) {
		run = boot_into(body, machine, why, room);
		fclose(body);
	}
	if (run)
		file = open_memstream(&text->bytes, &text->len);
	if (file) {
		put_head(file, machine, run);
		fputs(lines, file);
		fclose(file);
	}
	machine_boot_free(run);
	free(lines);
	return file ? 0 : -1;
}
