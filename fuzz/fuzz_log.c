// SPDX-License-Identifier: MIT
/*
 * fuzz_log.c - any bytes as a kernel log: parsed, replayed, drawn.
 *
 * Whatever the input, the parser ends with events or with an error that names a line of it, and a
 * replay ends with every allocation counted once and a map that is well formed.
 */
#include <stdint.h>
#include <stdlib.h>

#include <bootmem/check.h>

#include "cli/replay/map.h"

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void check_error(const struct log_error *error, const char *bytes, size_t size)
{
	size_t i, nr_lines = size > 0;

	for (i = 0; i + 1 < size; i++)
		nr_lines += bytes[i] == '\n';
	require(error->message[0] != '\0');
	require(error->line <= nr_lines);
	require(error->column == 0 || error->length > 0);
}

static void check_replay(const struct log *log)
{
	struct replay *replay;
	struct map map;

	if (replay_new(log, &replay) != 0)
		return;
	replay_run(replay);
	require(replay->nr_allocs ==
		replay->nr_matched + replay->nr_mismatched + replay->nr_skipped);
	require(replay->nr_mismatched == replay->nr_mismatches);
	require(mb_check(&replay->mb) == NULL);
	if (map_new(replay, &map) == 0) {
		require(map.nr_taken <= map.nr_bytes);
		map_release(&map);
	}
	replay_free(replay);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct log_error error;
	struct log log;

	if (log_parse(bytes, size, &log, &error) != 0) {
		check_error(&error, bytes, size);
		return 0;
	}
	check_replay(&log);
	log_release(&log);
	return 0;
}
