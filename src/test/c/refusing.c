/*
 * A kernel that refuses: the linker's --wrap puts these functions in front of the back end. They count the
 * calls that ask the kernel for something, answer some of them as a kernel without memory would, and know how
 * many bytes of addresses the allocator holds.
 *
 * Giving addresses back is never refused.
 */
#include <errno.h>
#include <jni.h>
#include <sys/mman.h>

long __real_basicallocator_mmap(long address, long length, long protection, long flags, long fd, long offset);
long __real_basicallocator_munmap(long address, long length);
long __real_basicallocator_mprotect(long address, long length, long protection);
long __real_basicallocator_madvise(long address, long length, long advice);
long __real_basicallocator_mremap(long address, long old_length, long new_length, long flags);

static long calls;
static long first_refused;
static long last_refused;
static long refusals;
static long held;

static int is_refused(void) {
    calls++;
    int refused = calls >= first_refused && calls <= last_refused;
    refusals += refused;
    return refused;
}

JNIEXPORT void JNICALL Java_io_github_basicallocator_RefusingKernel_refuse(
    JNIEnv *env, jclass type, jlong first, jlong last) {
    calls = 0;
    first_refused = first;
    last_refused = last;
}

JNIEXPORT jlong JNICALL Java_io_github_basicallocator_RefusingKernel_refusals(JNIEnv *env, jclass type) {
    return refusals;
}

JNIEXPORT jlong JNICALL Java_io_github_basicallocator_RefusingKernel_held(JNIEnv *env, jclass type) {
    return held;
}

long __wrap_basicallocator_mmap(long address, long length, long protection, long flags, long fd, long offset) {
    if (is_refused()) {
        return -ENOMEM;
    }
    long result = __real_basicallocator_mmap(address, length, protection, flags, fd, offset);
    held += result < 0 || (flags & MAP_FIXED) ? 0 : length;
    return result;
}

long __wrap_basicallocator_munmap(long address, long length) {
    long result = __real_basicallocator_munmap(address, length);
    held -= result < 0 ? 0 : length;
    return result;
}

long __wrap_basicallocator_mprotect(long address, long length, long protection) {
    return is_refused() ? -ENOMEM : __real_basicallocator_mprotect(address, length, protection);
}

long __wrap_basicallocator_madvise(long address, long length, long advice) {
    return is_refused() ? -ENOMEM : __real_basicallocator_madvise(address, length, advice);
}

long __wrap_basicallocator_mremap(long address, long old_length, long new_length, long flags) {
    if (is_refused()) {
        return -ENOMEM;
    }
    long result = __real_basicallocator_mremap(address, old_length, new_length, flags);
    held += result < 0 ? 0 : new_length - old_length;
    return result;
}
