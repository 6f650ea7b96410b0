/*
 * The five system calls of the memory manager, as the JNI layer sees them.
 *
 * There are two implementations and a library contains exactly one of them:
 *
 *     src/main/asm/<os>-<architecture>.S   traps into the kernel directly
 *     src/main/c/syscall_libc.c            asks the C library to do it
 *
 * Both speak the kernel's own convention: every argument is one register wide, and the result is
 * either the value the call is for (zero or more) or a negated errno in -4095..-1. No address a
 * process can own is negative, so one sign test tells them apart.
 */
#ifndef BASICALLOCATOR_SYSCALL_H
#define BASICALLOCATOR_SYSCALL_H

/* Which implementation this is; Syscall.backend() shows it to the user. */
#define BASICALLOCATOR_ASM  0
#define BASICALLOCATOR_LIBC 1
long basicallocator_backend(void);

long basicallocator_mmap(long address, long length, long protection, long flags, long fd, long offset);
long basicallocator_munmap(long address, long length);
long basicallocator_mprotect(long address, long length, long protection);
long basicallocator_madvise(long address, long length, long advice);
long basicallocator_mremap(long address, long old_length, long new_length, long flags);

#endif
