# SPDX-License-Identifier: MIT
#
# entry.S - where Arm CPUs begin: the first from a boot loader or from UEFI, the others from PSCI,
# all of them from exceptions.
#
# A loader leaves the MMU off and a device tree in x0. Atomic instructions need memory that is
# cached, so it is switched on at once, with the low 256 GiB mapped: registers in the first GiB,
# memory above, as QEMU's virt board has it.

#define GIB_SHIFT 30
#define NR_GIB 256
#define TABLE 0x3
#define BLOCK_MEMORY 0x701
#define BLOCK_REGISTERS 0x405
#define MAIR 0x04ff
#define TCR 0x803510
#define TCR_IPS_SHIFT 32
#define SCTLR_OFF 0x30d00800
#define SCTLR_ON 0x30d01805
#define SPSR_EL1H 0x3c5
#define HCR_RW 0x80000000
#define EL2 8

	.text
	.globl	start
start:
	mov	x19, x0
	mrs	x0, CurrentEL
	cmp	x0, #EL2
	b.ne	1f
	bl	leave_el2
1:	adrp	x0, bss_start
	add	x0, x0, :lo12:bss_start
	adrp	x1, kernel_end
2:	str	xzr, [x0], #8
	cmp	x0, x1
	b.lo	2b
	bl	early_tables
	bl	mmu_on
	adrp	x0, stack_end
	mov	sp, x0
	mov	x0, x19
	b	arm_main

# Leave the MMU set-up and the stack of UEFI: x0 is what it handed over, and is in the image, which
# caches must not hold back when the MMU is off.
	.globl	efi_leave
efi_leave:
	msr	daifset, #15
	mov	x19, x0
	adrp	x0, kernel_start
	adrp	x1, kernel_end
1:	dc	civac, x0
	add	x0, x0, #16
	cmp	x0, x1
	b.lo	1b
	dsb	sy
	ldr	x0, =SCTLR_OFF
	msr	sctlr_el1, x0
	isb
	bl	early_tables
	bl	mmu_on
	adrp	x0, stack_end
	mov	sp, x0
	mov	x0, x19
	b	efi_go

# Jump to x0 with the MMU off and x1 as the loader's message. All of memory may be in caches, so
# these are cleaned by set and way.
	.globl	leave_mmu
leave_mmu:
	mov	x20, x0
	mov	x19, x1
	bl	clean_caches
	ldr	x0, =SCTLR_OFF
	msr	sctlr_el1, x0
	isb
	ic	iallu
	dsb	sy
	isb
	mov	x0, x19
	br	x20

# The level 1 and level 2 data caches, by set and way. Uses x0 to x9.
clean_caches:
	mov	x0, #0
1:	msr	csselr_el1, x0
	isb
	mrs	x1, ccsidr_el1
	and	x2, x1, #7
	add	x2, x2, #4
	ubfx	x3, x1, #3, #10
	clz	w4, w3
	ubfx	x5, x1, #13, #15
2:	mov	x6, x3
3:	lsl	x7, x6, x4
	lsl	x8, x5, x2
	orr	x9, x0, x7
	orr	x9, x9, x8
	dc	cisw, x9
	subs	x6, x6, #1
	b.ge	3b
	subs	x5, x5, #1
	b.ge	2b
	add	x0, x0, #2
	cmp	x0, #4
	b.lo	1b
	dsb	sy
	ret

# x0 is what was given to PSCI: the struct cpu.
	.globl	cpu_entry
cpu_entry:
	mov	x19, x0
	mrs	x0, CurrentEL
	cmp	x0, #EL2
	b.ne	1f
	bl	leave_el2
1:	ldr	x0, [x19, #8]
	bl	mmu_on
	ldr	x0, [x19]
	mov	sp, x0
	mov	x0, x19
	b	cpu_main

# Return to the caller in EL1.
leave_el2:
	mov	x0, #HCR_RW
	msr	hcr_el2, x0
	ldr	x0, =SCTLR_OFF
	msr	sctlr_el1, x0
	mov	x0, #SPSR_EL1H
	msr	spsr_el2, x0
	msr	elr_el2, x30
	eret

# Return: the tables' root in x0.
early_tables:
	adrp	x0, early_root
	adrp	x1, early_gib
	orr	x2, x1, #TABLE
	str	x2, [x0]
	mov	x2, #BLOCK_REGISTERS
	str	x2, [x1], #8
	mov	x3, #1
	ldr	x4, =BLOCK_MEMORY
1:	lsl	x2, x3, #GIB_SHIFT
	orr	x2, x2, x4
	str	x2, [x1], #8
	add	x3, x3, #1
	cmp	x3, #NR_GIB
	b.lo	1b
	dsb	sy
	ret

# x0 is the tables' root.
mmu_on:
	msr	ttbr0_el1, x0
	ldr	x0, =MAIR
	msr	mair_el1, x0
	mrs	x1, id_aa64mmfr0_el1
	and	x1, x1, #7
	ldr	x0, =TCR
	orr	x0, x0, x1, lsl #TCR_IPS_SHIFT
	msr	tcr_el1, x0
	adr	x0, vectors
	msr	vbar_el1, x0
	isb
	tlbi	vmalle1
	ic	iallu
	dsb	sy
	isb
	ldr	x0, =SCTLR_ON
	msr	sctlr_el1, x0
	isb
	ret

	.balign	2048
vectors:
	.rept	16
	.balign	128
	mrs	x0, esr_el1
	mrs	x1, elr_el1
	mrs	x2, far_el1
	b	arm_trap
	.endr

	.section .bss, "aw", @nobits
	.balign	4096
early_root:
	.space	4096
early_gib:
	.space	4096
	.space	16384
stack_end:
