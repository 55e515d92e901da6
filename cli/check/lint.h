/* SPDX-License-Identifier: MIT */
/*
 * lint.h - what a machine's inputs claim, and the checks of it.
 *
 * Each input is taken apart into claims: a kernel log may hold an e820 map, an EFI map, SRAT
 * lines and a command line, and each of them is a claim of its own with places in the same text.
 * Checks look at one claim, or at two that should agree.
 */
#ifndef CLI_LINT_H
#define CLI_LINT_H

#include <bootmem/fw_map.h>

#include "cli/check/doc.h"

enum claim_sort {
	CLAIM_E820,
	CLAIM_EFI,
	CLAIM_TREE,
	CLAIM_SRAT,
	CLAIM_SLIT,
	CLAIM_IOMEM,
	CLAIM_PLAIN,
	CLAIM_LOADER,
	CLAIM_TABLE,
	CLAIM_CMDLINE,
	NR_CLAIM_SORTS,
};

/**
 * struct claims - what one part of one input says
 * @sort:      enum claim_sort
 * @doc:       the input
 * @ranges:    as the parser told them, in input order
 * @cpus:      of SRAT and device tree
 * @distances: of SLIT and device tree
 * @cmdline:   of CLAIM_CMDLINE
 * @map:       the ranges, normalised; see claims_map()
 */
struct claims {
	enum claim_sort sort;
	struct doc *doc;
	struct bm_fw_range *ranges;
	size_t nr_ranges;
	size_t room_ranges;
	struct bm_fw_cpu *cpus;
	size_t nr_cpus;
	size_t room_cpus;
	struct bm_fw_distance *distances;
	size_t nr_distances;
	size_t room_distances;
	struct bm_str cmdline;
	struct bm_fw_map map;

	/* private */
	struct findings *findings;
};

/** struct lint - one machine under check. */
struct lint {
	struct findings *findings;
	struct doc *docs;
	size_t nr_docs;
	size_t room_docs;
	struct claims *claims;
	size_t nr_claims;
	size_t room_claims;
	size_t nr_ranges;
};

/** lint_take() - add an input, whatever came of it; all of them before lint_run(). */
bool lint_take(struct lint *lint, const struct doc *doc);

/** lint_read() - take the inputs apart, no more; false if out of memory. */
bool lint_read(struct lint *lint);

/** lint_run() - lint_read(), then check everything; false if out of memory. */
bool lint_run(struct lint *lint);

void lint_release(struct lint *lint);

/** claims_of() - the @nth claims of a sort, from 0; NULL if there are none. */
struct claims *claims_of(const struct lint *lint, enum claim_sort sort, size_t nth);

/** claims_ram() - the claims that best say what is RAM: firmware's map, a tree; NULL if none. */
struct claims *claims_ram(const struct lint *lint);

/** claims_is_map() - is it a list of what is RAM and what is not? */
bool claims_is_map(const struct claims *claims);

/** claims_name() - "e820 map" ... */
const char *claims_name(const struct claims *claims);

/** claims_place() - where a range was said. */
struct place claims_place(const struct claims *claims, const struct bm_fw_range *range);

/** claims_usable() - how many bytes of @range the normalised map calls usable. */
phys_addr_t claims_usable(const struct claims *claims, struct bm_range range);

/** claims_pieces() - in how many pieces these are. */
size_t claims_pieces(const struct claims *claims, struct bm_range range);

/** claims_gather() - lint.c's first half, in lint_gather.c. */
bool claims_gather(struct lint *lint);

/* Checks; each adds what it finds. */
void check_map(struct lint *lint, struct claims *claims);
void check_efi(struct lint *lint, struct claims *claims);
void check_tree(struct lint *lint, struct claims *claims);
void check_tree_requests(struct lint *lint, struct claims *claims);
void check_tree_users(struct lint *lint, struct claims *claims);
void check_cmdline(struct lint *lint, struct claims *claims);
void check_cmdline_map(struct lint *lint, struct claims *claims);
void check_nodes(struct lint *lint, struct claims *claims);
void check_pairs(struct lint *lint);

/* --- --limits ------------------------------------------------------------------------------ */

/** struct limit - a program with a table of fixed size, and what this machine needs of it. */
struct limit {
	const char *consumer;
	size_t limit;
	size_t needs;
	bool fails;
	char verdict[96];
};

#define NR_LIMITS 9

/** limits_of() - what each known program makes of this machine. */
void limits_of(const struct lint *lint, struct limit limits[NR_LIMITS]);

#endif
