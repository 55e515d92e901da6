// SPDX-License-Identifier: MIT
/*
 * map.c - gather the physical map of a replay: banks, owners, shares, and the picture's rows.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/base/span.h"
#include "cli/base/vec.h"
#include "cli/replay/map.h"

#define FOUR_GIB ((phys_addr_t)1 << 32)

int map_replay(const struct log *log, struct replay **out)
{
	int err = replay_new(log, out);

	if (err)
		return err;
	while ((*out)->pos < log->nr_events && log->events[(*out)->pos].kind != LOG_HANDOVER)
		if (!replay_step(*out))
			break;
	err = (*out)->err;
	if (err)
		replay_free(*out);
	return err;
}

/* --- banks --------------------------------------------------------------- */

static int add_bank(struct map *map, struct map_bank bank)
{
	if (!vec_reserve(&map->banks, &map->banks_room, map->nr_banks + 1, sizeof(bank)))
		return -BM_ENOMEM;
	map->banks[map->nr_banks++] = bank;
	return 0;
}

static int add_memory(struct map *map, const struct memblock *mb)
{
	unsigned long i;
	int err = 0;

	for (i = 0; i < mb->memory.cnt && !err; i++) {
		const struct memblock_region *region = &mb->memory.regions[i];
		struct map_bank bank = {
			.base = region->base,
			.end = region_end(region),
			.is_memory = true,
			.kind = "memory",
			.nid = region->nid,
			.flags = (unsigned int)region->flags,
		};

		map->nr_bytes += region->size;
		err = add_bank(map, bank);
	}
	return err;
}

/* Firmware's words for memory, by version of Linux. */
static bool means_memory(const char *type)
{
	return strcmp(type, "usable") == 0 || strcmp(type, "System RAM") == 0;
}

/* What firmware lists beside memory. Pieces of memory that it tells apart are of no interest. */
static int add_firmware(struct map *map, const struct replay *replay)
{
	const struct log *log = replay->log;
	size_t i;
	int err = 0;

	for (i = 0; i < log->nr_events && !err; i++) {
		const struct log_event *event = &log->events[i];
		struct map_bank bank = {
			.base = event->base,
			.end = log_end(event),
			.kind = event->who,
			.nid = NUMA_NO_NODE,
		};

		if (event->kind == LOG_FIRMWARE && !means_memory(event->who) &&
		    !mb_is_memory(&replay->mb, event->base))
			err = add_bank(map, bank);
	}
	return err;
}

static int by_base(const void *a, const void *b)
{
	const struct map_bank *x = a, *y = b;

	if (x->base != y->base)
		return x->base < y->base ? -1 : 1;
	return x->end < y->end ? -1 : x->end > y->end;
}

/* --- shares -------------------------------------------------------------- */

static phys_addr_t bytes_of_memory(const struct map *map, const struct owned *span)
{
	phys_addr_t bytes = 0;
	size_t i;

	for (i = 0; i < map->nr_banks; i++) {
		phys_addr_t base = higher(span->base, map->banks[i].base);
		phys_addr_t end = lower(span->end, map->banks[i].end);

		if (map->banks[i].is_memory && base < end)
			bytes += end - base;
	}
	return bytes;
}

static int by_bytes(const void *a, const void *b)
{
	const struct map_share *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes > y->bytes ? -1 : 1;
	return strcmp(x->group->name, y->group->name);
}

static void add_share(struct map *map, const struct owned *span)
{
	const struct group *group = groups_of_tag(span->owner);
	phys_addr_t bytes = bytes_of_memory(map, span);
	size_t i;

	for (i = 0; i < map->nr_shares && map->shares[i].group != group; i++)
		;
	if (i == MAP_MAX_GROUPS)
		return;
	if (i == map->nr_shares)
		map->shares[map->nr_shares++] = (struct map_share){ .group = group };
	map->shares[i].bytes += bytes;
	map->shares[i].nr_spans++;
	map->nr_taken += bytes;
}

/* --- the picture --------------------------------------------------------- */

/** Bytes of a cell by what they are. */
struct cell {
	phys_addr_t free;
	phys_addr_t firmware;
	phys_addr_t taken[256];
};

static phys_addr_t shared(phys_addr_t base, phys_addr_t end, phys_addr_t lo, phys_addr_t hi)
{
	base = higher(base, lo);
	end = lower(end, hi);
	return base < end ? end - base : 0;
}

