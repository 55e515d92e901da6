/* SPDX-License-Identifier: MIT */
/*
 * fw_iomem.h - /proc/iomem, what a running Linux says about its address space.
 *
 * Lines "  start-last : name", indented by two spaces for each level. Told are all lines that
 * name memory, or what lies in memory: "System RAM" as usable, "Kernel code" and its like as
 * BM_FW_LOADED, "Crash kernel" and "reserved" as reserved. Ranges within another are
 * BM_FW_NESTED. Devices are left out.
 *
 * Context: any. Cost: a pass over the text.
 */
#ifndef BOOTMEM_FW_IOMEM_H
#define BOOTMEM_FW_IOMEM_H

#include <bootmem/fw.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * bm_iomem_parse() - read /proc/iomem
 * @text: contents of /proc/iomem
 * @sink: gets the ranges in line order, named as there
 *
 * Read without privilege every address in it is 0; that is told as BM_DIAG_HIDDEN and nothing else.
 *
 * Return: 0; -BM_ENOENT if no line is one of it, or all are hidden; what the sink returned if
 *         that was not 0.
 */
BM_MUST_USE int bm_iomem_parse(struct bm_str text, const struct bm_fw_sink *sink);

#ifdef __cplusplus
}
#endif

#endif
