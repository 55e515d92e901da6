/* SPDX-License-Identifier: MIT */
/*
 * header.h - the start of a flat image for aarch64: an instruction that spells MZ for UEFI and does
 * nothing, then the header of the arm64 boot protocol: 4 KiB pages, anywhere, this large.
 */
#define PE_MACHINE 0xaa64
#define FIRST_BYTES                                   \
	.inst	0x91005a4d;                           \
	b	start;                                \
	.quad	0, image_size, 0xa, 0, 0, 0;          \
	.ascii	"ARMd"
