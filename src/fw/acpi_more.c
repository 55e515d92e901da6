// SPDX-License-Identifier: MIT
/*
 * acpi_more.c - the tables beside the SRAT: processors (MADT), who is near which memory (HMAT),
 * CXL windows (CEDT).
 *
 * Read as far as boot memory needs them: per-processor areas need their count, tools show the
 * rest. Each is walked once; a damaged structure ends the walk with what came before already
 * told.
 *
 * Linux: acpi_parse_madt..., hmat_parse_proximity_domain(), acpi_parse_cfmws().
 */
#include "acpi_int.h"
#include "fw_int.h"
#include "wire/acpi.h"
#include "wire/wire.h"

/* Offsets of id and flags in a processor structure, and its least size; 0 for other types. */
struct madt_layout {
	unsigned int id;
	unsigned int flags;
	size_t size;
};

static struct madt_layout madt_layout(unsigned int type)
{
	static const struct madt_layout lapic = { 3, 4, 8 };
	static const struct madt_layout x2apic = { 4, 8, 16 };
	static const struct madt_layout gicc = { 4, 12, 16 };
	static const struct madt_layout rintc = { 8, 4, 20 };
	static const struct madt_layout none = { 0, 0, 0 };

	switch (type) {
	case ACPI_MADT_LAPIC:
		return lapic;
	case ACPI_MADT_X2APIC:
		return x2apic;
	case ACPI_MADT_GICC:
		return gicc;
	case ACPI_MADT_RINTC:
		return rintc;
	default:
		return none;
	}
}

static int tell_cpu(const struct bm_acpi_walk_ *walk, struct madt_layout layout)
{
	const struct bm_fw_sink *sink = walk->table->sink;
	uint32_t flags = wire_le32(walk->at + layout.flags);
	uint32_t can_enable = walk->type == ACPI_MADT_GICC ? ACPI_MADT_GICC_CAN_ENABLE
							   : ACPI_MADT_CAN_ENABLE;
	struct bm_fw_cpu cpu = { BM_FW_NO_DOMAIN, 0, true, false, false, walk->offset };

	cpu.id = walk->type == ACPI_MADT_LAPIC ? walk->at[layout.id]
					       : wire_le32(walk->at + layout.id);
	cpu.enabled = (flags & ACPI_MADT_ENABLED) != 0;
	cpu.can_enable = (flags & can_enable) != 0;
	return sink->cpu ? sink->cpu(sink->ctx, &cpu) : 0;
}

int bm_madt_parse(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	struct bm_acpi_table_ table;
	struct bm_acpi_walk_ walk;
	int err = bm_acpi_open_(&table, bm_str(bytes, size), "APIC", ACPI_MADT_FIRST, sink);

	if (err)
		return err;
	bm_acpi_first_(&walk, &table, BM_ACPI_STYLE_1_1, ACPI_MADT_FIRST);
	while (!err && bm_acpi_next_(&walk)) {
		struct madt_layout layout = madt_layout(walk.type);

		if (layout.size && bm_acpi_has_(&walk, layout.size))
			err = tell_cpu(&walk, layout);
	}
	return err ? err : walk.is_damaged ? -BM_EBADMSG : 0;
}

int bm_hmat_parse(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	struct bm_acpi_table_ table;
	struct bm_acpi_walk_ walk;
	int err = bm_acpi_open_(&table, bm_str(bytes, size), "HMAT", ACPI_HMAT_FIRST, sink);

	if (err)
		return err;
	bm_acpi_first_(&walk, &table, BM_ACPI_STYLE_2_4, ACPI_HMAT_FIRST);
	while (!err && bm_acpi_next_(&walk)) {
		struct bm_fw_cpu cpu = { 0, 0, false, true, false, walk.offset };

		if (walk.type != ACPI_HMAT_PROXIMITY || !bm_acpi_has_(&walk, 40) ||
		    !(wire_le16(walk.at + 8) & 1))
			continue;
		cpu.domain = wire_le32(walk.at + 12);
		cpu.id = wire_le32(walk.at + 16);
		err = sink->cpu ? sink->cpu(sink->ctx, &cpu) : 0;
	}
	return err ? err : walk.is_damaged ? -BM_EBADMSG : 0;
}

int bm_cedt_parse(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	struct bm_acpi_table_ table;
	struct bm_acpi_walk_ walk;
	int err = bm_acpi_open_(&table, bm_str(bytes, size), "CEDT", ACPI_CEDT_FIRST, sink);

	if (err)
		return err;
	bm_acpi_first_(&walk, &table, BM_ACPI_STYLE_1_2, ACPI_CEDT_FIRST);
	while (!err && bm_acpi_next_(&walk)) {
		struct bm_fw_range range = bm_fw_range_(BM_FW_NONE, walk.offset, walk.len);

		if (walk.type != ACPI_CEDT_CFMWS || !bm_acpi_has_(&walk, 36))
			continue;
		range.type = wire_le16(walk.at + 32);
		err = bm_fw_emit_size_(sink, &range, wire_le64(walk.at + 8),
				       wire_le64(walk.at + 16));
	}
	return err ? err : walk.is_damaged ? -BM_EBADMSG : 0;
}
