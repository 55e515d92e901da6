# SPDX-License-Identifier: MIT
#
# entry.S - where RISC-V harts begin: the first from the loader, the others from SBI, all of them
# from traps.
#
# Harts come without address translation, in supervisor mode, a0 being the hart. Nothing of the
# image is written before bss is clear but the stack, which is not part of it.

	.section .head, "ax"
	.globl	start
start:
	la	t0, bss_start
	la	t1, kernel_end
1:	sd	zero, 0(t0)
	addi	t0, t0, 8
	bltu	t0, t1, 1b
	la	sp, stack_end
	la	t0, trap_entry
	csrw	stvec, t0
	tail	riscv_main

# a1 is what was given to SBI: the struct cpu.
	.globl	hart_entry
	.balign	4
hart_entry:
	ld	sp, 0(a1)
	ld	t0, 8(a1)
	la	t1, trap_entry
	csrw	stvec, t1
	csrw	satp, t0
	sfence.vma
	mv	a0, a1
	tail	cpu_main

	.balign	4
trap_entry:
	csrr	a0, scause
	csrr	a1, sepc
	csrr	a2, stval
	tail	trap

	.section .bss.stack, "aw", @nobits
	.balign	16
	.space	16384
stack_end:
