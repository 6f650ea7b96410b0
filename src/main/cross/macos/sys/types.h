/* See README.md. */
#include <stddef.h>

typedef long long off_t;
