// SPDX-License-Identifier: MIT
/*
 * test_page.c - flags and references of one descriptor; zero is a valid one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include <bootmem/page.h>

static void bm_page__all_zero__is_unreserved_with_one_reference(void **state)
{
	struct bm_page page;

	(void)state;
	memset(&page, 0, sizeof(page));
	assert_int_equal(sizeof(page), 16 + BM_PAGE_PAYLOAD);
	assert_int_equal(bm_page_flags(&page), 0);
	assert_int_equal(bm_page_count(&page), 1);
}

static void bm_page_set__and_clear__return_what_was(void **state)
{
	struct bm_page page;

	(void)state;
	memset(&page, 0, sizeof(page));
	assert_int_equal(bm_page_set(&page, BM_PAGE_RESERVED), 0);
	assert_int_equal(bm_page_set(&page, BM_PAGE_EMBEDDER), BM_PAGE_RESERVED);
	assert_int_equal(bm_page_clear(&page, BM_PAGE_RESERVED),
			 BM_PAGE_RESERVED | BM_PAGE_EMBEDDER);
	assert_int_equal(bm_page_flags(&page), BM_PAGE_EMBEDDER);
}

static void bm_page_put__the_last__leaves_a_fresh_page(void **state)
{
	struct bm_page page;

	(void)state;
	memset(&page, 0, sizeof(page));
	bm_page_get(&page);
	bm_page_get(&page);
	assert_int_equal(bm_page_count(&page), 3);
	assert_false(bm_page_put(&page));
	assert_false(bm_page_put(&page));
	assert_int_equal(bm_page_count(&page), 1);
	assert_true(bm_page_put(&page));
	assert_int_equal(bm_page_count(&page), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bm_page__all_zero__is_unreserved_with_one_reference),
		cmocka_unit_test(bm_page_set__and_clear__return_what_was),
		cmocka_unit_test(bm_page_put__the_last__leaves_a_fresh_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
