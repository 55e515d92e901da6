// SPDX-License-Identifier: MIT
/*
 * check_cmdline_map.c - a command line against the machine: does what it says make sense there?
 *
 * memmap= and mem= are run on the firmware's map by the library itself, so what is told here is
 * what Linux would have left.
 *
 * Linux: parse_memmap_one(), parse_crashkernel(), find_zone_movable_pfns_for_nodes().
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <bootmem/ingest.h>

#include "cli/base/span.h"
#include "cli/check/check_cmdline.h"

#define LEAST_RAM ((phys_addr_t)32 << 20)

/** struct scene - a command line and the map it is for. */
struct scene {
	const struct lint *lint;
	struct claims *cmdline;
	const struct claims *ram;
	phys_addr_t total;
	struct bm_params params;
};

/* --- one element of memmap= ---------------------------------------------------------------- */

/* In how many pieces persistent memory ends up: Linux never joins it across a change. */
static size_t count_fragments(const struct claims *ram, struct bm_range range)
{
	size_t nr = ram->nr_ranges + 1, i, pieces = 0;
	struct bm_fw_range claim = bm_fw_claim(range, BM_FW_PRAM);
	struct bm_fw_range *ranges = calloc(3 * nr, sizeof(*ranges));
	uint32_t *scratch = calloc(BM_FW_MAP_SCRATCH(nr), sizeof(*scratch));
	struct bm_fw_map map = bm_fw_map(ranges, 3 * nr);
	bool ok = ranges && scratch && bm_fw_map_add(&map, &claim) == 0;

	for (i = 0; ok && i < ram->nr_ranges; i++)
		if (ram->ranges[i].kind != BM_FW_NONE)
			ok = bm_fw_map_add(&map, &ram->ranges[i]) == 0;
	ok = ok && bm_fw_map_normalise(&map, scratch, BM_FW_MAP_SCRATCH(nr), NULL) == 0;
	for (i = 0; ok && i < map.cnt; i++)
		pieces += map.ranges[i].kind == BM_FW_PRAM;
	free(ranges);
	free(scratch);
	return pieces;
}

static void check_pmem(const struct scene *scene, const struct bm_map_edit *edit,
		       struct bm_range range)
{
	phys_addr_t usable = claims_usable(scene->ram, range);
	size_t pieces = count_fragments(scene->ram, range);
	struct place place = cmdline_place(scene->cmdline, edit->place);

	if (usable == range.end - range.start && pieces == 1)
		place_release(&place);
	else if (usable == 0)
		finding_add(scene->cmdline->findings, 315, place, "memmap=%.*s: none of %s is RAM",
			    (int)edit->place.len, edit->place.at,
			    in_hex(range.start, range.end).text);
	else
		finding_add(scene->cmdline->findings, 312, place,
			    "memmap=%.*s becomes %zu fragments, and %s of %s are not RAM",
			    (int)edit->place.len, edit->place.at, pieces,
			    in_bytes(range.end - range.start - usable).text,
			    in_bytes(range.end - range.start).text);
}

static void check_reserve(const struct scene *scene, const struct bm_map_edit *edit,
			  struct bm_range range)
{
	phys_addr_t usable = claims_usable(scene->ram, range);
	phys_addr_t size = range.end - range.start;

	if (usable == 0)
		finding_add(scene->cmdline->findings, 315,
			    cmdline_place(scene->cmdline, edit->place),
			    "memmap=%.*s: none of %s is RAM", (int)edit->place.len, edit->place.at,
			    in_hex(range.start, range.end).text);
	else if (usable < size)
		finding_add(scene->cmdline->findings, 312,
			    cmdline_place(scene->cmdline, edit->place),
			    "memmap=%.*s: %s of %s are not RAM", (int)edit->place.len,
			    edit->place.at, in_bytes(size - usable).text, in_bytes(size).text);
}

/* Where the running kernel is, if an input tells. */
static const struct bm_fw_range *find_kernel(const struct lint *lint, const struct claims **where)
{
	size_t i, j;

	for (i = 0; i < lint->nr_claims; i++)
		for (j = 0; j < lint->claims[i].nr_ranges; j++) {
			const struct bm_fw_range *range = &lint->claims[i].ranges[j];

			if (range->kind == BM_FW_LOADED && str_has(range->name, "ernel")) {
				*where = &lint->claims[i];
				return range;
			}
		}
	return NULL;
}

static void check_kernel(const struct scene *scene, const struct bm_map_edit *edit,
			 struct bm_range range)
{
	const struct claims *where = NULL;
	const struct bm_fw_range *kernel = find_kernel(scene->lint, &where);

	if (!kernel || kernel->start >= range.end || range.start >= kernel->end)
		return;
	finding_point(finding_add(scene->cmdline->findings, 316,
				  cmdline_place(scene->cmdline, edit->place),
				  "the kernel itself is inside %s",
				  in_hex(range.start, range.end).text),
		      claims_place(where, kernel), "%.*s %s", (int)kernel->name.len,
		      kernel->name.at, in_hex(kernel->start, kernel->end).text);
}

