/**
 * A native memory allocator for the JVM, written to be read.
 *
 * <p>Programs use {@link io.github.basicallocator.NativeBlock}. To understand what is below it, start with
 * {@link io.github.basicallocator.Allocator}, the contract of every allocator; then read the
 * packages from the bottom up: {@code memory} (loads, stores and a lock), {@code os} (pages from the
 * kernel), {@code freelist} (what is free, and how it is found, split and merged), {@code segregated} and {@code magazine}
 * (the same made fast).
 */
module io.github.basicallocator {
  requires jdk.management;
  requires jdk.unsupported;
  requires org.apache.commons.lang3;
  requires org.slf4j;

  exports io.github.basicallocator;
  exports io.github.basicallocator.os;
  exports io.github.basicallocator.freelist;
}
