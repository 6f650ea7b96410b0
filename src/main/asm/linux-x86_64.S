/*
 * System calls on Linux, x86_64.
 *
 * A system call is a function call that crosses into the kernel. There is no symbol to call: the
 * program puts a number that names the call in one register and the arguments in others, executes
 * the instruction `syscall`, and the processor continues in the kernel at the one address the
 * kernel has set up for that. When the kernel is done, the program goes on behind the instruction.
 *
 *                       C function       system call
 *     call number       (the symbol)     rax
 *     argument 1        rdi              rdi
 *     argument 2        rsi              rsi
 *     argument 3        rdx              rdx
 *     argument 4        rcx              r10     <- the only argument that has to move
 *     argument 5        r8               r8
 *     argument 6        r9               r9
 *     result            rax              rax
 *     overwritten       rax rcx rdx rsi rdi r8-r11     rax rcx r11
 *
 * Why argument four moves: `syscall` itself keeps the return address in rcx and the flags in r11.
 * Both belong to the callee in a C call too, so nothing has to be saved here.
 *
 * Errors: the kernel returns the negated errno, a value in -4095..-1, in rax. That is exactly what
 * syscall.h promises, so the result goes back as it is.
 *
 * The numbers are those of arch/x86/entry/syscalls/syscall_64.tbl in the Linux source.
 */

#define SYS_mmap      9
#define SYS_mprotect  10
#define SYS_munmap    11
#define SYS_mremap    25
#define SYS_madvise   28

/* Starts a function that the JNI layer can call and nothing outside this library can see. */
.macro function name
    .globl  \name
    .hidden \name
    .type   \name, @function
    .p2align 4
\name:
.endm

.macro end name
    .size   \name, . - \name
.endm

    .text

/* long basicallocator_backend(void): BASICALLOCATOR_ASM. Not a system call. */
function basicallocator_backend
    xorl    %eax, %eax
    ret
end basicallocator_backend

/* long basicallocator_mmap(long address, long length, long protection, long flags, long fd, long offset) */
function basicallocator_mmap
    movq    %rcx, %r10              /* flags */
    movl    $SYS_mmap, %eax
    syscall
    ret
end basicallocator_mmap

/* long basicallocator_munmap(long address, long length) */
function basicallocator_munmap
    movl    $SYS_munmap, %eax
    syscall
    ret
end basicallocator_munmap

/* long basicallocator_mprotect(long address, long length, long protection) */
function basicallocator_mprotect
    movl    $SYS_mprotect, %eax
    syscall
    ret
end basicallocator_mprotect

/* long basicallocator_madvise(long address, long length, long advice) */
function basicallocator_madvise
    movl    $SYS_madvise, %eax
    syscall
    ret
end basicallocator_madvise

/* long basicallocator_mremap(long address, long old_length, long new_length, long flags) */
function basicallocator_mremap
    movq    %rcx, %r10              /* flags */
    xorl    %r8d, %r8d              /* new address: none, the kernel chooses */
    movl    $SYS_mremap, %eax
    syscall
    ret
end basicallocator_mremap

    /* This code needs no executable stack; without the note the linker would assume it does. */
    .section .note.GNU-stack, "", @progbits
