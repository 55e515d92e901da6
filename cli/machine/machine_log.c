// SPDX-License-Identifier: MIT
/*
 * machine_log.c - the machine's log, parsed when it is first asked for; and without its trace.
 *
 * A ledger, a prediction and a plan each read the log, and a plan makes many predictions. They
 * share one parse: it is kept with the machine and with every copy of it, and belongs to the bytes
 * it was made of, so a machine whose log is replaced gets another.
 *
 * Who looks for what firmware said reads all lines, several times. Nine in ten may be boot
 * memory's own, none of which firmware speaks in, so there is a copy without these.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/log/log.h"
#include "cli/machine/machine.h"

/**
 * struct machine_log - what is kept of a log
 * @bytes:     the log
 * @is_parsed: @log was made of it, or could not be
 * @said:      lines that are not of the trace; NULL: not looked for yet
 */
struct machine_log {
	const char *bytes;
	bool is_parsed;
	bool is_good;
	struct log log;
	char *said;
	size_t said_len;
};

struct machine_log *machine_log_new(void)
{
	return calloc(1, sizeof(struct machine_log));
}

static void forget(struct machine_log *kept)
{
	if (kept->is_good)
		log_release(&kept->log);
	free(kept->said);
	*kept = (struct machine_log){ 0 };
}

/* What is kept of @text, and nothing of another. */
static struct machine_log *kept_of(const struct machine *machine, struct bm_str text)
{
	struct machine_log *kept = machine->log;

	if (kept->bytes != text.at)
		forget(kept);
	kept->bytes = text.at;
	return kept;
}

void machine_log_free(struct machine_log *kept)
{
	if (kept)
		forget(kept);
	free(kept);
}

const struct log *machine_log(const struct machine *machine)
{
	struct bm_str text = machine_part(machine, MACHINE_LOG);
	struct machine_log *kept;
	struct log_error error;

	if (!text.at)
		return NULL;
	kept = kept_of(machine, text);
	if (!kept->is_parsed)
		kept->is_good = log_parse(text.at, text.len, &kept->log, &error) == 0;
	kept->is_parsed = true;
	return kept->is_good ? &kept->log : NULL;
}

/* Copies the lines without @word; how long that is. */
static size_t copy_lines_without(const char *word, struct bm_str text, char *to)
{
	const char *from = text.at, *end = text.at + text.len, *hit, *stop;
	size_t len = 0;

	for (; from < end; from = stop) {
		hit = memmem(from, (size_t)(end - from), word, strlen(word));
		stop = hit ? hit : end;
		while (hit && stop > from && stop[-1] != '\n')
			stop--;
		memcpy(to + len, from, (size_t)(stop - from));
		len += (size_t)(stop - from);
		if (!hit)
			break;
		stop = memchr(hit, '\n', (size_t)(end - hit));
		stop = stop ? stop + 1 : end;
	}
	return len;
}

struct bm_str machine_said(const struct machine *machine)
{
	struct bm_str text = machine_part(machine, MACHINE_LOG);
	struct machine_log *kept;

	if (!text.at)
		return text;
	kept = kept_of(machine, text);
	if (!kept->said) {
		kept->said = malloc(text.len + 1);
		if (kept->said)
			kept->said_len = copy_lines_without("memblock_", text, kept->said);
	}
	return kept->said ? bm_str(kept->said, kept->said_len) : text;
}
