// SPDX-License-Identifier: MIT
/*
 * ledger_told.c - from memory to the hand-over, when there is no trace of early allocations.
 *
 * An ordinary log counts what is reserved in all and names a part of it: those lines are taken
 * from the count, and what is left stands as the remainder. Without a log the recipe's own
 * reservations are taken, and what every kernel takes for its descriptors and hash tables.
 *
 * Linux: mem_init_print_info(), sparse_init(), vfs_caches_init_early().
 */
#include <bootmem/cmdline.h>
#include <bootmem/release.h>

#include "cli/base/span.h"
#include "cli/ledger/ledger.h"
#include "cli/predict/model.h"
#include "cli/predict/predict.h"

static void take(struct ledger *ledger, const char *what, phys_addr_t bytes,
		 enum ledger_basis basis)
{
	struct ledger_line line = {
		.kind = LEDGER_TAKE,
		.key = "taken",
		.what = what,
		.bytes = bytes,
		.basis = basis,
	};

	ledger_add(ledger, &line);
}

/* --- with a log ----------------------------------------------------------------------------- */

static void add_total(struct ledger *ledger, const char *key, const char *what, phys_addr_t bytes)
{
	struct ledger_line line = {
		.kind = LEDGER_TOTAL,
		.key = key,
		.what = what,
		.bytes = bytes,
		.basis = LEDGER_MEASURED,
	};

	ledger_add(ledger, &line);
}

/*
 * One number is larger than the other by what a line is for. Kernels that mirror memory count
 * more given away than there is, and print that as a number below 0.
 */
static void add_difference(struct ledger *ledger, phys_addr_t before, phys_addr_t after,
			   const char *what)
{
	bool less = (int64_t)(before - after) > 0;
	struct ledger_line line = {
		.kind = less ? LEDGER_TAKE : LEDGER_GIVE,
		.key = "unexplained",
		.what = what,
		.bytes = less ? before - after : after - before,
		.basis = LEDGER_REST,
	};

	ledger_add(ledger, &line);
}

static phys_addr_t take_told(struct ledger *ledger, const struct outcome *outcome)
{
	static const char *const names[NR_TAKEN] = {
		[TAKEN_KERNEL] = "kernel image",
		[TAKEN_CRASH] = "crash kernel",
		[TAKEN_BOUNCE] = "bounce buffers (swiotlb)",
		[TAKEN_HASH] = "hash tables",
		[TAKEN_PERCPU] = "per-CPU areas",
		[TAKEN_LOG] = "log buffer",
	};
	phys_addr_t initrd = outcome->initrd.end - outcome->initrd.start;
	phys_addr_t sum = 0;
	size_t i;

	if (initrd == 0)
		initrd = outcome->freed[FREED_INITRD];

	for (i = 0; i < NR_TAKEN; i++) {
		take(ledger, names[i], outcome->taken[i], LEDGER_MEASURED);
		sum += outcome->taken[i];
	}
	take(ledger, "initial ram disk", initrd, LEDGER_MEASURED);
	return sum + initrd;
}

void ledger_told(struct ledger_map *map, const struct outcome *outcome)
{
	struct ledger *ledger = map->ledger;
	phys_addr_t before = extents_size(&map->now);
	phys_addr_t memory = outcome->ranges > 0 ? outcome->ranges : before;
	phys_addr_t pages = model_page_descriptors(map->run);
	const char *rest = "other early allocations, not named";
	phys_addr_t sum;

	if (outcome->reserved > outcome->physical)
		rest = "counted more than once";
	ledger->depth = LEDGER_TOLD;
	add_difference(ledger, before, memory, "memory, says the log alone");
	add_total(ledger, "memory", "memory, when booting began", memory);
	ledger->memory = memory;
	add_difference(ledger, memory, outcome->physical, "not counted in the Memory: line");
	sum = pages + take_told(ledger, outcome);
	take(ledger, "struct pages", pages, LEDGER_MODEL);
	take(ledger, "contiguous memory areas", outcome->cma, LEDGER_MEASURED);
	add_difference(ledger, outcome->reserved, sum, rest);
	ledger->handed = outcome_total(outcome);
	add_total(ledger, "handed", "with the page allocator, at the Memory: line", ledger->handed);
}

