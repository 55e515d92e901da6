// SPDX-License-Identifier: MIT
/*
 * capture_clean.c - leave out of a capture what is nobody's business.
 *
 * What is kept is listed, not what is dropped: a parameter or field that nobody thought of is
 * left out. Only in a device tree names are dropped, because any node may matter.
 */
#include <libfdt.h>
#include <string.h>

#include "cli/machine/capture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* --- command line -------------------------------------------------------------------------- */

static bool is_of_memory(const char *word, size_t len)
{
	static const char *const names[] = {
		"mem",
		"memmap",
		"memblock",
		"kernelcore",
		"movablecore",
		"movable_node",
		"numa",
		"cma",
		"hugepages",
		"hugepagesz",
		"default_hugepagesz",
		"hugetlb_cma",
		"crashkernel",
		"reserve_mem",
		"initrdmem",
		"kho",
		"kho_scratch",
		"kho_bootmem",
		"efi",
		"add_efi_memmap",
		"nokaslr",
		"kaslr",
		"hashdist",
		"swiotlb",
		"mem_encrypt",
		"nosmp",
		"maxcpus",
		"possible_cpus",
		"page_owner",
		"init_on_alloc",
		"memtest",
		"log_buf_len",
		"nogbpages",
		"deferred_init",
		"acpi",
		"noapic",
		"noefi",
		"iommu",
		"--",
	};
	size_t name = 0, i;

	while (name < len && word[name] != '=')
		name++;
	for (i = 0; i < COUNT(names); i++)
		if (strlen(names[i]) == name && memcmp(names[i], word, name) == 0)
			return true;
	return false;
}

size_t clean_cmdline(char *text, size_t len)
{
	size_t at = 0, kept = 0;

	while (at < len) {
		size_t start = at;
		bool quoted = false;

		for (; at < len && (quoted || !strchr(" \t\n", text[at])); at++)
			quoted ^= text[at] == '"';
		if (at > start && is_of_memory(text + start, at - start)) {
			if (kept > 0)
				text[kept++] = ' ';
			memmove(text + kept, text + start, at - start);
			kept += at - start;
		}
		at += at < len;
	}
	if (len > 0)
		text[kept++] = '\n';
	return kept < len ? kept : len;
}

/* --- the loader's page --------------------------------------------------------------------- */

/* First byte and number of bytes; everything else names disks, screens and their serial numbers. */
static const struct {
	size_t start;
	size_t len;
} fields[] = {
	{ 0x70, 8 },	     /* where the ACPI tables are */
	{ 0xc0, 12 },	     /* upper halves of addresses in the setup header */
	{ 0x1c0, 0x20 },     /* EFI: where its map is */
	{ 0x1e0, 4 },	     /* memory above 1 MiB */
	{ 0x1e8, 1 },	     /* entries in the e820 table */
	{ 0x1f1, 0x9f },     /* setup header */
	{ 0x2d0, 128 * 20 }, /* e820 table */
};

void clean_boot_params(char *page, size_t len)
{
	size_t at, i;

	for (at = 0; at < len; at++) {
		bool keep = false;

		for (i = 0; i < COUNT(fields); i++)
			keep |= at >= fields[i].start && at < fields[i].start + fields[i].len;
		if (!keep)
			page[at] = 0;
	}
}

/* --- device tree --------------------------------------------------------------------------- */

void clean_tree(char *blob, size_t len)
{
	static const char *const names[] = {
		"serial-number",     "mac-address",
		"local-mac-address", "rng-seed",
		"kaslr-seed",	     "bootargs",
		"u-boot,bootconf",   "linux,bootargs",
		"asset-tag",	     "board-serial",
		"system-id",	     "uuid",
		"vm,uuid",	     "bluetooth-bd-address",
		"local-bd-address",  "wifi-mac",
	};
	int node;
	size_t i;

	if (fdt_check_full(blob, len) != 0)
		return;
	for (node = 0; node >= 0; node = fdt_next_node(blob, node, NULL))
		for (i = 0; i < COUNT(names); i++)
			(void)fdt_nop_property(blob, node, names[i]);
}
