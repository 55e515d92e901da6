// SPDX-License-Identifier: MIT
/*
 * test_progress.c - the line that goes away again, on a terminal of its own.
 *
 * Nothing here waits for time to pass: reads wait for what is to come, and the line is asked for at
 * once, or not before the test is over.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "cli/base/progress.h"

#define NEVER 1000000000u

/** struct terminal - in place of standard error, and of standard output if that is asked for. */
struct terminal {
	int master;
	int saved[2];
	char text[4096];
	size_t len;
};

static void open_terminal(struct terminal *term, bool with_output)
{
	int slave;

	setenv("TERM", "xterm", 1);
	*term = (struct terminal){ .master = posix_openpt(O_RDWR | O_NOCTTY) };
	assert_true(term->master >= 0);
	assert_int_equal(grantpt(term->master), 0);
	assert_int_equal(unlockpt(term->master), 0);
	slave = open(ptsname(term->master), O_RDWR | O_NOCTTY);
	assert_true(slave >= 0);
	fflush(stdout);
	term->saved[0] = dup(STDOUT_FILENO);
	term->saved[1] = dup(STDERR_FILENO);
	if (with_output)
		dup2(slave, STDOUT_FILENO);
	dup2(slave, STDERR_FILENO);
	close(slave);
}

/* Until it ends in @what; the test hangs if that never comes. */
static void read_until(struct terminal *term, const char *what)
{
	while (!strstr(term->text, what)) {
		ssize_t n = read(term->master, term->text + term->len,
				 sizeof(term->text) - 1 - term->len);

		if (n <= 0)
			break;
		term->len += (size_t)n;
		term->text[term->len] = '\0';
	}
}

/* Then nobody holds its other end, so that a read ends. */
static void close_terminal(struct terminal *term)
{
	fflush(stdout);
	dup2(term->saved[0], STDOUT_FILENO);
	dup2(term->saved[1], STDERR_FILENO);
	close(term->saved[0]);
	close(term->saved[1]);
	read_until(term, "\1");
	close(term->master);
}

static bool ends_in(const struct terminal *term, const char *what)
{
	size_t len = strlen(what);

	return term->len >= len && strcmp(term->text + term->len - len, what) == 0;
}

static void progress_end__shown__line_is_gone(void **state)
{
	struct progress progress = { .delay_ms = 1 };
	struct terminal term;

	(void)state;
	open_terminal(&term, false);
	progress_begin(&progress, "counting");
	read_until(&term, "\r\033[Kcounting");
	progress_at(&progress, 3, 7);
	read_until(&term, "\r\033[Kcounting: 3 of 7");
	progress_say(&progress, "resting");
	read_until(&term, "\r\033[Kresting");
	progress_end(&progress);
	close_terminal(&term);
	assert_true(ends_in(&term, "\r\033[K"));
}

static void progress_end__before_the_delay__nothing_was_shown(void **state)
{
	struct progress progress = { .delay_ms = NEVER };
	struct terminal term;

	(void)state;
	open_terminal(&term, false);
	progress_begin(&progress, "counting");
	progress_at(&progress, 1, 2);
	progress_end(&progress);
	close_terminal(&term);
	assert_int_equal(term.len, 0);
}

static void progress_begin__no_words_or_a_dumb_terminal__nothing(void **state)
{
	struct progress quiet = { .delay_ms = 1 }, dumb = { .delay_ms = 1 };
	struct terminal term;

	(void)state;
	open_terminal(&term, false);
	progress_begin(&quiet, NULL);
	progress_end(&quiet);
	setenv("TERM", "dumb", 1);
	progress_begin(&dumb, "counting");
	assert_false(quiet.is_on || dumb.is_on);
	progress_end(&dumb);
	close_terminal(&term);
	assert_int_equal(term.len, 0);
}

static void progress_begin__lines_appear_on_the_terminal__they_are_enough(void **state)
{
	struct progress progress = { .delay_ms = 1, .prints = true };
	struct terminal term;
	bool was_on;

	(void)state;
	open_terminal(&term, true);
	progress_begin(&progress, "counting");
	was_on = progress.is_on;
	progress_end(&progress);
	close_terminal(&term);
	assert_false(was_on);
	assert_int_equal(term.len, 0);
}

static void progress_out__line_is_shown__output_comes_before_it(void **state)
{
	struct progress progress = { .delay_ms = 1 };
	struct terminal term;
	FILE *out;

	(void)state;
	open_terminal(&term, true);
	progress_begin(&progress, "counting");
	read_until(&term, "counting");
	out = progress_out(&progress);
	assert_non_null(out);
	fprintf(out, "a line\n");
	read_until(&term, "counting\r\033[Ka line\r\n");
	fclose(out);
	progress_end(&progress);
	close_terminal(&term);
	assert_non_null(strstr(term.text, "a line"));
}

static void progress_out__no_terminal__goes_through(void **state)
{
	struct progress progress = { 0 };
	int ends[2], saved = dup(STDOUT_FILENO);
	char text[32] = "";
	FILE *out;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	fflush(stdout);
	dup2(ends[1], STDOUT_FILENO);
	progress_begin(&progress, NULL);
	out = progress_out(&progress);
	fprintf(out, "a line\n");
	fclose(out);
	progress_end(&progress);
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	close(ends[1]);
	assert_true(read(ends[0], text, sizeof(text) - 1) > 0);
	close(ends[0]);
	assert_string_equal(text, "a line\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(progress_end__shown__line_is_gone),
		cmocka_unit_test(progress_end__before_the_delay__nothing_was_shown),
		cmocka_unit_test(progress_begin__no_words_or_a_dumb_terminal__nothing),
		cmocka_unit_test(progress_begin__lines_appear_on_the_terminal__they_are_enough),
		cmocka_unit_test(progress_out__line_is_shown__output_comes_before_it),
		cmocka_unit_test(progress_out__no_terminal__goes_through),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
