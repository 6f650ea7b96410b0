/**
 * Pages from the kernel: the system calls, and the growers that ask for heap memory through them.
 *
 * <p>{@link io.github.basicallocator.os.Syscall} is stateless and may be called by any thread. The
 * growers are not thread-safe; an allocator calls its grower under its own lock.
 */
package io.github.basicallocator.os;
