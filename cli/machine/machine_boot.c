// SPDX-License-Identifier: MIT
/*
 * machine_boot.c - which file goes to which parser, and room for everything.
 *
 * Where several files say the same, the one closest to what the kernel was handed is taken: the
 * map as the kernel printed it, then the loader's page, then what sysfs kept, then the log.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bootmem/fw_boot_params.h>
#include <bootmem/fw_e820.h>
#include <bootmem/fw_efi.h>
#include <bootmem/fw_plain.h>
#include <bootmem/host.h>

#include "cli/base/scan.h"
#include "cli/machine/machine_boot.h"

#define NR_REGIONS 65536u
#define NR_BLOCKS 8192u

/* --- maps ------------------------------------------------------------------------------ */

static int parse_efi(const struct machine *machine, const struct bm_fw_sink *sink)
{
	struct bm_str text = machine->parts[MACHINE_EFI].bytes ? machine_part(machine, MACHINE_EFI)
							       : machine_said(machine);
	int err = 0;

	if (text.at)
		err = bm_efi_parse_log(text, sink);
	return err == -BM_ENOENT ? 0 : err;
}

static int parse_e820(const struct machine *machine, const struct bm_fw_sink *sink)
{
	struct bm_str page = machine_part(machine, MACHINE_BOOT_PARAMS);
	struct bm_boot_params params;
	bool needs_two = machine->kernel < BM_KERNEL(6, 19);

	if (machine->parts[MACHINE_E820].bytes)
		return bm_e820_parse_log(machine_part(machine, MACHINE_E820), BM_E820_LOG_FIRMWARE,
					 sink);
	if (page.at && bm_boot_params_parse(page.at, page.len, &params, NULL) == 0)
		return bm_boot_params_e820(&params, NULL, needs_two, sink);
	if (machine->parts[MACHINE_MEMMAP].bytes)
		return bm_e820_parse_sysfs(machine_part(machine, MACHINE_MEMMAP), sink);
	if (machine->parts[MACHINE_LOG].bytes)
		return bm_e820_parse_log(machine_said(machine), BM_E820_LOG_FIRMWARE, sink);
	/* What the kernel's own loader makes of it. */
	return parse_efi(machine, sink);
}

static size_t count_words(const char *text)
{
	size_t i, nr = 1;

	for (i = 0; text[i] != '\0'; i++)
		nr += text[i] == ' ' || text[i] == ',';
	return nr;
}

static size_t count_claims(const struct machine *machine)
{
	struct bm_fw_map map = bm_fw_map(NULL, 0);
	struct bm_fw_sink sink = bm_fw_map_sink(&map);

	return parse_e820(machine, &sink) == 0 ? map.needed : 0;
}

/* Counts first: a map without room tells how much it takes. What cannot be read claims nothing. */
static struct bm_fw_map make_map(const struct machine *machine,
				 int (*parse)(const struct machine *, const struct bm_fw_sink *),
				 size_t spare, struct bm_fw_range **out_ranges)
{
	struct bm_fw_map map = bm_fw_map(NULL, 0);
	struct bm_fw_sink sink = bm_fw_map_sink(&map);
	size_t room = spare;

	if (parse(machine, &sink) == 0)
		room += map.needed;
	*out_ranges = calloc(room, sizeof(**out_ranges));
	map = bm_fw_map(*out_ranges, *out_ranges ? room : 0);
	if (parse(machine, &sink) != 0)
		map.cnt = 0;
	return map;
}

/* Room for all claims and all edits of them, and three times that for the result. */
static bool make_e820(struct machine_boot *run, const struct machine *machine)
{
	struct bm_x86_map *e820 = &run->boot.e820;
	size_t claims = count_claims(machine) + run->boot.efi.cnt + run->boot.plain.len / 2;
	size_t edits = count_words(machine->cmdline);

	e820->map = make_map(machine, parse_e820, 3 * (claims + 3 * edits + 16), &run->e820_ranges);
	e820->nr_scratch = BM_FW_MAP_SCRATCH(e820->map.max);
	run->e820_scratch = calloc(e820->nr_scratch, sizeof(uint32_t));
	e820->scratch = run->e820_scratch;
	return run->e820_ranges && run->e820_scratch;
}

/* --- what the loader left -------------------------------------------------------------- */

static struct bm_range range_of(uint64_t first, uint64_t last)
{
	struct bm_range range = { (phys_addr_t)first, (phys_addr_t)last + 1 };

	return range;
}

/* "RAMDISK: [mem 0xbfee4000-0xbffdffff]" */
static struct bm_range initrd_of_log(const struct machine *machine)
{
	struct bm_str text = machine_log_find(machine, "RAMDISK: [mem ");
	struct scan scan;
	uint64_t first, last;

