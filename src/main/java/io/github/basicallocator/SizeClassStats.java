package io.github.basicallocator;

/**
 * How much memory of a {@link MagazineAllocator} is in blocks of one size. All figures are bytes.
 *
 * @param blockSize what a request takes that is not larger, but larger than the size before; {@link
 *     Long#MAX_VALUE} for all requests above 1 MiB together
 * @param live handed out and not given back
 * @param cached given back, and kept aside for quick reuse
 */
public record SizeClassStats(long blockSize, long live, long cached) {}