static void check_add(const struct scene *scene, const struct bm_map_edit *edit, bool is_exact)
{
	struct bm_range range = span(edit->start, edit->size);
	phys_addr_t size = range.end - range.start;

	if (size == 0)
		return;
	if (edit->to == BM_FW_PRAM)
		check_pmem(scene, edit, range);
	if (edit->to == BM_FW_RESERVED && !is_exact)
		check_reserve(scene, edit, range);
	if (edit->to == BM_FW_RESERVED || edit->to == BM_FW_PRAM)
		check_kernel(scene, edit, range);
	if (edit->to == BM_FW_USABLE && !is_exact && claims_usable(scene->ram, range) < size)
		finding_add(scene->cmdline->findings, 318,
			    cmdline_place(scene->cmdline, edit->place),
			    "memmap=%.*s calls %s RAM that firmware does not", (int)edit->place.len,
			    edit->place.at, in_bytes(size - claims_usable(scene->ram, range)).text);
}

static void check_edits(const struct scene *scene)
{
	struct bm_map_edit_iter it;
	struct bm_map_edit edit;
	bool is_exact = false;

	bm_map_edit_first(&it, scene->cmdline->cmdline);
	while (bm_map_edit_next(&it, &edit)) {
		is_exact |= edit.op == BM_MAP_EXACT;
		if (edit.op == BM_MAP_ADD)
			check_add(scene, &edit, is_exact);
	}
}

/* --- all of it ----------------------------------------------------------------------------- */

static size_t count_commas(struct bm_str text)
{
	size_t i, nr = 0;

	for (i = 0; i < text.len; i++)
		nr += text.at[i] == ',' || text.at[i] == ' ';
	return nr;
}

static struct bm_str first_edit(struct bm_str cmdline)
{
	struct bm_cmdline_iter it;

	bm_cmdline_first(&it, cmdline);
	while (bm_cmdline_next(&it))
		if (it.value.at && (bm_name_is(it.name, "memmap") || bm_name_is(it.name, "mem")))
			return cmdline_word(&it);
	return cmdline;
}

static void check_result(const struct scene *scene)
{
	const struct bm_fw_map *before = &scene->ram->map;
	size_t room = 4 * (before->cnt + count_commas(scene->cmdline->cmdline) + 4);
	struct bm_fw_range *ranges = calloc(room, sizeof(*ranges));
	uint32_t *scratch = calloc(BM_FW_MAP_SCRATCH(room), sizeof(*scratch));
	struct bm_x86_map x86 = { bm_fw_map(ranges, room), scratch, BM_FW_MAP_SCRATCH(room) };
	struct place place = cmdline_place(scene->cmdline, first_edit(scene->cmdline->cmdline));
	struct findings *findings = scene->cmdline->findings;
	bool edited = false;
	int err = ranges && scratch ? 0 : -BM_ENOMEM;
	phys_addr_t left = 0;

	if (!err) {
		memcpy(ranges, before->ranges, before->cnt * sizeof(*ranges));
		x86.map.cnt = before->cnt;
		err = bm_x86_edit(&x86, scene->cmdline->cmdline, &edited, NULL);
		left = bm_fw_map_size(&x86.map, BM_FW_USABLE);
	}
	if (err == -BM_EINVAL)
		finding_add(findings, 317, place,
			    "what is left is no map; Linux stops with "
			    "\"Invalid user supplied memory map\"");
	else if (!err && edited && left < LEAST_RAM && scene->total >= LEAST_RAM)
		finding_add(findings, 317, place, "of %s of RAM only %s are left",
			    in_bytes(scene->total).text, in_bytes(left).text);
	else if (!err && scene->params.mem_least > 0 && left < scene->params.mem_least / 8 * 7 &&
		 scene->params.mem_least < bm_fw_map_end(before, BM_FW_USABLE))
		finding_add(findings, 351, place,
			    "mem= is an address, not an amount: below %s there are %s of RAM",
			    in_bytes(scene->params.mem_least).text, in_bytes(left).text);
	else
		place_release(&place);
	free(ranges);
	free(scratch);
}

/* --- what needs an amount ------------------------------------------------------------------ */

static struct bm_str find_word(const struct scene *scene, const char *name)
{
	struct bm_cmdline_iter it;
	struct bm_str word = scene->cmdline->cmdline;

	bm_cmdline_first(&it, scene->cmdline->cmdline);
	while (bm_cmdline_find(&it, name))
		word = cmdline_word(&it);
	return word;
}

static struct place place_of(const struct scene *scene, const char *name)
{
	return cmdline_place(scene->cmdline, find_word(scene, name));
}

