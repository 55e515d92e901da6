// SPDX-License-Identifier: MIT
/*
 * srat.c - which memory and which processors are of which proximity domain, and how far domains
 * are apart.
 *
 * The SRAT is walked three times: once to see that every structure is sound, because one that is
 * not makes the whole table useless, then for processors and initiators, then for memory. That
 * order numbers the nodes, so it is part of the contract. The SLIT is checked as a whole too
 * before any of it is told.
 *
 * Linux: acpi_numa_init(), slit_valid().
 */
#include "acpi_int.h"
#include "fw_int.h"
#include "wire/acpi.h"
#include "wire/wire.h"

static size_t least_size(unsigned int type)
{
	switch (type) {
	case ACPI_SRAT_CPU:
		return 16;
	case ACPI_SRAT_MEMORY:
		return 40;
	case ACPI_SRAT_X2APIC:
		return 24;
	case ACPI_SRAT_GICC:
		return 18;
	case ACPI_SRAT_INITIATOR:
		return 32;
	case ACPI_SRAT_RINTC:
		return 20;
	default:
		return 2;
	}
}

static bool is_sound(const struct bm_acpi_table_ *table)
{
	struct bm_acpi_walk_ walk;

	bm_acpi_first_(&walk, table, BM_ACPI_STYLE_1_1, ACPI_SRAT_FIRST);
	while (bm_acpi_next_(&walk))
		if (!bm_acpi_has_(&walk, least_size(walk.type)))
			break;
	return !walk.is_damaged;
}

static bool read_cpu(const struct bm_acpi_walk_ *walk, struct bm_fw_cpu *cpu)
{
	const uint8_t *at = walk->at;
	uint32_t flags;

	cpu->is_cpu = walk->type != ACPI_SRAT_INITIATOR;
	cpu->can_enable = false;
	cpu->offset = walk->offset;
	switch (walk->type) {
	case ACPI_SRAT_CPU:
		cpu->domain = at[2];
		if (walk->table->revision >= 2)
			cpu->domain |= wire_le32(at + 8) & 0xffffff00u;
		cpu->id = at[3];
		flags = wire_le32(at + 4);
		break;
	case ACPI_SRAT_X2APIC:
		cpu->domain = wire_le32(at + 4);
		cpu->id = wire_le32(at + 8);
		flags = wire_le32(at + 12);
		break;
	case ACPI_SRAT_GICC:
	case ACPI_SRAT_RINTC:
		cpu->domain = wire_le32(at + (walk->type == ACPI_SRAT_GICC ? 2 : 4));
		cpu->id = wire_le32(at + (walk->type == ACPI_SRAT_GICC ? 6 : 8));
		flags = wire_le32(at + (walk->type == ACPI_SRAT_GICC ? 10 : 12));
		break;
	case ACPI_SRAT_INITIATOR:
		cpu->domain = wire_le32(at + 4);
		cpu->id = wire_le32(at + 8);
		flags = wire_le32(at + 24);
		break;
	default:
		return false;
	}
	cpu->start_id = cpu->id;
	cpu->enabled = (flags & ACPI_SRAT_ENABLED) != 0;
	return true;
}

static int tell_cpus(const struct bm_acpi_table_ *table)
{
	const struct bm_fw_sink *sink = table->sink;
	struct bm_acpi_walk_ walk;
	struct bm_fw_cpu cpu;
	int err = 0;

	bm_acpi_first_(&walk, table, BM_ACPI_STYLE_1_1, ACPI_SRAT_FIRST);
	while (!err && bm_acpi_next_(&walk))
		if (read_cpu(&walk, &cpu) && sink->cpu)
			err = sink->cpu(sink->ctx, &cpu);
	return err;
}

static int tell_memory(const struct bm_acpi_table_ *table, const struct bm_acpi_walk_ *walk)
{
	const uint8_t *at = walk->at;
	struct bm_fw_range range = bm_fw_range_(BM_FW_USABLE, walk->offset, walk->len);
	uint32_t flags = wire_le32(at + 28);

	range.domain = wire_le32(at + 2);
	if (table->revision < 2)
		range.domain &= 0xffu;
	range.type = flags;
	if (!(flags & ACPI_SRAT_ENABLED))
		range.kind = BM_FW_NONE;
	if (flags & ACPI_SRAT_HOTPLUG)
		range.flags |= BM_FW_HOTPLUG;
	if (flags & ACPI_SRAT_NONVOLATILE)
		range.flags |= BM_FW_NONVOLATILE;
	return bm_fw_emit_size_(table->sink, &range, wire_le64(at + 8), wire_le64(at + 16));
}

int bm_srat_parse(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	struct bm_acpi_table_ table;
	struct bm_acpi_walk_ walk;
	int err = bm_acpi_open_(&table, bm_str(bytes, size), "SRAT", ACPI_SRAT_FIRST, sink);

	if (err)
		return err;
	if (!is_sound(&table))
		return -BM_EBADMSG;
	err = tell_cpus(&table);
	bm_acpi_first_(&walk, &table, BM_ACPI_STYLE_1_1, ACPI_SRAT_FIRST);
	while (!err && bm_acpi_next_(&walk))
		if (walk.type == ACPI_SRAT_MEMORY)
			err = tell_memory(&table, &walk);
	return err;
}

/* --- SLIT ---------------------------------------------------------------------------------- */

/* Domains in it, 0 if the matrix is not there. */
static uint32_t slit_size(const struct bm_acpi_table_ *table)
{
	uint64_t nr = wire_le64(table->bytes + ACPI_SLIT_NR);

	if (nr > 0xffff || nr * nr > table->size - ACPI_SLIT_FIRST)
		return 0;
	return (uint32_t)nr;
}

static bool is_possible(struct bm_fw_distance *distance)
{
	if (distance->from == distance->to)
		return distance->distance == 10;
	return distance->distance > 10;
}

static struct bm_fw_distance read_distance(const struct bm_acpi_table_ *table, uint32_t nr,
					   uint32_t from, uint32_t to)
{
	struct bm_fw_distance distance;

	distance.from = from;
	distance.to = to;
	distance.offset = ACPI_SLIT_FIRST + (size_t)from * nr + to;
	distance.distance = table->bytes[distance.offset];
	return distance;
}

static bool are_possible(const struct bm_acpi_table_ *table, uint32_t nr)
{
	struct bm_fw_distance distance;
	uint32_t from;
	uint32_t to;

	for (from = 0; from < nr; from++)
		for (to = 0; to < nr; to++) {
			distance = read_distance(table, nr, from, to);
			if (is_possible(&distance))
				continue;
			bm_fw_tell_(table->sink, BM_DIAG_DISTANCE, distance.offset, 1,
				 "a distance that cannot be, the table is not used");
			return false;
		}
	return true;
}

int bm_slit_parse(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	struct bm_fw_distance distance;
	struct bm_acpi_table_ table;
	uint32_t from;
	uint32_t to;
	uint32_t nr;
	int err = bm_acpi_open_(&table, bm_str(bytes, size), "SLIT", ACPI_SLIT_FIRST, sink);

	if (err)
		return err;
	nr = slit_size(&table);
	if (!nr) {
		bm_fw_tell_(sink, BM_DIAG_LENGTH, ACPI_SLIT_NR, 8, "matrix is empty or too large");
		return -BM_EBADMSG;
	}
	if (!are_possible(&table, nr))
		return -BM_EBADMSG;
	for (from = 0; from < nr && sink->distance; from++)
		for (to = 0; to < nr && !err; to++) {
			distance = read_distance(&table, nr, from, to);
			err = sink->distance(sink->ctx, &distance);
		}
	return err;
}