/* --- without -------------------------------------------------------------------------------- */

static bool take_set(struct ledger_map *map, struct extents *rest, const struct extents *set,
		     struct ledger_line line)
{
	struct extents both = { 0 }, less = { 0 };
	bool ok = extents_both(rest, set, &both) && extents_minus(rest, set, &less) &&
		  ledger_add_set(map->ledger, line, &both, map->window);

	extents_release(&both);
	extents_release(rest);
	*rest = less;
	return ok;
}

/* Reserved, but for what is lent to the page allocator and counts as its. */
static bool reserved_for_good(const struct machine_boot *run, struct extents *out)
{
	struct extents all = { 0 }, lent = { 0 };
	bool ok = extents_of_regions(&all, &run->mb.reserved);
	size_t i;

	for (i = 0; i < run->nr_pools && ok; i++)
		ok = extents_add(&lent, run->pools[i].range);
	ok = ok && extents_minus(&all, &lent, out);
	extents_release(&all);
	extents_release(&lent);
	return ok;
}

static bool take_range(struct ledger_map *map, struct extents *rest, struct bm_range range,
		       const char *what)
{
	struct ledger_line line = {
		.kind = LEDGER_TAKE,
		.key = "taken",
		.what = what,
		.basis = LEDGER_MODEL,
	};
	struct extents set = { 0 }, taken = { 0 };
	bool ok = reserved_for_good(map->run, &taken);
	struct extents one = { &range, 1, 1 };

	ok = ok && extents_both(&taken, &one, &set) && take_set(map, rest, &set, line);
	extents_release(&set);
	extents_release(&taken);
	return ok;
}

static const char initrd_line[] = "initial ram disk";

static bool take_reserved(struct ledger_map *map, struct extents *rest)
{
	const struct bm_boot *boot = &map->run->boot;
	struct bm_range first = { 0, boot->profile->has_e820 ? 1u << 20 : 0 };
	struct bm_range all = { 0, PHYS_ADDR_MAX };

	return take_range(map, rest, boot->kernel_image, "kernel image") &&
	       take_range(map, rest, boot->initrd, initrd_line) &&
	       take_range(map, rest, first, "first MiB, firmware's and real mode's") &&
	       take_range(map, rest, all, "reserved by firmware or loader");
}

static bool is_blocked(const struct memblock_region *region)
{
	return (region->flags & (MEMBLOCK_NOMAP | MEMBLOCK_DRIVER_MANAGED)) != 0;
}

static bool take_blocked(struct ledger_map *map, struct extents *rest)
{
	static const struct ledger_line line = {
		.kind = LEDGER_TAKE,
		.key = "nomap",
		.what = "never to be mapped (no-map)",
		.basis = LEDGER_MAP,
	};
	const struct memblock_type *memory = &map->run->mb.memory;
	struct extents set = { 0 };
	bool ok = true;
	unsigned long i;

	for (i = 0; i < memory->cnt && ok; i++) {
		const struct memblock_region *region = &memory->regions[i];

		if (is_blocked(region))
			ok = extents_add(&set, span(region->base, region->size));
	}
	ok = ok && take_set(map, rest, &set, line);
	extents_release(&set);
	return ok;
}

