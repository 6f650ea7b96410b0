package io.github.basicallocator;

/**
 * Where the memory of an allocator is. All figures are bytes; memory that was asked for counts as
 * what it takes, in whole granules of 16 bytes or more.
 *
 * <pre>
 *     reserved ⊇ committed = live + cached + free;   purged ⊆ free
 * </pre>
 *
 * @param live handed out and not given back
 * @param cached given back, and kept aside for quick reuse
 * @param free ready for any request
 * @param committed obtained from the kernel, to be read and written
 * @param reserved addresses obtained from the kernel, whether they can be used yet or not
 * @param purged free memory whose pages were returned to the kernel, which will give new ones
 */
public record AllocatorStats(
    long live, long cached, long free, long committed, long reserved, long purged) {}
