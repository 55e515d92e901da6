// SPDX-License-Identifier: MIT
/*
 * arch.c - RISC-V: console, CPUs and power by SBI, page tables by the privileged specification.
 *
 * SBI has no exit status, so before asking it to shut down the test device that QEMU's boards have
 * is told how it went, if the device tree knows of one.
 */
#include <libfdt.h>

#include "arch.h"
#include "kernel.h"

#define SBI_PUTCHAR 0x01
#define SBI_HSM 0x48534dul
#define SBI_HSM_START 0
#define SBI_HSM_STOP 1
#define SBI_RESET 0x53525354ul

#define FINISHER_PASS 0x5555u
#define FINISHER_FAIL 0x13333u

#define SATP_SV39 ((uint64_t)8 << 60)
#define SATP_SV48 ((uint64_t)9 << 60)

#define PTE_VALID 0x1u
#define PTE_READ 0x2u
#define PTE_WRITE 0x4u
#define PTE_EXEC 0x8u
#define PTE_ACCESSED 0x40u
#define PTE_DIRTY 0x80u
#define PTE_PPN_SHIFT 10
#define PAGE_SHIFT 12

const char arch_profile[] = "riscv64";
const phys_addr_t arch_early_end = PHYS_ADDR_MAX;
const struct bm_range arch_registers = { 0x1000, 0x10200000 };
const unsigned int arch_leaf_level = 2;

static uint64_t boot_hart;
static volatile uint32_t *finisher;

static long sbi(unsigned long extension, unsigned long function, unsigned long arg0,
		unsigned long arg1, unsigned long arg2)
{
	register unsigned long a0 __asm__("a0") = arg0;
	register unsigned long a1 __asm__("a1") = arg1;
	register unsigned long a2 __asm__("a2") = arg2;
	register unsigned long a6 __asm__("a6") = function;
	register unsigned long a7 __asm__("a7") = extension;

	__asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a6), "r"(a7) : "memory");
	return (long)a0;
}

void arch_write(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		(void)sbi(SBI_PUTCHAR, 0, (unsigned char)text[i], 0, 0);
}

void arch_off(bool ok)
{
	if (finisher)
		*finisher = ok ? FINISHER_PASS : FINISHER_FAIL;
	(void)sbi(SBI_RESET, 0, 0, !ok, 0);
	for (;;)
		__asm__ volatile("wfi");
}

uint64_t arch_leaf(phys_addr_t at, unsigned int level, enum arch_kind kind)
{
	uint64_t use = PTE_VALID | PTE_READ | PTE_WRITE | PTE_ACCESSED | PTE_DIRTY;

	(void)level;
	return (at >> PAGE_SHIFT << PTE_PPN_SHIFT) | use | (kind == ARCH_MEMORY ? PTE_EXEC : 0);
}

uint64_t arch_branch(phys_addr_t table)
{
	return (table >> PAGE_SHIFT << PTE_PPN_SHIFT) | PTE_VALID;
}

phys_addr_t arch_branch_of(uint64_t entry)
{
	return entry >> PTE_PPN_SHIFT << PAGE_SHIFT;
}

static uint64_t try_tables(uint64_t satp)
{
	uint64_t now;

	__asm__ volatile("csrw satp, %1\n\tsfence.vma\n\tcsrr %0, satp"
			 : "=r"(now) : "r"(satp) : "memory");
	return now;
}

/* Harts without a fourth level ignore the first try; the low half of memory has the same tables. */
uint64_t arch_use_tables(const uint64_t *root)
{
	uint64_t satp = SATP_SV48 | (uintptr_t)root >> PAGE_SHIFT;

	if (try_tables(satp) != satp) {
		satp = SATP_SV39 | arch_branch_of(root[0]) >> PAGE_SHIFT;
		(void)try_tables(satp);
	}
	return satp;
}

uint64_t arch_boot_cpu(void)
{
	return boot_hart;
}

bool arch_start_cpu(struct cpu *cpu)
{
	extern char hart_entry[];

	return sbi(SBI_HSM, SBI_HSM_START, cpu->id, (uintptr_t)hart_entry, (uintptr_t)cpu) == 0;
}

void arch_park(void)
{
	for (;;)
		(void)sbi(SBI_HSM, SBI_HSM_STOP, 0, 0, 0);
}

void arch_jump(uint64_t entry, phys_addr_t message)
{
	register uint64_t a0 __asm__("a0") = boot_hart;
	register uint64_t a1 __asm__("a1") = message;

	__asm__ volatile("csrw satp, zero\n\tsfence.vma\n\tfence.i\n\tjr %0"
			 : : "r"(entry), "r"(a0), "r"(a1) : "memory");
	__builtin_unreachable();
}

uint64_t arch_instructions(void)
{
	uint64_t count;

	__asm__ volatile("rdinstret %0" : "=r"(count));
	return count;
}

void arch_relax(void)
{
	__asm__ volatile("nop" : : : "memory");
}

static void find_finisher(const void *blob)
{
	int node = fdt_node_offset_by_compatible(blob, -1, "sifive,test0");
	int len = 0;
	const fdt32_t *reg = node < 0 ? NULL : fdt_getprop(blob, node, "reg", &len);

	if (reg && len >= 8)
		finisher = (volatile uint32_t *)(uintptr_t)((uint64_t)fdt32_ld(reg) << 32 |
							    fdt32_ld(reg + 1));
}

void riscv_main(uint64_t hart, const void *blob);

void riscv_main(uint64_t hart, const void *blob)
{
	struct handoff handoff = { 0 };

	boot_hart = hart;
	if (fdt_check_header(blob) == 0)
		find_finisher(blob);
	handoff.fdt = blob;
	kernel_main(&handoff);
}
