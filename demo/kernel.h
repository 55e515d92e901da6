/* SPDX-License-Identifier: MIT */
/*
 * kernel.h - what the files of the demo kernel share; each section is one file.
 */
#ifndef DEMO_KERNEL_H
#define DEMO_KERNEL_H

#include <stdatomic.h>

#include <bootmem/boot.h>
#include <bootmem/buddy.h>

/* --- main.c -------------------------------------------------------------------------------- */

/**
 * struct handoff - what the loader left; what there is not stays zero
 * @fdt:       device tree
 * @pvh:       start info of a PVH boot
 * @rsdp:      root of the ACPI tables
 * @efi_map:   memory map of UEFI, as GetMemoryMap() returned it
 * @efi_size:  bytes of it
 * @efi_stride: bytes from one descriptor to the next
 * @cmdline:   command line, if not in one of those
 */
struct handoff {
	const void *fdt;
	phys_addr_t pvh;
	phys_addr_t rsdp;
	const void *efi_map;
	size_t efi_size;
	size_t efi_stride;
	struct bm_str cmdline;
};

/** kernel_main() - the boot. */
void kernel_main(const struct handoff *handoff) BM_NORETURN;

/* --- say.c: the console -------------------------------------------------------------------- */

/** say() - print; understands %s %c %d %u %x, with l or ll, and %% with neither width nor more. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** check() - count and print whether something is as it should be. Return: @ok. */
bool check(bool ok, const char *what);

/** need() - the same of an error code; a kernel that cannot go on stops. */
void need(int err, const char *what);

/** all_passed() - did nothing fail so far? */
bool all_passed(void);

/** verdict() - print the closing line. Return: did all pass? */
bool verdict(void);

/** trap() - a CPU met something that it cannot handle; for entry code. */
void trap(uint64_t cause, uint64_t pc, uint64_t addr) BM_NORETURN;

/* --- firmware.c: what firmware and loader say ---------------------------------------------- */

/** hear_firmware() - fill in the machine that the recipe starts from. */
void hear_firmware(struct bm_boot *boot, const struct handoff *handoff);

/** hear_tree(), hear_pvh(), hear_acpi() - its parts; in files of these names. */
void hear_tree(struct bm_boot *boot, const void *blob);
void hear_pvh(struct bm_boot *boot, phys_addr_t start_info);
void hear_acpi(struct bm_boot *boot, phys_addr_t rsdp);

/**
 * pass_on_tree(), pass_on_pvh() - say the same to the next kernel, and where a record is
 * @room: for the message
 *
 * Return: its address; 0 if there is not room enough.
 */
phys_addr_t pass_on_tree(const struct bm_boot *boot, void *room, size_t size,
			 struct bm_range record);
phys_addr_t pass_on_pvh(void *room, struct bm_range record);

/** Where ACPI's sleep states are controlled; 0 if there is no such port. */
extern unsigned int acpi_power_port;

/** early_view() - memory that can be read before page tables are ours. */
struct bm_fw_view early_view(void);

/* --- map.c: page tables -------------------------------------------------------------------- */

/** map_memory() - map all memory one to one, and go. Return: what other CPUs load. */
uint64_t map_memory(void);

/* --- cpu.c: CPUs --------------------------------------------------------------------------- */

#define MAX_CPUS 64

/**
 * struct cpu - a CPU
 * @stack:  where its stack ends; entry code reads this and the next
 * @tables: what arch_use_tables() returned
 * @id:     number that firmware knows it by
 * @domain: as firmware numbers it
 * @is_up:  it runs
 * @pages:  its corner of the page allocator
 */
struct cpu {
	uint64_t stack;
	uint64_t tables;
	uint64_t id;
	uint32_t domain;
	atomic_bool is_up;
	atomic_uint done;
	struct bm_cpu pages;
};

extern struct cpu cpus[MAX_CPUS];
extern unsigned int nr_cpus;

/** cpu_found() - firmware says that there is a CPU. */
void cpu_found(uint64_t id, uint32_t domain);

/** start_cpus() - start all but the one that runs this, which becomes cpus[0]. Return: all came. */
bool start_cpus(uint64_t tables);

/** cpu_main() - where a started CPU goes. */
void cpu_main(struct cpu *cpu) BM_NORETURN;

/** cpus_begin() - all CPUs but cpus[0] call @work. */
void cpus_begin(void (*work)(struct cpu *cpu, void *arg), void *arg);

/** cpus_end() - wait until they have returned. */
void cpus_end(void);

/** cpus_parallel() - the port's parallel: jobs for all CPUs, while cpus[0] does meanwhile(). */
int cpus_parallel(void *ctx, void (*job)(void *arg, unsigned int i), void *arg,
		  unsigned int nr_jobs);

/* --- elf.c, kexec.c: the next kernel ------------------------------------------------------- */

/** load_next_kernel() - from the initrd to where it belongs. Return: its entry; 0 on failure. */
uint64_t load_next_kernel(struct bm_range initrd, struct bm_range self);

/** handover_found() - the loader says where a kernel before this one left a record. */
void handover_found(struct bm_range found);

/** take_handover() - memory is known: reserve what the record names. */
void take_handover(void);

/** place_scratch() - what the next kernel may allocate from before it has done that. */
void place_scratch(void);

/** check_names() - is all that a kernel before this one left as it was? */
void check_names(void);

/** nr_jumps() - from kernel to kernel so far. */
uint64_t nr_jumps(void);

/** hand_over() - go on to the next kernel. */
void hand_over(const struct bm_boot *boot, const struct handoff *handoff) BM_NORETURN;

/* --- torture.c: the page allocator under load ---------------------------------------------- */

/** meanwhile() - allocate and use pages while their descriptors are still being initialised. */
void meanwhile(struct cpu *cpu);

/** torture() - all CPUs allocate, write, pass on, look, and free. Return: as it should be. */
bool torture(unsigned int nr_steps);

/** nr_free_pages() - in all zones. */
pfn_t nr_free_pages(void);

#endif
