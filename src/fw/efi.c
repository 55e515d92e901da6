// SPDX-License-Identifier: MIT
/*
 * efi.c - the UEFI memory map in binary, and what its types and attributes mean.
 *
 * Descriptors are read one stride apart, as the firmware demands; only the first 40 bytes of each
 * are looked at. The number of pages is checked before it is turned into bytes: 2^52 pages are
 * more than 2^64 bytes.
 *
 * Two readings of the same map live here because two exist: x86 turns a descriptor into an e820
 * kind, arm64 and riscv ask whether it is memory at all and whether they may use it.
 *
 * Linux: efi_memmap, do_add_efi_memmap(), is_memory() and is_usable_memory() of efi-init.
 */
#include <bootmem/fw_efi.h>

#include "fw_int.h"
#include "wire/wire.h"

#define EFI_PAGE_SHIFT 12

/* Types that are RAM once the firmware has let go of it. */
static bool is_ram_type(uint32_t type)
{
	return type >= BM_EFI_LOADER_CODE && type <= BM_EFI_CONVENTIONAL &&
	       type != BM_EFI_RUNTIME_CODE && type != BM_EFI_RUNTIME_DATA;
}

uint32_t bm_efi_kind(uint32_t type, uint64_t attr, bool honour_sp)
{
	if (is_ram_type(type)) {
		if (honour_sp && (attr & BM_EFI_SP) != 0)
			return BM_FW_SOFT_RESERVED;
		return attr & BM_EFI_WB ? BM_FW_USABLE : BM_FW_RESERVED;
	}
	switch (type) {
	case BM_EFI_ACPI_RECLAIM:
		return BM_FW_ACPI;
	case BM_EFI_ACPI_NVS:
		return BM_FW_NVS;
	case BM_EFI_UNUSABLE:
		return BM_FW_UNUSABLE;
	case BM_EFI_PERSISTENT:
		return BM_FW_PMEM;
	case BM_EFI_UNACCEPTED:
		return BM_FW_UNACCEPTED;
	default:
		return BM_FW_RESERVED;
	}
}

bool bm_efi_is_memory(uint64_t attr)
{
	return (attr & (BM_EFI_WB | BM_EFI_WT | BM_EFI_WC)) != 0;
}

bool bm_efi_is_usable(uint32_t type, uint64_t attr)
{
	bool is_ours = is_ram_type(type) || type == BM_EFI_PERSISTENT ||
		       type == BM_EFI_ACPI_RECLAIM;

	return is_ours && (attr & BM_EFI_WB) != 0;
}

const char *bm_efi_type_name(uint32_t type)
{
	static const char names[][16] = {
		"Reserved",     "Loader Code",  "Loader Data",  "Boot Code",
		"Boot Data",    "Runtime Code", "Runtime Data", "Conventional",
		"Unusable",     "ACPI Reclaim", "ACPI Mem NVS", "MMIO",
		"MMIO Port",    "PAL Code",     "Persistent",   "Unaccepted",
	};

	return type < sizeof(names) / sizeof(names[0]) ? names[type] : "unknown";
}

void bm_fw_efi_describe_(struct bm_fw_range *range, uint32_t type, uint64_t attr)
{
	range->type = type;
	range->attr = attr;
	range->kind = bm_efi_kind(type, attr, true);
	if (attr & BM_EFI_MORE_RELIABLE)
		range->flags |= BM_FW_MIRROR;
	if (attr & BM_EFI_RUNTIME)
		range->flags |= BM_FW_RUNTIME;
	if (attr & BM_EFI_HOT_PLUGGABLE)
		range->flags |= BM_FW_HOTPLUG;
	if ((attr & BM_EFI_NV) != 0 || type == BM_EFI_PERSISTENT)
		range->flags |= BM_FW_NONVOLATILE;
}

static int parse_descriptor(const uint8_t *desc, size_t offset, const struct bm_fw_sink *sink)
{
	struct bm_fw_range range = bm_fw_range_(BM_FW_RESERVED, offset, BM_EFI_DESC_SIZE);
	uint64_t base = wire_le64(desc + 8);
	uint64_t nr_pages = wire_le64(desc + 24);

	bm_fw_efi_describe_(&range, wire_le32(desc), wire_le64(desc + 32));
	if (range.type > BM_EFI_UNACCEPTED && range.type < 0x70000000u)
		bm_fw_tell_value_(sink, BM_DIAG_TYPE, &range, range.type,
			       "EFI memory type without a meaning");
	if (nr_pages >> (64 - EFI_PAGE_SHIFT)) {
		bm_fw_tell_value_(sink, BM_DIAG_WRAPS, &range, nr_pages,
			       "range passes the top of memory");
		return 0;
	}
	return bm_fw_emit_size_(sink, &range, base, nr_pages << EFI_PAGE_SHIFT);
}

int bm_efi_parse(const void *bytes, size_t size, size_t stride, const struct bm_fw_sink *sink)
{
	size_t offset = 0;
	int err = 0;

	if (stride < BM_EFI_DESC_SIZE) {
		bm_fw_tell_(sink, BM_DIAG_LENGTH, 0, 0, "EFI descriptors are said to be too short");
		return -BM_EBADMSG;
	}
	for (; size - offset >= stride && !err; offset += stride)
		err = parse_descriptor((const uint8_t *)bytes + offset, offset, sink);
	if (!err && offset != size)
		bm_fw_tell_(sink, BM_DIAG_TRUNCATED, offset, size - offset,
			 "EFI memory map ends within a descriptor");
	return err;
}
