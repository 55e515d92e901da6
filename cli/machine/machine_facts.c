// SPDX-License-Identifier: MIT
/*
 * machine_facts.c - which architecture, which release, which command line.
 *
 * What the user says comes first, then the files, then what the kind of firmware implies.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/cmdline.h>
#include <bootmem/fw_fdt.h>

#include "cli/machine/machine.h"

/* --- text ----------------------------------------------------------------------------- */

static struct bm_str rest_of_line(struct bm_str text, const char *key)
{
	const char *at = text.at ? memmem(text.at, text.len, key, strlen(key)) : NULL;
	const char *end;
	const char *stop;

	if (!at)
		return bm_str(NULL, 0);
	end = text.at + text.len;
	at += strlen(key);
	stop = memchr(at, '\n', (size_t)(end - at));
	return bm_str(at, (size_t)((stop ? stop : end) - at));
}

struct bm_str machine_log_find(const struct machine *machine, const char *key)
{
	return rest_of_line(machine_said(machine), key);
}

static struct bm_str trimmed(struct bm_str text)
{
	while (text.len > 0 && strchr(" \t\r\n", text.at[text.len - 1]))
		text.len--;
	return text;
}

/* --- release -------------------------------------------------------------------------- */

unsigned int machine_kernel(const char *text)
{
	unsigned int major, minor;

	if (sscanf(text, "%5u.%5u", &major, &minor) != 2 || major > 999 || minor > 999)
		return 0;
	return BM_KERNEL(major, minor);
}

/* "6.1.0-53-amd64 (debian-kernel@..." */
static struct bm_str release(const struct machine *machine)
{
	static const char key[] = "Linux version ";
	struct bm_str text = rest_of_line(machine_part(machine, MACHINE_VERSION), key);
	const char *space;

	if (!text.at)
		text = machine_log_find(machine, key);
	space = text.at ? memchr(text.at, ' ', text.len) : NULL;
	if (space)
		text.len = (size_t)(space - text.at);
	return text;
}

static unsigned int find_kernel(const struct machine *machine)
{
	struct bm_str text = release(machine);
	char copy[16] = "";
	unsigned int kernel;

	if (text.at)
		snprintf(copy, sizeof(copy), "%.*s", (int)text.len, text.at);
	kernel = machine_kernel(copy);
	return kernel ? kernel : BM_KERNEL_NEWEST;
}

/* --- architecture ---------------------------------------------------------------------- */

static bool has_word(struct bm_str text, const char *word)
{
	return text.at && memmem(text.at, text.len, word, strlen(word)) != NULL;
}

static const char *arch_of_release(struct bm_str text)
{
	if (has_word(text, "arm64") || has_word(text, "aarch64"))
		return has_word(text, "64k") ? "arm64-64k" : has_word(text, "16k") ? "arm64-16k"
										   : "arm64";
	if (has_word(text, "riscv64"))
		return "riscv64";
	return has_word(text, "amd64") || has_word(text, "x86_64") ? "x86_64" : NULL;
}

static const char *arch_of_parts(const struct machine *machine)
{
	struct bm_str log = machine_said(machine);
	struct bm_str tree = machine_part(machine, MACHINE_TREE);

	if (machine->parts[MACHINE_E820].bytes || machine->parts[MACHINE_BOOT_PARAMS].bytes ||
	    machine->parts[MACHINE_MEMMAP].bytes || has_word(log, "BIOS-e820:"))
		return "x86_64";
	if (has_word(tree, "riscv") || has_word(log, "SBI specification"))
		return "riscv64";
	if (tree.at || has_word(log, "Booting Linux on physical CPU"))
		return "arm64";
	return "x86_64";
}

static const struct bm_profile *find_profile(const struct machine *machine)
{
	const char *arch = arch_of_release(release(machine));

	return bm_profile_find(arch ? arch : arch_of_parts(machine));
}

/* --- command line ---------------------------------------------------------------------- */

static struct bm_str tree_cmdline(const struct machine *machine)
{
	struct bm_str blob = machine_part(machine, MACHINE_TREE);
	struct bm_fdt_chosen chosen = { 0 };
	struct bm_fdt fdt;

	if (blob.at && bm_fdt_check(&fdt, blob.at, blob.len, NULL) == 0)
		bm_fdt_chosen(&fdt, &chosen, NULL);
	return chosen.bootargs;
}

static struct bm_str find_cmdline(const struct machine *machine)
{
	struct bm_str text = machine_part(machine, MACHINE_CMDLINE);

	if (!text.at)
		text = tree_cmdline(machine);
	if (!text.at)
		text = machine_log_find(machine, "Kernel command line: ");
	if (!text.at)
		text = machine_log_find(machine, "Command line: ");
	return trimmed(text);
}

struct bm_str machine_words(const struct machine *machine)
{
	struct bm_str line = bm_str(machine->cmdline, strlen(machine->cmdline));
	struct bm_cmdline_iter it;

	bm_cmdline_first(&it, line);
	while (bm_cmdline_next(&it))
		if (bm_name_is(it.name, "--") && !it.value.at)
			line.len = (size_t)(it.name.at - line.at);
	return line;
}

int machine_find_facts(struct machine *machine, const struct machine_wish *wish, char *why,
		       size_t room)
{
	struct bm_str text;

	machine->log = machine_log_new();
	if (!machine->log) {
		snprintf(why, room, "out of memory");
		return -1;
	}
	text = find_cmdline(machine);
	machine->booted_profile = find_profile(machine);
	machine->booted_kernel = find_kernel(machine);
	machine->booted_cmdline = strndup(text.at ? text.at : "", text.at ? text.len : 0);
	machine->profile = wish->profile ? wish->profile : machine->booted_profile;
	machine->kernel = wish->kernel ? wish->kernel : machine->booted_kernel;
	if (wish->cmdline || machine->booted_cmdline)
		machine->cmdline = strdup(wish->cmdline ? wish->cmdline : machine->booted_cmdline);
	if (machine->cmdline && machine->booted_cmdline && machine->name)
		return 0;
	snprintf(why, room, "out of memory");
	return -1;
}
