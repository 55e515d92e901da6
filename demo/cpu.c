// SPDX-License-Identifier: MIT
/*
 * cpu.c - the other CPUs: found, started, given work.
 *
 * All of them do the same work at the same time: cpus[0] writes down what, and counts up a number
 * that they watch; each counts up its own when it has returned. That is all that a port's parallel
 * needs, and all that this kernel ever wants of them.
 */
#include <bootmem/memblock.h>

#include "arch.h"
#include "kernel.h"

#define STACK 16384
#define MAX_TRIES 1000000

struct cpu cpus[MAX_CPUS];
unsigned int nr_cpus;

_Static_assert(offsetof(struct cpu, stack) == 0, "entry code reads it");
_Static_assert(offsetof(struct cpu, tables) == 8, "entry code reads it");

static void (*work)(struct cpu *cpu, void *arg);
static void *work_arg;
static atomic_uint nr_works;

void cpu_found(uint64_t id, uint32_t domain)
{
	if (nr_cpus == MAX_CPUS)
		return;
	cpus[nr_cpus].id = id;
	cpus[nr_cpus].domain = domain;
	nr_cpus++;
}

/* The CPU that runs this comes first. */
static void put_boot_cpu_first(void)
{
	uint64_t id = arch_boot_cpu();
	uint32_t domain;
	unsigned int i;

	if (nr_cpus == 0)
		cpu_found(id, 0);
	for (i = 0; i < nr_cpus; i++) {
		if (cpus[i].id != id)
			continue;
		domain = cpus[i].domain;
		cpus[i].id = cpus[0].id;
		cpus[i].domain = cpus[0].domain;
		cpus[0].id = id;
		cpus[0].domain = domain;
	}
	atomic_store(&cpus[0].is_up, true);
}

static bool wait_for(struct cpu *cpu)
{
	unsigned long patience;

	for (patience = 1ul << 26; patience > 0; patience--) {
		if (atomic_load_explicit(&cpu->is_up, memory_order_acquire))
			return true;
		arch_relax();
	}
	return false;
}

static bool start(struct cpu *cpu, uint64_t tables)
{
	char *stack = memblock_alloc(STACK, STACK);
	unsigned int tries;

	if (!stack)
		return false;
	cpu->stack = (uintptr_t)stack + STACK;
	cpu->tables = tables;
	/* One that was parked a moment ago may need another moment. */
	for (tries = MAX_TRIES; tries > 0 && !arch_start_cpu(cpu); tries--)
		arch_relax();
	return tries > 0 && wait_for(cpu);
}

bool start_cpus(uint64_t tables)
{
	unsigned int i;
	bool all = true;

	put_boot_cpu_first();
	for (i = 1; i < nr_cpus; i++)
		all = start(&cpus[i], tables) && all;
	return all;
}

void cpu_main(struct cpu *cpu)
{
	unsigned int seen = atomic_load(&cpu->done);

	atomic_store_explicit(&cpu->is_up, true, memory_order_release);
	for (;;) {
		while (atomic_load_explicit(&nr_works, memory_order_acquire) == seen)
			arch_relax();
		work(cpu, work_arg);
		atomic_store_explicit(&cpu->done, ++seen, memory_order_release);
	}
}

void cpus_begin(void (*what)(struct cpu *cpu, void *arg), void *arg)
{
	work = what;
	work_arg = arg;
	atomic_fetch_add_explicit(&nr_works, 1, memory_order_release);
}

static bool is_behind(struct cpu *cpu)
{
	return atomic_load(&cpu->is_up) &&
	       atomic_load_explicit(&cpu->done, memory_order_acquire) != atomic_load(&nr_works);
}

void cpus_end(void)
{
	unsigned int i;

	for (i = 1; i < nr_cpus; i++) {
		while (is_behind(&cpus[i]))
			arch_relax();
	}
}

/* --- jobs ---------------------------------------------------------------------------------- */

struct jobs {
	void (*job)(void *arg, unsigned int i);
	void *arg;
	unsigned int nr;
	atomic_uint next;
};

static void take_jobs(struct cpu *cpu, void *arg)
{
	struct jobs *jobs = arg;
	unsigned int i;

	(void)cpu;
	while ((i = atomic_fetch_add(&jobs->next, 1)) < jobs->nr)
		jobs->job(jobs->arg, i);
}

int cpus_parallel(void *ctx, void (*job)(void *arg, unsigned int i), void *arg,
		  unsigned int nr_jobs)
{
	struct jobs jobs = { job, arg, nr_jobs, 0 };

	(void)ctx;
	cpus_begin(take_jobs, &jobs);
	meanwhile(&cpus[0]);
	take_jobs(&cpus[0], &jobs);
	cpus_end();
	return 0;
}
