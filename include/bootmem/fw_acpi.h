/* SPDX-License-Identifier: MIT */
/*
 * fw_acpi.h - the static ACPI tables that speak of memory and nodes. No AML, no interpreter.
 *
 * Tables are given as bytes, so any ACPI code can pass what it has; bm_acpi_walk() finds them
 * from the root pointer for those who have none. A table is checked as a whole, header, length,
 * checksum, before a record of it is told.
 *
 *	err = bm_acpi_walk(rsdp_addr, &view, &found, &sink);
 *	...
 *	err = bm_srat_parse(srat, size, &sink);
 *
 * Context: any.
 *
 * Cost: two passes over the table, one to check it and one to tell it.
 */
#ifndef BOOTMEM_FW_ACPI_H
#define BOOTMEM_FW_ACPI_H

#include <bootmem/fw.h>
#include <bootmem/fw_view.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct bm_acpi_table - where a table is
 * @addr: address
 * @size: bytes; 0 if there is none
 */
struct bm_acpi_table {
	uint64_t addr;
	uint32_t size;
};

/**
 * struct bm_acpi_tables - where the tables of interest are
 * @srat: memory and processors by domain
 * @slit: distances between domains
 * @madt: processors
 * @hmat: memory domains and who is closest
 * @cedt: CXL windows
 * @fadt: fixed hardware; of memory it says nothing
 *
 * Of two tables with the same name the first counts.
 */
struct bm_acpi_tables {
	struct bm_acpi_table srat;
	struct bm_acpi_table slit;
	struct bm_acpi_table madt;
	struct bm_acpi_table hmat;
	struct bm_acpi_table cedt;
	struct bm_acpi_table fadt;
};

/**
 * bm_acpi_walk() - from the root pointer to the tables
 * @rsdp:   address of the RSDP
 * @view:   physical memory
 * @tables: set, also in part when a table is damaged
 * @sink:   range is told every table as BM_FW_ACPI under its name, root tables included; diag
 *          what is wrong
 *
 * The XSDT is used if the RSDP has one that is sound, else the RSDT.
 *
 * Return: 0; -BM_EBADMSG if the root pointer or both root tables are damaged; what the sink
 *         returned if that was not 0.
 */
BM_MUST_USE int bm_acpi_walk(uint64_t rsdp, const struct bm_fw_view *view,
			     struct bm_acpi_tables *tables, const struct bm_fw_sink *sink);

/**
 * bm_srat_parse() - which memory and which processor is of which proximity domain
 * @bytes: the table
 * @size:  bytes that may be read there
 * @sink:  first gets a cpu for each processor (local APIC, x2APIC, GICC) and initiator, then a
 *         range for each memory affinity, in table order each
 *
 * Memory that is not enabled is told as BM_FW_NONE, so that a tool can show it; boots leave it
 * out. The domain of revision 1 has 8 bits.
 *
 * Return: 0; -BM_EBADMSG if the table is damaged, with nothing told but diags; what the sink
 *         returned if that was not 0.
 */
BM_MUST_USE int bm_srat_parse(const void *bytes, size_t size, const struct bm_fw_sink *sink);

/**
 * bm_srat_parse_log() - the SRAT as a kernel log tells it
 * @text: the log, or any piece of it
 * @sink: gets a cpu for each "SRAT: PXM .. -> APIC .." and a range for each "SRAT: Node .. PXM ..",
 *        in log order, which is that of bm_srat_parse()
 *
 * Only what is enabled is printed, and processors not by every version: if node numbers are missing
 * in between, a cpu is made up for each node, so that they are numbered as in the log.
 *
 * Return: 0; -BM_ENOENT if there is no such line; what the sink returned if that was not 0.
 */
BM_MUST_USE int bm_srat_parse_log(struct bm_str text, const struct bm_fw_sink *sink);

/**
 * bm_slit_parse() - distances between domains, from the SLIT
 * @bytes: the table
 * @size:  bytes that may be read there
 * @sink:  gets a distance for each pair, row by row
 *
 * Return: 0; -BM_EBADMSG if the table is damaged or a distance is impossible (a diagonal that is
 *         not 10, others not above), with nothing told but diags; what the sink returned if that
 *         was not 0.
 */
BM_MUST_USE int bm_slit_parse(const void *bytes, size_t size, const struct bm_fw_sink *sink);

/**
 * bm_madt_parse() - processors, from the MADT
 * @bytes: the table
 * @size:  bytes that may be read there
 * @sink:  gets a cpu for each processor (local APIC, x2APIC, GICC, RINTC), without a domain; by
 *         its id the SRAT names it. A GICC from before ACPI 5.1 has no MPIDR, and its start_id
 *         is the number of its interface
 *
 * Return: 0; -BM_EBADMSG if the table is damaged; what the sink returned if that was not 0.
 */
BM_MUST_USE int bm_madt_parse(const void *bytes, size_t size, const struct bm_fw_sink *sink);

/**
 * bm_hmat_parse() - memory domains and who is closest to them
 * @bytes: the table
 * @size:  bytes that may be read there
 * @sink:  gets a cpu for each memory proximity structure that names an initiator: its domain and,
 *         as id, the memory's
 *
 * Return: 0; -BM_EBADMSG if the table is damaged; what the sink returned if that was not 0.
 */
BM_MUST_USE int bm_hmat_parse(const void *bytes, size_t size, const struct bm_fw_sink *sink);

/**
 * bm_cedt_parse() - CXL windows, from the CEDT
 * @bytes: the table
 * @size:  bytes that may be read there
 * @sink:  gets a range of kind BM_FW_NONE for each fixed memory window; what is in it is not
 *         known at boot
 *
 * Return: 0; -BM_EBADMSG if the table is damaged; what the sink returned if that was not 0.
 */
BM_MUST_USE int bm_cedt_parse(const void *bytes, size_t size, const struct bm_fw_sink *sink);

#ifdef __cplusplus
}
#endif

#endif
