/* See README.md. */
#include <sys/types.h>

#define PROT_NONE     0x00
#define PROT_READ     0x01
#define PROT_WRITE    0x02

#define MAP_PRIVATE   0x0002
#define MAP_FIXED     0x0010
#define MAP_NORESERVE 0x0040
#define MAP_ANONYMOUS 0x1000

#define MADV_NORMAL   0
#define MADV_DONTNEED 4
#define MADV_FREE     5

void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset);
int munmap(void *address, size_t length);
int mprotect(void *address, size_t length, int protection);
int madvise(void *address, size_t length, int advice);