/* What a kernel takes anywhere; it has no place, so a window cannot tell. */
static phys_addr_t take_usual(struct ledger_map *map, bool has_log_buf)
{
	phys_addr_t pages = model_page_descriptors(map->run);
	phys_addr_t hashes = model_hash_tables(map->run);
	phys_addr_t bounce = model_bounce_buffers(map->run);
	phys_addr_t log = has_log_buf ? 0 : model_log_buffer(map->run);

	if (map->window.start > 0 || map->window.end < PHYS_ADDR_MAX)
		return 0;
	take(map->ledger, "struct pages", pages, LEDGER_MODEL);
	take(map->ledger, "bounce buffers (swiotlb)", bounce, LEDGER_MODEL);
	take(map->ledger, "log buffer", log, LEDGER_CMDLINE);
	take(map->ledger, "hash tables", hashes, LEDGER_MODEL);
	return pages + hashes + bounce + log;
}

static phys_addr_t part_in(const struct extents *set, struct bm_range window)
{
	struct extents limits = { &window, 1, 1 }, both = { 0 };
	phys_addr_t size = extents_both(set, &limits, &both) ? extents_size(&both) : 0;

	extents_release(&both);
	return size;
}

static bool add_pages(struct extents *set, const struct predict *predict,
		      const struct predict_item *item)
{
	const phys_addr_t *pages = predict_pages(predict, item);
	bool ok = true;
	unsigned long i;

	for (i = 0; i < item->nr_got && ok; i++)
		ok = extents_add(set, span(pages[i], item->size));
	return ok;
}

/* Where all reservations of a kind are. */
static bool find_claims(const struct predict *predict, enum predict_kind kind, struct extents *set)
{
	bool ok = true;
	size_t i;

	for (i = 0; i < predict->nr_items && ok; i++) {
		const struct predict_item *item = &predict->items[i];

		if (item->kind != kind)
			continue;
		ok = kind == PREDICT_HUGE ? add_pages(set, predict, item)
					  : extents_add(set, item->claim.main) &&
						    extents_add(set, item->claim.low);
	}
	return ok;
}

/* What the command line takes for good. */
static bool take_claims(struct ledger_map *map, struct extents *rest, const struct predict *predict,
			enum predict_kind kind, const char *what)
{
	struct ledger_line line = {
		.kind = LEDGER_TAKE,
		.key = "taken",
		.what = what,
		.basis = LEDGER_CMDLINE,
	};
	struct extents set = { 0 };
	bool ok = find_claims(predict, kind, &set) && take_set(map, rest, &set, line);

	extents_release(&set);
	return ok;
}

#define NR_LENT 3

/** struct lent - what is reserved early, and counts as the page allocator's in the end. */
struct lent {
	enum predict_kind kind;
	enum ledger_basis basis;
	const char *what;
	const char *key;
	const char *what_in_the_end;
	phys_addr_t bytes;
};

/* Taken here and given back in the end, so it stays in what is left. */
static bool lend(struct ledger_map *map, const struct extents *rest, const struct predict *predict,
		 struct lent *lent)
{
	struct ledger_line line = {
		.kind = LEDGER_TAKE,
		.key = "taken",
		.what = lent->what,
		.basis = lent->basis,
	};
	struct extents set = { 0 }, both = { 0 };
	bool ok = find_claims(predict, lent->kind, &set) && extents_both(rest, &set, &both) &&
		  ledger_add_set(map->ledger, line, &both, map->window);

	lent->bytes = ok ? part_in(&both, map->window) : 0;
	extents_release(&set);
	extents_release(&both);
	return ok;
}

static void give_back(struct ledger *ledger, const struct lent *lent)
{
	const struct ledger_line line = {
		.kind = LEDGER_GIVE,
		.key = lent->key,
		.what = lent->what_in_the_end,
		.basis = LEDGER_MODEL,
		.bytes = lent->bytes,
	};

	ledger_add(ledger, &line);
}

/* Boards ask for it later than a prediction goes, so it has no place there. */
static bool take_log_buf(struct ledger_map *map, struct extents *rest, const struct recipe *recipe)
{
	static const struct ledger_line line = {
		.kind = LEDGER_TAKE,
		.key = "taken",
		.what = "log buffer",
		.basis = LEDGER_CMDLINE,
	};
	struct extents set = { 0 };
	bool ok = true;
	size_t i;

	for (i = 0; i < 3 && ok; i++)
		ok = extents_add(&set, recipe->log_buf[i]);
	ok = ok && take_set(map, rest, &set, line);
	extents_release(&set);
	return ok;
}

/** struct asked - what became of what the command line asks for. */
struct asked {
	struct lent lent[NR_LENT];
	bool has_log_buf;
};

static bool take_asked(struct ledger_map *map, struct extents *rest, const struct machine *machine,
		       struct asked *asked, char *why)
{
	struct predict predict;
	size_t i;
	bool ok;

	if (predict_make(&predict, machine, why) != 0)
		return false;
	ok = take_claims(map, rest, &predict, PREDICT_CRASH, "crash kernel") &&
	     take_claims(map, rest, &predict, PREDICT_NAMED, "named reservations (reserve_mem)") &&
	     take_log_buf(map, rest, &predict.recipe);
	for (i = 0; i < NR_LENT && ok; i++)
		ok = lend(map, rest, &predict, &asked->lent[i]);
	asked->has_log_buf = predict.recipe.log_buf[0].end > 0;
	predict_release(&predict);
	return ok;
}

static bool has_word(const struct machine_boot *run, const char *name)
{
	struct bm_cmdline_iter it;

	bm_cmdline_first(&it, run->boot.cmdline);
	return bm_cmdline_find(&it, name);
}

/* Unpacked, an initial ram disk is of no more use, unless it is to be kept. */
static phys_addr_t give_initrd(struct ledger_map *map)
{
	struct ledger_line line = {
		.kind = LEDGER_GIVE,
		.key = "freed.initrd",
		.what = "initial ram disk, unpacked",
		.basis = LEDGER_MODEL,
	};
	size_t i;

	for (i = 0; i < map->ledger->nr && !has_word(map->run, "retain_initrd"); i++)
		if (map->ledger->lines[i].what == initrd_line)
			line.bytes = map->ledger->lines[i].bytes;
	ledger_add(map->ledger, &line);
	return line.bytes;
}

bool ledger_guess(struct ledger_map *map, const struct machine *machine, char *why)
{
	static const struct ledger_line memory = {
		.kind = LEDGER_TOTAL,
		.key = "memory",
		.what = "memory, when booting begins",
		.basis = LEDGER_MODEL,
	};
	struct ledger_line total = {
		.kind = LEDGER_TOTAL,
		.key = "memtotal",
		.what = "MemTotal, by the model",
		.basis = LEDGER_MODEL,
	};
	struct ledger *ledger = map->ledger;
	struct asked asked = {
		.lent = { { PREDICT_CMA, LEDGER_MODEL, "contiguous memory area", "freed.cma",
			    "contiguous memory areas, lent", 0 },
			  { PREDICT_HUGE_CMA, LEDGER_CMDLINE, "areas for huge pages", "freed.cma",
			    "areas for huge pages, lent", 0 },
			  { PREDICT_HUGE, LEDGER_CMDLINE, "huge pages", "freed.hugepages",
			    "huge pages, counted as managed", 0 } },
	};
	struct extents rest = { 0 };
	size_t i;
	bool ok;

	ledger->depth = LEDGER_GUESSED;
	ok = extents_of_regions(&rest, &map->run->mb.memory) &&
	     ledger_add_set(ledger, memory, &rest, map->window);
	ledger->memory = ok ? ledger->lines[ledger->nr - 1].bytes : 0;
	ok = ok && take_blocked(map, &rest) && take_reserved(map, &rest) &&
	     take_asked(map, &rest, machine, &asked, why);
	total.bytes = part_in(&rest, map->window);
	total.bytes -= take_usual(map, asked.has_log_buf);
	total.bytes += give_initrd(map);
	for (i = 0; i < NR_LENT; i++)
		give_back(ledger, &asked.lent[i]);
	ledger_add(ledger, &total);
	ledger->handed = ledger->total = total.bytes;
	extents_release(&rest);
	return ok;
}
