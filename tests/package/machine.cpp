// SPDX-License-Identifier: MIT
//
// machine.cpp - a program in C++17 that includes every header and is linked with the library in C:
// regions, a walk, the well-known names, nodes and zones, pages.
#include <array>
#include <cstdio>
#include <memory>

#include <bootmem/bootmem.h>

// Where a name is a structure and a function or variable as well, C++ wants to be told which.
static std::size_t count_free(const struct memblock &map)
{
	mb_free_iter it;
	std::size_t count = 0;

	mb_for_each_free_range(&it, &map, mb_any())
		count++;
	return count;
}

static int split_map()
{
	auto map = std::make_unique<struct memblock>();
	std::array<memblock_region, 32> slots;
	struct mb_req req = mb_req(0x1000, 0x1000);
	mb_spot spot;

	mb_init(map.get(), nullptr, slots.data(), slots.size());
	if (mb_add_node(map.get(), 0x100000, 0x100000, 1, MEMBLOCK_HOTPLUG) ||
	    mb_reserve(map.get(), 0x140000, 0x1000) || mb_alloc(map.get(), &req, &spot))
		return -1;
	if (spot.base != 0x1ff000 || map->memory.regions[0].nid != 1)
		return -1;
	return static_cast<int>(count_free(*map));
}

static pfn_t pages_in_zones()
{
	std::array<bm_node, 4> nodes;
	bm_profile_memory memory = { 0x80000000, 0xc0000000, 0 };
	bm_zone_policy policy;
	bm_zones zones;
	pfn_t pages = 0;

	if (memblock_add(0x80000000, 0x40000000))
		return 0;
	bm_profile_policy(bm_profile_find("riscv64"), BM_KERNEL_NEWEST, &memory, &policy);
	bm_zones_init(&zones, nodes.data(), nodes.size());
	if (bm_zones_layout(&zones, &memblock, &policy))
		return 0;
	for (const bm_zone &zone : nodes[0].zones)
		pages += zone.present;
	return pages;
}

int main()
{
	std::printf("%d free ranges, %llu pages\n", split_map(),
		    static_cast<unsigned long long>(pages_in_zones()));
	return 0;
}
