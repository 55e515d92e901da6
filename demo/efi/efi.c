// SPDX-License-Identifier: MIT
/*
 * efi.c - a UEFI application that becomes a kernel.
 *
 * Firmware puts the image anywhere. It is linked to one place, so it first copies itself there; up
 * to then only code and constants are used, which compilers reach relative to the program counter.
 * Then it asks for the command line, the ACPI tables and the memory map, and leaves UEFI. The last
 * two must follow each other: a map that changed in between is asked for again.
 */
#include <string.h>

#include "efi.h"
#include "kernel.h"

#define MAP_SIZE 65536
#define MAX_LINE 2048
#define MAX_TRIES 4
#define PAGE_SHIFT 12

extern char kernel_start[];
extern char data_end[];
extern char kernel_end[];

typedef efi_status_t(EFIAPI *efi_entry_t)(efi_handle_t image, struct efi_system_table *system);

EFIAPI efi_status_t efi_start(efi_handle_t image, struct efi_system_table *system);

/* In the architecture's folder: leave everything of UEFI behind, and call efi_go(). */
void efi_leave(struct handoff *handoff) BM_NORETURN;
void efi_go(struct handoff *handoff) BM_NORETURN;

static uint64_t memory_map[MAP_SIZE / 8];
static char cmdline[MAX_LINE];

static bool is_same(const struct efi_guid *a, const struct efi_guid *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static phys_addr_t find_rsdp(const struct efi_system_table *system)
{
	static const struct efi_guid acpi2 = {
		0x8868e871, 0xe4f1, 0x11d3, { 0xbc, 0x22, 0, 0x80, 0xc7, 0x3c, 0x88, 0x81 }
	};
	size_t i;

	for (i = 0; i < system->nr_tables; i++) {
		if (is_same(&system->tables[i].guid, &acpi2))
			return system->tables[i].addr;
	}
	return 0;
}

/* Load options are 16-bit characters; what a kernel's command line has is ASCII. */
static struct bm_str find_cmdline(efi_handle_t image, const struct efi_system_table *system)
{
	static const struct efi_guid loaded_image = {
		0x5b1b31a1, 0x9562, 0x11d2, { 0x8e, 0x3f, 0, 0xa0, 0xc9, 0x69, 0x72, 0x3b }
	};
	struct efi_loaded_image *loaded;
	void *interface;
	size_t len = 0;

	if (system->boot->handle_protocol(image, &loaded_image, &interface) != EFI_SUCCESS)
		return bm_str(cmdline, 0);
	loaded = interface;
	while (len < MAX_LINE && len < loaded->options_size / 2 && loaded->options[len] != 0) {
		cmdline[len] = (char)loaded->options[len];
		len++;
	}
	return bm_str(cmdline, len);
}

static efi_status_t leave_boot_services(efi_handle_t image, const struct efi_system_table *system,
					struct handoff *handoff)
{
	efi_status_t status = 1;
	unsigned int tries;
	uint32_t version;
	size_t key;

	for (tries = 0; tries < MAX_TRIES && status != EFI_SUCCESS; tries++) {
		handoff->efi_size = sizeof(memory_map);
		status = system->boot->get_memory_map(&handoff->efi_size, memory_map, &key,
						      &handoff->efi_stride, &version);
		if (status == EFI_SUCCESS)
			status = system->boot->exit_boot_services(image, key);
	}
	handoff->efi_map = memory_map;
	return status;
}

/* Runs where the kernel is linked to. */
static EFIAPI efi_status_t take_over(efi_handle_t image, struct efi_system_table *system)
{
	static struct handoff handoff;
	efi_status_t status;

	handoff.rsdp = find_rsdp(system);
	handoff.cmdline = find_cmdline(image, system);
	status = leave_boot_services(image, system, &handoff);
	if (status != EFI_SUCCESS)
		return status;
	efi_leave(&handoff);
}

EFIAPI efi_status_t efi_start(efi_handle_t image, struct efi_system_table *system)
{
	size_t size = (size_t)(data_end - kernel_start);
	size_t whole = (size_t)(kernel_end - kernel_start);
	uint64_t base = KERNEL_BASE;
	efi_status_t status;
	char *there = (char *)KERNEL_BASE;

	status = system->boot->allocate_pages(EFI_ALLOCATE_ADDRESS, EFI_LOADER_DATA,
					      whole >> PAGE_SHIFT, &base);
	if (status != EFI_SUCCESS)
		return status;
	memcpy(there, kernel_start, size);
	memset(there + size, 0, whole - size);
	there += (uintptr_t)take_over - (uintptr_t)kernel_start;
	return ((efi_entry_t)(uintptr_t)there)(image, system);
}

void efi_go(struct handoff *handoff)
{
	kernel_main(handoff);
}
