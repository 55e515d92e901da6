// SPDX-License-Identifier: MIT
/*
 * dump.c - every line that this folder prints, in one place, so that the wording is.
 *
 * Lines are those of Linux, to the character, because people and tools read logs of both. The
 * caller's symbol, which Linux prints at the end, is the owner tag here.
 *
 * Linux: memblock_dbg and the printk calls of memblock; section "debug output" of the parity page.
 */
#include "memblock_int.h"

static void owner(struct bm_text *text, const struct memblock *mb)
{
	bm_text_char(text, ' ');
	bm_text_str(text, mb->owner ? mb->owner : "-");
}

static void start_range(struct bm_text *text, const char *what, phys_addr_t base, phys_addr_t size)
{
	bm_text_start(text, what);
	bm_text_str(text, ": ");
	bm_text_span(text, base, size);
}

void mb_say_range_(const struct memblock *mb, const char *what, phys_addr_t base, phys_addr_t size)
{
	struct bm_text text;

	start_range(&text, what, base, size);
	owner(&text, mb);
	bm_text_log(&text, mb->port, BM_LOG_INFO);
}

static void attr_words(struct bm_text *text, struct mb_attr attr)
{
	bm_text_str(text, " nid=");
	bm_text_int(text, attr.nid);
	bm_text_str(text, " flags=");
	bm_text_digits(text, attr.flags, 1);
}

void mb_say_attr_(const struct memblock *mb, const char *what, phys_addr_t base, phys_addr_t size,
		  struct mb_attr attr)
{
	struct bm_text text;

	start_range(&text, what, base, size);
	attr_words(&text, attr);
	owner(&text, mb);
	bm_text_log(&text, mb->port, BM_LOG_INFO);
}

void mb_say_request_(const struct memblock *mb, const struct mb_req *req)
{
	struct bm_text text;

	bm_text_start(&text, req->call);
	bm_text_str(&text, ": ");
	bm_text_dec(&text, req->size);
	bm_text_str(&text, " bytes align=");
	bm_text_hex(&text, req->align);
	if (req->soft_start) {
		bm_text_str(&text, " nid=");
		bm_text_int(&text, req->nid);
	}
	bm_text_str(&text, " from=");
	bm_text_addr(&text, req->start);
	bm_text_str(&text, " max_addr=");
	bm_text_addr(&text, req->end);
	owner(&text, mb);
	bm_text_log(&text, mb->port, BM_LOG_INFO);
}

void mb_say_grown_(const struct memblock *mb, const struct memblock_type *type, phys_addr_t base)
{
	struct bm_text text;

	bm_text_start(&text, "memblock: ");
	bm_text_str(&text, type->name);
	bm_text_str(&text, " is doubled to ");
	bm_text_dec(&text, type->max);
	bm_text_str(&text, " at ");
	bm_text_span(&text, base, (phys_addr_t)(type->max * sizeof(*type->regions)));
	bm_text_log(&text, mb->port, BM_LOG_INFO);
}

void mb_warn_full_(const struct memblock *mb, const struct memblock_type *type)
{
	struct bm_text text;

	bm_text_start(&text, "memblock: Failed to double ");
	bm_text_str(&text, type->name);
	bm_text_str(&text, " array from ");
	bm_text_dec(&text, type->max);
	bm_text_str(&text, " to ");
	bm_text_dec(&text, 2 * type->max);
	bm_text_str(&text, " entries !");
	bm_text_log(&text, mb->port, BM_LOG_ERR);
}

void mb_warn_conflict_(const struct memblock *mb, const struct memblock_type *type,
		       const struct memblock_region *r, struct mb_attr asked)
{
	struct bm_text text;

	bm_text_start(&text, "memblock: ");
	bm_text_str(&text, type->name);
	bm_text_char(&text, ' ');
	bm_text_span(&text, r->base, r->size);
	bm_text_str(&text, " stays");
	attr_words(&text, mb_attr_(r->nid, r->flags));
	bm_text_str(&text, ", asked for");
	attr_words(&text, asked);
	bm_text_log(&text, mb->port, BM_LOG_WARNING);
}

