// SPDX-License-Identifier: MIT
/*
 * acpi.c - a machine that describes itself by ACPI tables: find them, find its CPUs.
 *
 * The MADT lists processors, the SRAT says which domain each is of. On Arm it calls them by another
 * number than the one they are started by. The recipe reads the memory of the SRAT and the
 * distances of the SLIT. Of the FADT only the register that turns the machine off is of interest,
 * and it is read now: later the tables are not mapped.
 */
#include <string.h>

#include <bootmem/fw_acpi.h>

#include "kernel.h"

#define FADT_PM1A_CONTROL 64

unsigned int acpi_power_port;

/* How the SRAT calls each of cpus[]. */
static uint32_t names[MAX_CPUS];

static int take_cpu(void *ctx, const struct bm_fw_cpu *cpu)
{
	(void)ctx;
	if (!cpu->enabled || nr_cpus == MAX_CPUS)
		return 0;
	names[nr_cpus] = cpu->id;
	cpu_found(cpu->start_id, 0);
	return 0;
}

static int take_domain(void *ctx, const struct bm_fw_cpu *cpu)
{
	unsigned int i;

	(void)ctx;
	for (i = 0; i < nr_cpus; i++) {
		if (names[i] == cpu->id && cpu->enabled)
			cpus[i].domain = cpu->domain;
	}
	return 0;
}

static struct bm_table table(const struct bm_acpi_table *found)
{
	struct bm_fw_view view = early_view();
	struct bm_table table = { NULL, found->size };

	if (found->size > 0)
		table.bytes = view.at(view.ctx, found->addr, found->size);
	return table;
}

void hear_acpi(struct bm_boot *boot, phys_addr_t rsdp)
{
	struct bm_fw_sink of_madt = { NULL, NULL, NULL, take_cpu, NULL, boot->sink->diag };
	struct bm_fw_sink of_srat = { NULL, NULL, NULL, take_domain, NULL, boot->sink->diag };
	struct bm_fw_view view = early_view();
	struct bm_acpi_tables tables = { 0 };
	struct bm_table madt;
	struct bm_table fadt;

	need(bm_acpi_walk(rsdp, &view, &tables, boot->sink), "find the ACPI tables");
	boot->srat = table(&tables.srat);
	boot->slit = table(&tables.slit);
	boot->cedt = table(&tables.cedt);
	madt = table(&tables.madt);
	fadt = table(&tables.fadt);
	if (fadt.bytes && fadt.size >= FADT_PM1A_CONTROL + 4)
		memcpy(&acpi_power_port, (const char *)fadt.bytes + FADT_PM1A_CONTROL, 4);
	if (madt.bytes)
		need(bm_madt_parse(madt.bytes, madt.size, &of_madt), "find the processors");
	if (boot->srat.bytes)
		(void)!bm_srat_parse(boot->srat.bytes, boot->srat.size, &of_srat);
}
