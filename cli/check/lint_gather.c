// SPDX-License-Identifier: MIT
/*
 * lint_gather.c - take inputs apart: every parser that fits is run, and what it complains of
 * becomes findings.
 *
 * A parser speaks of offsets and codes; here they become places and rules. Complaints about the
 * contents of device trees are left to check_tree.c, which knows the properties by name.
 */
#include <stdlib.h>
#include <string.h>

#include <bootmem/cmdline.h>
#include <bootmem/fw_acpi.h>
#include <bootmem/fw_boot_params.h>
#include <bootmem/fw_e820.h>
#include <bootmem/fw_efi.h>
#include <bootmem/fw_iomem.h>
#include <bootmem/fw_multiboot2.h>
#include <bootmem/fw_plain.h>

#include "cli/base/vec.h"
#include "cli/check/lint.h"

/* --- complaints ---------------------------------------------------------------------------- */

static unsigned int rule_of(const struct claims *claims, enum bm_diag_code code)
{
	static const unsigned short rules[] = {
		[BM_DIAG_TRUNCATED] = 1,  [BM_DIAG_NOTHING] = 0,    [BM_DIAG_MAGIC] = 3,
		[BM_DIAG_CHECKSUM] = 4,	  [BM_DIAG_LENGTH] = 5,	    [BM_DIAG_VERSION] = 6,
		[BM_DIAG_CYCLE] = 3,	  [BM_DIAG_DEPTH] = 3,	    [BM_DIAG_STRUCTURE] = 3,
		[BM_DIAG_EMPTY] = 10,	  [BM_DIAG_REVERSED] = 11,  [BM_DIAG_WRAPS] = 12,
		[BM_DIAG_CLIPPED] = 13,	  [BM_DIAG_OVERLAP] = 102,  [BM_DIAG_TWICE] = 103,
		[BM_DIAG_UNSORTED] = 104, [BM_DIAG_NUMBER] = 14,    [BM_DIAG_WORD] = 15,
		[BM_DIAG_JUNK] = 16,	  [BM_DIAG_HIDDEN] = 20,    [BM_DIAG_AGAIN] = 21,
		[BM_DIAG_DOMAIN] = 407,	  [BM_DIAG_DISTANCE] = 408, [BM_DIAG_MALFORMED] = 301,
		[BM_DIAG_IGNORED] = 301,  [BM_DIAG_SUSPECT] = 310,  [BM_DIAG_QUOTES] = 303,
	};
	unsigned int rule = (size_t)code < sizeof(rules) / sizeof(rules[0]) ? rules[code] : 0;

	if (code == BM_DIAG_NOTHING && claims->doc->kind == DOC_BOOT_PARAMS)
		return 2;
	if (claims->sort == CLAIM_EFI && code == BM_DIAG_AGAIN)
		return 0; /* x86 prints the map again after editing it */
	if (claims->sort == CLAIM_CMDLINE && code == BM_DIAG_JUNK)
		return 302;
	if (claims->sort == CLAIM_SRAT && code == BM_DIAG_LENGTH)
		return 420;
	return rule;
}

static struct place place_at(const struct claims *claims, size_t offset, size_t len)
{
	struct doc *doc = claims->doc;

	if (claims->sort == CLAIM_TREE)
		return place_in_blob(doc, offset);
	if (doc->kind == DOC_JSON)
		return place_of_doc(doc);
	return place_in_text(doc, offset, len);
}

/* Firmware leaves unused entries in an SRAT, empty and not enabled. */
static bool is_unused(const struct claims *claims, const struct bm_diag *diag)
{
	struct bm_str bytes = doc_text(claims->doc);
	size_t flags = diag->offset + 28;

	return diag->code == BM_DIAG_EMPTY && claims->doc->kind == DOC_SRAT && flags < bytes.len &&
	       !(bytes.at[flags] & 1);
}

static void take_diag(void *ctx, const struct bm_diag *diag)
{
	struct claims *claims = ctx;
	unsigned int rule = rule_of(claims, diag->code);

	if (rule && !is_unused(claims, diag))
		finding_add(claims->findings, rule, place_at(claims, diag->offset, diag->len), "%s",
			    diag->what);
}

/* --- what parsers tell --------------------------------------------------------------------- */

static int take_range(void *ctx, const struct bm_fw_range *range)
{
	struct claims *claims = ctx;

	if (!vec_reserve(&claims->ranges, &claims->room_ranges, claims->nr_ranges + 1,
			 sizeof(*range)))
		return -BM_ENOMEM;
	claims->ranges[claims->nr_ranges++] = *range;
	return 0;
}

