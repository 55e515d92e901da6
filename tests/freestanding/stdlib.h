/* SPDX-License-Identifier: MIT */
/*
 * stdlib.h - stands in for a header that libfdt.h includes, where there is no C library.
 *
 * A kernel that uses libfdt has one like it. Nothing of it is used by bootmem.
 */
