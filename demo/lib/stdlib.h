/* SPDX-License-Identifier: MIT */
/*
 * stdlib.h - a header that libfdt includes, for a kernel without a C library.
 */
