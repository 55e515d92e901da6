// SPDX-License-Identifier: MIT
//! The C interface of regions and allocation, name by name: `<bootmem/types.h>`, `port.h`, `mb.h`,
//! `mb_query.h`, `mb_iter.h`, `mb_alloc.h`. What each does is written there.
//!
//! For a library with 64-bit physical addresses. Every declaration is compared with the headers by
//! `make check-rust`: functions by their types, structures by size and by the offset and size of
//! each member, constants by value.
#![allow(non_camel_case_types)]

pub use core::ffi::c_void;

/* As in every C ABI of a kernel; 64-bit Windows alone has a shorter long. */
pub type c_char = u8;
pub type c_int = i32;
pub type c_uint = u32;
pub type c_ulong = usize;

pub type phys_addr_t = u64;
pub type pfn_t = u64;
pub type memblock_flags = c_uint;
pub type bm_event_kind = c_uint;

pub const PHYS_ADDR_MAX: phys_addr_t = !0;
pub const NUMA_NO_NODE: c_int = -1;

pub const BM_ENOMEM: c_int = 12;
pub const BM_ENOSPC: c_int = 28;
pub const BM_ENOENT: c_int = 2;
pub const BM_EEXIST: c_int = 17;
pub const BM_EBUSY: c_int = 16;
pub const BM_EBADMSG: c_int = 74;
pub const BM_EOVERFLOW: c_int = 75;
pub const BM_EINVAL: c_int = 22;

pub const MEMBLOCK_NONE: memblock_flags = 0x0;
pub const MEMBLOCK_HOTPLUG: memblock_flags = 0x1;
pub const MEMBLOCK_MIRROR: memblock_flags = 0x2;
pub const MEMBLOCK_NOMAP: memblock_flags = 0x4;
pub const MEMBLOCK_DRIVER_MANAGED: memblock_flags = 0x8;
pub const MEMBLOCK_RSRV_NOINIT: memblock_flags = 0x10;
pub const MEMBLOCK_RSRV_KERN: memblock_flags = 0x20;
pub const MEMBLOCK_KHO_SCRATCH: memblock_flags = 0x40;

pub const MEMBLOCK_ALLOC_ACCESSIBLE: phys_addr_t = 0;
pub const MEMBLOCK_ALLOC_ANYWHERE: phys_addr_t = !0;

pub const MB_NR_FACTS: usize = 16;

#[repr(C)]
pub struct bm_event {
    pub kind: bm_event_kind,
    pub base: phys_addr_t,
    pub size: phys_addr_t,
    pub nid: c_int,
    pub flags: c_uint,
    pub owner: *const c_char,
}

pub type bm_job = unsafe extern "C" fn(*mut c_void, c_uint);

#[repr(C)]
pub struct bm_port {
    pub ctx: *mut c_void,
    pub map: Option<unsafe extern "C" fn(*mut c_void, phys_addr_t, usize) -> *mut c_void>,
    pub addr: Option<unsafe extern "C" fn(*mut c_void, *const c_void) -> phys_addr_t>,
    pub log: Option<unsafe extern "C" fn(*mut c_void, c_int, *const c_char, usize)>,
    pub panic: Option<unsafe extern "C" fn(*mut c_void, *const c_char, *const c_char, c_int) -> !>,
    pub parallel: Option<unsafe extern "C" fn(*mut c_void, bm_job, *mut c_void, c_uint) -> c_int>,
    pub observe: Option<unsafe extern "C" fn(*mut c_void, *const bm_event)>,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct memblock_region {
    pub base: phys_addr_t,
    pub size: phys_addr_t,
    pub flags: memblock_flags,
    pub nid: c_int,
}

#[repr(C)]
pub struct memblock_type {
    pub cnt: c_ulong,
    pub max: c_ulong,
    pub total_size: phys_addr_t,
    pub regions: *mut memblock_region,
    pub name: *const c_char,
}

#[repr(C)]
pub struct mb_fact {
    pub lo: phys_addr_t,
    pub hi: phys_addr_t,
    pub longest: phys_addr_t,
    pub key: u64,
}

#[repr(C)]
pub struct mb_facts {
    pub any: bool,
    pub memory_cnt: c_ulong,
    pub reserved_cnt: c_ulong,
    pub memory_size: phys_addr_t,
    pub reserved_size: phys_addr_t,
    pub table: [mb_fact; MB_NR_FACTS],
}

#[repr(C)]
pub struct mb_home {
    pub regions: *mut memblock_region,
    pub base: phys_addr_t,
    pub size: phys_addr_t,
}

#[repr(C)]
pub struct memblock {
    pub bottom_up: bool,
    pub current_limit: phys_addr_t,
    pub memory: memblock_type,
    pub reserved: memblock_type,
    pub port: *const bm_port,
    pub owner: *const c_char,
    pub page_shift: c_uint,
    pub debug: bool,
    pub untagged: bool,
    pub movable_node: bool,
    pub mirrored_kernelcore: bool,
    pub scratch_only: bool,
    pub nr_bad_frees: c_ulong,
    pub trimmed_size: phys_addr_t,
    pub has_mirror: bool,
    pub memory_hint: c_ulong,
    pub reserved_hint: c_ulong,
    pub memory_home: mb_home,
    pub reserved_home: mb_home,
    pub facts: mb_facts,
    pub none: memblock_region,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct mb_filter {
    pub nid: c_int,
    pub flags: c_uint,
}

#[repr(C)]
pub struct mb_free_iter {
    pub start: phys_addr_t,
    pub nid: c_int,
    pub end: phys_addr_t,
    pub reserved: *const memblock_region,
    pub mb: *const memblock,
    pub pos: phys_addr_t,
    pub memory: *const memblock_region,
    pub stop: phys_addr_t,
    pub last: *const memblock_region,
    pub filter: mb_filter,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct mb_req {
    pub size: phys_addr_t,
    pub align: phys_addr_t,
    pub start: phys_addr_t,
    pub end: phys_addr_t,
    pub nid: c_int,
    pub exact_nid: bool,
    pub soft_start: bool,
    pub under_limit: bool,
    pub odd_align: bool,
    pub call: *const c_char,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct mb_spot {
    pub base: phys_addr_t,
    pub gave_up: c_uint,
}

extern "C" {
    pub fn mb_init(
        mb: *mut memblock,
        port: *const bm_port,
        regions: *mut memblock_region,
        nr_regions: c_ulong,
    );
    pub fn mb_add(mb: *mut memblock, base: phys_addr_t, size: phys_addr_t) -> c_int;
    pub fn mb_add_node(
        mb: *mut memblock,
        base: phys_addr_t,
        size: phys_addr_t,
        nid: c_int,
        flags: memblock_flags,
    ) -> c_int;
    pub fn mb_remove(mb: *mut memblock, base: phys_addr_t, size: phys_addr_t) -> c_int;
    pub fn mb_reserve(mb: *mut memblock, base: phys_addr_t, size: phys_addr_t) -> c_int;
    pub fn mb_reserve_node(
        mb: *mut memblock,
        base: phys_addr_t,
        size: phys_addr_t,
        nid: c_int,
        flags: memblock_flags,
    ) -> c_int;
    pub fn mb_free(mb: *mut memblock, base: phys_addr_t, size: phys_addr_t) -> c_int;
    pub fn mb_unreserve(mb: *mut memblock, base: phys_addr_t, size: phys_addr_t) -> c_int;
    pub fn mb_mark(
        mb: *mut memblock,
        base: phys_addr_t,
        size: phys_addr_t,
        flags: memblock_flags,
    ) -> c_int;
    pub fn mb_clear(
        mb: *mut memblock,
        base: phys_addr_t,
        size: phys_addr_t,
        flags: memblock_flags,
    ) -> c_int;
    pub fn mb_set_node(
        mb: *mut memblock,
        base: phys_addr_t,
        size: phys_addr_t,
        r#type: *mut memblock_type,
        nid: c_int,
    ) -> c_int;
    pub fn mb_trim(mb: *mut memblock, align: phys_addr_t);
    pub fn mb_limit_memory(mb: *mut memblock, amount: phys_addr_t);
    pub fn mb_limit_mapped(mb: *mut memblock, amount: phys_addr_t);
    pub fn mb_cap(mb: *mut memblock, base: phys_addr_t, size: phys_addr_t);

    pub fn mb_is_memory(mb: *const memblock, addr: phys_addr_t) -> bool;
    pub fn mb_memory_at(mb: *const memblock, addr: phys_addr_t) -> *const memblock_region;
    pub fn mb_is_map_memory(mb: *const memblock, addr: phys_addr_t) -> bool;
    pub fn mb_is_reserved(mb: *const memblock, addr: phys_addr_t) -> bool;
    pub fn mb_is_region_memory(mb: *const memblock, base: phys_addr_t, size: phys_addr_t) -> bool;
    pub fn mb_is_all_mapped(mb: *const memblock, base: phys_addr_t, size: phys_addr_t) -> bool;
    pub fn mb_is_region_reserved(mb: *const memblock, base: phys_addr_t, size: phys_addr_t) -> bool;
    pub fn mb_start(mb: *const memblock) -> phys_addr_t;
    pub fn mb_end(mb: *const memblock) -> phys_addr_t;
    pub fn mb_estimated_free_pages(mb: *const memblock) -> pfn_t;
    pub fn mb_dump(mb: *const memblock);

    pub fn mb_free_first(
        it: *mut mb_free_iter,
        mb: *const memblock,
        filter: mb_filter,
        from: phys_addr_t,
    );
    pub fn mb_free_last(
        it: *mut mb_free_iter,
        mb: *const memblock,
        filter: mb_filter,
        to: phys_addr_t,
    );
    pub fn mb_free_next_slow_(it: *mut mb_free_iter) -> bool;
    pub fn mb_free_prev_slow_(it: *mut mb_free_iter) -> bool;

    pub fn mb_find(mb: *mut memblock, req: *const mb_req, spot: *mut mb_spot) -> c_int;
    pub fn mb_alloc(mb: *mut memblock, req: *const mb_req, spot: *mut mb_spot) -> c_int;
    pub fn mb_alloc_raw(mb: *mut memblock, req: *const mb_req) -> *mut c_void;
    pub fn mb_alloc_zeroed(mb: *mut memblock, req: *const mb_req) -> *mut c_void;
    pub fn mb_addr(mb: *const memblock, ptr: *const c_void) -> phys_addr_t;
}

/// `mb_req()`: inline in C.
pub const fn mb_req(size: phys_addr_t, align: phys_addr_t) -> mb_req {
    mb_req {
        size,
        align,
        start: 0,
        end: MEMBLOCK_ALLOC_ACCESSIBLE,
        nid: NUMA_NO_NODE,
        exact_nid: false,
        soft_start: false,
        under_limit: false,
        odd_align: false,
        call: core::ptr::null(),
    }
}

/// `mb_any()`: inline in C.
pub const fn mb_any() -> mb_filter {
    mb_filter { nid: NUMA_NO_NODE, flags: MEMBLOCK_NONE }
}

/// `mb_free_next()`: inline in C, where it spares a call for most steps.
///
/// # Safety
/// `it` was begun by `mb_free_first()`, and its map is there and was not edited since.
pub unsafe fn mb_free_next(it: &mut mb_free_iter) -> bool {
    it.reserved = it.reserved.wrapping_add(1);
    mb_free_next_slow_(it)
}
