// SPDX-License-Identifier: MIT
/*
 * test_sinks.c - whatever a sink hears, and whenever it says stop, every parser abides by it.
 *
 * Device trees have their own such test, in test_fdt.c.
 */
#include <bootmem/fw_acpi.h>
#include <bootmem/fw_boot_params.h>
#include <bootmem/fw_e820.h>
#include <bootmem/fw_efi.h>
#include <bootmem/fw_iomem.h>
#include <bootmem/fw_limine.h>
#include <bootmem/fw_map.h>
#include <bootmem/fw_multiboot2.h>
#include <bootmem/fw_plain.h>
#include <bootmem/fw_pvh.h>
#include <bootmem/fw_view.h>

#include "acpi.h"
#include "sinks.h"

/* --- tables -------------------------------------------------------------------------------- */

/* The input with a checksum that is right, so that more than the header is looked at. */
static const void *sealed(const void *bytes, size_t size)
{
	static struct table table;

	if (size < 36 || size > sizeof(table.bytes))
		return bytes;
	memcpy(table.bytes, bytes, size);
	table.size = size;
	table_seal(&table);
	return table.bytes;
}

static int srat(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	return bm_srat_parse(sealed(bytes, size), size, sink);
}

static int slit(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	return bm_slit_parse(sealed(bytes, size), size, sink);
}

static int madt(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	return bm_madt_parse(sealed(bytes, size), size, sink);
}

static int hmat(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	return bm_hmat_parse(sealed(bytes, size), size, sink);
}

static int cedt(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	return bm_cedt_parse(sealed(bytes, size), size, sink);
}

static int walk(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	struct bm_fw_bytes piece = { bytes, size, 0x1000 };
	struct bm_fw_view view = bm_fw_bytes_view(&piece);
	struct bm_acpi_tables tables;

	return bm_acpi_walk(0x1000, &view, &tables, sink);
}

/* Processors of each kind, as a MADT lists them. */
static void madt_of_every_kind(struct table *table)
{
	static const struct {
		unsigned int type;
		unsigned int size;
	} kinds[] = { { 0, 8 }, { 9, 16 }, { 11, 80 }, { 24, 36 }, { 1, 12 }, { 0, 6 } };
	unsigned int i;

	*table = table_new("APIC", 5, 44);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		uint8_t *at = table_add(table, kinds[i].size);

		at[0] = (uint8_t)kinds[i].type;
		at[1] = (uint8_t)kinds[i].size;
		at[4] = 1;
	}
	table_seal(table);
}

static void acpi__every_sink__is_obeyed(void **state)
{
	struct table table;

	(void)state;
	sinks_try_all("acpi", srat);
	sinks_try_all("acpi", slit);
	sinks_try_all("acpi", madt);
	sinks_try_all("acpi", hmat);
	sinks_try_all("acpi", cedt);
	sinks_try_all("acpi", walk);
	madt_of_every_kind(&table);
	sinks_try(madt, table.bytes, table.size);
}

/* --- maps and loaders ----------------------------------------------------------------------- */

static int boot_params(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	struct bm_fw_bytes piece = { bytes, size, 0 };
	struct bm_fw_view view = bm_fw_bytes_view(&piece);
	struct bm_boot_params params;
	int err = bm_boot_params_parse(bytes, size, &params, sink);

	if (!err)
		err = bm_boot_params_e820(&params, &view, true, sink);
	return err ? err : bm_boot_params_setup_data(&params, &view, sink);
}

static int boot_params_alone(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	struct bm_boot_params params;
	int err = bm_boot_params_parse(bytes, size, &params, sink);

	return err ? err : bm_boot_params_e820(&params, NULL, false, sink);
}

static int efi(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	const uint8_t *stride = bytes;

	return size ? bm_efi_parse(stride + 1, size - 1, *stride, sink) : 0;
}

static int pvh(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	struct bm_fw_bytes piece = { bytes, size, 0x6000 };
	struct bm_fw_view view = bm_fw_bytes_view(&piece);
	struct bm_pvh info;

	return bm_pvh_parse(0x6000, &view, &info, sink);
}

static int limine(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	const void *entries[64];
	size_t nr;

	for (nr = 0; nr < 64 && (nr + 1) * BM_LIMINE_ENTRY_SIZE <= size; nr++)
		entries[nr] = (const char *)bytes + nr * BM_LIMINE_ENTRY_SIZE;
	return bm_limine_parse(entries, nr, sink);
}

static int multiboot2(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	return bm_multiboot2_parse(bytes, size, NULL, sink);
}

static void loaders__every_sink__is_obeyed(void **state)
{
	(void)state;
	sinks_try_all("e820", bm_e820_parse);
	sinks_try_all("boot_params", boot_params);
	sinks_try_all("boot_params", boot_params_alone);
	sinks_try_all("efi", efi);
	sinks_try_all("pvh", pvh);
	sinks_try_all("limine", limine);
	sinks_try_all("multiboot2", multiboot2);
}

/* --- text ----------------------------------------------------------------------------------- */

static int e820_log(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	return bm_e820_parse_log(bm_str(bytes, size), BM_E820_LOG_FIRMWARE, sink);
}

static int e820_sysfs(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	return bm_e820_parse_sysfs(bm_str(bytes, size), sink);
}

static int efi_log(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	return bm_efi_parse_log(bm_str(bytes, size), sink);
}

static int srat_log(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	return bm_srat_parse_log(bm_str(bytes, size), sink);
}

static int iomem(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	return bm_iomem_parse(bm_str(bytes, size), sink);
}

static int plain(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	return bm_plain_parse(bm_str(bytes, size), sink);
}

/* --- maps ----------------------------------------------------------------------------------- */

static int normalise(const void *bytes, size_t size, const struct bm_fw_sink *sink)
{
	static struct bm_fw_range ranges[3 * 256];
	static uint32_t scratch[BM_FW_MAP_SCRATCH(256)];
	struct bm_fw_map map = bm_fw_map(ranges, 4);
	struct bm_fw_sink into = bm_fw_map_sink(&map);

	map.diag_to = sink; /* a map that is full tells, too */
	(void)!bm_e820_parse(bytes, size, &into);
	map = bm_fw_map(ranges, 3 * 256);
	into = bm_fw_map_sink(&map);
	(void)!bm_e820_parse(bytes, size < 256 * 20 ? size : 256 * 20, &into);
	return bm_fw_map_normalise(&map, scratch, BM_FW_MAP_SCRATCH(256), sink);
}

static void normalise__every_sink__is_told(void **state)
{
	(void)state;
	sinks_try_all("e820", normalise);
}

static void texts__every_sink__is_obeyed(void **state)
{
	(void)state;
	sinks_try_all("e820_text", e820_log);
	sinks_try_all("e820_text", e820_sysfs);
	sinks_try_all("efi_text", efi_log);
	sinks_try_all("srat_text", srat_log);
	sinks_try_all("iomem", iomem);
	sinks_try_all("plain", plain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(acpi__every_sink__is_obeyed),
		cmocka_unit_test(loaders__every_sink__is_obeyed),
		cmocka_unit_test(texts__every_sink__is_obeyed),
		cmocka_unit_test(normalise__every_sink__is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
