package io.github.basicallocator;

/**
 * One of the caches of a {@link MagazineAllocator}.
 *
 * @param owner the name of the thread whose cache it is; or {@code virtual threads} and a number, for those that
 *     virtual threads share; or {@code depot}, through which blocks come from one thread to another
 * @param cached bytes in it
 * @param granted bytes that it may have, at most
 */
public record CacheStats(String owner, long cached, long granted) {}
