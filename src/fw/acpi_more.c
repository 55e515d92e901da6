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

/* Least size of a structure that lists a processor; 0 for others. */
static size_t least_size(unsigned int type)
{
	switch (type) {
	case ACPI_MADT_LAPIC:
		return 8;
	case ACPI_MADT_X2APIC:
	case ACPI_MADT_GICC:
		return 16;
	case ACPI_MADT_RINTC:
		return 20;
	default:
		return 0;
	}
}

/* Numbers of the processor; returns its flags. */
static uint32_t read_cpu(const struct bm_acpi_walk_ *walk, struct bm_fw_cpu *cpu)
{
	const uint8_t *at = walk->at;

	switch (walk->type) {
	case ACPI_MADT_GICC:
		cpu->id = wire_le32(at + 8);
		cpu->start_id = walk->len >= ACPI_MADT_GICC_MPIDR + 8
					? wire_le64(at + ACPI_MADT_GICC_MPIDR)
					: wire_le32(at + 4);
		return wire_le32(at + 12);
	case ACPI_MADT_RINTC:
		cpu->id = wire_le32(at + 16);
		cpu->start_id = wire_le64(at + 8);
		return wire_le32(at + 4);
	case ACPI_MADT_X2APIC:
		cpu->id = wire_le32(at + 4);
		cpu->start_id = cpu->id;
		return wire_le32(at + 8);
	default:
		cpu->id = at[3];
		cpu->start_id = cpu->id;
		return wire_le32(at + 4);
	}
}

static int tell_cpu(const struct bm_acpi_walk_ *walk)
{
	const struct bm_fw_sink *sink = walk->table->sink;
	uint32_t can_enable = walk->type == ACPI_MADT_GICC ? ACPI_MADT_GICC_CAN_ENABLE
							   : ACPI_MADT_CAN_ENABLE;
	struct bm_fw_cpu cpu = { BM_FW_NO_DOMAIN, 0, 0, true, false, false, walk->offset };
	uint32_t flags = read_cpu(walk, &cpu);

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
		size_t least = least_size(walk.type);

		if (least && bm_acpi_has_(&walk, least))
			err = tell_cpu(&walk);
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
		struct bm_fw_cpu cpu = { 0, 0, 0, false, true, false, walk.offset };

		if (walk.type != ACPI_HMAT_PROXIMITY || !bm_acpi_has_(&walk, 40) ||
		    !(wire_le16(walk.at + 8) & 1))
			continue;
		cpu.domain = wire_le32(walk.at + 12);
		cpu.id = wire_le32(walk.at + 16);
		cpu.start_id = cpu.id;
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
