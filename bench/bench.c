// SPDX-License-Identifier: MIT
/*
 * bench.c - the harness: rounds, the clock, medians, digests, and what is printed.
 *
 * A round gives every arm one sample, in turn and starting with a different one each time, so
 * that whatever else the machine does falls on all of them. A sample of fewer than MIN_OPS
 * operations would drown in the cost of reading the clock (about half a microsecond, a system
 * call), so it is made of several runs, each after a rewind; the same number of rewinds alone
 * is timed and taken off again.
 *
 * Noise only ever adds time. The median over the rounds is reported with the median absolute
 * deviation next to it; a ratio whose MAD is large deserves another run, not belief.
 */
#include "bench.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "counter.h"

enum { MIN_OPS = 4096, MIN_ROUNDS = 3, MAX_ROUNDS = 31 };

/* Seconds that the rounds of one case at one size may take, all arms together. */
static const double budget_s = 1.0;

uint64_t bench_random(uint64_t *state)
{
	uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

void bench_shuffle(uint64_t *numbers, size_t nr, uint64_t seed)
{
	for (size_t i = nr; i > 1; i--) {
		size_t j = bench_random(&seed) % i;
		uint64_t kept = numbers[i - 1];

		numbers[i - 1] = numbers[j];
		numbers[j] = kept;
	}
}

void *bench_room(size_t nr, size_t size)
{
	void *room = calloc(nr ? nr : 1, size);

	if (!room) {
		perror("bench");
		exit(2);
	}
	return room;
}

/* --- the command line ------------------------------------------------------------ */

static bool read_options(struct bench *b, int argc, char **argv)
{
	static const struct option known[] = {
		{ "case", required_argument, NULL, 'c' },
		{ "n", required_argument, NULL, 'n' },
		{ "quick", no_argument, NULL, 'q' },
		{ "count", no_argument, NULL, 'k' },
		{ "arm", required_argument, NULL, 'a' },
		{ NULL, 0, NULL, 0 },
	};
	int opt;

	while ((opt = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (opt == 'c')
			b->only = optarg;
		else if (opt == 'n')
			b->only_n = strtoul(optarg, NULL, 0);
		else if (opt == 'q')
			b->budget_s = budget_s / 10;
		else if (opt == 'k')
			b->count = true;
		else if (opt == 'a')
			b->arm = strtoul(optarg, NULL, 0) % BENCH_ARMS;
		else
			return false;
	}
	return optind == argc;
}

bool bench_open(struct bench *b, const char *name, int argc, char **argv)
{
	memset(b, 0, sizeof(*b));
	b->name = name;
	b->budget_s = budget_s;
	if (!read_options(b, argc, argv)) {
		fprintf(stderr,
			"usage: bench_%s [--case TEXT] [--n N] [--quick] [--count [--arm I]]\n",
			name);
		return false;
	}
	b->json = !isatty(STDOUT_FILENO);
	b->counter = b->count ? -1 : bench_counter_open();
	if (!b->count)
		fprintf(stderr,
			"%s: ns per operation, median; MAD in %%; how many times bootmem is "
			"faster\n",
			name);
	return true;
}

bool bench_wants(const struct bench *b, const char *name, size_t n)
{
	if (b->only_n && b->only_n != n)
		return false;
	if (!b->only)
		return true;
	return b->count ? strcmp(name, b->only) == 0 : strstr(name, b->only) != NULL;
}

bool bench_wants_arm(const struct bench *b, size_t idx)
{
	return idx == b->arm || !b->count;
}

/* --- one sample ------------------------------------------------------------------ */

static double cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void rewind_arm(const struct bench_arm *arm)
{
	if (arm->rewind)
		arm->rewind(arm->ctx);
}

static double time_rewinds(const struct bench_arm *arm, size_t runs)
{
	double start = cpu_ns();

	for (size_t i = 0; i < runs; i++)
		rewind_arm(arm);
	return cpu_ns() - start;
}

/*
 * ns of one run. A rewind brings the map back into the caches, from where the other arms drove it;
 * where there is none, a run that is not timed does.
 */
static double take_sample(const struct bench_arm *arm, size_t ops)
{
	size_t runs = (MIN_OPS + ops - 1) / ops;
	double spent, start;

	if (!arm->rewind)
		arm->run(arm->ctx);
	if (runs == 1) {
		rewind_arm(arm);
		start = cpu_ns();
		arm->run(arm->ctx);
		return cpu_ns() - start;
	}
	spent = -time_rewinds(arm, runs);
	start = cpu_ns();
	for (size_t i = 0; i < runs; i++) {
		rewind_arm(arm);
		arm->run(arm->ctx);
	}
	spent += cpu_ns() - start;
	return spent / (double)runs;
}

__attribute__((noinline)) void bench_counted(const struct bench_arm *arm)
{
	arm->run(arm->ctx);
}

/* Instructions of one run, or a negative number if this machine does not tell. */
static double count_instructions(const struct bench *b, const struct bench_arm *arm)
{
	if (b->counter < 0)
		return -1;
	rewind_arm(arm);
	bench_counter_start(b->counter);
	arm->run(arm->ctx);
	return bench_counter_stop(b->counter);
}

/* --- statistics ------------------------------------------------------------------ */

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, size_t nr)
{
	qsort(values, nr, sizeof(*values), ascending);
	return nr % 2 ? values[nr / 2] : (values[nr / 2 - 1] + values[nr / 2]) / 2;
}

struct spread {
	double least;
	double median;
	double mad;
};

static struct spread spread_of(double *values, size_t nr)
{
	struct spread s = { .median = median(values, nr) };

	s.least = values[0];

	for (size_t i = 0; i < nr; i++)
		values[i] = fabs(values[i] - s.median);
	s.mad = median(values, nr);
	return s;
}

/* Slope of log(ns) over log(n): 0 is flat, 1 is linear in n. */
static double fit_exponent(const struct bench_result *r, size_t nr)
{
	double sx = 0, sy = 0, sxx = 0, sxy = 0, k = (double)nr;

	for (size_t i = 0; i < nr; i++) {
		double x = log((double)r[i].n);
		double y = log(r[i].ns);

		sx += x;
		sy += y;
		sxx += x * x;
		sxy += x * y;
	}
	return (k * sxy - sx * sy) / (k * sxx - sx * sx);
}

/* --- what is printed ------------------------------------------------------------- */

/* Per operation, of each arm. */
struct outcome {
	struct spread ns[BENCH_ARMS];
	double instructions;
};

static void print_number(const char *key, bool known, double value)
{
	if (known)
		printf(",\"%s\":%.4g", key, value);
	else
		printf(",\"%s\":null", key);
}

static void print_json(const struct bench *b, const struct bench_contest *c,
		       const struct outcome *o)
{
	bool ref = c->arms[1].run;
	bool peer = c->arms[2].run;

	printf("{\"bench\":\"%s\",\"case\":\"%s\",\"n\":%zu", b->name, c->name, c->n);
	print_number("ours_ns", true, o->ns[0].median);
	print_number("mad", true, o->ns[0].mad);
	print_number("ref_ns", ref, o->ns[1].median);
	print_number("ratio", ref, o->ns[1].median / o->ns[0].median);
	if (peer) {
		printf(",\"peer\":\"%s\"", c->arms[2].name);
		print_number("peer_ns", true, o->ns[2].median);
		print_number("peer_ratio", true, o->ns[2].median / o->ns[0].median);
	}
	print_number("instructions", o->instructions >= 0, o->instructions);
	printf("}\n");
	fflush(stdout);
}

static void print_row(const struct bench_contest *c, const struct outcome *o)
{
	const struct spread *ours = &o->ns[0];

	fprintf(stderr, "%-24s %8zu  %s %9.1f +-%2.0f%%", c->name, c->n, c->arms[0].name,
		ours->median, 100 * ours->mad / ours->median);
	for (size_t i = 1; i < BENCH_ARMS; i++)
		if (c->arms[i].run)
			fprintf(stderr, "  | %s %10.1f %8.1fx", c->arms[i].name, o->ns[i].median,
				o->ns[i].median / ours->median);
	if (o->instructions >= 0)
		fprintf(stderr, "  | %.0f instr", o->instructions);
	fprintf(stderr, "\n");
}

/* --- a contest ------------------------------------------------------------------- */

static void compare_digests(struct bench *b, const struct bench_contest *c)
{
	const struct bench_arm *ours = &c->arms[0];

	for (size_t i = 1; i < BENCH_ARMS; i++) {
		const struct bench_arm *other = &c->arms[i];

		if (!other->run || !other->digest || !ours->digest)
			continue;
		if (other->digest(other->ctx) == ours->digest(ours->ctx))
			continue;
		fprintf(stderr, "bench_%s: %s at %zu: %s and %s come to different results\n",
			b->name, c->name, c->n, ours->name, other->name);
		b->failed = true;
	}
}

static double one_round(const struct bench_contest *c, size_t round, double *ns[BENCH_ARMS])
{
	double spent = 0;

	for (size_t i = 0; i < BENCH_ARMS; i++) {
		size_t arm = (i + round) % BENCH_ARMS;

		if (!c->arms[arm].run)
			continue;
		ns[arm][round] = take_sample(&c->arms[arm], c->ops) / (double)c->ops;
		spent += ns[arm][round] * (double)c->ops;
	}
	return spent;
}

/* As many rounds as the time allows, judged by the first, which also warms everything up. */
static size_t nr_rounds(const struct bench *b, double first_ns)
{
	double rounds = b->budget_s * 1e9 / (first_ns + 1);

	if (rounds < MIN_ROUNDS)
		return MIN_ROUNDS;
	return rounds > MAX_ROUNDS ? MAX_ROUNDS : (size_t)rounds;
}

static void race(struct bench *b, const struct bench_contest *c, struct outcome *o)
{
	static double samples[BENCH_ARMS][MAX_ROUNDS];
	double *ns[BENCH_ARMS] = { samples[0], samples[1], samples[2] };
	size_t rounds = nr_rounds(b, one_round(c, 0, ns));

	compare_digests(b, c);
	for (size_t round = 0; round < rounds; round++) {
		one_round(c, round, ns);
		compare_digests(b, c);
	}
	for (size_t i = 0; i < BENCH_ARMS; i++)
		if (c->arms[i].run)
			o->ns[i] = spread_of(ns[i], rounds);
	o->instructions = count_instructions(b, &c->arms[0]) / (double)c->ops;
}

static void place_arms(const struct bench_contest *c, size_t place)
{
	for (size_t i = 0; i < BENCH_ARMS; i++)
		if (c->arms[i].run)
			c->place(c->arms[i].ctx, place);
}

/*
 * Where something lies in memory is luck, so bad luck is what counts. It is told from noise, which
 * also has its favourites, by the quietest round.
 */
static void race_at_worst(struct bench *b, const struct bench_contest *c, struct outcome *worst)
{
	race(b, c, worst);
	for (size_t place = 1; place < c->places; place++) {
		struct outcome here = { 0 };

		place_arms(c, place);
		race(b, c, &here);
		if (here.ns[0].least > worst->ns[0].least)
			*worst = here;
	}
}

void bench_measure(struct bench *b, const struct bench_contest *c)
{
	struct outcome outcome = { 0 };

	if (b->count) {
		rewind_arm(&c->arms[b->arm]);
		bench_counted(&c->arms[b->arm]);
		printf("%zu\n", c->ops);
		return;
	}
	race_at_worst(b, c, &outcome);
	print_row(c, &outcome);
	if (b->json)
		print_json(b, c, &outcome);
	if (b->nr_results < BENCH_MAX_RESULTS)
		b->results[b->nr_results++] =
			(struct bench_result){ c->name, c->n, outcome.ns[0].median };
}

int bench_close(struct bench *b)
{
	size_t end;

	for (size_t start = 0; start < b->nr_results; start = end) {
		const struct bench_result *r = &b->results[start];
		double exponent;

		for (end = start; end < b->nr_results; end++)
			if (strcmp(b->results[end].name, r->name) != 0)
				break;
		if (end - start < 3)
			continue;
		exponent = fit_exponent(r, end - start);
		fprintf(stderr, "%-24s grows as n^%.2f per operation, n = %zu to %zu\n", r->name,
			exponent, r->n, b->results[end - 1].n);
		if (b->json)
			printf("{\"bench\":\"%s\",\"case\":\"%s\",\"exponent\":%.3f}\n", b->name,
			       r->name, exponent);
	}
	return b->failed;
}
