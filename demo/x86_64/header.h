/* SPDX-License-Identifier: MIT */
/*
 * header.h - the start of a flat image for x86_64: only UEFI looks at it.
 */
#define PE_MACHINE 0x8664
#define FIRST_BYTES .ascii "MZ"
