/*
 * What tells the threads of the operating system apart: where each has its own variables.
 *
 * A processor's registers say it at once, so that carrier.c, which asks at every allocation of a virtual
 * thread, calls no function for it.
 */
#ifndef BASICALLOCATOR_THREAD_H
#define BASICALLOCATOR_THREAD_H

#if !defined(__x86_64__) && !defined(__aarch64__)
#include <pthread.h>
#endif

/* An address that no two threads have at the same time. Not a system call. */
static inline long basicallocator_thread(void) {
    long self;
#if defined(__x86_64__) && defined(__APPLE__)
    __asm__("movq %%gs:0, %0" : "=r"(self));   /* the segment's first word is its own address */
#elif defined(__x86_64__)
    __asm__("movq %%fs:0, %0" : "=r"(self));
#elif defined(__aarch64__) && defined(__APPLE__)
    __asm__("mrs %0, TPIDRRO_EL0" : "=r"(self));
    self &= ~7L;                               /* the lower bits have the number of the processor */
#elif defined(__aarch64__)
    __asm__("mrs %0, tpidr_el0" : "=r"(self));
#else
    self = (long)pthread_self();
#endif
    return self;
}

#endif
