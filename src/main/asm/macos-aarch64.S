/*
 * System calls on macOS, aarch64 (Apple silicon).
 *
 * A system call is a function call that crosses into the kernel. There is no symbol to call: the
 * program puts a number that names the call in one register and the arguments in others, executes
 * the instruction `svc` (supervisor call), and the processor continues in the kernel at the one
 * address the kernel has set up for that. When the kernel is done, the program goes on behind the
 * instruction.
 *
 *                       C function       system call
 *     call number       (the symbol)     x16
 *     argument 1        x0               x0
 *     argument 2        x1               x1
 *     argument 3        x2               x2
 *     argument 4        x3               x3
 *     argument 5        x4               x4
 *     argument 6        x5               x5
 *     result            x0               x0, and whether it is an error in the carry flag
 *     overwritten       x0-x17           x0 x1, the flags
 *
 * No argument has to move. The kernel puts the second half of a result that has two in x1, which
 * belongs to the callee in a C call too. `ret` goes back to the address in x30, where the caller's
 * `bl` has put it; the stack is not used at all.
 *
 * Darwin, the kernel of macOS, reads the number from x16, a register that the C convention leaves to
 * linkers, where Linux uses x8; and its programs say 0x80 behind `svc`, by tradition. Numbers above 0
 * are Unix calls, those below are Mach's.
 *
 * Errors: the kernel sets the carry flag and returns the errno as it is, a small positive number that
 * could as well be an address; without an error it clears the flag. syscall.h promises a negated errno;
 * `cneg x0, x0, cs` negates x0 if the carry flag is set, and leaves it alone otherwise.
 *
 * The numbers are those of bsd/kern/syscalls.master in Apple's published kernel source. Apple
 * promises to keep the functions of its C library, and not these numbers, though these are as old as
 * the system. The back end libc does without them.
 *
 * One instruction a line: Apple's assembler takes a semicolon for the start of a comment.
 */

#define SYS_munmap    73
#define SYS_mprotect  74
#define SYS_madvise   75
#define SYS_mmap      197

#define ENOSYS        78

/* Starts a function that the JNI layer can call and nothing outside this library can see. The
   compiler puts an underscore before every name in C. */
.macro function name
    .globl  _\name
    .private_extern _\name
    .p2align 2
_\name:
.endm

/* Enters the kernel, and returns what it says in the convention of syscall.h. */
.macro enter_kernel
    svc     #0x80
    cneg    x0, x0, cs
    ret
.endm

    .text

/* long basicallocator_backend(void): BASICALLOCATOR_ASM. Not a system call. */
function basicallocator_backend
    mov     x0, #0
    ret

/* long basicallocator_mmap(long address, long length, long protection, long flags, long fd, long offset) */
function basicallocator_mmap
    mov     x16, #SYS_mmap
    enter_kernel

/* long basicallocator_munmap(long address, long length) */
function basicallocator_munmap
    mov     x16, #SYS_munmap
    enter_kernel

/* long basicallocator_mprotect(long address, long length, long protection) */
function basicallocator_mprotect
    mov     x16, #SYS_mprotect
    enter_kernel

/* long basicallocator_madvise(long address, long length, long advice) */
function basicallocator_madvise
    mov     x16, #SYS_madvise
    enter_kernel

/* long basicallocator_mremap(long address, long old_length, long new_length, long flags): Darwin has
   no such call. */
function basicallocator_mremap
    mov     x0, #-ENOSYS
    ret

    /* Lets the linker take the functions apart and drop what nobody calls. */
    .subsections_via_symbols
