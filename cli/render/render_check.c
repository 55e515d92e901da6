// SPDX-License-Identifier: MIT
/*
 * render_check.c - findings for people: file, line, column, the line itself, a caret, and what to
 * do about it. Editors and build systems know the first line of each.
 */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/render/render_check.h"

#define TAB 8
#define PAGE 140   /* columns, where there is no terminal */
#define MARGIN 8   /* the line's number */
#define DOTS 3     /* on either side of what is left out */
#define ROOM 400
#define AT_MOST 20

static const char *colour_of(enum severity severity, bool colour)
{
	static const char *const codes[NR_SEVERITIES] = {
		[SEVERITY_NOTE] = "\033[1;36m",
		[SEVERITY_WARNING] = "\033[1;35m",
		[SEVERITY_ERROR] = "\033[1;31m",
	};

	return colour ? codes[severity] : "";
}

static void print_place(const struct place *place)
{
	printf("%s", place->file);
	if (place->line > 0)
		printf(":%zu:%zu", place->line, place->column);
	else if (place->node)
		printf(":%s", place->node);
	else if (place->offset != SIZE_MAX)
		printf(":0x%zx", place->offset);
}

/* Columns for a line of the input. */
static size_t width_of_page(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
		return size.ws_col - MARGIN;
	return PAGE - MARGIN;
}

/* The line with tabs made blanks; what is not printable becomes a question mark. */
static size_t expand(const char *text, size_t len, char *out, size_t width)
{
	size_t i, column = 0;

	width = width < ROOM ? width : ROOM;
	for (i = 0; i < len && text[i] != '\0' && column < width; i++) {
		size_t stop = text[i] == '\t' ? (column / TAB + 1) * TAB : column + 1;
		bool is_plain = text[i] >= ' ' && text[i] <= '~';

		while (column < stop && column < width)
			out[column++] = text[i] == '\t' ? ' ' : is_plain ? text[i] : '?';
	}
	out[column] = '\0';
	return column;
}

/* Where to begin a line that is too long: at most a third of the page is before the caret. */
static size_t first_shown(const struct place *place, size_t width)
{
	size_t before = place->column - 1;

	if (before + place->len <= width - DOTS || before <= width / 3)
		return 0;
	return before - width / 3;
}

static void print_caret(const struct place *place, const char *colour)
{
	char line[ROOM + 1], before[ROOM + 1];
	size_t width = width_of_page();
	size_t skip, start, end, shown, i;
	const char *text;

	if (!place->text || place->line == 0)
		return;
	skip = first_shown(place, width);
	text = place->text + skip;
	width -= skip > 0 ? DOTS : 0;
	width -= strlen(text) > width ? DOTS : 0;
	end = expand(text, place->column - 1 - skip + place->len, line, width);
	start = expand(text, place->column - 1 - skip, before, width);
	shown = expand(text, strlen(text), line, width);
	printf("%5zu | %s%s%s\n      | %s", place->line, skip > 0 ? "..." : "", line,
	       shown == width && strlen(text) > width ? "..." : "", skip > 0 ? "   " : "");
	for (i = 0; i < start; i++)
		putchar(' ');
	printf("%s^", colour);
	for (i = start + 1; i < end; i++)
		putchar('~');
	printf("%s\n", *colour ? "\033[0m" : "");
}

static void print_finding(const struct finding *found, bool colour)
{
	const char *paint = colour_of(found->rule->severity, colour);
	size_t i;

	print_place(&found->place);
	printf(": %s%s%s: [BM%03u] %s\n", paint, severity_name(found->rule->severity),
	       colour ? "\033[0m" : "", found->rule->code, found->message);
	print_caret(&found->place, paint);
	for (i = 0; i < found->nr_related; i++) {
		printf("      = ");
		print_place(&found->related[i].place);
		printf(": %s\n", found->related[i].text);
	}
	printf("      = help: %s\n", found->help ? found->help : found->rule->fix);
}

static void print_count(size_t nr, const char *word, const char **comma)
{
	if (nr == 0)
		return;
	printf("%s%zu %s%s", *comma, nr, word, nr == 1 ? "" : "s");
	*comma = ", ";
}

