/**
 * The free list made fast: free blocks in bins by size, a bitmap that finds a block's neighbours, slabs
 * for small blocks, and memory that is reserved first, committed as it is needed and purged when it is not. Every
 * operation is O(1).
 *
 * <p>Nothing here is safe for use by several threads; {@code magazine.SharedHeap} has the lock.
 */
package io.github.basicallocator.segregated;
