// SPDX-License-Identifier: MIT
//! The same picture in Rust: memory comes in, some is taken, what is left is walked.
use bootmem::{sys, Error, Map, Region, Room};

#[test]
fn a_board_with_its_kernel_has_the_rest_free() {
    let (mut room, mut slots) = (Room::new(), [Region::NONE; 64]);
    let mut map = Map::new(&mut room, &mut slots);

    assert_eq!(map.add(0x8000_0000..0xc000_0000), Ok(()));
    assert_eq!(map.reserve(0x8000_0000..0x8120_0000), Ok(()));
    assert_eq!(map.alloc(0x20_0000, 0x20_0000), Ok(0xbfe0_0000));

    let free: Vec<_> = map.free_ranges().collect();
    assert_eq!(free, [0x8120_0000..0xbfe0_0000]);
    assert!(map.is_memory(0xbfff_ffff) && !map.is_memory(0xc000_0000));
    assert!(map.is_reserved(0xbfe0_0000) && !map.is_reserved(0xbfdf_ffff));
    assert_eq!(map.reserved().len(), 2);
    assert_eq!(map.memory()[0].range(), 0x8000_0000..0xc000_0000);
}

#[test]
fn what_is_not_there_cannot_be_freed_and_nothing_changes() {
    let (mut room, mut slots) = (Room::new(), [Region::NONE; 8]);
    let mut map = Map::new(&mut room, &mut slots);

    assert_eq!(map.free(0x1000..0x2000), Err(Error(sys::BM_ENOENT)));
    assert_eq!(map.alloc(0x1000, 0x1000), Err(Error(sys::BM_ENOMEM)));
    assert_eq!(map.alloc(0x1000, 3), Err(Error(sys::BM_EINVAL)));
    assert_eq!(map.reserved(), []);
    assert_eq!(map.free_ranges().next(), None);
}

#[test]
fn full_arrays_do_not_grow_into_memory_that_cannot_be_touched() {
    let (mut room, mut slots) = (Room::new(), [Region::NONE; 4]);
    let mut map = Map::new(&mut room, &mut slots);

    assert_eq!(map.add(0..0x100_0000), Ok(()));
    assert_eq!(map.reserve(0x1000..0x2000), Ok(()));
    assert_eq!(map.reserve(0x3000..0x4000), Ok(()));
    assert_eq!(map.reserve(0x5000..0x6000), Err(Error(sys::BM_ENOMEM)));
    assert_eq!(map.reserved().len(), 2);
    assert_eq!(map.free(0x1000..0x2000), Ok(()));
    assert_eq!(map.reserve(0x5000..0x6000), Ok(()));
}

#[test]
fn nodes_keep_apart_and_ranges_that_end_before_they_start_are_empty() {
    let (mut room, mut slots) = (Room::new(), [Region::NONE; 16]);
    let mut map = Map::new(&mut room, &mut slots);

    assert_eq!(map.add_node(0..0x10_0000, 0), Ok(()));
    assert_eq!(map.add_node(0x10_0000..0x20_0000, 1), Ok(()));
    let (end, start) = (0x3000, 0x5000);
    assert_eq!(map.remove(start..end), Ok(()));
    assert_eq!(map.memory().iter().map(|r| r.nid).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(map.free_ranges().count(), 2);
}
