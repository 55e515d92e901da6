# SPDX-License-Identifier: MIT
#
# entry.S - where x86 CPUs begin: the first from a PVH loader in 32-bit mode or from UEFI in 64-bit
# mode, the others in real mode, all of them from exceptions.
#
# PVH: no paging, ebx is the start info. The low 4 GiB are mapped by 2 MiB pages, and that is what
# the kernel lives in until it has tables of its own.

#define CR0_PE 0x1
#define CR0_PG 0x80000000
#define CR0_KERNEL 0x80010021
#define CR4_PAE 0x20
#define MSR_EFER 0xc0000080
#define EFER_LME 0x100
#define PRESENT_WRITE 0x3
#define PAGE_2M 0x83
#define CODE64 0x8
#define DATA 0x10
#define CODE32 0x18
#define TRAMPOLINE 0x8000
#define XEN_ELFNOTE_PHYS32_ENTRY 18

	.section .note.Xen, "a", @note
	.long	4, 4, XEN_ELFNOTE_PHYS32_ENTRY
	.asciz	"Xen"
	.long	start

	.text
	.code32
	.globl	start
start:
	cld
	movl	$bss_start, %edi
	movl	$kernel_end, %ecx
	subl	%edi, %ecx
	shrl	$2, %ecx
	xorl	%eax, %eax
	rep stosl

	movl	$early_pdpt + PRESENT_WRITE, early_pml4
	movl	$early_pd + PRESENT_WRITE, %eax
	movl	$early_pdpt, %edi
	movl	$4, %ecx
1:	movl	%eax, (%edi)
	addl	$4096, %eax
	addl	$8, %edi
	loop	1b
	movl	$PAGE_2M, %eax
	movl	$early_pd, %edi
	movl	$2048, %ecx
2:	movl	%eax, (%edi)
	addl	$0x200000, %eax
	addl	$8, %edi
	loop	2b

	movl	$early_pml4, %eax
	movl	%eax, %cr3
	lgdt	gdt_pointer
	movl	%cr4, %eax
	orl	$CR4_PAE, %eax
	movl	%eax, %cr4
	movl	$MSR_EFER, %ecx
	rdmsr
	orl	$EFER_LME, %eax
	wrmsr
	movl	$CR0_KERNEL, %eax
	movl	%eax, %cr0
	ljmp	$CODE64, $pvh_start

	.code64
pvh_start:
	call	load_segments
	leaq	stack_end(%rip), %rsp
	movl	%ebx, %edi
	call	pvh_main

# Leave the stack, segments and tables of UEFI: rdi is what it handed over.
	.globl	efi_leave
efi_leave:
	cli
	leaq	stack_end(%rip), %rsp
	lgdt	gdt_pointer(%rip)
	pushq	$CODE64
	leaq	1f(%rip), %rax
	pushq	%rax
	lretq
1:	call	load_segments
	call	efi_go

# To another kernel as PVH loaders do: edi is its entry, esi its start info. 32 bits, no paging.
	.globl	pvh_jump
pvh_jump:
	cli
	pushq	$CODE32
	leaq	1f(%rip), %rax
	pushq	%rax
	lretq
	.code32
1:	movl	$DATA, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	$CR0_PE, %eax
	movl	%eax, %cr0
	movl	$MSR_EFER, %ecx
	xorl	%eax, %eax
	xorl	%edx, %edx
	wrmsr
	movl	%eax, %cr4
	movl	%esi, %ebx
	jmp	*%edi

	.code64
load_segments:
	movl	$DATA, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	xorl	%eax, %eax
	movl	%eax, %fs
	movl	%eax, %gs
	ret

# Copied to TRAMPOLINE, where a started CPU begins in real mode, and goes to 64-bit mode in one
# step. The last two words are written by arch_start_cpu().
	.code16
	.globl	trampoline, trampoline_end
	.balign	16
trampoline:
	cli
	xorw	%ax, %ax
	movw	%ax, %ds
	lgdtl	TRAMPOLINE + (1f - trampoline)
	movl	%cr4, %eax
	orl	$CR4_PAE, %eax
	movl	%eax, %cr4
	movl	TRAMPOLINE + (tables - trampoline), %eax
	movl	%eax, %cr3
	movl	$MSR_EFER, %ecx
	rdmsr
	orl	$EFER_LME, %eax
	wrmsr
	movl	$CR0_KERNEL, %eax
	movl	%eax, %cr0
	ljmpl	$CODE64, $cpu_start
	.balign	8
1:	.word	gdt_end - gdt - 1
	.long	gdt
	.balign	8
tables:	.quad	0
this:	.quad	0
trampoline_end:

	.code64
cpu_start:
	lgdt	gdt_pointer(%rip)
	lidt	idt_pointer(%rip)
	movl	$DATA, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movq	TRAMPOLINE + (this - trampoline), %rdi
	movq	(%rdi), %rsp
	call	cpu_main

# Exceptions: the vector, then what both kinds of frame have in common.
	.globl	trap_stubs
	.balign	16
trap_stubs:
	.set	vector, 0
	.rept	32
	.balign	16
	pushq	$vector
	jmp	trapped
	.set	vector, vector + 1
	.endr

#define WITH_ERROR_CODE 0x227d00

trapped:
	popq	%rdi
	movl	$WITH_ERROR_CODE, %eax
	btl	%edi, %eax
	jnc	1f
	popq	%rax
1:	movq	(%rsp), %rsi
	movq	%cr2, %rdx
	andq	$-16, %rsp
	call	trap

	.data
	.balign	16
gdt:
	.quad	0
	.quad	0x00af9b000000ffff
	.quad	0x00cf93000000ffff
	.quad	0x00cf9b000000ffff
gdt_end:
	.word	0
gdt_pointer:
	.word	gdt_end - gdt - 1
	.quad	gdt
	.word	0
	.globl	idt_pointer
idt_pointer:
	.word	32 * 16 - 1
	.quad	idt

	.section .bss, "aw", @nobits
	.balign	4096
early_pml4:
	.space	4096
early_pdpt:
	.space	4096
early_pd:
	.space	4 * 4096
	.globl	idt
idt:
	.space	32 * 16
	.balign	16
	.space	16384
stack_end:
