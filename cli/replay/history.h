/* SPDX-License-Identifier: MIT */
/*
 * history.h - who took which address, and since when: every edit of a map, in order.
 *
 * The map itself forgets: regions merge, names do not. A history is fed by the port's observer
 * and answers two questions: who owns each byte now (history_owners()), and what ever happened
 * to one address (walk history->edits).
 */
#ifndef CLI_HISTORY_H
#define CLI_HISTORY_H

#include <bootmem/port.h>

/** The event of an edit that no event caused. */
#define NO_EVENT ((size_t)-1)

/** struct edit - one completed edit; event is the index of what caused it, or NO_EVENT. */
struct edit {
	enum bm_event_kind kind;
	phys_addr_t base;
	phys_addr_t size;
	int nid;
	unsigned int flags;
	const char *owner;
	size_t event;
};

struct history {
	struct edit *edits;
	size_t nr_edits;
	size_t room;
	bool out_of_memory;
};

/** struct owned - [base, end) is reserved, by @owner since @event. */
struct owned {
	phys_addr_t base;
	phys_addr_t end;
	const char *owner;
	size_t event;
};

struct owners {
	struct owned *spans;
	size_t nr_spans;
	size_t room;
};

/** history_note() - remember an edit that the observer was told of. */
void history_note(struct history *history, const struct bm_event *event, size_t cause);

/**
 * history_owners() - who owns what, after all edits
 * @history: the edits
 * @owners:  set; sorted by address, spans do not overlap; free with owners_release()
 *
 * A byte belongs to who reserved it first: later, wider reservations only take what was free.
 *
 * Return: 0, or -BM_ENOMEM with nothing to release.
 */
int history_owners(const struct history *history, struct owners *owners);

void owners_release(struct owners *owners);
void history_release(struct history *history);

#endif
