// SPDX-License-Identifier: MIT
/*
 * fdt_check_full.c - the function of libfdt that copies in kernel trees leave out.
 *
 * Linked only if LIBFDT_SRC has none of its own. A blob passes if its header is sound, it is as
 * long as it says, its reservation map ends, every tag and every property is within it, nodes
 * close as often as they open, and nothing stands outside of the root.
 */
#include <libfdt.h>

static int check_property(const void *fdt, int offset)
{
	const char *name;
	int len;
	const struct fdt_property *prop = fdt_get_property_by_offset(fdt, offset, &len);

	if (!prop)
		return len;
	name = fdt_get_string(fdt, (int)fdt32_ld(&prop->nameoff), &len);
	return name ? 0 : len;
}

static int check_node_name(const void *fdt, int offset)
{
	int len;

	return fdt_get_name(fdt, offset, &len) ? 0 : len;
}

static int check_tag(const void *fdt, uint32_t tag, int offset, int *depth)
{
	switch (tag) {
	case FDT_BEGIN_NODE:
		(*depth)++;
		return check_node_name(fdt, offset);
	case FDT_END_NODE:
		return --*depth < 0 ? -FDT_ERR_BADSTRUCTURE : 0;
	case FDT_PROP:
		return *depth > 0 ? check_property(fdt, offset) : -FDT_ERR_BADSTRUCTURE;
	case FDT_NOP:
		return 0;
	default:
		return -FDT_ERR_BADSTRUCTURE;
	}
}

int fdt_check_full(const void *fdt, size_t size)
{
	int depth = 0;
	int next = 0;
	int offset;
	uint32_t tag;
	int err;

	if (size < FDT_V1_SIZE || size < fdt_header_size(fdt))
		return -FDT_ERR_TRUNCATED;
	err = fdt_check_header(fdt);
	if (err)
		return err;
	if (fdt_totalsize(fdt) > size)
		return -FDT_ERR_TRUNCATED;
	err = fdt_num_mem_rsv(fdt);
	while (err >= 0) {
		offset = next;
		tag = fdt_next_tag(fdt, offset, &next);
		if (next < 0)
			return next;
		if (tag == FDT_END)
			return depth == 0 ? 0 : -FDT_ERR_BADSTRUCTURE;
		err = check_tag(fdt, tag, offset, &depth);
	}
	return err;
}
