package io.github.basicallocator.samples.allocators;

import io.github.basicallocator.Allocator;
import io.github.basicallocator.MagazineAllocator;
import io.github.basicallocator.UnixAllocator;
import java.util.Locale;
import java.util.function.Supplier;

/** What the option {@code --allocator} can be, of every sample that has it. */
public enum AllocatorChoice {
  MAGAZINE("MagazineAllocator", MagazineAllocator::new),
  UNIX("UnixAllocator", UnixAllocator::new),
  UNSAFE("Unsafe.allocateMemory", UnsafeAllocator::new);

  private final String title;
  private final Supplier<Allocator> constructor;

  AllocatorChoice(String title, Supplier<Allocator> constructor) {
    this.title = title;
    this.constructor = constructor;
  }

  /** What to call it in reports. */
  public String title() {
    return title;
  }

  /** A new allocator of this kind. */
  public Allocator create() {
    return constructor.get();
  }

  /** As it is typed, and listed in the help. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
