// SPDX-License-Identifier: MIT
/*
 * render_where_json.c - a ledger as JSON, schema bootmem.where/1.
 */
#include "cli/base/json.h"
#include "cli/render/render_where.h"
#include "cli/render/render_zones.h"

static void put_line(struct json *json, const struct ledger_line *line)
{
	static const char *const kinds[] = {
		[LEDGER_TOTAL] = "total",
		[LEDGER_TAKE] = "take",
		[LEDGER_GIVE] = "give",
		[LEDGER_ASIDE] = "aside",
	};

	json_open(json, NULL, '{');
	json_text(json, "kind", kinds[line->kind]);
	json_text(json, "key", line->key);
	json_text(json, "what", line->what);
	json_number(json, "bytes", line->bytes);
	json_text(json, "basis", ledger_basis_name(line->basis));
	json_number(json, "ranges", line->nr);
	if (line->nr > 0)
		json_range(json, "largest", line->largest.start, line->largest.end);
	json_close(json);
}

static void put_checks(struct json *json, const struct where *where)
{
	struct where_check checks[WHERE_MAX_CHECKS];
	size_t nr = where_checks(where, checks), i;

	json_open(json, "checks", '[');
	for (i = 0; i < nr; i++) {
		json_open(json, NULL, '{');
		json_text(json, "against", checks[i].against);
		json_number(json, "ours", checks[i].ours);
		json_number(json, "theirs", checks[i].theirs);
		if (checks[i].why)
			json_text(json, "why", checks[i].why);
		json_close(json);
	}
	json_close(json);
}

void render_where_json(const struct where *where, int code)
{
	static const char *const depths[] = {
		[LEDGER_TRACED] = "trace",
		[LEDGER_TOLD] = "log",
		[LEDGER_GUESSED] = "model",
	};
	struct json json = json_to(stdout);
	size_t i;

	json_open(&json, NULL, '{');
	json_text(&json, "schema", "bootmem.where/1");
	json_open(&json, "machine", '{');
	render_machine_json(&json, where->machine);
	json_close(&json);
	json_text(&json, "source", depths[where->ledger.depth]);
	if (where->window.end < PHYS_ADDR_MAX)
		json_addr(&json, "below", where->window.end);
	json_open(&json, "ledger", '[');
	for (i = 0; i < where->ledger.nr; i++)
		put_line(&json, &where->ledger.lines[i]);
	json_close(&json);
	put_checks(&json, where);
	json_open(&json, "unread", '[');
	for (i = 0; i < where->machine->nr_unread; i++)
		json_text(&json, NULL, where->machine->unread[i]);
	json_close(&json);
	json_open(&json, "result", '{');
	json_bool(&json, "balances", ledger_fault(&where->ledger) == NULL);
	json_bool(&json, "agrees", where_agrees(where));
	json_bool(&json, "ok", code == 0);
	json_close(&json);
	json_close(&json);
}
