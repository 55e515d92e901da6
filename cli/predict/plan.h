/* SPDX-License-Identifier: MIT */
/*
 * plan.h - where a named reservation lands if nothing keeps its place: boot after boot with the
 * kernel elsewhere, and with one thing changed at a time.
 */
#ifndef CLI_PLAN_H
#define CLI_PLAN_H

#include "cli/predict/predict.h"

#define PLAN_CHANGES 12

struct progress;

/** struct landing - a place, and how many boots chose it. */
struct landing {
	phys_addr_t base;
	bool fits;
	size_t nr;
};

/** struct trial - one thing changed, and where the reservation is then. */
struct trial {
	char what[64];
	struct landing landing;
};

/**
 * struct plan - a question, and the answer
 * @machine:  the machine; its command line asks for what else there is
 * @name:     of the reservation
 * @size:     bytes
 * @align:    bytes
 * @boots:    how many boots
 * @seed:     of the kernel's places
 * @just_boots: do not change anything else
 * @progress: told of every boot
 *
 * @predict:  of the boot as it is, last with the kernel somewhere
 * @home:     where the reservation is if the kernel is where it was
 * @landings: places, the most frequent first
 * @nr_slots: places where the kernel may be; 0 if it is not moved
 * @nr_places: of these, how many came up
 * @trials:   changes
 */
struct plan {
	const struct machine *machine;
	const char *name;
	phys_addr_t size;
	phys_addr_t align;
	size_t boots;
	size_t seed;
	bool just_boots;
	struct progress *progress;

	struct predict predict;
	struct landing home;
	struct landing *landings;
	size_t nr_landings;
	uint64_t nr_slots;
	size_t nr_places;
	struct trial trials[PLAN_CHANGES];
	size_t nr_trials;

	/* private */
	struct machine asked;
};

/** plan_make() - answer; 0, or -1 with the reason. Release it with plan_release(). */
int plan_make(struct plan *plan, char *why, size_t room);

void plan_release(struct plan *plan);

/** plan_is_certain() - is it the same place in every boot? */
bool plan_is_certain(const struct plan *plan);

#endif
