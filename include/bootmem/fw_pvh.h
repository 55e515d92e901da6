/* SPDX-License-Identifier: MIT */
/*
 * fw_pvh.h - the start info of a PVH boot (Xen, and microVM monitors).
 *
 * A small structure that points to a module list, a command line, the ACPI root and, from version
 * 1 on, a memory map with the type numbers of e820.
 *
 * Context: any. Cost: a pass over the lists.
 */
#ifndef BOOTMEM_FW_PVH_H
#define BOOTMEM_FW_PVH_H

#include <bootmem/fw.h>
#include <bootmem/fw_view.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct bm_pvh - what it says besides ranges
 * @version:      version of the structure
 * @cmdline_addr: address of the command line; 0 if not given
 * @rsdp:         address of the ACPI root pointer; 0 if not given
 */
struct bm_pvh {
	uint32_t version;
	uint64_t cmdline_addr;
	uint64_t rsdp;
};

/**
 * bm_pvh_parse() - read the start info of a PVH boot
 * @addr: where it is
 * @view: physical memory
 * @info: set on success, or NULL
 * @sink: gets the memory map in its order, then the modules (BM_FW_LOADED), then the structures
 *        themselves (BM_FW_RECLAIMABLE)
 *
 * Return: 0; -BM_EBADMSG if it is not one or leads nowhere; -BM_ENOENT if it has no memory map
 *         (version 0); what the sink returned if that was not 0.
 */
BM_MUST_USE int bm_pvh_parse(uint64_t addr, const struct bm_fw_view *view, struct bm_pvh *info,
			     const struct bm_fw_sink *sink);

#ifdef __cplusplus
}
#endif

#endif
