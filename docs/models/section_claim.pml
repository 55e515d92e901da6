/* SPDX-License-Identifier: MIT */
/*
 * section_claim.pml - who initialises a section of page descriptors (src/mm/page_section.c).
 *
 *	spin -a section_claim.pml && cc -O2 -o pan pan.c && ./pan	(make check-models does)
 *
 * Workers walk all sections in order, as finish_job() does. CPUs want a section each time, any one, as
 * bm_page() does, and use its descriptor. Proven for all interleavings:
 *
 *	no section is initialised twice            (writers[s] counts)
 *	no descriptor is used before it is ready   (assert in use)
 *	no section is lost                         (all ready when the workers are done)
 *	nobody waits for ever                      (no invalid end state)
 *
 * -DNO_CLAIM plants the fault that the claim is there for: test and set are two steps. spin must
 * then report an assertion.
 *
 * Names of steps are those of the C functions.
 */
#ifdef QUICK
#define WORKERS 2
#define CPUS 2
#define WANTS 2		/* pages that each CPU asks for */
#else
#define WORKERS 3
#define CPUS 3
#define WANTS 1
#endif
#define SECTIONS 2

bit claimed[SECTIONS];
bit ready[SECTIONS];
bit half_done[SECTIONS];	/* the zero fill is under way */
byte inits[SECTIONS];
byte workers_done;

/* bm_section_prepare_(): returns when section s is ready. */
inline bm_section_prepare_(s, won)
{
	if
	:: ready[s]
	:: else ->
#ifdef NO_CLAIM
		won = !claimed[s];
		claimed[s] = 1;
#else
		atomic { won = !claimed[s]; claimed[s] = 1 }	/* atomic_fetch_or */
#endif
		if
		:: won ->
			/* init_section(): nobody else writes meanwhile */
			assert(!half_done[s]);
			half_done[s] = 1;
			inits[s]++;
			half_done[s] = 0;
			assert(inits[s] == 1);
			ready[s] = 1				/* atomic_fetch_or, release */
		:: else ->
			ready[s]				/* wait */
		fi
	fi
}

/* finish_job() */
active [WORKERS] proctype worker()
{
	byte s = 0;
	bit won;

	do
	:: s < SECTIONS ->
		bm_section_prepare_(s, won);
		s++
	:: else -> break
	od;
	atomic {
		workers_done++;
		if
		:: workers_done == WORKERS ->
			s = 0;
			do
			:: s < SECTIONS -> assert(ready[s] && inits[s] == 1); s++
			:: else -> break
			od
		:: else
		fi
	}
}

/* bm_page(), bm_pages_prepare() before a page is handed out */
active [CPUS] proctype cpu()
{
	byte wants = WANTS;
	byte s;
	bit won;

	do
	:: wants > 0 ->
		wants--;
		select(s : 0 .. (SECTIONS - 1));
		bm_section_prepare_(s, won);
		/* use: the descriptor is whole */
		assert(ready[s] && !half_done[s] && inits[s] == 1)
	:: else -> break
	od
}
