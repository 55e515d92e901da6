/* SPDX-License-Identifier: MIT */
/*
 * fw_plain.h - a machine written by hand.
 *
 *	# two nodes, the second can be unplugged
 *	0x0        - 0x9fbff     usable   node 0
 *	0xf0000    - 0xfffff     reserved
 *	1M         + 2047M       usable   node 0
 *	0x100000000+2G           usable   node 1  hotplug
 *	distance 0 1 21
 *
 * A line is START-LAST or START+SIZE, the kind, then any of `node N`, `hotplug`, `mirror`,
 * `nomap`, `reusable`, `name WORD`. LAST is the last byte, as in every kernel log. Numbers are as
 * on the kernel's command line (0x.., suffixes K to E). A # starts a comment. Kinds: usable (ram),
 * reserved, acpi, nvs, unusable, pmem, pram, soft-reserved, loaded, mmio, reclaimable.
 *
 * Context: any. Cost: a pass over the text.
 */
#ifndef BOOTMEM_FW_PLAIN_H
#define BOOTMEM_FW_PLAIN_H

#include <bootmem/fw.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * bm_plain_parse() - read a machine written by hand
 * @text: the lines
 * @sink: gets a range or a distance for each line
 *
 * A line with a fault is told, with the place of the fault, and left out.
 *
 * Return: 0; -BM_EBADMSG if any line had a fault, with all others told; what the sink returned if
 *         that was not 0.
 */
BM_MUST_USE int bm_plain_parse(struct bm_str text, const struct bm_fw_sink *sink);

#ifdef __cplusplus
}
#endif

#endif
