// SPDX-License-Identifier: MIT
/*
 * render_check_json.c - findings for programs: our own schema, and SARIF for code review tools.
 */
#include <stdio.h>
#include <string.h>

#include "cli/base/json.h"
#include "cli/base/program.h"
#include "cli/render/render_check.h"

static const char *code_name(const struct rule *rule, char *out, size_t room)
{
	snprintf(out, room, "BM%03u", rule->code);
	return out;
}

/* --- bootmem.check/1 ----------------------------------------------------------------------- */

static void put_place(struct json *json, const struct place *place)
{
	json_text(json, "file", place->file);
	if (place->line > 0) {
		json_number(json, "line", place->line);
		json_number(json, "column", place->column);
		json_number(json, "length", place->len);
	}
	if (place->node)
		json_text(json, "node", place->node);
	if (place->line == 0 && !place->node && place->offset != SIZE_MAX)
		json_number(json, "offset", place->offset);
}

static void put_finding(struct json *json, const struct finding *found)
{
	char code[16];
	size_t i;

	json_open(json, NULL, '{');
	json_text(json, "code", code_name(found->rule, code, sizeof(code)));
	json_text(json, "severity", severity_name(found->rule->severity));
	put_place(json, &found->place);
	json_text(json, "message", found->message);
	json_text(json, "help", found->help ? found->help : found->rule->fix);
	json_open(json, "related", '[');
	for (i = 0; i < found->nr_related; i++) {
		json_open(json, NULL, '{');
		put_place(json, &found->related[i].place);
		json_text(json, "message", found->related[i].text);
		json_close(json);
	}
	json_close(json);
	json_close(json);
}

static void put_limits(struct json *json, const struct limit *limits)
{
	size_t i;

	json_open(json, "limits", '[');
	for (i = 0; i < NR_LIMITS; i++) {
		json_open(json, NULL, '{');
		json_text(json, "consumer", limits[i].consumer);
		json_number(json, "limit", limits[i].limit);
		json_number(json, "needs", limits[i].needs);
		json_bool(json, "ok", !limits[i].fails);
		json_close(json);
	}
	json_close(json);
}

void render_findings_json(struct json *json, const struct report *report)
{
	size_t i;

	json_open(json, "findings", '[');
	for (i = 0; i < report->findings->nr; i++)
		put_finding(json, &report->findings->items[i]);
	json_close(json);
	if (report->limits)
		put_limits(json, report->limits);
	json_open(json, "result", '{');
	json_bool(json, "ok", report->exit == EXIT_YES);
	json_int(json, "exit", report->exit);
	json_close(json);
}

void render_check_json(const struct report *report)
{
	struct json json = json_to(stdout);
	size_t i;

	json_open(&json, NULL, '{');
	json_text(&json, "schema", "bootmem.check/1");
	json_text(&json, "tool", CLI_VERSION);
	json_open(&json, "inputs", '[');
	for (i = 0; i < report->nr_inputs; i++) {
		json_open(&json, NULL, '{');
		json_text(&json, "file", report->inputs[i].name);
		json_text(&json, "kind", doc_kind_name(report->inputs[i].kind));
		json_close(&json);
	}
	json_close(&json);
	json_number(&json, "ranges", report->nr_ranges);
	render_findings_json(&json, report);
	json_close(&json);
}

static void put_rule(struct json *json, const struct rule *rule)
{
	char code[16];

	json_open(json, NULL, '{');
	json_text(json, "code", code_name(rule, code, sizeof(code)));
	json_text(json, "severity", severity_name(rule->severity));
	json_text(json, "title", rule->title);
	json_text(json, "why", rule->why);
	json_text(json, "fix", rule->fix);
	json_text(json, "source", rule->source);
	json_text(json, "example", rule->example);
	json_close(json);
}

void render_rules_json(const struct rule *const *rules, size_t nr)
{
	struct json json = json_to(stdout);
	const struct rule *rule;
	size_t i;

	json_open(&json, NULL, '{');
	json_text(&json, "schema", "bootmem.rules/1");
	json_open(&json, "rules", '[');
	for (i = 0; (rule = nr == 0 ? rule_at(i) : i < nr ? rules[i] : NULL); i++)
		put_rule(&json, rule);
	json_close(&json);
	json_close(&json);
}

/* --- SARIF --------------------------------------------------------------------------------- */

