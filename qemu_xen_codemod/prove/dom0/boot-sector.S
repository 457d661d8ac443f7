/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the guest runs instead of a system: it prints a word on its serial line, then turns itself
 * off (-DOFF), resets itself (-DRESET), or sleeps in S3 (-DSLEEP) and prints another word when it
 * is woken. It never halts: Xen ends a guest that halts for good without asking its device model.
 */
        .code16
        .globl  _start

        .set    PM1_CONTROL, 0xb004     /* where Xen's firmware puts it */
        .set    SERIAL, 0x3f8

_start: cli
        cld
        ljmp    $0, $begin

        .macro  word text
        movw    $\text, %si
        call    say
        .endm

        .macro  reset
        movw    $0xcf9, %dx
        movb    $2, %al
        outb    %al, %dx
        movb    $6, %al
        outb    %al, %dx
        .endm

/* Interrupts are off, there is no stack yet. */
        .macro  settle
        xorw    %ax, %ax
        movw    %ax, %ds
        movw    %ax, %es
        movw    %ax, %ss
        movw    $0x7c00, %sp
        .endm

begin:  settle
        word    up
#if defined(OFF)
        movw    $PM1_CONTROL, %dx
        movw    $0x2000, %ax
        outw    %ax, %dx
#elif defined(RESET)
        reset
#elif defined(SLEEP)
        call    reach_all
        call    find_root
        jc      lost
        movl    %es:16(%di), %ebx       /* the table of tables */
        movl    $0x50434146, %eax       /* FACP */
        call    find_table
        jc      lost
        addr32 movl %fs:36(%ebx), %ebx  /* FACS */
        movl    $woken, %eax
        addr32 movl %eax, %fs:12(%ebx)  /* where the firmware resumes after S3 */
        movb    $0x0f, %al
        outb    %al, $0x70
        movb    $0xfe, %al              /* the firmware is to resume, not to boot */
        outb    %al, $0x71
        movw    $PM1_CONTROL, %dx
        movw    $0x2400, %ax
        outw    %ax, %dx
#endif
stay:   pause
        jmp     stay

say:    lodsb
        testb   %al, %al
        jz      1f
        movw    $SERIAL, %dx
        outb    %al, %dx
        jmp     say
1:      ret

up:     .asciz  "codemod guest: up\n"

#if defined(SLEEP)
lost:   word    no_tables
        jmp     stay

        .balign 16
woken:  cli
        cld
        ljmp    $0, $awake
awake:  settle
        word    again
        reset
        jmp     stay

/* %fs reaches all 4 GB afterwards, still in real mode. */
reach_all:
        lgdtl   table
        movl    %cr0, %eax
        orb     $1, %al
        movl    %eax, %cr0
        movw    $8, %bx
        movw    %bx, %fs
        andb    $0xfe, %al
        movl    %eax, %cr0
        ret

/* ACPI's root pointer at %es:%di; carry when there is none. */
find_root:
        movw    $0xe000, %ax
1:      movw    %ax, %es
        movw    $signature, %si
        xorw    %di, %di
        movw    $8, %cx
        repe cmpsb
        movw    $0, %di
        je      2f
        incw    %ax
        jnz     1b
        stc
        ret
2:      clc
        ret

/* The table with the signature %eax, of those in the one at %ebx, at %ebx; carry when none. */
find_table:
        addr32 movl %fs:4(%ebx), %ecx
        addl    %ebx, %ecx              /* its end */
        addl    $36, %ebx
1:      cmpl    %ecx, %ebx
        jae     2f
        addr32 movl %fs:(%ebx), %edx
        addl    $4, %ebx
        addr32 cmpl %eax, %fs:(%edx)
        jne     1b
        movl    %edx, %ebx
        clc
        ret
2:      stc
        ret

        .balign 4
table:  .word   limits_end - limits - 1
        .long   limits
limits: .quad   0
        .quad   0x00cf92000000ffff      /* data, from 0 to 4 GB */
limits_end:

signature:
        .ascii  "RSD PTR "
again:  .asciz  "codemod guest: awake\n"
no_tables:
        .asciz  "codemod guest: no ACPI tables\n"
#endif
        .org    510
        .word   0xaa55
