// SPDX-License-Identifier: MIT
/*
 * port_host.c - the six port functions on top of arena.c, threads.c and stdio.
 *
 * Every function gets its machine as context, so machines share nothing. A broken contract prints
 * where and what, then aborts: a core dump at the place is worth more than going on.
 */
#include <stdlib.h>
#include <unistd.h>

#include <bootmem/host.h>

static void *port_map(void *ctx, phys_addr_t base, size_t size)
{
	return host_map(ctx, base, size);
}

static phys_addr_t port_addr(void *ctx, const void *ptr)
{
	const struct host *host = ctx;

	return (phys_addr_t)((const unsigned char *)ptr - host->arena.ram);
}

static void port_log(void *ctx, int level, const char *text, size_t len)
{
	struct host *host = ctx;

	(void)level;
	if (host->config.log)
		fprintf(host->config.log, "%.*s\n", (int)len, text);
}

static BM_NORETURN void port_panic(void *ctx, const char *what, const char *file, int line)
{
	(void)ctx;
	fprintf(stderr, "bootmem: %s:%d: contract broken: %s\n", file, line, what);
	abort();
}

static int port_parallel(void *ctx, void (*job)(void *arg, unsigned int i), void *arg,
			 unsigned int nr_jobs)
{
	struct host *host = ctx;

	host_parallel(host->config.nr_threads, job, arg, nr_jobs);
	return 0;
}

static void port_observe(void *ctx, const struct bm_event *event)
{
	struct host *host = ctx;

	host->config.observe(host->config.observe_ctx, event);
}

struct host_config host_config(uint64_t ram_end)
{
	long nr_cpus = sysconf(_SC_NPROCESSORS_ONLN);
	struct host_config config = { .ram_end = ram_end };

	config.nr_threads = nr_cpus > 1 ? (unsigned int)nr_cpus : 1;
	return config;
}

int host_init(struct host *host, const struct host_config *config)
{
	*host = (struct host){ .config = *config };
	host->port.ctx = host;
	host->port.map = port_map;
	host->port.addr = port_addr;
	host->port.panic = port_panic;
	host->port.parallel = port_parallel;
	if (config->log)
		host->port.log = port_log;
	if (config->observe)
		host->port.observe = port_observe;
	return host_arena_init(&host->arena, config->ram_end);
}

void host_release(struct host *host)
{
	host_arena_release(&host->arena);
}

static void *map_nothing(void *ctx, phys_addr_t base, size_t size)
{
	(void)ctx;
	(void)base;
	(void)size;
	return NULL;
}

const struct bm_port host_no_ram = { .map = map_nothing };

void *host_map(struct host *host, phys_addr_t base, size_t size)
{
	return host_arena_map(&host->arena, base, size);
}
