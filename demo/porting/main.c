// SPDX-License-Identifier: MIT
/*
 * main.c - a kernel that goes through the stages of docs/porting.md, and does nothing else.
 *
 * stage=2 on its command line ends in a page allocator of its own, anything else in bootmem's.
 */
#include <bootmem/cmdline.h>
#include <bootmem/memblock.h>

#include "arch.h"
#include "kernel.h"
#include "porting/porting.h"

static unsigned int wanted_stage(const void *blob)
{
	struct bm_fdt_chosen chosen;
	struct bm_cmdline_iter it;
	struct bm_fdt fdt;

	if (bm_fdt_check(&fdt, blob, 2 << 20, NULL))
		return 0;
	bm_fdt_chosen(&fdt, &chosen, NULL);
	bm_cmdline_first(&it, chosen.bootargs);
	return bm_cmdline_find(&it, "stage") ? (unsigned int)bm_memparse(&it.value) : 0;
}

void kernel_main(const struct handoff *handoff)
{
	extern char kernel_start[];
	extern char kernel_end[];
	struct bm_range kernel = { (uintptr_t)kernel_start, (uintptr_t)kernel_end };
	unsigned int stage = wanted_stage(handoff->fdt);

	need(import_memory(handoff->fdt, kernel), "stage 1: memory is known");
	check(memblock_alloc(4096, 4096) != NULL, "and can be allocated");
	if (stage == 2) {
		need(release_to_own(arch_profile), "stage 2: free memory is released");
		check(own_page() != NULL && own_page() != own_page(), "to an allocator of our own");
	} else {
		need(release_to_buddy(arch_profile), "stage 3: free memory is released, as pages");
	}
	arch_off(verdict());
}