static void check_crashkernel(const struct scene *scene)
{
	struct findings *findings = scene->cmdline->findings;
	struct bm_str line = scene->cmdline->cmdline;
	const phys_addr_t grain = (phys_addr_t)128 << 20;
	phys_addr_t rounded = (scene->total + grain - 1) / grain * grain;
	struct bm_crashkernel crash = { 0 }, exact = { 0 };
	int err = bm_crashkernel_parse(line, scene->total, &crash, NULL);

	if (!(scene->params.given & BM_GIVEN_CRASHKERNEL))
		return;
	if (err == -BM_EINVAL)
		finding_add(
			findings, 320, place_of(scene, "crashkernel"),
			"crashkernel= is malformed or asks for all of RAM; nothing is reserved");
	else if (err == -BM_ENOENT && str_has(find_word(scene, "crashkernel"), ":"))
		finding_add(findings, 322, place_of(scene, "crashkernel"),
			    "no range of crashkernel= is for %s of RAM; nothing is reserved",
			    in_bytes(rounded).text);
	else if (!err && crash.size > scene->total)
		finding_add(findings, 324, place_of(scene, "crashkernel"),
			    "crashkernel= wants %s, there are %s of RAM", in_bytes(crash.size).text,
			    in_bytes(scene->total).text);
	if (!err && rounded != scene->total && str_has(line, ":") && rounded > grain &&
	    bm_crashkernel_parse(line, rounded - grain, &exact, NULL) == 0 &&
	    exact.size != crash.size)
		finding_add(findings, 321, place_of(scene, "crashkernel"),
			    "%" PRIu64 " MiB of RAM count as %" PRIu64 ", so %s are taken, not %s",
			    scene->total >> 20, rounded >> 20, in_bytes(crash.size).text,
			    in_bytes(exact.size).text);
	if (str_has(line, ",low") && !str_has(line, ",high"))
		finding_add(findings, 323, place_of(scene, "crashkernel"),
			    "crashkernel=SIZE,low without crashkernel=SIZE,high has no effect");
}

static void check_hugepages(const struct scene *scene)
{
	struct bm_hugepages_iter it;
	struct bm_hugepages pages;
	phys_addr_t bytes = 0;

	bm_hugepages_first(&it, scene->cmdline->cmdline);
	while (bm_hugepages_next(&it, &pages)) {
		phys_addr_t size = pages.size ? pages.size : (phys_addr_t)2 << 20;

		bytes += pages.nr < scene->total / size + 1 ? pages.nr * size : scene->total + 1;
	}
	if (bytes > scene->total)
		finding_add(scene->cmdline->findings, 345, place_of(scene, "hugepages"),
			    "hugepages= asks for more than the %s of RAM there are",
			    in_bytes(scene->total).text);
}

static bool has_flag(const struct lint *lint, uint32_t flag, bool *is_known)
{
	size_t i, j;

	for (i = 0; i < lint->nr_claims; i++) {
		const struct claims *claims = &lint->claims[i];

		*is_known |= flag == BM_FW_MIRROR ? claims->sort == CLAIM_EFI
						  : claims->sort == CLAIM_SRAT;
		for (j = 0; j < claims->nr_ranges; j++)
			if (claims->ranges[j].flags & flag)
				return true;
	}
	return false;
}

static void check_movable(const struct scene *scene)
{
	struct findings *findings = scene->cmdline->findings;
	const struct bm_core_param *movable = &scene->params.movablecore;
	bool knows_mirror = false, knows_hotplug = false;
	bool has_mirror = has_flag(scene->lint, BM_FW_MIRROR, &knows_mirror);
	bool has_hotplug = has_flag(scene->lint, BM_FW_HOTPLUG, &knows_hotplug);

	if (scene->params.mirror && !has_mirror)
		finding_add(
			findings, 331, place_of(scene, "kernelcore"), "kernelcore=mirror, but %s",
			knows_mirror ? "the EFI map marks no memory as mirrored"
				     : "there is no EFI map that could mark memory as mirrored");
	if (scene->params.movable_node && knows_hotplug && !has_hotplug)
		finding_add(findings, 332, place_of(scene, "movable_node"),
			    "movable_node, but the SRAT marks no memory as hot-pluggable");
	if (movable->bytes >= scene->total || movable->percent >= 100)
		if (movable->bytes || movable->percent)
			finding_add(findings, 333, place_of(scene, "movablecore"),
				    "movablecore= asks for all of RAM or more; Linux then ignores "
				    "it");
}

void check_cmdline_map(struct lint *lint, struct claims *claims)
{
	struct scene scene = { .lint = lint, .cmdline = claims, .ram = claims_ram(lint) };

	if (!scene.ram)
		return;
	scene.total = bm_fw_map_size(&scene.ram->map, BM_FW_USABLE);
	bm_params_parse(&scene.params, claims->cmdline, NULL);
	if (claims_is_map(scene.ram)) {
		check_edits(&scene);
		check_result(&scene);
	}
	check_crashkernel(&scene);
	check_hugepages(&scene);
	check_movable(&scene);
}
