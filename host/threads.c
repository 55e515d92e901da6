// SPDX-License-Identifier: MIT
/*
 * threads.c - spread numbered jobs over POSIX threads.
 *
 * A counter hands out job numbers; every thread, the caller included, takes the next one until
 * none is left. So jobs of uneven length balance themselves, and a thread that could not be
 * started only means that the others take more.
 */
#include <pthread.h>
#include <stdatomic.h>

#include <bootmem/host.h>

#define MAX_THREADS 64u

struct work {
	void (*job)(void *arg, unsigned int i);
	void *arg;
	unsigned int nr_jobs;
	atomic_uint next;
};

static void *take_jobs(void *ctx)
{
	struct work *work = ctx;
	unsigned int i;

	while ((i = atomic_fetch_add(&work->next, 1)) < work->nr_jobs)
		work->job(work->arg, i);
	return NULL;
}

void host_parallel(unsigned int nr_threads, void (*job)(void *arg, unsigned int i), void *arg,
		   unsigned int nr_jobs)
{
	struct work work = { .job = job, .arg = arg, .nr_jobs = nr_jobs };
	pthread_t threads[MAX_THREADS];
	unsigned int nr_started = 0;

	if (nr_threads > nr_jobs)
		nr_threads = nr_jobs;
	while (nr_started + 1 < nr_threads && nr_started < MAX_THREADS) {
		if (pthread_create(&threads[nr_started], NULL, take_jobs, &work) != 0)
			break;
		nr_started++;
	}
	take_jobs(&work);
	while (nr_started > 0)
		pthread_join(threads[--nr_started], NULL);
}
