// SPDX-License-Identifier: MIT
/*
 * acpi.c - check an ACPI table as a whole, walk its structures, and find tables from the root
 * pointer.
 *
 * Nothing of a table is believed before its length fits what contains it and its bytes sum to
 * zero. A structure that claims to be shorter than its own head would never end the walk, one
 * that is longer than the rest would leave the table: both end it.
 *
 * Cost: the bytes of the tables, once for the sum and once for the walk.
 * Linux: acpi_table_parse_entries(); ACPICA's table manager.
 */
#include "acpi_int.h"
#include "base/scan.h"
#include "fw_int.h"
#include "wire/acpi.h"
#include "wire/wire.h"

uint8_t bm_acpi_sum_(const uint8_t *bytes, size_t size)
{
	uint8_t sum = 0;
	size_t i;

	for (i = 0; i < size; i++)
		sum = (uint8_t)(sum + bytes[i]);
	return sum;
}

static int refuse(const struct bm_fw_sink *sink, enum bm_diag_code code, size_t len,
		  const char *what)
{
	bm_fw_tell_(sink, code, 0, len, what);
	return -BM_EBADMSG;
}

int bm_acpi_open_(struct bm_acpi_table_ *table, struct bm_str bytes, const char *name, size_t first,
		  const struct bm_fw_sink *sink)
{
	const uint8_t *at = (const uint8_t *)bytes.at;
	struct bm_str rest = bytes;
	size_t size;

	if (bytes.len < ACPI_HEADER_SIZE)
		return refuse(sink, BM_DIAG_TRUNCATED, bytes.len, "table ends within its header");
	if (!bm_scan_word(&rest, name))
		return refuse(sink, BM_DIAG_MAGIC, 4, "table has another name");
	size = wire_le32(at + ACPI_LENGTH);
	if (size < first)
		return refuse(sink, BM_DIAG_LENGTH, ACPI_HEADER_SIZE, "table is too short");
	if (size > bytes.len)
		return refuse(sink, BM_DIAG_TRUNCATED, ACPI_HEADER_SIZE,
			      "table says it is longer than it is");
	if (bm_acpi_sum_(at, size))
		return refuse(sink, BM_DIAG_CHECKSUM, size, "table has a wrong checksum");
	table->bytes = at;
	table->size = size;
	table->revision = at[ACPI_REVISION];
	table->sink = sink;
	return 0;
}

void bm_acpi_first_(struct bm_acpi_walk_ *walk, const struct bm_acpi_table_ *table,
		    enum bm_acpi_style_ style, size_t first)
{
	walk->table = table;
	walk->style = style;
	walk->next = first;
	walk->is_damaged = false;
}

static bool give_up(struct bm_acpi_walk_ *walk, enum bm_diag_code code, const char *what)
{
	bm_fw_tell_(walk->table->sink, code, walk->offset, walk->len, what);
	walk->is_damaged = true;
	return false;
}

static void read_head(struct bm_acpi_walk_ *walk)
{
	const uint8_t *at = walk->at;

	switch (walk->style) {
	case BM_ACPI_STYLE_1_1:
		walk->type = at[0];
		walk->len = at[1];
		break;
	case BM_ACPI_STYLE_1_2:
		walk->type = at[0];
		walk->len = wire_le16(at + 2);
		break;
	case BM_ACPI_STYLE_2_4:
		walk->type = wire_le16(at);
		walk->len = wire_le32(at + 4);
		break;
	}
}

bool bm_acpi_next_(struct bm_acpi_walk_ *walk)
{
	static const size_t head_sizes[] = { 2, 4, 8 };
	size_t head = head_sizes[walk->style];
	size_t rest = walk->table->size - walk->next;

	if (walk->is_damaged || !rest)
		return false;
	walk->offset = walk->next;
	walk->at = walk->table->bytes + walk->offset;
	walk->len = rest;
	if (rest < head)
		return give_up(walk, BM_DIAG_TRUNCATED, "table ends within a structure");
	read_head(walk);
	if (walk->len < head)
		return give_up(walk, BM_DIAG_LENGTH, "structure is shorter than its own head");
	if (walk->len > rest) {
		walk->len = rest;
		return give_up(walk, BM_DIAG_LENGTH, "structure is longer than the table");
	}
	walk->next += walk->len;
	return true;
}

bool bm_acpi_has_(struct bm_acpi_walk_ *walk, size_t want)
{
	if (walk->len < want)
		return give_up(walk, BM_DIAG_LENGTH, "structure is too short");
	return true;
}

/* --- from the root ------------------------------------------------------------------------- */

struct walk_root {
	const struct bm_fw_view *view;
	const struct bm_fw_sink *sink;
	struct bm_acpi_tables *tables;
};

static const uint8_t *look_at(const struct walk_root *root, uint64_t addr, size_t size)
{
	return root->view->at(root->view->ctx, addr, size);
}

