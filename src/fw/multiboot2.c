// SPDX-License-Identifier: MIT
/*
 * multiboot2.c - the tags a Multiboot2 loader leaves for the kernel.
 *
 * A tag is type (4), size (4), then its content, padded to 8 bytes. Sizes are checked against
 * what is left before a tag is looked at, and entries of the memory map are read at the distance
 * the tag states.
 *
 * Linux: none. Multiboot2 specification 2.0, section 3.6.
 */
#include <bootmem/fw_multiboot2.h>

#include "fw_int.h"
#include "wire/wire.h"

#define TAG_END 0u
#define TAG_CMDLINE 1u
#define TAG_MODULE 3u
#define TAG_MEMORY_MAP 6u
#define TAG_RSDP_OLD 14u
#define TAG_RSDP_NEW 15u
#define TAG_EFI_MAP 17u
#define TAG_HEAD 8u
#define ENTRY_SIZE 24u

struct tag {
	const uint8_t *at;
	size_t offset;
	uint32_t type;
	uint32_t size;
};

static int refuse(const struct bm_fw_sink *sink, enum bm_diag_code code, size_t offset,
		  const char *what)
{
	bm_fw_tell_(sink, code, offset, 0, what);
	return -BM_EBADMSG;
}

/* What follows the first @head bytes of a tag; none if the tag is shorter. */
static struct bm_str content(const struct tag *tag, uint32_t head)
{
	if (tag->size < head)
		return bm_str(NULL, 0);
	return bm_str((const char *)tag->at + head, tag->size - head);
}

static struct bm_str up_to_zero(struct bm_str str)
{
	size_t len = 0;

	while (len < str.len && str.at[len])
		len++;
	return bm_str(str.at, len);
}

static uint32_t kind_of(uint32_t type)
{
	return type >= BM_FW_USABLE && type <= BM_FW_UNUSABLE ? type : BM_FW_RESERVED;
}

static int tell_map(const struct tag *tag, const struct bm_fw_sink *sink)
{
	struct bm_str entries = content(tag, 16);
	uint32_t stride = entries.at ? wire_le32(tag->at + 8) : 0;
	size_t at;
	int err = 0;

	if (stride < ENTRY_SIZE)
		return refuse(sink, BM_DIAG_LENGTH, tag->offset, "memory map entries too short");
	for (at = 0; entries.len - at >= stride && !err; at += stride) {
		const uint8_t *entry = (const uint8_t *)entries.at + at;
		uint32_t type = wire_le32(entry + 16);
		struct bm_fw_range range =
			bm_fw_range_(kind_of(type), tag->offset + 16 + at, ENTRY_SIZE);

		range.type = type;
		err = bm_fw_emit_size_(sink, &range, wire_le64(entry), wire_le64(entry + 8));
	}
	if (!err && at != entries.len)
		bm_fw_tell_(sink, BM_DIAG_TRUNCATED, tag->offset + 16 + at, entries.len - at,
			    "memory map ends within an entry");
	return err;
}

static int tell_module(const struct tag *tag, const struct bm_fw_sink *sink)
{
	struct bm_fw_range range = bm_fw_range_(BM_FW_LOADED, tag->offset, tag->size);
	struct bm_str string = content(tag, 16);
	uint32_t start;
	uint32_t end;

	if (!string.at)
		return refuse(sink, BM_DIAG_LENGTH, tag->offset, "module tag is too short");
	range.name = up_to_zero(string);
	start = wire_le32(tag->at + 8);
	end = wire_le32(tag->at + 12);
	if (end < start) {
		bm_fw_tell_(sink, BM_DIAG_REVERSED, tag->offset, tag->size,
			    "module ends before it starts");
		return 0;
	}
	return bm_fw_emit_size_(sink, &range, start, end - start);
}

static int read_tag(const struct tag *tag, struct bm_multiboot2 *info,
		    const struct bm_fw_sink *sink)
{
	switch (tag->type) {
	case TAG_CMDLINE:
		info->cmdline = up_to_zero(content(tag, TAG_HEAD));
		return 0;
	case TAG_MODULE:
		return tell_module(tag, sink);
	case TAG_MEMORY_MAP:
		return tell_map(tag, sink);
	case TAG_EFI_MAP:
		info->efi_map = content(tag, 16);
		info->efi_stride = info->efi_map.at ? wire_le32(tag->at + 8) : 0;
		return 0;
	case TAG_RSDP_OLD:
		if (!info->rsdp.at)
			info->rsdp = content(tag, TAG_HEAD);
		return 0;
	case TAG_RSDP_NEW:
		info->rsdp = content(tag, TAG_HEAD);
		return 0;
	default:
		return 0;
	}
}

int bm_multiboot2_parse(const void *bytes, size_t size, struct bm_multiboot2 *info,
			const struct bm_fw_sink *sink)
{
	struct bm_multiboot2 read = { 0 };
	struct tag tag = { bytes, TAG_HEAD, 0, 0 };
	int err;

	if (size < TAG_HEAD)
		return refuse(sink, BM_DIAG_TRUNCATED, size, "blob ends within its head");
	read.size = wire_le32(tag.at);
	if (read.size < 2 * TAG_HEAD || read.size > size)
		return refuse(sink, BM_DIAG_LENGTH, 0, "blob has a senseless size");
	for (;;) {
		if (read.size - tag.offset < TAG_HEAD)
			return refuse(sink, BM_DIAG_TRUNCATED, tag.offset, "tags do not end");
		tag.at = (const uint8_t *)bytes + tag.offset;
		tag.type = wire_le32(tag.at);
		tag.size = wire_le32(tag.at + 4);
		if (tag.type == TAG_END)
			break;
		if (tag.size < TAG_HEAD || tag.size > read.size - tag.offset)
			return refuse(sink, BM_DIAG_LENGTH, tag.offset, "tag has a senseless size");
		err = read_tag(&tag, &read, sink);
		if (err)
			return err;
		tag.offset += tag.size + (0u - tag.size) % 8;
		if (tag.offset > read.size)
			tag.offset = read.size;
	}
	if (info)
		*info = read;
	return 0;
}
