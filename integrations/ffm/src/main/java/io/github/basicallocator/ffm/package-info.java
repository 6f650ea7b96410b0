/**
 * Arenas of {@code java.lang.foreign} whose memory comes from an {@link
 * io.github.basicallocator.Allocator}. Start with {@link
 * io.github.basicallocator.ffm.AllocatorArenas}.
 */
package io.github.basicallocator.ffm;
