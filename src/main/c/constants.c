/*
 * Compares the numbers in Constants.java with those of this system's own header; javac has written
 * them to the headers included here. Nothing of this is left in the library: where a number differs,
 * there is none.
 */
#define _GNU_SOURCE   /* MADV_ and MREMAP_ on Linux */
#define _DARWIN_C_SOURCE

#include <sys/mman.h>

#include "io_github_basicallocator_os_Constants.h"
#include "io_github_basicallocator_os_Constants_Linux.h"
#include "io_github_basicallocator_os_Constants_MacOs.h"

#define SAME(name, java_name)                                             \
    _Static_assert(name == io_github_basicallocator_os_Constants_##java_name, \
                   #name " has another number here than in Constants.java")

SAME(PROT_NONE, PROT_NONE);
SAME(PROT_READ, PROT_READ);
SAME(PROT_WRITE, PROT_WRITE);
SAME(MAP_PRIVATE, MAP_PRIVATE);
SAME(MAP_FIXED, MAP_FIXED);
SAME(MADV_NORMAL, MADV_NORMAL);
SAME(MADV_DONTNEED, MADV_DONTNEED);

#if defined(__linux__)
SAME(MAP_ANONYMOUS, Linux_MAP_ANONYMOUS);
#ifdef __powerpc64__
SAME(MAP_NORESERVE, Linux_POWER_MAP_NORESERVE);
#else
SAME(MAP_NORESERVE, Linux_MAP_NORESERVE);
#endif
SAME(MADV_FREE, Linux_MADV_FREE);
SAME(MADV_HUGEPAGE, Linux_MADV_HUGEPAGE);
SAME(MADV_NOHUGEPAGE, Linux_MADV_NOHUGEPAGE);
SAME(MREMAP_MAYMOVE, Linux_MREMAP_MAYMOVE);
#elif defined(__APPLE__)
SAME(MAP_ANONYMOUS, MacOs_MAP_ANONYMOUS);
SAME(MAP_NORESERVE, MacOs_MAP_NORESERVE);
SAME(MADV_FREE, MacOs_MADV_FREE);
#else
#error "Constants.java has no numbers for this system: add them"
#endif
