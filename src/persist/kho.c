// SPDX-License-Identifier: MIT
/*
 * kho.c - read what Linux hands over for its named reservations.
 *
 * A tree with compatible "memblock-v1" at the root, and for each name a node with compatible
 * "reserve-mem-v1" and properties "start" and "size" of 8 bytes each, in the byte order of the
 * CPU that wrote them. Nothing else of a hand-over is in it. Where the names are is held against
 * the map like that of any record; as there is no checksum, structure is all that is checked.
 *
 * Cost: one pass over the tree, then a look-up for each name.
 * Linux: prepare_kho_fdt(), reserve_mem_kho_revive().
 */
#include "base/mem.h"
#include "record_int.h"

static bool read_native(const void *fdt, int node, const char *name, uint64_t *value)
{
	int len;
	const void *bytes = fdt_getprop(fdt, node, name, &len);

	if (!bytes || len != (int)sizeof(*value))
		return false;
	memcpy(value, bytes, sizeof(*value));
	return (phys_addr_t)*value == *value;
}

static bool read_child(const void *fdt, int node, struct bm_named *named)
{
	uint64_t start;
	uint64_t size;
	int len;
	const char *name = fdt_get_name(fdt, node, &len);

	/* It has one: the node was found by a walk over a tree that is well formed. */
	if (fdt_node_check_compatible(fdt, node, "reserve-mem-v1") != 0 ||
	    !read_native(fdt, node, PROP_START, &start) ||
	    !read_native(fdt, node, PROP_SIZE, &size) ||
	    !bm_name_is_usable_(name, (size_t)len, BM_NAME_MAX))
		return false;
	memset(named, 0, sizeof(*named));
	memcpy(named->name, name, (size_t)len);
	named->range = bm_range_at((phys_addr_t)start, (phys_addr_t)size);
	named->nid = NUMA_NO_NODE;
	named->fate = BM_FATE_KEPT;
	return bm_range_size(named->range) == size && size > 0;
}

int bm_kho_memblock_names(const void *blob, size_t size, struct bm_names *names)
{
	unsigned int nr = names->nr;
	int node;

	if ((uintptr_t)blob % 8 != 0 || !bm_is_tree_(blob, size) ||
	    fdt_node_check_compatible(blob, 0, "memblock-v1") != 0)
		return -BM_EBADMSG;
	fdt_for_each_subnode(node, blob, 0) {
		if (nr == names->max)
			return -BM_ENOSPC;
		if (!read_child(blob, node, &names->slots[nr]))
			return -BM_EBADMSG;
		nr++;
	}
	node = (int)(nr - names->nr);
	names->nr = nr;
	return node;
}

int bm_kho_take(const void *blob, size_t size, struct memblock *mb, struct bm_names *names)
{
	int nr = bm_kho_memblock_names(blob, size, names);

	if (nr < 0)
		return nr;
	names->nr -= (unsigned int)nr;
	return bm_take_over_(mb, names, (unsigned int)nr, NULL);
}
