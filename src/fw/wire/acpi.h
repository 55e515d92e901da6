/* SPDX-License-Identifier: MIT */
/*
 * acpi.h - layouts of the static ACPI tables, as far as they are read. ACPI 6.5, chapters 5.2 and
 * 9.
 *
 * Offsets are from the start of the table, or of the structure within it; sizes are what a
 * structure must have at least for its fields to be there.
 */
#ifndef FW_WIRE_ACPI_H
#define FW_WIRE_ACPI_H

/* Root pointer. */
#define ACPI_RSDP_SIZE_V1 20u
#define ACPI_RSDP_SIZE_V2 36u
#define ACPI_RSDP_REVISION 15u
#define ACPI_RSDP_RSDT 16u
#define ACPI_RSDP_LENGTH 20u
#define ACPI_RSDP_XSDT 24u

/* Header of every table. */
#define ACPI_HEADER_SIZE 36u
#define ACPI_LENGTH 4u
#define ACPI_REVISION 8u

/* SRAT: structures of type (1), length (1). */
#define ACPI_SRAT_FIRST 48u
#define ACPI_SRAT_CPU 0u
#define ACPI_SRAT_MEMORY 1u
#define ACPI_SRAT_X2APIC 2u
#define ACPI_SRAT_GICC 3u
#define ACPI_SRAT_INITIATOR 5u
#define ACPI_SRAT_RINTC 7u
#define ACPI_SRAT_ENABLED 0x1u
#define ACPI_SRAT_HOTPLUG 0x2u
#define ACPI_SRAT_NONVOLATILE 0x4u

/* SLIT. */
#define ACPI_SLIT_NR 36u
#define ACPI_SLIT_FIRST 44u

/* MADT: structures of type (1), length (1). */
#define ACPI_MADT_FIRST 44u
#define ACPI_MADT_LAPIC 0u
#define ACPI_MADT_X2APIC 9u
#define ACPI_MADT_GICC 11u
#define ACPI_MADT_RINTC 24u
#define ACPI_MADT_GICC_MPIDR 68u /* since ACPI 5.1 */
#define ACPI_MADT_ENABLED 0x1u
#define ACPI_MADT_CAN_ENABLE 0x2u
#define ACPI_MADT_GICC_CAN_ENABLE 0x8u

/* HMAT: structures of type (2), reserved (2), length (4). */
#define ACPI_HMAT_FIRST 40u
#define ACPI_HMAT_PROXIMITY 0u

/* CEDT: structures of type (1), reserved (1), length (2). */
#define ACPI_CEDT_FIRST 36u
#define ACPI_CEDT_CFMWS 1u

#endif
