/*
 * The bridge between io.github.basicallocator.os.Syscall and the system calls: one JNI function
 * each, which widens the arguments to registers and does nothing else. It needs neither the JNI
 * environment nor the C library, so that the assembly variant can be linked with no library at all.
 */
#include "io_github_basicallocator_os_Syscall.h"
#include "syscall.h"

#define JNI(name) Java_io_github_basicallocator_os_Syscall_##name

/* The hash of the sources, given by the build, by which a release recognises a library of old ones. */
#define TEXT_OF(tokens) #tokens
#define TEXT(macro) TEXT_OF(macro)
__attribute__((used)) static const char sources[] = TEXT(SOURCES);

JNIEXPORT jint JNICALL JNI(backend0)(JNIEnv *env, jclass type) {
    (void)env;
    (void)type;
    return (jint)basicallocator_backend();
}

JNIEXPORT jlong JNICALL JNI(mmap0)(JNIEnv *env, jclass type, jlong address, jlong length,
                                   jint protection, jint flags, jint fd, jlong offset) {
    (void)env;
    (void)type;
    return basicallocator_mmap(address, length, protection, flags, fd, offset);
}

JNIEXPORT jlong JNICALL JNI(munmap0)(JNIEnv *env, jclass type, jlong address, jlong length) {
    (void)env;
    (void)type;
    return basicallocator_munmap(address, length);
}

JNIEXPORT jlong JNICALL JNI(mprotect0)(JNIEnv *env, jclass type, jlong address, jlong length,
                                       jint protection) {
    (void)env;
    (void)type;
    return basicallocator_mprotect(address, length, protection);
}

JNIEXPORT jlong JNICALL JNI(madvise0)(JNIEnv *env, jclass type, jlong address, jlong length,
                                      jint advice) {
    (void)env;
    (void)type;
    return basicallocator_madvise(address, length, advice);
}

JNIEXPORT jlong JNICALL JNI(mremap0)(JNIEnv *env, jclass type, jlong address, jlong old_length,
                                     jlong new_length, jint flags) {
    (void)env;
    (void)type;
    return basicallocator_mremap(address, old_length, new_length, flags);
}
