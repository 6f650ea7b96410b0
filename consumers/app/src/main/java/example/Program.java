package example;

import io.github.basicallocator.UnixAllocator;
import io.github.basicallocator.os.Syscall;

/** Allocates a little, and says with what: {@code asm with java.lang.foreign}. */
public final class Program {
  private Program() {}

  public static void main(String[] args) {
    try (UnixAllocator allocator = new UnixAllocator()) {
      long address = allocator.allocateZeroed(1000, 64);
      address = allocator.reallocate(address, 1000, 5000, 64);
      allocator.deallocate(address, 5000, 64);
      allocator.check();
    }
    System.out.println(Syscall.backend() + " with " + Syscall.memoryAccess());
  }
}
