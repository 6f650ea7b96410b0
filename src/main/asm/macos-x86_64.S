/*
 * System calls on macOS, x86_64.
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
 *     result            rax              rax, and whether it is an error in the carry flag
 *     overwritten       rax rcx rdx rsi rdi r8-r11     rax rcx rdx r11, the flags
 *
 * Why argument four moves: `syscall` itself keeps the return address in rcx and the flags in r11.
 * Both belong to the callee in a C call too, and so does rdx, where the kernel puts the second half
 * of a result that has two; nothing has to be saved here.
 *
 * The number has two parts. Darwin, the kernel of macOS, has several families of calls, and bits 24
 * and up say which: 1 is Mach, 2 is Unix.
 *
 * Errors: the kernel sets the carry flag and returns the errno as it is, a small positive number that
 * could as well be an address; without an error it clears the flag. syscall.h promises a negated errno,
 * so the result is negated where the carry flag is set.
 *
 * The numbers are those of bsd/kern/syscalls.master in Apple's published kernel source. Apple
 * promises to keep the functions of its C library, and not these numbers, though these are as old as
 * the system. The back end libc does without them.
 */

#define UNIX          0x2000000
#define SYS_munmap    (UNIX + 73)
#define SYS_mprotect  (UNIX + 74)
#define SYS_madvise   (UNIX + 75)
#define SYS_mmap      (UNIX + 197)

#define ENOSYS        78

/* Starts a function that the JNI layer can call and nothing outside this library can see. The
   compiler puts an underscore before every name in C. */
.macro function name
    .globl  _\name
    .private_extern _\name
    .p2align 4
_\name:
.endm

/* Enters the kernel, and returns what it says in the convention of syscall.h. */
.macro enter_kernel
    syscall
    jnc     1f
    negq    %rax
1:  ret
.endm

    .text

/* long basicallocator_backend(void): BASICALLOCATOR_ASM. Not a system call. */
function basicallocator_backend
    xorl    %eax, %eax
    ret

/* long basicallocator_mmap(long address, long length, long protection, long flags, long fd, long offset) */
function basicallocator_mmap
    movq    %rcx, %r10              /* flags */
    movl    $SYS_mmap, %eax
    enter_kernel

/* long basicallocator_munmap(long address, long length) */
function basicallocator_munmap
    movl    $SYS_munmap, %eax
    enter_kernel

/* long basicallocator_mprotect(long address, long length, long protection) */
function basicallocator_mprotect
    movl    $SYS_mprotect, %eax
    enter_kernel

/* long basicallocator_madvise(long address, long length, long advice) */
function basicallocator_madvise
    movl    $SYS_madvise, %eax
    enter_kernel

/* long basicallocator_mremap(long address, long old_length, long new_length, long flags): Darwin has
   no such call. */
function basicallocator_mremap
    movq    $-ENOSYS, %rax
    ret

    /* Lets the linker take the functions apart and drop what nobody calls. */
    .subsections_via_symbols
