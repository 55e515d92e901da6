// SPDX-License-Identifier: MIT
/*
 * find_facts.c - src/memblock/find.c: what searches learn is true, and stays so when memory is
 * freed; and a search that makes use of it finds the same.
 *
 * Proves: src/memblock/find.c: pack key_of place_of facts_hold begin_facts renew_facts
 *     nothing_known beyond fact_helps believe keep learn shorten mb_note_freed_ search_beyond
 *     search
 * Machines: 64
 * Options: -wp-split -wp-model Typed+ref
 * z3: auto_config=false smt.mbqi=false
 */
#include "find.h"

/*@ lemma key_says: \forall uint64_t key, up, movable, log, flags, node;
	packs(key, up, movable, log, flags, node);

    lemma kind_says: \forall uint64_t a, b; same_kind(a, b) ==>
	((b & 1) != 0 ==> a != 0) && ((a & 2) != 0 <==> (b & 2) != 0) &&
	((a & 4) != 0 <==> (b & 4) != 0) && ((a >> 16) & 0xffff) == ((b >> 16) & 0xffff) &&
	node_in(a) == node_in(b); */