	if (!text.at)
		return (struct bm_range){ 0, 0 };
	scan = scan_all(text);
	if (scan_hex(&scan, &first) && scan_text(&scan, "-") && scan_hex(&scan, &last))
		return range_of(first, last);
	return (struct bm_range){ 0, 0 };
}

static struct bm_range find_initrd(const struct machine *machine)
{
	struct bm_str page = machine_part(machine, MACHINE_BOOT_PARAMS);
	struct bm_boot_params params;

	if (page.at && bm_boot_params_parse(page.at, page.len, &params, NULL) == 0)
		return params.initrd;
	return initrd_of_log(machine);
}

/* --- room ------------------------------------------------------------------------------ */

/* A range takes more than 8 bytes of a map written by hand, more than 32 of any other. */
static size_t count_regions(const struct machine *machine)
{
	static const enum machine_part printed[] = {
		MACHINE_LOG,
		MACHINE_E820,
		MACHINE_MEMMAP,
		MACHINE_EFI,
	};
	size_t nr = NR_REGIONS + 2 * (machine_part(machine, MACHINE_PLAIN).len / 8);
	size_t i;

	for (i = 0; i < sizeof(printed) / sizeof(printed[0]); i++)
		nr += 2 * (machine_part(machine, printed[i]).len / 32);
	return nr;
}

/* The library sets what it reads of these; clearing them here would touch every page. */
static bool make_room(struct machine_boot *run, size_t nr_regions, unsigned int max_nodes)
{
	size_t squared = (size_t)max_nodes * max_nodes;

	run->regions = malloc(nr_regions * sizeof(*run->regions));
	run->nodes = malloc(max_nodes * sizeof(*run->nodes));
	run->fallback = malloc(squared * sizeof(*run->fallback));
	run->blocks = malloc(NR_BLOCKS * sizeof(*run->blocks));
	run->work = malloc(2 * NR_BLOCKS * sizeof(*run->work));
	run->domains = malloc(max_nodes * sizeof(*run->domains));
	run->distances = malloc(squared);
	run->zone_distances = malloc(squared);
	return run->regions && run->nodes && run->fallback && run->blocks && run->work &&
	       run->domains && run->distances && run->zone_distances;
}

void machine_boot_free(struct machine_boot *run)
{
	if (!run)
		return;
	free(run->told);
	free(run->pools);
	free(run->regions);
	free(run->nodes);
	free(run->fallback);
	free(run->e820_ranges);
	free(run->e820_scratch);
	free(run->efi_ranges);
	free(run->blocks);
	free(run->work);
	free(run->domains);
	free(run->distances);
	free(run->zone_distances);
	free(run);
}

/* --- put together ---------------------------------------------------------------------- */

static void take_tables(struct machine_boot *run, const struct machine *machine)
{
	struct bm_boot *boot = &run->boot;
	struct bm_str srat = machine_part(machine, MACHINE_SRAT);
	struct bm_str slit = machine_part(machine, MACHINE_SLIT);
	struct bm_str cedt = machine_part(machine, MACHINE_CEDT);
	struct bm_str tree = machine_part(machine, MACHINE_TREE);

	boot->srat = (struct bm_table){ srat.at, srat.len };
	boot->slit = (struct bm_table){ slit.at, slit.len };
	boot->cedt = (struct bm_table){ cedt.at, cedt.len };
	boot->srat_log = machine_said(machine);
	if (tree.at && bm_fdt_check(&boot->fdt, tree.at, tree.len, NULL) != 0)
		boot->fdt = (struct bm_fdt){ NULL, 0 };
}

/*
 * UEFI loads a kernel as a program, whose code it marks. On boards the kernel's first act is to
 * move itself into pages of the same kind further down; where it was loaded is free once it runs.
 */
static struct bm_range loaded_image(const struct bm_fw_map *efi)
{
	struct bm_range image = { 0, 0 };
	size_t i;

	for (i = 0; i < efi->cnt; i++) {
		const struct bm_fw_range *range = &efi->ranges[i];

		if (range->type == BM_EFI_LOADER_CODE &&
		    (image.end == 0 || range->start < image.start))
			image = (struct bm_range){ range->start, range->end };
	}
	return image;
}

/* Distributions build what makes pools into kernels for Arm alone. */
static bool has_pools(const struct bm_profile *profile)
{
	return strncmp(profile->name, "arm64", 5) == 0;
}