static int take_cpu(void *ctx, const struct bm_fw_cpu *cpu)
{
	struct claims *claims = ctx;

	if (!vec_reserve(&claims->cpus, &claims->room_cpus, claims->nr_cpus + 1, sizeof(*cpu)))
		return -BM_ENOMEM;
	claims->cpus[claims->nr_cpus++] = *cpu;
	return 0;
}

static int take_distance(void *ctx, const struct bm_fw_distance *distance)
{
	struct claims *claims = ctx;

	if (!vec_reserve(&claims->distances, &claims->room_distances, claims->nr_distances + 1,
			 sizeof(*distance)))
		return -BM_ENOMEM;
	claims->distances[claims->nr_distances++] = *distance;
	return 0;
}

static struct bm_fw_sink sink_of(struct claims *claims)
{
	struct bm_fw_sink sink = {
		.ctx = claims,
		.range = take_range,
		.cpu = take_cpu,
		.distance = take_distance,
		.diag = take_diag,
	};

	return sink;
}

/* --- one parser each ----------------------------------------------------------------------- */

static int parse_log_e820(struct claims *claims, const struct bm_fw_sink *sink)
{
	return bm_e820_parse_log(doc_text(claims->doc), BM_E820_LOG_FIRMWARE, sink);
}

static int parse_log_efi(struct claims *claims, const struct bm_fw_sink *sink)
{
	return bm_efi_parse_log(doc_text(claims->doc), sink);
}

static int parse_log_srat(struct claims *claims, const struct bm_fw_sink *sink)
{
	return bm_srat_parse_log(doc_text(claims->doc), sink);
}

static int parse_memmap(struct claims *claims, const struct bm_fw_sink *sink)
{
	return bm_e820_parse_sysfs(doc_text(claims->doc), sink);
}

static int parse_boot_params(struct claims *claims, const struct bm_fw_sink *sink)
{
	struct bm_str text = doc_text(claims->doc);
	struct bm_boot_params params;
	int err = bm_boot_params_parse(text.at, text.len, &params, sink);

	return err ? err : bm_boot_params_e820(&params, NULL, false, sink);
}

static int parse_srat(struct claims *claims, const struct bm_fw_sink *sink)
{
	return bm_srat_parse(claims->doc->input.bytes, claims->doc->input.len, sink);
}

static int parse_slit(struct claims *claims, const struct bm_fw_sink *sink)
{
	return bm_slit_parse(claims->doc->input.bytes, claims->doc->input.len, sink);
}

static int parse_iomem(struct claims *claims, const struct bm_fw_sink *sink)
{
	return bm_iomem_parse(doc_text(claims->doc), sink);
}

static int parse_plain(struct claims *claims, const struct bm_fw_sink *sink)
{
	return bm_plain_parse(doc_text(claims->doc), sink);
}

static int parse_json(struct claims *claims, const struct bm_fw_sink *sink)
{
	return bm_plain_parse(bm_str(claims->doc->blob.bytes, claims->doc->blob.len), sink);
}

static int parse_multiboot2(struct claims *claims, const struct bm_fw_sink *sink)
{
	struct bm_str bytes = doc_text(claims->doc);

	return bm_multiboot2_parse(bytes.at, bytes.len, NULL, sink);
}

static int parse_table(struct claims *claims, const struct bm_fw_sink *sink)
{
	struct bm_str bytes = doc_text(claims->doc);

	if (memcmp(bytes.at, "APIC", 4) == 0)
		return bm_madt_parse(bytes.at, bytes.len, sink);
	if (memcmp(bytes.at, "HMAT", 4) == 0)
		return bm_hmat_parse(bytes.at, bytes.len, sink);
	return bm_cedt_parse(bytes.at, bytes.len, sink);
}

/* Only what cannot be seen in a property by itself. */
static void take_tree_diag(void *ctx, const struct bm_diag *diag)
{
	switch (diag->code) {
	case BM_DIAG_EMPTY:
	case BM_DIAG_CELLS:
	case BM_DIAG_PROPERTY:
	case BM_DIAG_CONFLICT:
	case BM_DIAG_RANGES:
		break;
	default:
		take_diag(ctx, diag);
	}
}

static int parse_tree(struct claims *claims, const struct bm_fw_sink *sink)
{
	struct doc *doc = claims->doc;
	const struct input *blob = doc->kind == DOC_TREE ? &doc->input : &doc->blob;
	struct bm_fw_sink quiet = *sink;
	int err = bm_fdt_check(&doc->fdt, blob->bytes, blob->len, sink);

	quiet.diag = take_tree_diag;
	if (err)
		return err;
	err = bm_fdt_memory(&doc->fdt, &quiet);
	err = err ? err : bm_fdt_reserved(&doc->fdt, &quiet);
	err = err ? err : bm_fdt_memreserve(&doc->fdt, &quiet);
	return err ? err : bm_fdt_numa(&doc->fdt, &quiet);
}