void mb_warn_unmirrored_(const struct memblock *mb, phys_addr_t size)
{
	struct bm_text text;

	bm_text_start(&text, "Could not allocate ");
	bm_text_addr(&text, size);
	bm_text_str(&text, " bytes of mirrored memory");
	bm_text_log(&text, mb->port, BM_LOG_WARNING);
}

void mb_warn_no_memory_(const struct memblock *mb)
{
	struct bm_text text;

	bm_text_start(&text, "memblock_cap_memory_range: No memory registered yet");
	bm_text_log(&text, mb->port, BM_LOG_WARNING);
}

void mb_warn_uncovered_(const struct memblock *mb, phys_addr_t missing)
{
	struct bm_text text;

	bm_text_start(&text, "NUMA: no nodes coverage for ");
	bm_text_dec(&text, missing >> 20);
	bm_text_str(&text, "MB of ");
	bm_text_dec(&text, mb->memory.total_size >> 20);
	bm_text_str(&text, "MB RAM");
	bm_text_log(&text, mb->port, BM_LOG_ERR);
}

const char *mb_flag_name(unsigned int flags)
{
	if (flags & MEMBLOCK_HOTPLUG)
		return "HOTPLUG";
	if (flags & MEMBLOCK_MIRROR)
		return "MIRROR";
	if (flags & MEMBLOCK_NOMAP)
		return "NOMAP";
	if (flags & MEMBLOCK_DRIVER_MANAGED)
		return "DRV_MNG";
	if (flags & MEMBLOCK_RSRV_NOINIT)
		return "RSV_NIT";
	if (flags & MEMBLOCK_RSRV_KERN)
		return "RSV_KERN";
	if (flags & MEMBLOCK_KHO_SCRATCH)
		return "KHO_SCRATCH";
	return flags == 0 ? "NONE" : "UNKNOWN";
}

/* --- memblock_dump_all ------------------------------------------------------------------------ */

static void dump_region(const struct memblock *mb, const struct memblock_type *type,
			unsigned long idx)
{
	const struct memblock_region *r = &type->regions[idx];
	struct bm_text text;

	bm_text_start(&text, " ");
	bm_text_str(&text, type->name);
	bm_text_char(&text, '[');
	bm_text_hex(&text, idx);
	bm_text_str(&text, "]\t");
	bm_text_span(&text, r->base, r->size);
	bm_text_str(&text, ", ");
	bm_text_addr(&text, r->size);
	bm_text_str(&text, " bytes");
	if (mb_is_node_(r->nid)) {
		bm_text_str(&text, " on node ");
		bm_text_int(&text, r->nid);
	}
	bm_text_str(&text, " flags: ");
	bm_text_hex(&text, r->flags);
	bm_text_log(&text, mb->port, BM_LOG_INFO);
}

static void dump_type(const struct memblock *mb, const struct memblock_type *type)
{
	struct bm_text text;
	unsigned long idx;

	bm_text_start(&text, " ");
	bm_text_str(&text, type->name);
	bm_text_str(&text, ".cnt  = ");
	bm_text_hex(&text, type->cnt);
	bm_text_log(&text, mb->port, BM_LOG_INFO);
	for (idx = 0; idx < type->cnt; idx++)
		dump_region(mb, type, idx);
}

void mb_dump(const struct memblock *mb)
{
	struct bm_text text;

	bm_text_start(&text, "MEMBLOCK configuration:");
	bm_text_log(&text, mb->port, BM_LOG_INFO);
	bm_text_start(&text, " memory size = ");
	bm_text_addr(&text, mb->memory.total_size);
	bm_text_str(&text, " reserved size = ");
	bm_text_addr(&text, mb->reserved.total_size);
	bm_text_log(&text, mb->port, BM_LOG_INFO);
	dump_type(mb, &mb->memory);
	dump_type(mb, &mb->reserved);
}
