/* SPDX-License-Identifier: MIT */
/*
 * efi.h - as much of UEFI's tables as a kernel needs to leave it. UEFI 2.10, chapters 4, 7 and 9.
 *
 * Members that nobody here uses are skipped by their number. On x86_64 UEFI calls by another
 * convention than the compiler's own.
 */
#ifndef DEMO_EFI_H
#define DEMO_EFI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __x86_64__
#define EFIAPI __attribute__((ms_abi))
#else
#define EFIAPI
#endif

typedef void *efi_handle_t;
typedef uint64_t efi_status_t;

#define EFI_SUCCESS 0
#define EFI_ALLOCATE_ADDRESS 2
#define EFI_LOADER_DATA 2

struct efi_guid {
	uint32_t a;
	uint16_t b;
	uint16_t c;
	uint8_t d[8];
};

struct efi_boot_services {
	char header[24];
	void *skipped1[2];
	efi_status_t(EFIAPI *allocate_pages)(uint32_t how, uint32_t type, size_t nr_pages,
					     uint64_t *addr);
	void *skipped2;
	efi_status_t(EFIAPI *get_memory_map)(size_t *size, void *map, size_t *key, size_t *stride,
					     uint32_t *version);
	void *skipped3[11];
	efi_status_t(EFIAPI *handle_protocol)(efi_handle_t handle, const struct efi_guid *protocol,
					      void **interface);
	void *skipped4[9];
	efi_status_t(EFIAPI *exit_boot_services)(efi_handle_t image, size_t key);
};

struct efi_table {
	struct efi_guid guid;
	uint64_t addr;
};

struct efi_system_table {
	char header[24];
	void *skipped[9];
	struct efi_boot_services *boot;
	size_t nr_tables;
	const struct efi_table *tables;
};

struct efi_loaded_image {
	void *skipped[6];
	uint32_t options_size;
	const uint16_t *options;
};

#endif