static void put_message(struct json *json, const char *key, const char *text)
{
	json_open(json, key, '{');
	json_text(json, "text", text);
	json_close(json);
}

/* A path as a relative reference: what is no letter, digit or -._~/ is escaped. */
static void put_uri(struct json *json, const char *path)
{
	static const char plain[] = "-._~/";
	char uri[1024];
	size_t n = 0;

	for (; *path && n + 4 < sizeof(uri); path++) {
		unsigned char c = (unsigned char)*path;
		bool is_plain = (c | 32) >= 'a' ? (c | 32) <= 'z' && c < 128
						: (c >= '0' && c <= '9') || strchr(plain, c);

		n += (size_t)snprintf(uri + n, sizeof(uri) - n, is_plain ? "%c" : "%%%02X", c);
	}
	uri[n] = '\0';
	json_text(json, "uri", uri);
}

static void put_region(struct json *json, const struct place *place)
{
	if (place->line == 0 && place->offset == SIZE_MAX)
		return;
	json_open(json, "region", '{');
	if (place->line > 0) {
		json_number(json, "startLine", place->line);
		json_number(json, "startColumn", place->column);
		if (place->len > 0)
			json_number(json, "endColumn", place->column + place->len);
	} else {
		json_number(json, "byteOffset", place->offset);
	}
	json_close(json);
}

static void put_location(struct json *json, const struct place *place, const char *text)
{
	json_open(json, NULL, '{');
	json_open(json, "physicalLocation", '{');
	json_open(json, "artifactLocation", '{');
	put_uri(json, place->file);
	json_close(json);
	put_region(json, place);
	json_close(json);
	if (place->node) {
		json_open(json, "logicalLocations", '[');
		json_open(json, NULL, '{');
		json_text(json, "fullyQualifiedName", place->node);
		json_close(json);
		json_close(json);
	}
	if (text)
		put_message(json, "message", text);
	json_close(json);
}

static void put_result(struct json *json, const struct finding *found)
{
	char code[16], text[1024];
	size_t i;

	snprintf(text, sizeof(text), "%s. Help: %s.", found->message,
		 found->help ? found->help : found->rule->fix);
	json_open(json, NULL, '{');
	json_text(json, "ruleId", code_name(found->rule, code, sizeof(code)));
	json_text(json, "level", severity_name(found->rule->severity));
	put_message(json, "message", text);
	json_open(json, "locations", '[');
	put_location(json, &found->place, NULL);
	json_close(json);
	if (found->nr_related > 0) {
		json_open(json, "relatedLocations", '[');
		for (i = 0; i < found->nr_related; i++)
			put_location(json, &found->related[i].place, found->related[i].text);
		json_close(json);
	}
	json_close(json);
}

static bool is_used(const struct report *report, const struct rule *rule)
{
	size_t i;

	for (i = 0; i < report->findings->nr; i++)
		if (report->findings->items[i].rule == rule)
			return true;
	return false;
}

static void put_driver(struct json *json, const struct report *report)
{
	const struct rule *rule;
	char code[16];
	size_t i;

	json_open(json, "driver", '{');
	json_text(json, "name", CLI_NAME);
	json_text(json, "version", CLI_VERSION);
	json_open(json, "rules", '[');
	for (i = 0; (rule = rule_at(i)); i++) {
		if (!is_used(report, rule))
			continue;
		json_open(json, NULL, '{');
		json_text(json, "id", code_name(rule, code, sizeof(code)));
		put_message(json, "shortDescription", rule->title);
		put_message(json, "fullDescription", rule->why);
		put_message(json, "help", rule->fix);
		json_open(json, "defaultConfiguration", '{');
		json_text(json, "level", severity_name(rule->severity));
		json_close(json);
		json_close(json);
	}
	json_close(json);
	json_close(json);
}

void render_check_sarif(const struct report *report)
{
	struct json json = json_to(stdout);
	size_t i;

	json_open(&json, NULL, '{');
	json_text(&json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	json_text(&json, "version", "2.1.0");
	json_open(&json, "runs", '[');
	json_open(&json, NULL, '{');
	json_open(&json, "tool", '{');
	put_driver(&json, report);
	json_close(&json);
	json_text(&json, "columnKind", "unicodeCodePoints");
	json_open(&json, "results", '[');
	for (i = 0; i < report->findings->nr; i++)
		put_result(&json, &report->findings->items[i]);
	json_close(&json);
	json_close(&json);
	json_close(&json);
	json_close(&json);
}