static void count_cell(const struct map *map, phys_addr_t lo, phys_addr_t hi, struct cell *cell)
{
	size_t i;

	memset(cell, 0, sizeof(*cell));
	for (i = 0; i < map->nr_banks; i++) {
		phys_addr_t bytes = shared(map->banks[i].base, map->banks[i].end, lo, hi);

		if (map->banks[i].is_memory)
			cell->free += bytes;
		else
			cell->firmware += bytes;
	}
	for (i = 0; i < map->owners.nr_spans; i++) {
		const struct owned *span = &map->owners.spans[i];
		phys_addr_t bytes = shared(span->base, span->end, lo, hi);

		cell->taken[(unsigned char)groups_of_tag(span->owner)->letter] += bytes;
		cell->free -= lower(bytes, cell->free);
	}
}

/* The biggest owner if a third of the cell is taken, else what most of the rest is. */
static char draw_cell(const struct cell *cell, phys_addr_t width)
{
	phys_addr_t taken = 0;
	unsigned int i, most = 0;

	for (i = 0; i < 256; i++) {
		taken += cell->taken[i];
		if (cell->taken[i] > cell->taken[most])
			most = i;
	}
	if (taken > 0 && taken >= width / 3)
		return (char)most;
	if (cell->free == 0 && cell->firmware == 0)
		return ' ';
	return cell->free >= cell->firmware ? '.' : '-';
}

static int draw_row(struct map *map, phys_addr_t base, phys_addr_t end)
{
	phys_addr_t width = (end - base + MAP_WIDTH - 1) / MAP_WIDTH;
	struct map_row row = { .base = base, .end = end };
	struct cell cell;
	unsigned int i;

	for (i = 0; i < MAP_WIDTH; i++) {
		phys_addr_t lo = base + width * i;
		phys_addr_t hi = lower(lo + width, end);

		row.cells[i] = ' ';
		if (lo >= end)
			continue;
		count_cell(map, lo, hi, &cell);
		row.cells[i] = draw_cell(&cell, hi - lo);
	}
	if (!vec_reserve(&map->rows, &map->rows_room, map->nr_rows + 1, sizeof(row)))
		return -BM_ENOMEM;
	map->rows[map->nr_rows++] = row;
	return 0;
}

/* A row ends at 4 GiB, and at holes that would take most of it. */
static bool starts_row(phys_addr_t row_base, phys_addr_t row_end, phys_addr_t base)
{
	phys_addr_t hole = base - row_end;

	if (row_end <= FOUR_GIB && base >= FOUR_GIB)
		return true;
	return hole > FOUR_GIB && hole / 4 > row_end - row_base;
}

static int draw_rows(struct map *map)
{
	const size_t most_rows = 16;
	phys_addr_t base = 0, end = 0;
	size_t i;
	int err = 0;

	for (i = 0; i < map->nr_banks && !err; i++) {
		const struct map_bank *bank = &map->banks[i];

		if (!bank->is_memory)
			continue;
		if (end > 0 && starts_row(base, end, bank->base) && map->nr_rows < most_rows) {
			err = draw_row(map, base, end);
			end = 0;
		}
		if (end == 0)
			base = bank->base < FOUR_GIB / 64 ? 0 : bank->base;
		end = higher(end, bank->end);
	}
	if (end > 0 && !err)
		err = draw_row(map, base, end);
	return err;
}

int map_of_owners(const struct replay *replay, struct owners owners, struct map *map)
{
	size_t i;
	int err;

	*map = (struct map){ .owners = owners };
	err = add_memory(map, &replay->mb);
	if (!err)
		err = add_firmware(map, replay);
	if (!err && map->nr_banks > 0)
		qsort(map->banks, map->nr_banks, sizeof(*map->banks), by_base);
	if (!err)
		err = map_find_zones_(map, replay->log);
	if (!err) {
		for (i = 0; i < map->owners.nr_spans; i++)
			add_share(map, &map->owners.spans[i]);
		qsort(map->shares, map->nr_shares, sizeof(*map->shares), by_bytes);
		err = draw_rows(map);
	}
	if (err)
		map_release(map);
	return err;
}

int map_new(const struct replay *replay, struct map *map)
{
	struct owners owners;
	int err = history_owners(&replay->history, &owners);

	return err ? err : map_of_owners(replay, owners, map);
}

void map_release(struct map *map)
{
	free(map->banks);
	free(map->zones);
	free(map->rows);
	owners_release(&map->owners);
	*map = (struct map){ 0 };
}
