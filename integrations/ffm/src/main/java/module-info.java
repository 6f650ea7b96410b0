/**
 * Arenas of {@code java.lang.foreign} whose memory comes from an allocator of {@code
 * io.github.basicallocator}.
 */
module io.github.basicallocator.ffm {
  requires transitive io.github.basicallocator;

  exports io.github.basicallocator.ffm;
}
