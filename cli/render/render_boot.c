// SPDX-License-Identifier: MIT
/*
 * render_boot.c - a boot on pretend RAM, as text and as JSON.
 */
#include <inttypes.h>
#include <stdio.h>

#include "cli/base/text.h"
#include "cli/render/render_boot.h"

static const char *policy_name(enum bm_pages_policy policy)
{
	switch (policy) {
	case BM_PAGES_EAGER:
		return "eager";
	case BM_PAGES_DEFERRED:
		return "deferred";
	case BM_PAGES_LAZY:
		break;
	}
	return "lazy";
}

/* --- text ----------------------------------------------------------------------------- */

static void print_book(const char *what, phys_addr_t bytes)
{
	char size[TEXT_ROOM];

	if (bytes > 0)
		printf("  %-12s %20" PRIu64 "  %s\n", what, (uint64_t)bytes,
		       text_size(bytes, size, sizeof(size)));
}

static void print_audit(const struct bm_audit *audit)
{
	printf("release, in bytes:\n");
	print_book("memory", audit->memory);
	print_book("handed over", audit->handed);
	print_book("reserved", audit->reserved);
	print_book("not mapped", audit->nomap);
	print_book("drivers'", audit->driver);
	print_book("trimmed", audit->trimmed);
	print_book("in no zone", audit->unzoned);
}

static void print_pages(const struct machine_mm *mm)
{
	char early[TEXT_ROOM];
	char all[TEXT_ROOM];

	printf("descriptors, %s: %lu of %lu sections (%s) before the first page is handed out, "
	       "%lu (%s) in the end\n",
	       policy_name(mm->policy), mm->early_sections, mm->pages.nr_sections,
	       text_size(mm->early_bytes, early, sizeof(early)),
	       (unsigned long)mm->pages.sections_ready,
	       text_size(mm->pages.bytes_touched, all, sizeof(all)));
}

static void print_trial(const struct bm_zones *zones, const struct machine_trial *trial)
{
	unsigned int nid, idx;

	printf("  %-16s %4u of %4u", trial->name, trial->nr_got, trial->nr_wanted);
	for (nid = 0; nid < zones->nr_nodes; nid++) {
		for (idx = 0; idx < BM_NR_ZONES; idx++) {
			if (trial->nr_by_zone[nid][idx] > 0)
				printf("  node %u %s %u", nid, bm_zone_name(idx),
				       trial->nr_by_zone[nid][idx]);
		}
	}
	if (trial->nr_got > 0)
		printf("  first at 0x%" PRIx64,
		       (uint64_t)trial->first_pfn << zones->policy.page_shift);
	printf("\n");
}

void render_boot(const struct machine_boot *run, const struct machine_mm *mm)
{
	size_t i;

	print_audit(&mm->mm.audit);
	print_pages(mm);
	printf("the first %u allocations:\n", MACHINE_TRIALS);
	for (i = 0; i < MACHINE_NR_KINDS; i++)
		print_trial(&run->zones, &mm->trials[i]);
	printf("%s\n", mm->fault ? mm->fault : "all freed again; the allocator is well formed");
}

/* --- JSON ------------------------------------------------------------------------------ */

static void put_audit(struct json *json, const struct bm_audit *audit)
{
	json_open(json, "release", '{');
	json_number(json, "memory", audit->memory);
	json_number(json, "handed_over", audit->handed);
	json_number(json, "reserved", audit->reserved);
	json_number(json, "nomap", audit->nomap);
	json_number(json, "driver", audit->driver);
	json_number(json, "trimmed", audit->trimmed);
	json_number(json, "unzoned", audit->unzoned);
	json_close(json);
}

static void put_pages(struct json *json, const struct machine_mm *mm)
{
	json_open(json, "descriptors", '{');
	json_text(json, "policy", policy_name(mm->policy));
	json_number(json, "sections", mm->pages.nr_sections);
	json_number(json, "early_sections", mm->early_sections);
	json_number(json, "early_bytes", mm->early_bytes);
	json_number(json, "final_sections", mm->pages.sections_ready);
	json_number(json, "final_bytes", mm->pages.bytes_touched);
	json_close(json);
}

static void put_trial(struct json *json, const struct bm_zones *zones,
		      const struct machine_trial *trial)
{
	unsigned int nid, idx;

	json_open(json, NULL, '{');
	json_text(json, "kind", trial->name);
	json_number(json, "order", trial->order);
	json_number(json, "wanted", trial->nr_wanted);
	json_number(json, "got", trial->nr_got);
	if (trial->nr_got > 0)
		json_addr(json, "first", (uint64_t)trial->first_pfn << zones->policy.page_shift);
	json_open(json, "from", '[');
	for (nid = 0; nid < zones->nr_nodes; nid++) {
		for (idx = 0; idx < BM_NR_ZONES; idx++) {
			if (trial->nr_by_zone[nid][idx] == 0)
				continue;
			json_open(json, NULL, '{');
			json_number(json, "nid", nid);
			json_text(json, "zone", bm_zone_name(idx));
			json_number(json, "count", trial->nr_by_zone[nid][idx]);
			json_close(json);
		}
	}
	json_close(json);
	json_close(json);
}

void render_boot_json(struct json *json, const struct machine_boot *run,
		      const struct machine_mm *mm)
{
	size_t i;

	put_audit(json, &mm->mm.audit);
	put_pages(json, mm);
	json_open(json, "allocations", '[');
	for (i = 0; i < MACHINE_NR_KINDS; i++)
		put_trial(json, &run->zones, &mm->trials[i]);
	json_close(json);
	json_bool(json, "allocator_ok", mm->fault == NULL);
}
