/* SPDX-License-Identifier: MIT */
/*
 * profile_int.h - the profiles, each defined in a file of its own.
 */
#ifndef PROFILE_INT_H
#define PROFILE_INT_H

#include <bootmem/profile.h>

#define BM_MIB ((uint64_t)1 << 20)
#define BM_GIB ((uint64_t)1 << 30)

extern const struct bm_profile bm_profile_x86_64_;
extern const struct bm_profile bm_profile_arm64_;
extern const struct bm_profile bm_profile_arm64_16k_;
extern const struct bm_profile bm_profile_arm64_64k_;
extern const struct bm_profile bm_profile_riscv64_;

#endif
