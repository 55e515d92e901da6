# SPDX-License-Identifier: MIT
#
# header.S - the headers by which UEFI takes a flat image for an application: PE32+, one section.
#
# The architecture's header.h has the machine's number, and what the first bytes are: two letters
# for UEFI, and what a boot loader of that architecture expects there. The image is never moved by
# relocations: it moves itself, see efi.c.

#include "header.h"

#define PAGE 4096
#define PE32_PLUS 0x20b
#define EFI_APPLICATION 10
#define RELOCS_STRIPPED_EXECUTABLE_LARGE 0x22e
#define CODE_READ_WRITE_EXEC 0xe0000020

	.section .head, "ax"
head:
	FIRST_BYTES
	.org	head + 0x3c
	.long	pe - head
pe:
	.ascii	"PE\0\0"
	.short	PE_MACHINE
	.short	1
	.long	0, 0, 0
	.short	section - optional
	.short	RELOCS_STRIPPED_EXECUTABLE_LARGE

optional:
	.short	PE32_PLUS
	.byte	0, 0
	.long	image_raw_size
	.long	0, 0
	.long	efi_start_offset
	.long	PAGE
	.quad	0
	.long	PAGE, PAGE
	.short	0, 0, 0, 0, 0, 0
	.long	0
	.long	image_size
	.long	PAGE
	.long	0
	.short	EFI_APPLICATION
	.short	0
	.quad	0, 0, 0, 0
	.long	0
	.long	6
	.quad	0, 0, 0, 0, 0, 0

section:
	.ascii	".text\0\0\0"
	.long	image_size - PAGE
	.long	PAGE
	.long	image_raw_size
	.long	PAGE
	.long	0, 0
	.short	0, 0
	.long	CODE_READ_WRITE_EXEC
	.balign	PAGE
