// SPDX-License-Identifier: MIT
/*
 * outcome.c - read the lines in which a kernel says what came of its memory.
 *
 * Lines are other people's and no contract binds them: one that does not fit is passed over, so
 * that a sum comes out short and says so rather than wrong.
 */
#include <string.h>

#include "cli/base/scan.h"
#include "cli/log/log_line.h"
#include "cli/log/outcome.h"

#define KIB ((uint64_t)1 << 10)
#define MIB ((uint64_t)1 << 20)

/* --- lines ---------------------------------------------------------------------------------- */

static bool next_line(struct scan *rest, struct scan *line)
{
	const char *end;

	if (scan_done(rest))
		return false;
	end = memchr(rest->pos, '\n', (size_t)(rest->end - rest->pos));
	*line = (struct scan){ rest->pos, end ? end : rest->end };
	rest->pos = end ? end + 1 : rest->end;
	return true;
}

/* The decimal number right before @word, such as the 1008 of "memory: 1008K". */
static bool number_before(struct scan line, const char *before, const char *after, uint64_t *out)
{
	return scan_find(&line, before) && scan_dec(&line, out) && scan_text(&line, after);
}

static bool mem_range(struct scan line, struct bm_range *range)
{
	uint64_t first, last;

	if (!scan_find(&line, "[mem ") || !scan_hex(&line, &first) || !scan_text(&line, "-") ||
	    !scan_hex(&line, &last) || last < first)
		return false;
	*range = (struct bm_range){ (phys_addr_t)first, (phys_addr_t)last + 1 };
	return true;
}

static bool begins(struct scan line, const char *text)
{
	return scan_text(&line, text);
}

/* --- freed later ---------------------------------------------------------------------------- */

/* "Freeing initrd memory: 1008K", "Freeing unused kernel image (initmem) memory: 4172K" */
static bool read_freeing(struct scan line, enum outcome_freed *what, uint64_t *bytes)
{
	if (!begins(line, "Freeing ") || !number_before(line, " memory: ", "K", bytes))
		return false;
	*bytes *= KIB;
	*what = begins(line, "Freeing initrd ") ? FREED_INITRD : FREED_INIT;
	return true;
}

/* "memblock_free_late: [0x36da1000-0x36da1fff]": only its whole pages go anywhere. */
static bool read_late(struct scan line, uint64_t page, uint64_t *bytes)
{
	uint64_t first, last, start, end;

	if (!scan_text(&line, "memblock_free_late: [") || !scan_hex(&line, &first) ||
	    !scan_text(&line, "-") || !scan_hex(&line, &last))
		return false;
	start = first / page + (first % page != 0);
	end = last / page + (last % page == page - 1);
	*bytes = end > start ? (end - start) * page : 0;
	return true;
}

/* "cma: Reserved 64 MiB at 0x...", and for pools of a device tree ", size 64 MiB" at the end. */
static bool read_area(struct scan line, enum outcome_freed *what, uint64_t *bytes)
{
	static const char area[] = "cma: Reserved ";
	static const char pool[] = "Reserved memory: created CMA memory pool at ";
	bool is_pool = begins(line, pool);

	if (!is_pool && !begins(line, area))
		return false;
	if (!number_before(line, is_pool ? ", size " : area, " MiB", bytes))
		return false;
	*bytes *= MIB;
	*what = FREED_CMA;
	return true;
}

static bool unit(struct scan *line, uint64_t *out)
{
	static const struct {
		const char *name;
		uint64_t bytes;
	} units[] = { { " KiB", KIB }, { " MiB", MIB }, { " GiB", KIB * MIB } };
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (scan_text(line, units[i].name)) {
			*out = units[i].bytes;
			return true;
		}
	}
	return false;
}

/*
 * "HugeTLB: registered 1.00 GiB page size, pre-allocated 2 pages". Smaller ones than a gigantic
 * page come out of the page allocator, where they were counted already.
 */
static bool read_giants(struct scan line, enum outcome_freed *what, uint64_t *bytes)
{
	const uint64_t largest_block = 4 * MIB;
	uint64_t whole, hundredths, factor, nr;

	if (!scan_text(&line, "HugeTLB: registered ") || !scan_dec(&line, &whole) ||
	    !scan_text(&line, ".") || !scan_dec(&line, &hundredths) || !unit(&line, &factor) ||
	    !scan_text(&line, " page size, pre-allocated ") || !scan_dec(&line, &nr) ||
	    whole * factor <= largest_block)
		return false;
	*what = FREED_GIANTS;
	*bytes = nr * whole * factor;
	return true;
}

static bool read_freed(struct scan line, uint64_t page, enum outcome_freed *what, uint64_t *bytes)
{
	if (read_late(line, page, bytes)) {
		*what = FREED_LATE;
		return true;
	}
	return read_freeing(line, what, bytes) || read_area(line, what, bytes) ||
	       read_giants(line, what, bytes);
}

/* --- taken ---------------------------------------------------------------------------------- */

/* "Dentry cache hash table entries: 262144 (order: 9, 2097152 bytes, linear)" */
static void read_hash(struct outcome *outcome, struct scan line)
{
	uint64_t bytes;

	if ((begins(line, "Dentry cache hash table entries: ") ||
	     begins(line, "Inode-cache hash table entries: ")) &&
	    scan_find(&line, "order: ") && number_before(line, ", ", " bytes", &bytes))
		outcome->taken[TAKEN_HASH] += bytes;
}

/* "setup_percpu: ... nr_cpu_ids:2 ..." comes before "percpu: Embedded 66 pages/cpu ..." */
static void read_percpu(struct outcome *outcome, struct scan line, uint64_t *nr_cpus)
{
	uint64_t pages;

	if (number_before(line, " nr_cpu_ids:", " ", nr_cpus))
		return;
	if (begins(line, "percpu: Embedded ") &&
	    number_before(line, "Embedded ", " pages/cpu", &pages))
		outcome->taken[TAKEN_PERCPU] = pages * outcome->page * *nr_cpus;
}

/* "crashkernel reserved: 0x9f000000 - 0xbf000000 (512 MB)", and how it was said before 6.6 */
static void read_crash(struct outcome *outcome, struct scan line)
{
	struct scan at = line;
	uint64_t start, end, size;

	if (scan_text(&at, "crashkernel reserved: ") && scan_hex(&at, &start) &&
	    scan_text(&at, " - ") && scan_hex(&at, &end) && start < end) {
		outcome->crash = (struct bm_range){ (phys_addr_t)start, (phys_addr_t)end };
		outcome->taken[TAKEN_CRASH] += end - start;
		return;
	}
	at = line;
	if (!scan_text(&at, "Reserving ") || !scan_dec(&at, &size) || !scan_text(&at, "MB of "))
		return;
	scan_text(&at, "low ");
	if (!scan_text(&at, "memory at ") || !scan_dec(&at, &start) || !scan_text(&at, "MB ") ||
	    !scan_find(&at, "crashkernel"))
		return;
	outcome->taken[TAKEN_CRASH] += size * MIB;
	if (!scan_find(&line, " low "))
		outcome->crash = (struct bm_range){ start * MIB, (start + size) * MIB };
}

/* "software IO TLB: mapped [mem 0x...-0x...] (64MB)"; its end is exclusive in these lines. */
static void read_bounce(struct outcome *outcome, struct scan line)
{
	uint64_t mib;

	if (begins(line, "software IO TLB: mapped ") && number_before(line, " (", "MB)", &mib))
		outcome->taken[TAKEN_BOUNCE] = mib * MIB;
}

static void read_log_buffer(struct outcome *outcome, struct scan line)
{
	uint64_t bytes;

	if (number_before(line, "log_buf_len: ", " bytes", &bytes))
		outcome->taken[TAKEN_LOG] = bytes;
}

static void read_ranges(struct outcome *outcome, struct scan line)
{
	struct bm_range range;

	if (begins(line, "  node ") && mem_range(line, &range))
		outcome->ranges += range.end - range.start;
	if (begins(line, "RAMDISK: ") && mem_range(line, &range))
		outcome->initrd = range;
}

/* --- the Memory: line ----------------------------------------------------------------------- */

