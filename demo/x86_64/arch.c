// SPDX-License-Identifier: MIT
/*
 * arch.c - PCs: a serial port, page tables, CPUs started by INIT and SIPI, power by ACPI.
 *
 * QEMU's isa-debug-exit device, if it is there, ends the emulator with a status that says how it
 * went: 2n + 1 for the n written, so never 0; 33 stands for success. Real machines go on to the
 * register of ACPI's sleep states.
 */
#include <string.h>

#include "arch.h"
#include "kernel.h"

#define COM1 0x3f8u
#define COM1_STATUS (COM1 + 5)
#define CAN_SEND 0x20u

#define DEBUG_EXIT 0xf4u
#define EXIT_OK 16u
#define EXIT_FAILED 17u
#define SLEEP_ENABLE 0x2000u

#define APIC 0xfee00000ul
#define APIC_ID 0x20u
#define APIC_SPURIOUS 0xf0u
#define APIC_ENABLE 0x1ffu
#define APIC_COMMAND 0x300u
#define APIC_TARGET 0x310u
#define APIC_BUSY 0x1000u
#define SEND_INIT 0x4500u
#define SEND_STARTUP 0x4600u

#define TRAMPOLINE 0x8000ul
#define CODE64 0x8u
#define INTERRUPT_GATE 0x8e00u
#define NR_TRAPS 32

#define PTE_PRESENT 0x1u
#define PTE_WRITE 0x2u
#define PTE_UNCACHED 0x18u
#define PTE_LARGE 0x80u
#define PTE_ADDR 0x000ffffffffff000ull

/* In entry.S: leave 64-bit mode and paging, and jump. */
void pvh_jump(uint64_t entry, phys_addr_t message) BM_NORETURN;

const char arch_profile[] = "x86_64";
const phys_addr_t arch_early_end = (phys_addr_t)1 << 32;
const struct bm_range arch_registers = { 0xfec00000, 0xff000000 };
const unsigned int arch_leaf_level = 1;

/* --- ports --------------------------------------------------------------------------------- */

static void out8(unsigned int port, unsigned int value)
{
	__asm__ volatile("outb %b0, %w1" : : "a"(value), "Nd"(port));
}

static void out16(unsigned int port, unsigned int value)
{
	__asm__ volatile("outw %w0, %w1" : : "a"(value), "Nd"(port));
}

static unsigned int in8(unsigned int port)
{
	unsigned char value;

	__asm__ volatile("inb %w1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

void arch_write(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		while ((in8(COM1_STATUS) & CAN_SEND) == 0)
			arch_relax();
		out8(COM1, (unsigned char)text[i]);
	}
}

void arch_off(bool ok)
{
	out8(DEBUG_EXIT, ok ? EXIT_OK : EXIT_FAILED);
	if (acpi_power_port)
		out16(acpi_power_port, SLEEP_ENABLE);
	for (;;)
		__asm__ volatile("cli; hlt");
}

/* --- page tables --------------------------------------------------------------------------- */

uint64_t arch_leaf(phys_addr_t at, unsigned int level, enum arch_kind kind)
{
	return at | PTE_PRESENT | PTE_WRITE | (level > 0 ? PTE_LARGE : 0) |
	       (kind == ARCH_REGISTERS ? PTE_UNCACHED : 0);
}

uint64_t arch_branch(phys_addr_t table)
{
	return table | PTE_PRESENT | PTE_WRITE;
}

phys_addr_t arch_branch_of(uint64_t entry)
{
	return entry & PTE_ADDR;
}

uint64_t arch_use_tables(const uint64_t *root)
{
	__asm__ volatile("movq %0, %%cr3" : : "r"(root) : "memory");
	return (uintptr_t)root;
}

/* --- CPUs ---------------------------------------------------------------------------------- */

static volatile uint32_t *apic(unsigned int at)
{
	return (volatile uint32_t *)(APIC + at);
}

uint64_t arch_boot_cpu(void)
{
	return *apic(APIC_ID) >> 24;
}

/* A write to this port takes about a microsecond on every PC. */
static void wait_us(unsigned int us)
{
	while (us-- > 0)
		out8(0x80, 0);
}

static void send(uint64_t id, uint32_t command)
{
	*apic(APIC_TARGET) = (uint32_t)id << 24;
	*apic(APIC_COMMAND) = command;
	while ((*apic(APIC_COMMAND) & APIC_BUSY) != 0)
		arch_relax();
}

/* The first MiB is reserved as a whole, so the trampoline needs no allocation. */
bool arch_start_cpu(struct cpu *cpu)
{
	extern char trampoline[];
	extern char trampoline_end[];
	size_t size = (size_t)(trampoline_end - trampoline);
	uint64_t *params = (uint64_t *)(TRAMPOLINE + size) - 2;

	memcpy((void *)TRAMPOLINE, trampoline, size);
	params[0] = cpu->tables;
	params[1] = (uintptr_t)cpu;
	*apic(APIC_SPURIOUS) = APIC_ENABLE;
	send(cpu->id, SEND_INIT);
	wait_us(10000);
	send(cpu->id, SEND_STARTUP | TRAMPOLINE >> 12);
	return true;
}

void arch_park(void)
{
	for (;;)
		__asm__ volatile("cli; hlt");
}

void arch_jump(uint64_t entry, phys_addr_t message)
{
	pvh_jump(entry, message);
}

uint64_t arch_instructions(void)
{
	uint32_t low;
	uint32_t high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

void arch_relax(void)
{
	__asm__ volatile("pause" : : : "memory");
}

/* --- entry --------------------------------------------------------------------------------- */

static void catch_traps(void)
{
	extern char trap_stubs[];
	extern uint64_t idt[];
	extern char idt_pointer[];
	unsigned int i;

	for (i = 0; i < NR_TRAPS; i++) {
		uint64_t stub = (uintptr_t)trap_stubs + 16 * i;

		idt[2 * i] = (stub & 0xffff) | (uint64_t)CODE64 << 16 |
			     (uint64_t)INTERRUPT_GATE << 32 | (stub >> 16 & 0xffff) << 48;
		idt[2 * i + 1] = stub >> 32;
	}
	__asm__ volatile("lidt (%0)" : : "r"(idt_pointer) : "memory");
}

void pvh_main(uint32_t start_info);

void pvh_main(uint32_t start_info)
{
	struct handoff handoff = { 0 };

	catch_traps();
	handoff.pvh = start_info;
	kernel_main(&handoff);
}
