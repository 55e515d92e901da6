// SPDX-License-Identifier: MIT
/*
 * test_mm_stress.c - many CPUs at once; meant to be run under ThreadSanitizer, too.
 *
 * Every frame has a word that says who has it, kept by the test with atomic operations of its own.
 * So a frame given to two at once, or lost, is seen at once or in the end. Descriptors carry what
 * their user wrote; a section that is initialised twice wipes it out.
 *
 * BOOTMEM_FULL makes the long run: 10^8 allocations and frees. BOOTMEM_SEED is another walk.
 *
 * Classes: (i) races.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "full.h"
#include "mm_world.h"

#define MIB_RAM 64u
#define FRAMES (MIB_RAM * 256u)
#define THREADS 3u
#define KEPT 256u

static struct mm_world w;
static _Atomic(uint32_t) user[FRAMES];         /* 0: nobody */
static _Atomic(uint64_t) mailbox[64];          /* blocks for whoever comes by */
static _Atomic(unsigned int) nr_wrong;
static pthread_barrier_t barrier;
static unsigned long nr_steps;                 /* of each CPU */

/* A thread's own walk; never 0. */
static uint32_t first_random(uint32_t me, uint32_t factor)
{
	const char *seed = getenv("BOOTMEM_SEED");

	return ((uint32_t)(seed ? atoi(seed) : 0) * 8 + me) * factor | 1;
}

/* xorshift: the same on every machine. */
static uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static void log_nothing(void *ctx, int level, const char *text, size_t len)
{
	(void)ctx;
	(void)level;
	(void)text;
	(void)len;
}

static void world(enum bm_pages_policy policy, unsigned int options)
{
	mm_world_init(&w, MIB_RAM);
	w.port.log = log_nothing;
	w.policy.max_order = 9;
	w.policy.section_shift = 21;
	ok(mb_add(&w.mb, 0, MIB_RAM * MIB));
	ok(mb_reserve(&w.mb, 0, PAGE));
	ok(mb_reserve(&w.mb, 7 * MIB, 3 * PAGE));
	mm_world_zones(&w);
	mm_world_pages(&w, policy, options);
	ok(bm_release(&w.mm, NULL));
	bm_cpu_init(&w.cpu, &w.buddy, 0);
	memset((void *)user, 0, sizeof(user));
	memset((void *)mailbox, 0, sizeof(mailbox));
	nr_wrong = 0;
}

static void run(void *(*body)(void *arg), unsigned int threads)
{
	pthread_t thread[8];
	unsigned int i;

	pthread_barrier_init(&barrier, NULL, threads);
	for (i = 0; i < threads; i++)
		ok(pthread_create(&thread[i], NULL, body, (void *)(uintptr_t)(i + 1)));
	for (i = 0; i < threads; i++)
		pthread_join(thread[i], NULL);
	pthread_barrier_destroy(&barrier);
}

/* --- allocate and free ------------------------------------------------------------------------ */

static void claim(pfn_t pfn, unsigned int order, uint32_t from, uint32_t to)
{
	uint32_t expected;
	unsigned int i;

	for (i = 0; i < 1u << order; i++) {
		expected = from;
		if (!atomic_compare_exchange_strong(&user[pfn + i], &expected, to))
			atomic_fetch_add(&nr_wrong, 1);
	}
}

static uint64_t block(pfn_t pfn, unsigned int order)
{
	return (uint64_t)1 << 63 | pfn << 8 | order;
}

static void free_block(struct bm_cpu *cpu, uint64_t b)
{
	pfn_t pfn = (b & ~((uint64_t)1 << 63)) >> 8;

	claim(pfn, b & 0xff, atomic_load(&user[pfn]), 0);
	if (bm_buddy_free(cpu, pfn, b & 0xff) != 0)
		atomic_fetch_add(&nr_wrong, 1);
}

static uint64_t new_block(struct bm_cpu *cpu, uint32_t *seed, uint32_t me)
{
	unsigned int order = next_random(seed) % 16;
	pfn_t pfn;

	order = order < 10 ? 0 : order - 9;
	if (next_random(seed) % 128 == 0)
		order = 7 + next_random(seed) % 3;
	if (bm_buddy_alloc(cpu, order, BM_GFP_KERNEL, &pfn) != 0)
		return 0;
	claim(pfn, order, 0, me);
	return block(pfn, order);
}

