/*
 * The bridge from io.github.basicallocator.DirectBuffers to the one function of the JNI environment
 * that this project needs. It is reached by a table that the JVM passes, so it needs no library.
 */
#include "io_github_basicallocator_DirectBuffers.h"

JNIEXPORT jobject JNICALL Java_io_github_basicallocator_DirectBuffers_of0(
    JNIEnv *env, jclass type, jlong address, jint size) {
    (void)type;
    return (*env)->NewDirectByteBuffer(env, (void *)address, size);
}
