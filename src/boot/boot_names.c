// SPDX-License-Identifier: MIT
/*
 * boot_names.c - the named reservations that a command line asks for.
 *
 * Each is asked for by itself: one that cannot be had, or makes no sense, is told of with its place
 * in the command line, and the others are not affected. What a handover record kept under a name
 * is found in the table, so it must have been taken over before.
 *
 * Cost: a walk over the command line, and a search for each name that is not revived.
 * Linux: reserve_mem(), called for each reserve_mem= after setup_arch().
 */
#include <bootmem/boot.h>

static const char *reason(int err)
{
	switch (-err) {
	case BM_EOVERFLOW:
		return "the name is too long";
	case BM_EEXIST:
		return "the name is in use";
	case BM_ENOSPC:
		return "there is no room for another name";
	case BM_ENOMEM:
		return "there is no memory for it";
	default:
		return "size, alignment or name make no sense";
	}
}

static int reserve(struct bm_str value, struct bm_names *names, struct memblock *mb)
{
	struct bm_reserve_mem_param param;
	struct bm_name_req req;
	int err = bm_reserve_mem_parse(value, &param);

	if (err)
		return err;
	if ((phys_addr_t)param.size != param.size || (phys_addr_t)param.align != param.align)
		return -BM_ENOMEM;
	req.size = (phys_addr_t)param.size;
	req.align = (phys_addr_t)param.align;
	req.name = param.name.at;
	req.name_len = param.name.len;
	return bm_reserve_mem(names, mb, &req);
}

static void tell(const struct bm_fw_sink *sink, struct bm_str cmdline, struct bm_str value, int err)
{
	struct bm_diag diag = { BM_DIAG_MALFORMED, 0, value.len, 0, 0, reason(err) };

	if (err == -BM_ENOSPC || err == -BM_ENOMEM)
		diag.code = BM_DIAG_FULL;
	if (value.at)
		diag.offset = (size_t)(value.at - cmdline.at);
	if (sink && sink->diag)
		sink->diag(sink->ctx, &diag);
}

unsigned int bm_boot_names(struct bm_str cmdline, struct memblock *mb, struct bm_names *names,
			   const struct bm_fw_sink *sink)
{
	const char *owner = mb->owner;
	struct bm_cmdline_iter it;
	unsigned int nr_refused = 0;

	mb->owner = "named reservations";
	bm_cmdline_first(&it, cmdline);
	while (bm_cmdline_find(&it, "reserve_mem")) {
		int err = reserve(it.value, names, mb);

		if (!err)
			continue;
		nr_refused++;
		tell(sink, cmdline, it.value, err);
	}
	mb->owner = owner;
	return nr_refused;
}