static void *allocate_and_free(void *arg)
{
	uint32_t me = (uint32_t)(uintptr_t)arg;
	unsigned long steps = nr_steps;
	uint64_t kept[KEPT] = { 0 };
	uint32_t seed = first_random(me, 2654435761u);
	struct bm_cpu cpu;
	uint64_t *place;

	bm_cpu_init(&cpu, &w.buddy, 0);
	pthread_barrier_wait(&barrier);
	while (steps-- > 0) {
		place = &kept[next_random(&seed) % KEPT];
		if (next_random(&seed) % 8 == 0)
			*place = atomic_exchange(&mailbox[next_random(&seed) % 64], *place);
		if (*place)
			free_block(&cpu, *place);
		*place = next_random(&seed) % 4 ? new_block(&cpu, &seed, me) : 0;
		if (next_random(&seed) % 4096 == 0)
			bm_cpu_drain(&cpu);
	}
	for (place = kept; place < kept + KEPT; place++)
		if (*place)
			free_block(&cpu, *place);
	bm_cpu_drain(&cpu);
	return NULL;
}

static void empty_mailbox(void)
{
	unsigned int i;

	for (i = 0; i < 64; i++)
		if (mailbox[i])
			free_block(&w.cpu, mailbox[i]);
	bm_cpu_drain(&w.cpu);
}

static void expect_nothing_lost(pfn_t free)
{
	const char *fault = bm_buddy_check(&w.buddy);

	assert_int_equal(nr_wrong, 0);
	if (fault)
		fail_msg("%s", fault);
	assert_int_equal(mm_world_free(&w), free);
	assert_int_equal(w.buddy.bad_frees, 0);
}

static void buddy__cpus_allocate_and_free_each_others_blocks__nothing_is_lost(void **state)
{
	pfn_t free;

	(void)state;
	world(BM_PAGES_LAZY, 0);
	free = mm_world_free(&w);
	nr_steps = is_full_run() ? 50000000 : 60000;
	run(allocate_and_free, is_full_run() ? 2 : THREADS);
	empty_mailbox();
	expect_nothing_lost(free);
	mm_world_reset(&w);
}

/* Frames are written to between the two steps of a free, and read by an allocation. */
static void buddy__the_same_with_poison__nothing_is_lost(void **state)
{
	pfn_t free;

	(void)state;
	world(BM_PAGES_LAZY, BM_BUDDY_CHECK);
	free = mm_world_free(&w);
	nr_steps = is_full_run() ? 500000 : 2000;
	run(allocate_and_free, THREADS);
	empty_mailbox();
	assert_int_equal(w.buddy.bad_poison, 0);
	expect_nothing_lost(free);
	mm_world_reset(&w);
}

/* --- scarce memory: a few frames, everybody wants them ---------------------------------------- */

static void *fight_for_frames(void *arg)
{
	unsigned long steps = is_full_run() ? 2000000 : 40000;
	uint32_t me = (uint32_t)(uintptr_t)arg;
	unsigned int order;
	struct bm_cpu cpu;
	pfn_t pfn;

	bm_cpu_init(&cpu, &w.buddy, 0);
	pthread_barrier_wait(&barrier);
	while (steps-- > 0) {
		order = (unsigned int)(steps % 3);
		if (bm_buddy_alloc(&cpu, order, BM_GFP_KERNEL, &pfn) == 0) {
			claim(pfn, order, 0, me);
			free_block(&cpu, block(pfn, order));
		}
		if (steps % 7 == 0)
			bm_cpu_drain(&cpu);
	}
	bm_cpu_drain(&cpu);
	return NULL;
}

static void buddy__memory_is_scarce__nothing_is_lost(void **state)
{
	pfn_t left = 0;
	pfn_t pfn;

	(void)state;
	world(BM_PAGES_LAZY, 0);
	while (bm_buddy_alloc(&w.cpu, 6, BM_GFP_KERNEL, &pfn) == 0)
		;
	bm_cpu_drain(&w.cpu);
	ok(bm_buddy_free(&w.cpu, pfn, 6));
	left = mm_world_free(&w);
	run(fight_for_frames, THREADS);
	expect_nothing_lost(left);
	mm_world_reset(&w);
}

/* --- two free the same ------------------------------------------------------------------------ */

static _Atomic(uint64_t) victim;
static _Atomic(unsigned int) nr_freed;

#define ROUNDS 2000u

