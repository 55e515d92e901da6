/* SPDX-License-Identifier: MIT */
/*
 * leaf.pml - one frame of a leaf, its owner, and others who free it (src/mm/buddy_free.c,
 * buddy_fast.c, buddy_tree.c).
 *
 *	spin -a leaf.pml && cc -O2 -o pan pan.c && ./pan	(make check-models does)
 *
 * The frame is free where `gives` and `takes` differ. The owner flips `takes` by a plain store: to
 * allocate, and to free what it allocated itself. The others hold references to blocks that were
 * handed to them and flip `gives` by compare-and-swap. After a free, and after giving up the leaf,
 * somebody must notice that the leaf is full and settle it. Proven:
 *
 *	the frame never has two users              (users)
 *	a right free is never refused              (assert in the freers)
 *	a free leaf that nobody owns is merged     (at the end)
 *
 * The model is sequentially consistent. What that hides is said in buddy_fast.c: a plain store of the
 * owner takes effect a little later, which matters only if two CPUs free the same block.
 *
 * -DLATE plants a fault: the owner looks at the frames before it gives up the leaf.
 */
#define ROUNDS 3

bit gives = 1, takes = 0;	/* free */
bit owned, partial = 1, merged;	/* of the leaf: the model's leaf has one frame */
bit lock;
byte users;
chan blocks = [3] of { bit };	/* frames handed to others */
byte owner_done;

#define FREE (gives != takes)

inline take_lock() { atomic { !lock -> lock = 1 } }
inline drop_lock() { lock = 0 }

/* bm_settle_(), under the lock */
inline settle()
{
	if
	:: !owned && FREE && !merged -> merged = 1; partial = 0
	:: else
	fi
}

/* A CPU that owns the leaf for a while: refill, allocate, hand over or free, give up. */
active [2] proctype allocator()
{
	byte rounds = ROUNDS;
	bit mine, got;

	do
	:: rounds > 0 ->
		rounds--;
		take_lock();
		mine = (merged || (partial && !owned));
		if
		:: mine -> merged = 0; partial = 0; owned = 1	/* bm_split_(), bm_own_() */
		:: else
		fi;
		drop_lock();
		if
		:: mine ->
			got = FREE;			/* refresh() */
			if
			:: got ->
				takes = 1 - takes;	/* serve() */
				users++;
				assert(users == 1);
				if
				:: users--; takes = 1 - takes	/* bm_buddy_free(): its own */
				:: blocks ! 1			/* somebody else frees it */
				fi
			:: else
			fi;
			take_lock();			/* bm_disown_() */
#ifdef LATE
			if
			:: FREE -> owned = 0; merged = 1
			:: else -> owned = 0
			fi;
#else
			owned = 0;
			settle();
#endif
			drop_lock()
		:: else
		fi
	:: else -> break
	od;
	owner_done++
}

/* A CPU that frees what others allocated: free_frame(). */
active [2] proctype freer()
{
	bit b, seen, done, saw_owned;

	do
	:: blocks ? b ->
		users--;
		done = 0;
		do
		:: !done ->
			seen = gives;
			assert(seen == takes);		/* is_block(): it is taken */
			atomic {			/* compare-and-swap */
				if
				:: gives == seen -> gives = 1 - gives; done = 1
				:: else
				fi
			}
		:: done -> break
		od;
		saw_owned = owned;			/* tell() */
		if
		:: !saw_owned -> take_lock(); settle(); drop_lock()
		:: else
		fi
	:: timeout -> break
	od;
	assert(owner_done < 2 || owned || !FREE || merged || users > 0)
}
