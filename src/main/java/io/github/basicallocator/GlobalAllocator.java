package io.github.basicallocator;

/** The allocator behind {@link Allocator#global()}: any allocator, but nobody can close it. */
final class GlobalAllocator implements Allocator {
  static final String PROPERTY = "basicallocator.global";

  private static volatile Allocator instance;

  private final Allocator delegate;

  GlobalAllocator(Allocator delegate) {
    this.delegate = delegate;
  }

  static Allocator instance() {
    Allocator result = instance;
    return result != null ? result : createInstance();
  }

  // Not a static initialiser: a wrong property must be reported to every caller, not only the
  // first.
  private static synchronized Allocator createInstance() {
    if (instance == null) {
      instance = new GlobalAllocator(create(System.getProperty(PROPERTY, "magazine")));
    }
    return instance;
  }

  private static Allocator create(String name) {
    return switch (name) {
      case "magazine" -> new MagazineAllocator();
      case "unix" -> new UnixAllocator();
      default ->
          throw new IllegalArgumentException(
              "-D%s=%s: there is no such allocator; use magazine or unix"
                  .formatted(PROPERTY, name));
    };
  }

  @Override
  public long allocate(long size, long alignment) {
    return delegate.allocate(size, alignment);
  }

  @Override
  public long allocateZeroed(long size, long alignment) {
    return delegate.allocateZeroed(size, alignment);
  }

  @Override
  public long reallocate(long address, long oldSize, long newSize, long alignment) {
    return delegate.reallocate(address, oldSize, newSize, alignment);
  }

  @Override
  public void deallocate(long address, long size, long alignment) {
    delegate.deallocate(address, size, alignment);
  }

  @Override
  public AllocatorStats stats() {
    return delegate.stats();
  }

  @Override
  public void check() {
    delegate.check();
  }

  @Override
  public long trim() {
    return delegate.trim();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException(
        "the global allocator serves the whole process and cannot be closed");
  }
}
