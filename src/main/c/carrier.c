/*
 * A flag for each thread of the operating system, for io.github.basicallocator.magazine.Carriers.
 *
 * A virtual thread of Java runs on a thread of the operating system, its carrier, and may be taken off
 * it between any two instructions of Java, to go on on another one. So Java cannot take what belongs to
 * its carrier: "if the flag is down, raise it" might begin on one carrier and end on another. In here it
 * can. Nothing takes a virtual thread off its carrier before the function has returned.
 *
 * Only its own thread raises a flag, so that takes no atomic instruction, which would wait until all
 * earlier stores have reached the cache. Lowering it is a store with release semantics, by whoever
 * raised it, perhaps on another carrier by then.
 */
#include "thread.h"

/* As in Carriers.java; no more than 2^10. */
#define CARRIERS   1024
#define FLAG_BYTES 64   /* a cache line */

/* A thread looks at so many places for its own. */
#define PLACES     8

#define FOR_JAVA __attribute__((visibility("default")))

struct carrier {
    int flag;
    long thread;   /* basicallocator_thread(), or 0: nobody's */
};

typedef union {
    struct carrier carrier;
    char line[FLAG_BYTES];
} carrier_line;

FOR_JAVA extern carrier_line basicallocator_carriers[CARRIERS];

carrier_line basicallocator_carriers[CARRIERS] __attribute__((aligned(FLAG_BYTES)));

/* Multiplicative hashing (Knuth, "The Art of Computer Programming", volume 3, section 6.4), to the
   upper 10 of 32 bits. Threads' addresses differ above the lowest page only. */
static unsigned place_of(long thread) {
    return ((unsigned)((unsigned long)thread >> 12) * 2654435769u) >> 22;
}

/* The first thread to come has the place from then on. GCC would call its own library for this on
   aarch64, to use an instruction that some processors lack; this is done once for each thread. (Within
   another function it would do so in spite of the attribute.) */
#if defined(__aarch64__) && !defined(__clang__)
__attribute__((noinline, target("no-outline-atomics")))
#endif
static int claim(long *place, long self) {
    long nobody = 0;
    return __atomic_compare_exchange_n(place, &nobody, self, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

/*
 * Raises the flag of the thread that calls, and returns its address; or 0 if it is raised already, or
 * this thread finds no place for one. What a thread that has ended leaves is there for the next one
 * with its address.
 */
FOR_JAVA long basicallocator_enter_carrier(void);

long basicallocator_enter_carrier(void) {
    long self = basicallocator_thread();
    unsigned first = place_of(self);
    for (unsigned i = 0; i < PLACES; i++) {
        struct carrier *carrier = &basicallocator_carriers[(first + i) % CARRIERS].carrier;
        long owner = __atomic_load_n(&carrier->thread, __ATOMIC_RELAXED);
        if (owner == self || (owner == 0 && claim(&carrier->thread, self))) {
            if (__atomic_load_n(&carrier->flag, __ATOMIC_ACQUIRE) != 0) {
                return 0;
            }
            __atomic_store_n(&carrier->flag, 1, __ATOMIC_RELAXED);
            return (long)&carrier->flag;
        }
    }
    return 0;
}
