/*
 * System calls by way of the C library: works on any Unix, with or without assembly of ours.
 *
 * The C library reports an error by a return value of -1 and leaves the reason in the thread's
 * errno. syscall.h promises the kernel's convention, so each function folds the two into one.
 */
#define _GNU_SOURCE   /* mremap and MAP_ANONYMOUS on Linux */
#define _DARWIN_C_SOURCE

#include <errno.h>
#include <sys/mman.h>
#include <sys/types.h>

#include "syscall.h"

_Static_assert(sizeof(long) == sizeof(void *), "an address must fit in a long");
_Static_assert(sizeof(off_t) == 8, "file offsets must have 64 bits");

static long value_or_errno(long result) {
    return result == -1 ? -(long)errno : result;
}

long basicallocator_backend(void) {
    return BASICALLOCATOR_LIBC;
}

long basicallocator_mmap(long address, long length, long protection, long flags, long fd, long offset) {
    return value_or_errno(
        (long)mmap((void *)address, (size_t)length, (int)protection, (int)flags, (int)fd, (off_t)offset));
}

long basicallocator_munmap(long address, long length) {
    return value_or_errno(munmap((void *)address, (size_t)length));
}

long basicallocator_mprotect(long address, long length, long protection) {
    return value_or_errno(mprotect((void *)address, (size_t)length, (int)protection));
}

long basicallocator_madvise(long address, long length, long advice) {
    return value_or_errno(madvise((void *)address, (size_t)length, (int)advice));
}

long basicallocator_mremap(long address, long old_length, long new_length, long flags) {
#ifdef __linux__
    return value_or_errno((long)mremap((void *)address, (size_t)old_length, (size_t)new_length, (int)flags));
#else
    (void)address;
    (void)old_length;
    (void)new_length;
    (void)flags;
    return -ENOSYS;   /* a Linux invention */
#endif
}
