// SPDX-License-Identifier: MIT
/*
 * cmocka.c - runs the cases of a test program where cmocka is not installed.
 *
 * A case ends by returning or by a jump out of a failed assertion. Output is TAP, flushed line by
 * line, so that a case that kills the program is the one after the last line.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum verdict {
	PASSED,
	FAILED,
	SKIPPED,
};

static jmp_buf case_end;
static const char *const no_setup = "Could not run test: Test setup failed";

void print_message(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	fflush(stdout);
}

void print_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	fflush(stdout);
}

void tiny_fail(const char *file, int line, const char *format, ...)
{
	va_list args;

	printf("# %s:%d: error: ", file, line);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	longjmp(case_end, FAILED);
}

void tiny_skip(void)
{
	longjmp(case_end, SKIPPED);
}

void tiny_compare(struct tiny_pair pair, int want_equal, const char *file, int line)
{
	if ((pair.left == pair.right) != want_equal)
		tiny_fail(file, line, "0x%jx %s 0x%jx", pair.left, want_equal ? "!=" : "==",
			  pair.right);
}

void tiny_bytes(const void *left, const void *right, size_t size, const char *file, int line)
{
	if (memcmp(left, right, size) != 0)
		tiny_fail(file, line, "%zu bytes differ", size);
}

void tiny_strings(const char *left, const char *right, int want_equal, const char *file, int line)
{
	if ((strcmp(left, right) == 0) != want_equal)
		tiny_fail(file, line, "\"%s\" %s \"%s\"", left, want_equal ? "!=" : "==", right);
}

static enum verdict run_case(const struct CMUnitTest *test, void **state)
{
	int verdict = setjmp(case_end);

	if (verdict == PASSED)
		test->test_func(state);
	return (enum verdict)verdict;
}

static enum verdict run_between_fixtures(const struct CMUnitTest *test, void *group_state,
					 const char **why)
{
	void *state = test->initial_state ? test->initial_state : group_state;
	enum verdict verdict;

	*why = "";
	if (test->setup_func && test->setup_func(&state) != 0) {
		*why = no_setup;
		return FAILED;
	}
	verdict = run_case(test, &state);
	if (test->teardown_func && test->teardown_func(&state) != 0)
		return FAILED;
	return verdict;
}

static void print_verdict(enum verdict verdict, size_t nr, const char *name, const char *why)
{
	if (verdict == SKIPPED)
		printf("not ok %zu # SKIP %s\n", nr, name);
	else
		printf("%sok %zu - %s %s\n", verdict == PASSED ? "" : "not ", nr, name, why);
	fflush(stdout);
}

int tiny_run(const char *name, const struct CMUnitTest *tests, size_t nr_tests,
	     CMFixtureFunction setup, CMFixtureFunction teardown)
{
	void *state = NULL;
	const char *why;
	size_t i;
	int nr_failed = 0;

	if (setup && setup(&state) != 0) {
		printf("not ok 0 - %s [  FAILED  ] GROUP SETUP\n", name);
		return 1;
	}
	printf("1..%zu\n", nr_tests);
	for (i = 0; i < nr_tests; i++) {
		enum verdict verdict = run_between_fixtures(&tests[i], state, &why);

		nr_failed += verdict == FAILED;
		print_verdict(verdict, i + 1, tests[i].name, why);
	}
	if (teardown && teardown(&state) != 0) {
		printf("not ok 0 - %s [  FAILED  ] GROUP TEARDOWN\n", name);
		nr_failed++;
	}
	return nr_failed;
}