static void note_table(struct bm_acpi_tables *tables, const char *name, uint64_t addr,
		       uint32_t size)
{
	struct {
		char name[5];
		struct bm_acpi_table *table;
	} wanted[] = {
		{ "SRAT", &tables->srat }, { "SLIT", &tables->slit }, { "APIC", &tables->madt },
		{ "HMAT", &tables->hmat }, { "CEDT", &tables->cedt }, { "FACP", &tables->fadt },
	};
	unsigned int i;

	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (bm_str_is(bm_str(name, 4), wanted[i].name) && !wanted[i].table->size) {
			wanted[i].table->addr = addr;
			wanted[i].table->size = size;
		}
}

/* Tell the table at @addr; *bytes is set to all of it, or NULL if it is damaged. */
static int tell_table(const struct walk_root *root, uint64_t addr, struct bm_str *bytes)
{
	const uint8_t *head = look_at(root, addr, ACPI_HEADER_SIZE);
	struct bm_fw_range range = bm_fw_range_(BM_FW_ACPI, 0, 0);
	uint32_t size;

	*bytes = bm_str(NULL, 0);
	if (!head) {
		bm_fw_tell_value_(root->sink, BM_DIAG_LENGTH, &range, addr,
			       "a table pointer leads nowhere");
		return 0;
	}
	size = wire_le32(head + ACPI_LENGTH);
	if (size < ACPI_HEADER_SIZE || !look_at(root, addr, size)) {
		bm_fw_tell_value_(root->sink, BM_DIAG_LENGTH, &range, addr,
			       "a table has a senseless length");
		return 0;
	}
	*bytes = bm_str((const char *)look_at(root, addr, size), size);
	if (bm_acpi_sum_((const uint8_t *)bytes->at, size)) {
		bm_fw_tell_value_(root->sink, BM_DIAG_CHECKSUM, &range, addr,
			       "a table has a wrong checksum");
		*bytes = bm_str(NULL, 0);
		return 0;
	}
	range.name = bm_str(bytes->at, 4);
	return bm_fw_emit_size_(root->sink, &range, addr, size);
}

/* Follow the pointers of a root table, @width bytes each. */
static int walk_pointers(const struct walk_root *root, struct bm_str table, size_t width)
{
	size_t at;
	int err = 0;

	for (at = ACPI_HEADER_SIZE; !err && table.len - at >= width; at += width) {
		const uint8_t *p = (const uint8_t *)table.at + at;
		uint64_t addr = width == 8 ? wire_le64(p) : wire_le32(p);
		struct bm_str found;

		if (!addr)
			continue;
		err = tell_table(root, addr, &found);
		if (found.at)
			note_table(root->tables, found.at, addr, (uint32_t)found.len);
	}
	return err;
}

/* Try one root table; *is_done says whether it was sound. */
static int walk_table(const struct walk_root *root, uint64_t addr, const char *name, bool *is_done)
{
	struct bm_str table;
	struct bm_str rest;
	int err;

	if (!addr)
		return 0;
	err = tell_table(root, addr, &table);
	rest = table;
	if (err || !table.at || !bm_scan_word(&rest, name))
		return err;
	*is_done = true;
	return walk_pointers(root, table, name[0] == 'X' ? 8 : 4);
}

/* The root pointer is sound if the sums of both its parts are. */
static const uint8_t *check_rsdp(const struct walk_root *root, uint64_t addr, uint64_t *xsdt)
{
	const uint8_t *rsdp = look_at(root, addr, ACPI_RSDP_SIZE_V1);
	struct bm_str magic;

	*xsdt = 0;
	if (!rsdp)
		return NULL;
	magic = bm_str((const char *)rsdp, 8);
	if (!bm_scan_word(&magic, "RSD PTR ") || bm_acpi_sum_(rsdp, ACPI_RSDP_SIZE_V1))
		return NULL;
	if (rsdp[ACPI_RSDP_REVISION] >= 2) {
		const uint8_t *whole = look_at(root, addr, ACPI_RSDP_SIZE_V2);

		if (!whole || wire_le32(whole + ACPI_RSDP_LENGTH) < ACPI_RSDP_SIZE_V2 ||
		    bm_acpi_sum_(whole, ACPI_RSDP_SIZE_V2))
			bm_fw_tell_(root->sink, BM_DIAG_CHECKSUM, 0, 0,
				 "the longer root pointer is damaged");
		else
			*xsdt = wire_le64(whole + ACPI_RSDP_XSDT);
	}
	return rsdp;
}

int bm_acpi_walk(uint64_t rsdp, const struct bm_fw_view *view, struct bm_acpi_tables *tables,
		 const struct bm_fw_sink *sink)
{
	static const struct bm_acpi_tables none;
	struct walk_root root = { view, sink, tables };
	const uint8_t *pointer;
	bool is_done = false;
	uint64_t xsdt;
	int err;

	*tables = none;
	pointer = check_rsdp(&root, rsdp, &xsdt);
	if (!pointer)
		return refuse(sink, BM_DIAG_MAGIC, 0, "no ACPI root pointer");
	err = walk_table(&root, xsdt, "XSDT", &is_done);
	if (!err && !is_done)
		err = walk_table(&root, wire_le32(pointer + ACPI_RSDP_RSDT), "RSDT", &is_done);
	if (err || is_done)
		return err;
	return refuse(sink, BM_DIAG_STRUCTURE, 0, "no sound root table");
}