static bool set_up(struct machine_boot *run, const struct machine *machine,
		   const struct bm_port *port)
{
	unsigned int max_nodes = machine->profile->max_nodes;
	size_t nr_regions = count_regions(machine);
	struct bm_boot *boot = &run->boot;

	if (!make_room(run, nr_regions, max_nodes))
		return false;
	mb_init(&run->mb, port ? port : &host_no_ram, run->regions, nr_regions);
	bm_zones_init(&run->zones, run->nodes, max_nodes);
	run->zones.fallback = run->fallback;
	bm_boot_init(boot, machine->profile, &run->mb, &run->zones);
	boot->kernel = machine->kernel;
	boot->kernel_image = machine->kernel_image;
	boot->cmdline = bm_str(machine->cmdline, strlen(machine->cmdline));
	boot->plain = run->told ? bm_str(run->told, strlen(run->told))
				: machine_part(machine, MACHINE_PLAIN);
	boot->initrd = find_initrd(machine);
	boot->numa_room =
		bm_numa_room(run->blocks, NR_BLOCKS, run->domains, run->distances, max_nodes);
	boot->numa_work = run->work;
	boot->distances = run->zone_distances;
	run->sink = (struct bm_fw_sink){ .ctx = run, .range = machine_pool_told };
	if (has_pools(machine->profile))
		boot->sink = &run->sink;
	take_tables(run, machine);
	boot->efi = make_map(machine, parse_efi, 0, &run->efi_ranges);
	if (boot->kernel_image.end == 0 && !machine->profile->has_e820)
		boot->kernel_image = loaded_image(&boot->efi);
	return !machine->profile->has_e820 || make_e820(run, machine);
}

/* --- what can be wrong ---------------------------------------------------------------------- */

static void keep_first(void *ctx, const struct bm_diag *diag)
{
	struct bm_diag *first = ctx;

	if (!first->what)
		*first = *diag;
}

/* A map written by hand is the one input that a person can mend at once: say where. */
static bool is_readable(struct bm_str plain, char *why, size_t room)
{
	struct bm_diag first = { 0 };
	struct bm_fw_sink sink = { .ctx = &first, .diag = keep_first };
	struct bm_place place;

	if (!plain.at || bm_plain_parse(plain, &sink) == 0)
		return true;
	place = bm_place_of(plain, first.offset);
	snprintf(why, room, "line %zu, column %zu: %s, if this is a map written by hand",
		 place.line, place.column, first.what ? first.what : "not understood");
	return false;
}

/* A boot goes without a tree that is damaged; if it cannot, that is what to say. */
static bool is_tree_sound(struct bm_str tree, char *why, size_t room)
{
	struct bm_diag first = { 0 };
	struct bm_fw_sink sink = { .ctx = &first, .diag = keep_first };
	struct bm_fdt fdt;

	if (!tree.at || bm_fdt_check(&fdt, tree.at, tree.len, &sink) == 0)
		return true;
	snprintf(why, room, "the device tree is cut off or damaged: %s",
		 first.what ? first.what : "not understood");
	return false;
}

static const char *meaning(int err)
{
	switch (-err) {
	case BM_ENOENT:
		return "there is no memory";
	case BM_ENOMEM:
		return "the map cannot hold it";
	case BM_ENOSPC:
		return "there is more of it than there is room for";
	case BM_EBADMSG:
		return "the input is damaged";
	default:
		return "the input makes no sense";
	}
}

