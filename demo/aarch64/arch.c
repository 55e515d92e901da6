// SPDX-License-Identifier: MIT
/*
 * arch.c - 64-bit Arm on QEMU's virt board: console, page tables, CPUs and power by PSCI.
 *
 * PSCI has no exit status, so semihosting is asked first to end the emulator with one. Where
 * nobody listens that is an exception, and arm_trap() comes back here.
 */
#include <libfdt.h>
#include <string.h>

#include "arch.h"
#include "kernel.h"

#define UART 0x09000000ul
#define UART_FLAGS 0x18u
#define UART_FULL 0x20u

#define PSCI_CPU_OFF 0x84000002u
#define PSCI_CPU_ON 0xc4000003u
#define PSCI_SYSTEM_OFF 0x84000008u

#define SEMIHOSTING_EXIT 0x20u
#define APPLICATION_EXIT 0x20026u

#define MPIDR_AFFINITY 0xff00ffffffull

#define PTE_BLOCK 0x1u
#define PTE_TABLE 0x3u
#define PTE_PAGE 0x3u
#define PTE_REGISTERS 0x4u
#define PTE_INNER_SHARED 0x300u
#define PTE_ACCESSED 0x400u
#define PTE_ADDR 0x0000fffffffff000ull

const char arch_profile[] = "arm64";
const phys_addr_t arch_early_end = (phys_addr_t)256 << 30;
const struct bm_range arch_registers = { 0x08000000, 0x0a000000 };
const unsigned int arch_leaf_level = 2;

/* In entry.S: jump there with the MMU off. */
void leave_mmu(uint64_t entry, phys_addr_t message) BM_NORETURN;

static bool uses_smc;
static bool is_ending;

static volatile uint32_t *uart(unsigned int at)
{
	return (volatile uint32_t *)(UART + at);
}

void arch_write(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		while ((*uart(UART_FLAGS) & UART_FULL) != 0)
			arch_relax();
		*uart(0) = (unsigned char)text[i];
	}
}

/* --- PSCI, and the end --------------------------------------------------------------------- */

static long psci(unsigned long function, unsigned long arg0, unsigned long arg1, unsigned long arg2)
{
	register unsigned long x0 __asm__("x0") = function;
	register unsigned long x1 __asm__("x1") = arg0;
	register unsigned long x2 __asm__("x2") = arg1;
	register unsigned long x3 __asm__("x3") = arg2;

	if (uses_smc)
		__asm__ volatile("smc #0" : "+r"(x0) : "r"(x1), "r"(x2), "r"(x3) : "memory");
	else
		__asm__ volatile("hvc #0" : "+r"(x0) : "r"(x1), "r"(x2), "r"(x3) : "memory");
	return (long)x0;
}

static void exit_emulator(bool ok)
{
	const uint64_t block[2] = { APPLICATION_EXIT, !ok };
	register uint64_t x0 __asm__("x0") = SEMIHOSTING_EXIT;
	register const uint64_t *x1 __asm__("x1") = block;

	__asm__ volatile("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");
}

void arch_off(bool ok)
{
	if (!is_ending) {
		is_ending = true;
		exit_emulator(ok);
	}
	(void)psci(PSCI_SYSTEM_OFF, 0, 0, 0);
	for (;;)
		__asm__ volatile("wfi");
}

void arm_trap(uint64_t cause, uint64_t pc, uint64_t addr);

void arm_trap(uint64_t cause, uint64_t pc, uint64_t addr)
{
	if (is_ending)
		arch_off(false);
	trap(cause, pc, addr);
}

/* --- page tables --------------------------------------------------------------------------- */

uint64_t arch_leaf(phys_addr_t at, unsigned int level, enum arch_kind kind)
{
	return at | PTE_ACCESSED | (level > 0 ? PTE_BLOCK : PTE_PAGE) |
	       (kind == ARCH_REGISTERS ? PTE_REGISTERS : PTE_INNER_SHARED);
}

uint64_t arch_branch(phys_addr_t table)
{
	return table | PTE_TABLE;
}

phys_addr_t arch_branch_of(uint64_t entry)
{
	return entry & PTE_ADDR;
}

uint64_t arch_use_tables(const uint64_t *root)
{
	__asm__ volatile("dsb ishst\n\tmsr ttbr0_el1, %0\n\tisb\n\ttlbi vmalle1\n\tdsb ish\n\tisb"
			 : : "r"(root) : "memory");
	return (uintptr_t)root;
}

/* --- CPUs ---------------------------------------------------------------------------------- */

uint64_t arch_boot_cpu(void)
{
	uint64_t id;

	__asm__("mrs %0, mpidr_el1" : "=r"(id));
	return id & MPIDR_AFFINITY;
}

/* It begins with its MMU off and reads its struct cpu past the caches. */
bool arch_start_cpu(struct cpu *cpu)
{
	extern char cpu_entry[];

	__asm__ volatile("dc civac, %0\n\tdsb sy" : : "r"(cpu) : "memory");
	return psci(PSCI_CPU_ON, cpu->id, (uintptr_t)cpu_entry, (uintptr_t)cpu) == 0;
}

void arch_park(void)
{
	for (;;)
		(void)psci(PSCI_CPU_OFF, 0, 0, 0);
}

void arch_jump(uint64_t entry, phys_addr_t message)
{
	leave_mmu(entry, message);
}

uint64_t arch_instructions(void)
{
	uint64_t ticks;
	uint64_t frequency;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0\n\tmrs %1, cntfrq_el0"
			 : "=r"(ticks), "=r"(frequency));
	return ticks * (1000000000u / (frequency ? frequency : 1));
}

void arch_relax(void)
{
	__asm__ volatile("yield" : : : "memory");
}

/* --- entry --------------------------------------------------------------------------------- */

static void find_psci(const void *blob)
{
	int node = fdt_path_offset(blob, "/psci");
	const char *method = node < 0 ? NULL : fdt_getprop(blob, node, "method", NULL);

	uses_smc = method && strcmp(method, "smc") == 0;
}

void arm_main(const void *blob);

void arm_main(const void *blob)
{
	struct handoff handoff = { 0 };

	if (fdt_check_header(blob) == 0)
		find_psci(blob);
	handoff.fdt = blob;
	kernel_main(&handoff);
}