static void *free_the_same(void *arg)
{
	uint32_t me = (uint32_t)(uintptr_t)arg;
	struct bm_cpu cpu;
	unsigned int i;
	pfn_t pfn;

	bm_cpu_init(&cpu, &w.buddy, 0);
	for (i = 0; i < ROUNDS; i++) {
		if (me == 1) {
			ok(bm_buddy_alloc(&w.cpu, i % 8, BM_GFP_KERNEL, &pfn));
			bm_cpu_drain(&w.cpu);
			atomic_store(&victim, pfn);
		}
		pthread_barrier_wait(&barrier);
		if (bm_buddy_free(&cpu, atomic_load(&victim), i % 8) == 0)
			atomic_fetch_add(&nr_freed, 1);
		pthread_barrier_wait(&barrier);
	}
	return NULL;
}

static void buddy_free__two_cpus_free_the_same_block__one_is_refused(void **state)
{
	pfn_t free;

	(void)state;
	world(BM_PAGES_LAZY, 0);
	free = mm_world_free(&w);
	nr_freed = 0;
	run(free_the_same, 2);
	assert_int_equal(nr_freed, ROUNDS);
	assert_int_equal(w.buddy.bad_frees, ROUNDS);
	w.buddy.bad_frees = 0;
	expect_nothing_lost(free);
	mm_world_reset(&w);
}

/* --- deferred descriptors --------------------------------------------------------------------- */

struct job {
	void (*job)(void *arg, unsigned int i);
	void *arg;
	unsigned int nr;
	_Atomic(unsigned int) next;
};

static void *work(void *arg)
{
	struct job *job = arg;
	unsigned int i;

	while ((i = atomic_fetch_add(&job->next, 1)) < job->nr)
		job->job(job->arg, i);
	return NULL;
}

static int in_threads(void *ctx, void (*body)(void *arg, unsigned int i), void *arg,
		      unsigned int nr_jobs)
{
	struct job job = { body, arg, nr_jobs, 0 };
	pthread_t thread[THREADS];
	unsigned int i;

	(void)ctx;
	for (i = 0; i < THREADS; i++)
		pthread_create(&thread[i], NULL, work, &job);
	for (i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	return 0;
}

static void *allocate_while_they_work(void *arg)
{
	uint32_t me = (uint32_t)(uintptr_t)arg;
	uint32_t seed = first_random(me, 747796405u);
	struct bm_page *page;
	struct bm_cpu cpu;
	unsigned int i;
	pfn_t pfn;

	bm_cpu_init(&cpu, &w.buddy, 0);
	pthread_barrier_wait(&barrier);
	if (me == 1) {
		ok(bm_finish(&w.mm));
		return NULL;
	}
	for (i = 0; i < 3000; i++) {
		page = bm_page(&w.pages, next_random(&seed) % FRAMES);
		if (bm_page_count(page) == 0)
			atomic_fetch_add(&nr_wrong, 1);
		if (bm_buddy_alloc(&cpu, 0, BM_GFP_KERNEL, &pfn) != 0)
			continue;
		page = bm_page(&w.pages, pfn);
		if (bm_page_flags(page) != 0 || page->owner[0] != 0)
			atomic_fetch_add(&nr_wrong, 1);
		page->owner[0] = me;
		atomic_store(&user[pfn], me);
	}
	bm_cpu_drain(&cpu);
	return NULL;
}

static void pages__workers_and_allocating_cpus__each_section_is_initialised_once(void **state)
{
	unsigned long tables;
	unsigned int rounds = is_full_run() ? 200 : 10;
	pfn_t pfn;

	(void)state;
	while (rounds-- > 0) {
		world(BM_PAGES_DEFERRED, 0);
		w.port.parallel = in_threads;
		tables = w.pages.bytes_touched -
			 w.pages.sections_ready * 512 * sizeof(struct bm_page);
		run(allocate_while_they_work, 4);
		assert_int_equal(nr_wrong, 0);
		assert_int_equal(w.pages.sections_ready, w.pages.nr_sections);
		assert_int_equal(w.pages.bytes_touched, tables + FRAMES * sizeof(struct bm_page));
		for (pfn = 0; pfn < FRAMES; pfn++)
			assert_int_equal(bm_page(&w.pages, pfn)->owner[0], user[pfn]);
		mm_world_reset(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			buddy__cpus_allocate_and_free_each_others_blocks__nothing_is_lost),
		cmocka_unit_test(buddy__the_same_with_poison__nothing_is_lost),
		cmocka_unit_test(buddy__memory_is_scarce__nothing_is_lost),
		cmocka_unit_test(buddy_free__two_cpus_free_the_same_block__one_is_refused),
		cmocka_unit_test(
			pages__workers_and_allocating_cpus__each_section_is_initialised_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