/* Anything beside a log that could say where memory is? */
static bool has_map(const struct machine *machine)
{
	static const enum machine_part maps[] = {
		MACHINE_E820, MACHINE_BOOT_PARAMS, MACHINE_MEMMAP,
		MACHINE_EFI,  MACHINE_TREE,	   MACHINE_PLAIN
	};
	size_t i;

	for (i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		if (machine->parts[maps[i]].bytes)
			return true;
	return false;
}

static void ask_for_root(const struct machine *machine, char *why, size_t room)
{
	size_t i, len;

	if (!machine->is_own)
		snprintf(why, room, "who made this copy could not see where memory is:");
	else if (geteuid() == 0)
		snprintf(why, room, "where memory is is hidden even from root, as in a container:");
	else
		snprintf(why, room, "only root may read where memory is; try sudo:");
	for (i = 0; i < machine->nr_unread; i++) {
		len = strlen(why);
		snprintf(why + len, room - len, "%s %s", i > 0 ? "," : "", machine->unread[i]);
	}
}

/* Nothing is wrong with what there is, but something else is needed. */
static void ask_for_map(const struct machine *machine, char *why, size_t room)
{
	if (machine->nr_unread > 0) {
		ask_for_root(machine, why, room);
	} else if (machine->parts[MACHINE_IOMEM].bytes) {
		snprintf(why, room,
			 "no System RAM in /proc/iomem; all its addresses are 0 unless root "
			 "reads it");
	} else if (machine->parts[MACHINE_LOG].bytes) {
		snprintf(why, room,
			 "no memory map in this log: no e820 or EFI map, no 'Early memory node "
			 "ranges'; take it from its beginning (journalctl -k -b), or name a folder "
			 "that has a map or a device tree as well");
	} else if (machine->is_root) {
		snprintf(why, room,
			 "neither /sys/firmware nor /proc/iomem nor the kernel's log says where "
			 "memory is");
	} else {
		snprintf(why, room,
			 "nothing here says where memory is; add one of dmesg.txt, iomem.txt, "
			 "e820.txt, firmware_memmap.txt, guest.dtb");
	}
}

static void complain(const struct machine_boot *run, const struct machine *machine, int err,
		     char *why, size_t room)
{
	enum bm_step step = run->boot.step;

	if (err == -BM_ENOENT && !is_tree_sound(machine_part(machine, MACHINE_TREE), why, room))
		return;
	if (err == -BM_ENOENT && !run->told && !has_map(machine))
		ask_for_map(machine, why, room);
	else if (step == BM_STEP_END)
		snprintf(why, room, "there is no whole page of memory");
	else if (step == BM_STEP_EDIT_MAP && err == -BM_EINVAL)
		snprintf(why, room, "what mem= and memmap= leave is no map, Linux would stop here");
	else
		snprintf(why, room, "%s, in the step '%s'", meaning(err), bm_step_name(step));
}

static int run_steps(struct machine_boot *run, const struct machine_watch *watch)
{
	const struct bm_profile *profile = run->boot.profile;
	struct bm_profile one = *profile;
	unsigned int i;
	int err = 0;

	if (!watch->step)
		return bm_boot(&run->boot);
	run->boot.profile = &one;
	one.steps[1] = BM_STEP_END;
	for (i = 0; i < BM_MAX_STEPS && profile->steps[i] != BM_STEP_END && !err; i++) {
		one.steps[0] = profile->steps[i];
		err = bm_boot(&run->boot);
		/* Until zones are laid out there is nothing to be found at the end of the list. */
		if (err == -BM_ENOENT && run->boot.step == BM_STEP_END)
			err = 0;
		if (!err)
			watch->step(watch->ctx, run, (enum bm_step)profile->steps[i]);
	}
	run->boot.profile = profile;
	if (!err && run->zones.nr_pages == 0)
		err = -BM_ENOENT;
	return err;
}

/* Takes @told over: the kernel's own list of memory, or NULL. */
static int boot_once(const struct machine *machine, const struct machine_watch *watch, char *told,
		     bool iomem, struct machine_boot **out)
{
	struct machine_boot *run = calloc(1, sizeof(*run));

	*out = run;
	if (!run) {
		free(told);
		return -BM_ENOMEM;
	}
	run->told = told;
	run->told_by_iomem = iomem;
	if (!set_up(run, machine, watch->port)) {
		machine_boot_free(run);
		*out = NULL;
		return -BM_ENOMEM;
	}
	return run_steps(run, watch);
}

/* What no firmware says may be in the kernel's own list of its memory. */
static int boot_somehow(const struct machine *machine, const struct machine_watch *watch,
			struct machine_boot **out)
{
	int err = boot_once(machine, watch, NULL, false, out);
	bool iomem;
	char *told;

	if (err != -BM_ENOENT || machine->parts[MACHINE_PLAIN].bytes)
		return err;
	told = machine_told_map(machine, &iomem);
	if (!told)
		return err;
	machine_boot_free(*out);
	return boot_once(machine, watch, told, iomem, out);
}

int machine_boot_watched(const struct machine *machine, const struct machine_watch *watch,
			 struct machine_boot **out, char *why, size_t room)
{
	struct machine_boot *run;
	int err;

	if (!is_readable(machine_part(machine, MACHINE_PLAIN), why, room))
		return -1;
	err = boot_somehow(machine, watch, &run);
	if (!err && has_pools(machine->profile))
		err = machine_pools_settle(run);
	if (!err) {
		*out = run;
		return 0;
	}
	if (run)
		complain(run, machine, err, why, room);
	else
		snprintf(why, room, "out of memory");
	machine_boot_free(run);
	return -1;
}

int machine_boot(const struct machine *machine, const struct bm_port *port,
		 struct machine_boot **out, char *why, size_t room)
{
	struct machine_watch watch = { port, NULL, NULL };

	return machine_boot_watched(machine, &watch, out, why, room);
}