static uint64_t kib_before(struct scan line, const char *what)
{
	struct scan at = line;
	uint64_t kib = 0;
	const char *end;

	if (!scan_find(&at, what))
		return 0;
	end = at.pos - strlen(what);
	for (at.pos = end; at.pos > line.pos && at.pos[-1] >= '0' && at.pos[-1] <= '9';)
		at.pos--;
	scan_dec(&at, &kib);
	return kib * KIB;
}

/* "Memory: 1974556K/2096632K available (16384K kernel code, ..., 118144K reserved, ...)" */
static bool read_memory(struct outcome *outcome, struct scan line)
{
	uint64_t kib;

	if (outcome->has_line || !begins(line, "Memory: ") || !scan_find(&line, "K/") ||
	    !scan_dec(&line, &kib) || !scan_text(&line, "K available ("))
		return false;
	outcome->has_line = true;
	outcome->physical = kib * KIB;
	outcome->reserved = kib_before(line, "K reserved");
	outcome->cma = kib_before(line, "K cma-reserved");
	outcome->taken[TAKEN_KERNEL] = kib_before(line, "K kernel code") +
				       kib_before(line, "K rwdata") + kib_before(line, "K rodata") +
				       kib_before(line, "K init") + kib_before(line, "K bss");
	return true;
}

/* "Linux version 7.2.13+deb14-amd64 (...)" */
static bool read_version(struct outcome *outcome, struct scan line)
{
	uint64_t major;

	if (!scan_text(&line, "Linux version ") || !scan_dec(&line, &major))
		return false;
	outcome->giants_in_line = major >= 7;
	return true;
}

/* --- all of it ------------------------------------------------------------------------------ */

/* Areas have their own number in the Memory: line. */
static bool is_in_line(const struct outcome *outcome, enum outcome_freed what)
{
	if (what == FREED_CMA)
		return false;
	return what == FREED_GIANTS ? outcome->giants_in_line : !outcome->has_line;
}

void outcome_read_log(struct outcome *outcome, struct bm_str text)
{
	struct scan rest = scan_all(text);
	enum outcome_freed what;
	uint64_t bytes, nr_cpus = 1, usec;
	struct scan line;
	bool has_time;

	while (next_line(&rest, &line)) {
		line_skip_prefix(&line, &has_time, &usec);
		if (read_version(outcome, line) || read_memory(outcome, line))
			continue;
		if (read_freed(line, outcome->page, &what, &bytes)) {
			outcome->freed[what] += bytes;
			if (is_in_line(outcome, what))
				outcome->freed_before[what] += bytes;
			continue;
		}
		/* Taken early, told when the devices that need it start. */
		read_bounce(outcome, line);
		if (outcome->has_line)
			continue;
		read_hash(outcome, line);
		read_percpu(outcome, line, &nr_cpus);
		read_crash(outcome, line);
		read_log_buffer(outcome, line);
		read_ranges(outcome, line);
	}
}

void outcome_read_meminfo(struct outcome *outcome, struct bm_str text)
{
	struct scan at = scan_all(text);
	uint64_t kib;

	if (!scan_find(&at, "MemTotal:"))
		return;
	scan_spaces(&at);
	outcome->has_total = scan_dec(&at, &kib);
	outcome->total = outcome->has_total ? kib * KIB : 0;
}

static uint64_t sum_of(struct bm_str text, const char *word)
{
	struct scan at = scan_all(text);
	uint64_t sum = 0, one;

	while (scan_find(&at, word)) {
		scan_spaces(&at);
		if (scan_dec(&at, &one))
			sum += one;
	}
	return sum;
}

void outcome_read_zoneinfo(struct outcome *outcome, struct bm_str text)
{
	if (!text.at)
		return;
	outcome->has_zones = true;
	outcome->managed = sum_of(text, "\n        managed ");
	outcome->present = sum_of(text, "\n        present ");
}

uint64_t outcome_total(const struct outcome *outcome)
{
	return outcome->physical - outcome->reserved - outcome->cma;
}

uint64_t outcome_freed(const struct outcome *outcome, bool before_line)
{
	const uint64_t *freed = before_line ? outcome->freed_before : outcome->freed;
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < NR_FREED; i++)
		sum += freed[i];
	return sum;
}
