/* SPDX-License-Identifier: MIT */
/*
 * limits.h - a header that libfdt includes, for a kernel without a C library.
 */
#ifndef DEMO_LIMITS_H
#define DEMO_LIMITS_H

#define INT_MAX __INT_MAX__
#define UINT_MAX (2u * __INT_MAX__ + 1u)
#define LONG_MAX __LONG_MAX__
#define ULONG_MAX (2ul * __LONG_MAX__ + 1ul)

#endif
