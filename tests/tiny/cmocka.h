/* SPDX-License-Identifier: MIT */
/*
 * cmocka.h - as much of cmocka as these tests use, where cmocka itself is not installed.
 *
 * The 32-bit test run needs a 32-bit cmocka, which Debian offers only with a foreign architecture
 * enabled. Nobody should have to change their package system to run tests, so that run compiles
 * against this. Same names, same TAP output; no mocking, no filters.
 */
#ifndef TESTS_TINY_CMOCKA_H
#define TESTS_TINY_CMOCKA_H

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

typedef uintmax_t LargestIntegralType;
typedef void (*CMUnitTestFunction)(void **state);
typedef int (*CMFixtureFunction)(void **state);

struct CMUnitTest {
	const char *name;
	CMUnitTestFunction test_func;
	CMFixtureFunction setup_func;
	CMFixtureFunction teardown_func;
	void *initial_state;
};

/* What an assertion compared and how it is spelled, for the message. */
struct tiny_pair {
	LargestIntegralType left;
	LargestIntegralType right;
};

_Noreturn void tiny_fail(const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
_Noreturn void tiny_skip(void);
void tiny_compare(struct tiny_pair pair, int want_equal, const char *file, int line);
void tiny_bytes(const void *left, const void *right, size_t size, const char *file, int line);
void tiny_strings(const char *left, const char *right, int want_equal, const char *file, int line);
int tiny_run(const char *name, const struct CMUnitTest *tests, size_t nr_tests,
	     CMFixtureFunction setup, CMFixtureFunction teardown);
void print_message(const char *format, ...) __attribute__((format(printf, 1, 2)));
void print_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define tiny_pair_of(a, b) \
	((struct tiny_pair){ (LargestIntegralType)(a), (LargestIntegralType)(b) })
#define tiny_address(p) ((LargestIntegralType)(uintptr_t)(p))

#define cmocka_unit_test(f) { #f, f, NULL, NULL, NULL }
#define cmocka_unit_test_setup(f, s) { #f, f, s, NULL, NULL }
#define cmocka_unit_test_teardown(f, t) { #f, f, NULL, t, NULL }
#define cmocka_unit_test_setup_teardown(f, s, t) { #f, f, s, t, NULL }
#define cmocka_unit_test_prestate(f, p) { #f, f, NULL, NULL, p }
#define cmocka_unit_test_prestate_setup_teardown(f, s, t, p) { #f, f, s, t, p }
#define cmocka_run_group_tests(group, setup, teardown) \
	cmocka_run_group_tests_name(#group, group, setup, teardown)
#define cmocka_run_group_tests_name(name, group, setup, teardown) \
	tiny_run((name), (group), sizeof(group) / sizeof((group)[0]), (setup), (teardown))

#define fail() tiny_fail(__FILE__, __LINE__, "fail()")
#define fail_msg(...) tiny_fail(__FILE__, __LINE__, __VA_ARGS__)
#define skip() tiny_skip()

#define assert_true(c) ((c) ? (void)0 : tiny_fail(__FILE__, __LINE__, "%s", #c))
#define assert_false(c) ((c) ? tiny_fail(__FILE__, __LINE__, "not expected: %s", #c) : (void)0)
#define assert_non_null(p) assert_true((p) != NULL)
#define assert_null(p) assert_true((p) == NULL)
#define assert_int_equal(a, b) tiny_compare(tiny_pair_of(a, b), 1, __FILE__, __LINE__)
#define assert_int_not_equal(a, b) tiny_compare(tiny_pair_of(a, b), 0, __FILE__, __LINE__)
#define assert_ptr_equal(a, b) \
	tiny_compare(tiny_pair_of(tiny_address(a), tiny_address(b)), 1, __FILE__, __LINE__)
#define assert_ptr_not_equal(a, b) \
	tiny_compare(tiny_pair_of(tiny_address(a), tiny_address(b)), 0, __FILE__, __LINE__)
#define assert_string_equal(a, b) tiny_strings((a), (b), 1, __FILE__, __LINE__)
#define assert_string_not_equal(a, b) tiny_strings((a), (b), 0, __FILE__, __LINE__)
#define assert_memory_equal(a, b, size) tiny_bytes((a), (b), (size), __FILE__, __LINE__)
#define assert_in_range(v, low, high) \
	assert_true((LargestIntegralType)(v) >= (LargestIntegralType)(low) && \
		    (LargestIntegralType)(v) <= (LargestIntegralType)(high))

#endif
