/* SPDX-License-Identifier: MIT */
/*
 * arch.h - what a kernel needs of a machine, and all that an architecture's folder provides:
 * a console, page tables, a way to start CPUs and a way to stop.
 *
 * Its entry code prepares a stack, clears what must be zero, and calls kernel_main() with what the
 * loader left behind.
 */
#ifndef DEMO_ARCH_H
#define DEMO_ARCH_H

#include <bootmem/types.h>

struct cpu;

/** Name of the bm_profile of this architecture. */
extern const char arch_profile[];

/* --- console, and the end ------------------------------------------------------------------ */

/** arch_write() - put text on the console. One CPU at a time. */
void arch_write(const char *text, size_t len);

/** arch_off() - stop the machine; an emulator's exit status is 0 if @ok, else not. */
void arch_off(bool ok) BM_NORETURN;

/* --- memory -------------------------------------------------------------------------------- */

/** What the entry code can reach before there are page tables of our own ends here. */
extern const phys_addr_t arch_early_end;

/** Registers that must be reachable; of the whole range no byte is memory. */
extern const struct bm_range arch_registers;

/** The highest level at which an entry can map memory; level 0 maps pages. */
extern const unsigned int arch_leaf_level;

enum arch_kind {
	ARCH_MEMORY,
	ARCH_REGISTERS,
};

/** arch_leaf() - the entry that maps what is at @at. */
uint64_t arch_leaf(phys_addr_t at, unsigned int level, enum arch_kind kind);

/** arch_branch() - the entry that points to the table at @table. */
uint64_t arch_branch(phys_addr_t table);

/** arch_branch_of() - the table that such an entry points to; 0 if the entry is empty. */
phys_addr_t arch_branch_of(uint64_t entry);

/**
 * arch_use_tables() - run on page tables of four levels of 512 entries from now on
 *
 * Return: what other CPUs load to use them too.
 */
uint64_t arch_use_tables(const uint64_t *root);

/* --- CPUs ---------------------------------------------------------------------------------- */

/** arch_boot_cpu() - the number by which firmware knows the CPU that runs this. */
uint64_t arch_boot_cpu(void);

/** arch_start_cpu() - let a CPU call cpu_main() on its stack, with its tables. Return: false on
 * failure. */
bool arch_start_cpu(struct cpu *cpu);

/** arch_park() - stop the CPU that runs this until it is started again. */
void arch_park(void) BM_NORETURN;

/** arch_jump() - enter another kernel as a loader does, with its message. */
void arch_jump(uint64_t entry, phys_addr_t message) BM_NORETURN;

/** arch_instructions() - executed so far, in an emulator that takes a nanosecond for each. */
uint64_t arch_instructions(void);

/** arch_relax() - in a loop that waits for another CPU. */
void arch_relax(void);

#endif
