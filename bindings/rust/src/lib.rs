// SPDX-License-Identifier: MIT
//! Boot-time physical memory management: what is memory, what of it is taken, and where the next
//! early allocation goes. The C library does the work; [`sys`] is its interface, word for word.
//!
//! [`Map`] is for what needs no `unsafe`: a map that is only asked for addresses. It never touches
//! the memory that it describes, so nothing that is added to it can do harm. Its arrays stay where
//! they are; when they are full an edit fails and has changed nothing.
//!
//! ```ignore
//! let (mut room, mut slots) = (Room::new(), [Region::NONE; 64]);
//! let mut map = Map::new(&mut room, &mut slots);
//!
//! map.add(0x8000_0000..0xc000_0000)?;
//! map.reserve(kernel)?;
//! let page = map.alloc(0x1000, 0x1000)?;
//! ```
//!
//! A map with a port of its own, whose arrays grow, is built with [`sys`] alone.
#![no_std]
#![warn(missing_docs)]

#[allow(missing_docs)]
pub mod sys;

use core::ffi::c_void;
use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ops::Range;

pub use sys::memblock_region as Region;

/// What a call that failed answers: a `bm_error` without its sign. It changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error(pub i32);

/// What a call answers.
pub type Result<T> = core::result::Result<T, Error>;

fn result(status: i32) -> Result<()> {
    if status == 0 {
        Ok(())
    } else {
        Err(Error(-status))
    }
}

impl Region {
    /// No region: to fill an array with before it is given to a map.
    pub const NONE: Region = Region { base: 0, size: 0, flags: 0, nid: sys::NUMA_NO_NODE };

    /// The addresses of the region.
    pub fn range(&self) -> Range<u64> {
        self.base..self.base + self.size
    }
}

/// A place for a map. It is in use for as long as the map is borrowed from it.
pub struct Room(MaybeUninit<sys::memblock>);

impl Room {
    /// An empty one.
    pub const fn new() -> Room {
        Room(MaybeUninit::uninit())
    }
}

impl Default for Room {
    fn default() -> Room {
        Room::new()
    }
}

unsafe extern "C" fn map_nothing(_: *mut c_void, _: u64, _: usize) -> *mut c_void {
    core::ptr::null_mut()
}

struct Port(sys::bm_port);

/* Never written, and without a context. */
unsafe impl Sync for Port {}

static ADDRESSES_ONLY: Port = Port(sys::bm_port {
    ctx: core::ptr::null_mut(),
    map: Some(map_nothing),
    addr: None,
    log: None,
    panic: None,
    parallel: None,
    observe: None,
});

/// A map of memory and of what is taken, for questions about addresses.
pub struct Map<'a> {
    mb: &'a mut sys::memblock,
    slots: PhantomData<&'a mut [Region]>,
}

/// Bytes of a range; what ends before it starts has none.
fn size(range: &Range<u64>) -> u64 {
    range.end.saturating_sub(range.start)
}

impl<'a> Map<'a> {
    /// An empty map: the first half of `slots` is for memory, the rest for reservations.
    ///
    /// # Panics
    /// If there are less than two slots.
    pub fn new(room: &'a mut Room, slots: &'a mut [Region]) -> Map<'a> {
        assert!(slots.len() >= 2);
        let mb = unsafe {
            sys::mb_init(room.0.as_mut_ptr(), &ADDRESSES_ONLY.0, slots.as_mut_ptr(), slots.len());
            room.0.assume_init_mut()
        };
        Map { mb, slots: PhantomData }
    }

    /// `mb_add()`: these bytes are memory.
    pub fn add(&mut self, range: Range<u64>) -> Result<()> {
        result(unsafe { sys::mb_add(self.mb, range.start, size(&range)) })
    }

    /// `mb_add_node()`: these bytes are memory of a node.
    pub fn add_node(&mut self, range: Range<u64>, nid: i32) -> Result<()> {
        let flags = sys::MEMBLOCK_NONE;
        result(unsafe { sys::mb_add_node(self.mb, range.start, size(&range), nid, flags) })
    }

    /// `mb_remove()`: these bytes are no memory after all.
    pub fn remove(&mut self, range: Range<u64>) -> Result<()> {
        result(unsafe { sys::mb_remove(self.mb, range.start, size(&range)) })
    }

    /// `mb_reserve()`: these bytes are in use.
    pub fn reserve(&mut self, range: Range<u64>) -> Result<()> {
        result(unsafe { sys::mb_reserve(self.mb, range.start, size(&range)) })
    }

    /// `mb_free()`: these bytes are no longer in use; all of them were.
    pub fn free(&mut self, range: Range<u64>) -> Result<()> {
        result(unsafe { sys::mb_free(self.mb, range.start, size(&range)) })
    }

    /// `mb_alloc()`: reserve `size` bytes at a multiple of `align`; the address.
    pub fn alloc(&mut self, size: u64, align: u64) -> Result<u64> {
        let mut spot = sys::mb_spot { base: 0, gave_up: 0 };
        result(unsafe { sys::mb_alloc(self.mb, &sys::mb_req(size, align), &mut spot) })?;
        Ok(spot.base)
    }

    /// `mb_is_memory()`: is the byte at this address memory?
    pub fn is_memory(&self, addr: u64) -> bool {
        unsafe { sys::mb_is_memory(&*self.mb, addr) }
    }

    /// `mb_is_reserved()`: is the byte at this address in use?
    pub fn is_reserved(&self, addr: u64) -> bool {
        unsafe { sys::mb_is_reserved(&*self.mb, addr) }
    }

    /// The regions of memory, ascending.
    pub fn memory(&self) -> &[Region] {
        regions(&self.mb.memory)
    }

    /// The reserved regions, ascending.
    pub fn reserved(&self) -> &[Region] {
        regions(&self.mb.reserved)
    }

    /// `mb_for_each_free_range()`: what is memory and not reserved, ascending.
    pub fn free_ranges(&self) -> FreeRanges<'_> {
        let mut it = MaybeUninit::zeroed();
        let it = unsafe {
            sys::mb_free_first(it.as_mut_ptr(), &*self.mb, sys::mb_any(), 0);
            it.assume_init()
        };
        FreeRanges { it, map: PhantomData }
    }
}

fn regions(of: &sys::memblock_type) -> &[Region] {
    unsafe { core::slice::from_raw_parts(of.regions, of.cnt) }
}

/// See [`Map::free_ranges`].
pub struct FreeRanges<'m> {
    it: sys::mb_free_iter,
    map: PhantomData<&'m sys::memblock>,
}

impl Iterator for FreeRanges<'_> {
    type Item = Range<u64>;

    fn next(&mut self) -> Option<Range<u64>> {
        /* The map is borrowed, so nobody edited it. */
        if unsafe { sys::mb_free_next(&mut self.it) } {
            Some(self.it.start..self.it.end)
        } else {
            None
        }
    }
}
