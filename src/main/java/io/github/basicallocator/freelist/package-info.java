/**
 * The simple allocator: one sorted linked list of everything that is free.
 *
 * <p>{@link io.github.basicallocator.freelist.RawAlloc} serves requests from a {@link
 * io.github.basicallocator.freelist.BlockList} and gets new pages from a {@link
 * io.github.basicallocator.os.HeapGrower} when nothing there fits. The list has no memory of its own:
 * the header of a free block ({@link io.github.basicallocator.freelist.FreeHeader}) lies in the free
 * block itself, and memory in use has no header at all, because its size comes back from the caller.
 *
 * <p>Nothing in this package is thread-safe, and nothing in it is shared between threads other than
 * under the lock of its user, {@link io.github.basicallocator.UnixAllocator}.
 */
package io.github.basicallocator.freelist;