static void print_summary(const struct report *report)
{
	const struct findings *findings = report->findings;
	const char *comma = "";

	if (findings->nr == 0) {
		printf("no findings");
	} else {
		printf("%zu finding%s (", findings->nr, findings->nr == 1 ? "" : "s");
		print_count(findings->nr_of[SEVERITY_ERROR], "error", &comma);
		print_count(findings->nr_of[SEVERITY_WARNING], "warning", &comma);
		print_count(findings->nr_of[SEVERITY_NOTE], "note", &comma);
		printf(")");
	}
	printf(", %zu range%s read from %zu input%s", report->nr_ranges,
	       report->nr_ranges == 1 ? "" : "s", report->nr_inputs,
	       report->nr_inputs == 1 ? "" : "s");
	if (findings->nr > 0)
		printf("; run `bootmem explain BM%03u` for the rule and its source",
		       findings->items[0].rule->code);
	printf("\n");
}

void render_limits(const struct limit *limits)
{
	size_t i;

	printf("%-30s %6s %6s  %s\n", "CONSUMER", "LIMIT", "NEEDS", "VERDICT");
	for (i = 0; i < NR_LIMITS; i++)
		printf("%-30s %6zu %6zu  %s%s\n", limits[i].consumer, limits[i].limit,
		       limits[i].needs, limits[i].fails ? "FAILS  " : "ok", limits[i].verdict);
}

/* Of one rule a person reads some; programs get them all. */
static void print_findings(const struct findings *findings, bool colour)
{
	size_t nr_of[1000] = { 0 };
	size_t i;

	for (i = 0; i < findings->nr; i++)
		if (nr_of[findings->items[i].rule->code % 1000]++ < AT_MOST)
			print_finding(&findings->items[i], colour);
	for (i = 0; i < 1000; i++)
		if (nr_of[i] > AT_MOST)
			printf("%zu more by [BM%03zu]; --json has them all\n", nr_of[i] - AT_MOST,
			       i);
}

void render_check(const struct report *report, bool colour)
{
	print_findings(report->findings, colour);
	if (report->limits)
		render_limits(report->limits);
	print_summary(report);
}

/* --- rules --------------------------------------------------------------------------------- */

/* Lines of at most 80 columns, each after @indent. */
static void print_wrapped(const char *text, const char *indent)
{
	size_t width = 80 - strlen(indent);

	while (*text) {
		size_t len = strcspn(text, "\n"), cut = len;

		if (len > width)
			for (cut = width; cut > 0 && text[cut] != ' '; cut--)
				;
		cut = cut == 0 ? len : cut;
		printf("%s%.*s\n", indent, (int)cut, text);
		text += cut;
		while (*text == ' ' || *text == '\n')
			text++;
	}
}

/* As it is, every line after @indent. */
static void print_lines(const char *text, const char *indent)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		printf("%s%.*s\n", indent, (int)len, text);
		text += len + (text[len] == '\n');
	}
}

void render_rule(const struct rule *rule)
{
	printf("BM%03u, %s: %s\n\n", rule->code, severity_name(rule->severity), rule->title);
	print_wrapped(rule->why, "");
	printf("\nExample:\n\n");
	print_lines(rule->example, "    ");
	printf("\nWhat to do:\n\n");
	print_wrapped(rule->fix, "    ");
	printf("\nSource:\n\n");
	print_wrapped(rule->source, "    ");
}

void render_rules(void)
{
	const struct rule *rule;
	size_t i;

	for (i = 0; (rule = rule_at(i)); i++)
		printf("BM%03u  %-8s %s\n", rule->code, severity_name(rule->severity), rule->title);
}

static const char *area_of(unsigned int code)
{
	static const char *const areas[] = { "Any input", "Memory maps", "Device trees",
					     "Command lines", "Nodes" };

	return areas[code / 100];
}

void render_rules_markdown(void)
{
	const struct rule *rule;
	unsigned int area = 0;
	size_t i;

	printf("# Rules of `bootmem check`\n\nPrinted by `bootmem explain --markdown`. A number "
	       "never changes its meaning.\n");
	for (i = 0; (rule = rule_at(i)); i++) {
		if (i == 0 || rule->code / 100 != area)
			printf("\n## BM%ux: %s\n", rule->code / 100, area_of(rule->code));
		area = rule->code / 100;
		printf("\n### BM%03u: %s (%s)\n\n", rule->code, rule->title,
		       severity_name(rule->severity));
		print_wrapped(rule->why, "");
		printf("\n");
		print_lines(rule->example, "    ");
		printf("\n*What to do:* %s.\n\n*Source:* %s.\n", rule->fix, rule->source);
	}
}
