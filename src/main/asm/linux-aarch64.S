/*
 * System calls on Linux, aarch64 (64-bit ARM).
 *
 * A system call is a function call that crosses into the kernel. There is no symbol to call: the
 * program puts a number that names the call in one register and the arguments in others, executes
 * the instruction `svc` (supervisor call), and the processor continues in the kernel at the one
 * address the kernel has set up for that. When the kernel is done, the program goes on behind the
 * instruction.
 *
 *                       C function       system call
 *     call number       (the symbol)     x8
 *     argument 1        x0               x0
 *     argument 2        x1               x1
 *     argument 3        x2               x2
 *     argument 4        x3               x3      <- on x86_64 this one has to move; here none does
 *     argument 5        x4               x4
 *     argument 6        x5               x5
 *     result            x0               x0
 *     overwritten       x0-x18           x0
 *
 * Nothing moves because `svc` keeps the return address and the flags in registers that only the
 * kernel can name. `ret` goes back to the address in x30, where the caller's `bl` has put it; the
 * stack is not used at all. The number behind `svc` reaches nobody: Linux looks at x8.
 *
 * Errors: the kernel returns the negated errno, a value in -4095..-1, in x0. That is exactly what
 * syscall.h promises, so the result goes back as it is.
 *
 * The numbers are those of include/uapi/asm-generic/unistd.h in the Linux source, which newer
 * architectures share. x86_64 is older and has others.
 */

#define SYS_munmap    215
#define SYS_mremap    216
#define SYS_mmap      222
#define SYS_mprotect  226
#define SYS_madvise   233

/* Starts a function that the JNI layer can call and nothing outside this library can see. */
.macro function name
    .globl  \name
    .hidden \name
    .type   \name, %function
    .p2align 2
\name:
.endm

.macro end name
    .size   \name, . - \name
.endm

    .text

/* long basicallocator_backend(void): BASICALLOCATOR_ASM. Not a system call. */
function basicallocator_backend
    mov     x0, #0
    ret
end basicallocator_backend

/* long basicallocator_mmap(long address, long length, long protection, long flags, long fd, long offset) */
function basicallocator_mmap
    mov     x8, #SYS_mmap
    svc     #0
    ret
end basicallocator_mmap

/* long basicallocator_munmap(long address, long length) */
function basicallocator_munmap
    mov     x8, #SYS_munmap
    svc     #0
    ret
end basicallocator_munmap

/* long basicallocator_mprotect(long address, long length, long protection) */
function basicallocator_mprotect
    mov     x8, #SYS_mprotect
    svc     #0
    ret
end basicallocator_mprotect

/* long basicallocator_madvise(long address, long length, long advice) */
function basicallocator_madvise
    mov     x8, #SYS_madvise
    svc     #0
    ret
end basicallocator_madvise

/* long basicallocator_mremap(long address, long old_length, long new_length, long flags) */
function basicallocator_mremap
    mov     x4, #0                  /* new address: none, the kernel chooses */
    mov     x8, #SYS_mremap
    svc     #0
    ret
end basicallocator_mremap

    /* This code needs no executable stack; without the note the linker would assume it does. */
    .section .note.GNU-stack, "", %progbits
