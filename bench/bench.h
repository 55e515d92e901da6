/* SPDX-License-Identifier: MIT */
/*
 * bench.h - measure two or three ways to do the same work, side by side in one run.
 *
 * Absolute times say more about the machine than about the code, so every case is a contest:
 * the arms (bootmem, a reference, perhaps a peer) take turns, round after round, and the
 * answer is the ratio of their medians. Arms that are meant to give the same result are
 * compared by digest after every round; a difference fails the run, however fast.
 *
 *	int main(int argc, char **argv)
 *	{
 *		struct bench b;
 *
 *		if (!bench_open(&b, "region", argc, argv))
 *			return 2;
 *		if (bench_wants(&b, "add-ascending", 1000))
 *			bench_measure(&b, &contest);
 *		return bench_close(&b);
 *	}
 *
 * Time is CPU time of the thread. Runs of few operations are repeated until there are enough
 * to be worth a look at the clock. One JSON line a case goes to stdout, a table for people to
 * stderr; on a terminal only the table is printed.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BENCH_ARMS 3
#define BENCH_MAX_RESULTS 512

/**
 * struct bench_arm - one contestant
 * @name:   for the table; NULL if there is no such contestant
 * @ctx:    passed back
 * @rewind: back to how things were before @run; not timed. NULL if @run can simply be repeated
 * @run:    the work
 * @digest: a number that says what @run came to; not timed. NULL if there is nothing to compare
 */
struct bench_arm {
	const char *name;
	void *ctx;
	void (*rewind)(void *ctx);
	void (*run)(void *ctx);
	uint64_t (*digest)(void *ctx);
};

/**
 * struct bench_contest - a case at one size
 * @name: of the case
 * @n:    its size, what the exponent is fitted over
 * @ops:  operations in one run, what times are divided by
 * @places: how many places there are for what an arm keeps in memory, if that may matter: all are
 *        measured, and that counts where bootmem is slowest. 0 if not
 * @place: have an arm keep it at one of them from now on
 * @arms: bootmem first, then the reference, then the peer
 */
struct bench_contest {
	const char *name;
	size_t n;
	size_t ops;
	size_t places;
	void (*place)(void *ctx, size_t place);
	struct bench_arm arms[BENCH_ARMS];
};

/** What a case came to at one size; kept to fit the exponent. */
struct bench_result {
	const char *name;
	size_t n;
	double ns;
};

/** struct bench - one bench program while it runs; all private. */
struct bench {
	const char *name;
	const char *only;
	size_t only_n;
	double budget_s;
	bool count;
	size_t arm;
	bool json;
	bool failed;
	int counter;
	size_t nr_results;
	struct bench_result results[BENCH_MAX_RESULTS];
};

/**
 * bench_open() - read the command line, print the head of the table
 *
 * --case TEXT   only cases whose name contains TEXT
 * --n N         only this size
 * --quick       a tenth of the rounds
 * --count       run bootmem once, untimed, inside bench_counted(), and print the number of
 *               operations: for callgrind. TEXT must then be a whole name.
 * --arm I       count contestant I instead, 1 being the reference
 *
 * Return: false if the command line makes no sense, which is then said on stderr.
 */
bool bench_open(struct bench *b, const char *name, int argc, char **argv);

/** bench_wants() - is this case at this size to be measured? Ask before building it. */
bool bench_wants(const struct bench *b, const char *name, size_t n);

/** bench_wants_arm() - as --count runs only the first arm, is arm @idx worth building? */
bool bench_wants_arm(const struct bench *b, size_t idx);

/** bench_measure() - run a contest and print its line. */
void bench_measure(struct bench *b, const struct bench_contest *contest);

/** bench_close() - print the fitted exponents; main()'s exit status, 1 if digests differed. */
int bench_close(struct bench *b);

/** bench_counted() - run an arm once; the function that callgrind is told to count in. */
void bench_counted(const struct bench_arm *arm);

/** bench_random() - next number of a sequence from *@state, the same on every machine. */
uint64_t bench_random(uint64_t *state);

/** bench_shuffle() - bring @nr numbers into an order that depends on @seed alone. */
void bench_shuffle(uint64_t *numbers, size_t nr, uint64_t seed);

/** bench_mix() - add @value to a digest. */
static inline uint64_t bench_mix(uint64_t digest, uint64_t value)
{
	return (digest ^ value) * UINT64_C(0x9e3779b97f4a7c15) + (digest >> 29);
}

/** bench_room() - memory or exit(2): a bench that cannot allocate has nothing to say. */
void *bench_room(size_t nr, size_t size);

#endif