/* --- one input ----------------------------------------------------------------------------- */

typedef int (*parse_fn)(struct claims *claims, const struct bm_fw_sink *sink);

static const struct {
	enum doc_kind kind;
	enum claim_sort sort;
	parse_fn parse;
} parsers[] = {
	{ DOC_LOG, CLAIM_E820, parse_log_e820 },
	{ DOC_LOG, CLAIM_EFI, parse_log_efi },
	{ DOC_LOG, CLAIM_SRAT, parse_log_srat },
	{ DOC_MEMMAP, CLAIM_E820, parse_memmap },
	{ DOC_BOOT_PARAMS, CLAIM_E820, parse_boot_params },
	{ DOC_TREE, CLAIM_TREE, parse_tree },
	{ DOC_TREE_SOURCE, CLAIM_TREE, parse_tree },
	{ DOC_SRAT, CLAIM_SRAT, parse_srat },
	{ DOC_SLIT, CLAIM_SLIT, parse_slit },
	{ DOC_IOMEM, CLAIM_IOMEM, parse_iomem },
	{ DOC_PLAIN, CLAIM_PLAIN, parse_plain },
	{ DOC_JSON, CLAIM_PLAIN, parse_json },
	{ DOC_MULTIBOOT2, CLAIM_LOADER, parse_multiboot2 },
	{ DOC_TABLE, CLAIM_TABLE, parse_table },
};

static bool add_claims(struct lint *lint, struct claims *claims)
{
	if (!vec_reserve(&lint->claims, &lint->room_claims, lint->nr_claims + 1, sizeof(*claims)))
		return false;
	lint->nr_ranges += claims->nr_ranges;
	lint->claims[lint->nr_claims++] = *claims;
	return true;
}

static bool run_parser(struct lint *lint, struct doc *doc, size_t parser)
{
	struct claims claims = {
		.sort = parsers[parser].sort,
		.doc = doc,
		.findings = lint->findings,
	};
	struct bm_fw_sink sink = sink_of(&claims);
	int err = parsers[parser].parse(&claims, &sink);
	bool is_any = claims.nr_ranges || claims.nr_cpus || claims.nr_distances || doc->fdt.blob ||
		      claims.sort == CLAIM_TABLE;

	if (err != -BM_ENOMEM && is_any && add_claims(lint, &claims))
		return true;
	free(claims.ranges);
	free(claims.cpus);
	free(claims.distances);
	return err != -BM_ENOMEM && !is_any;
}

static struct bm_str trimmed(struct bm_str text)
{
	while (text.len > 0 && strchr(" \t\r\n", text.at[text.len - 1]))
		text.len--;
	return text;
}

static struct bm_str line_after(struct bm_str text, const char *key)
{
	const char *at = memmem(text.at, text.len, key, strlen(key));
	const char *stop;

	if (!at)
		return bm_str(NULL, 0);
	at += strlen(key);
	stop = memchr(at, '\n', text.len - (size_t)(at - text.at));
	return bm_str(at, (size_t)((stop ? stop : text.at + text.len) - at));
}

static struct bm_str cmdline_of(const struct doc *doc)
{
	struct bm_fdt_chosen chosen;
	struct bm_str text = bm_str(NULL, 0);

	if (doc->fdt.blob) {
		bm_fdt_chosen(&doc->fdt, &chosen, NULL);
		return chosen.bootargs;
	}
	if (doc->kind == DOC_CMDLINE)
		text = doc_text(doc);
	if (doc->kind == DOC_LOG)
		text = line_after(doc_text(doc), "ommand line: ");
	return text.at ? trimmed(text) : text;
}

static bool gather(struct lint *lint, struct doc *doc)
{
	struct claims claims = { .sort = CLAIM_CMDLINE, .doc = doc, .findings = lint->findings };
	size_t before = lint->nr_claims, findings = lint->findings->nr;
	size_t i;

	for (i = 0; i < sizeof(parsers) / sizeof(parsers[0]); i++)
		if (parsers[i].kind == doc->kind && !run_parser(lint, doc, i))
			return false;
	claims.cmdline = cmdline_of(doc);
	if (claims.cmdline.at && !add_claims(lint, &claims))
		return false;
	if (lint->nr_claims == before && lint->findings->nr == findings)
		finding_add(lint->findings, 2, place_of_doc(doc), "no memory map in this %s",
			    doc_kind_name(doc->kind));
	return true;
}

bool claims_gather(struct lint *lint)
{
	size_t i;

	for (i = 0; i < lint->nr_docs; i++)
		if (!gather(lint, &lint->docs[i]))
			return false;
	return true;
}
