package example;

import io.github.basicallocator.NativeBlock;
import io.github.basicallocator.UnixAllocator;
import io.github.basicallocator.os.Syscall;
import java.nio.ByteOrder;

/** Allocates a little, and says with what: {@code asm with java.lang.foreign}. */
public final class Program {
  private Program() {}

  public static void main(String[] args) {
    try (UnixAllocator allocator = new UnixAllocator()) {
      long address = allocator.allocateZeroed(1000, 64);
      address = allocator.reallocate(address, 1000, 5000, 64);
      allocator.deallocate(address, 5000, 64);
      useBuffer(allocator);
      allocator.check();
    }
    System.out.println(Syscall.backend() + " with " + Syscall.memoryAccess());
  }

  /** The JVM makes the buffer, which no program can without opening a package of the JDK. */
  private static void useBuffer(UnixAllocator allocator) {
    try (NativeBlock block = NativeBlock.allocate(allocator, 100)) {
      block.asByteBuffer().putInt(96, 42);
      if (block.getInt(96, ByteOrder.BIG_ENDIAN) != 42) {
        throw new AssertionError("the buffer is not the memory of the block");
      }
    }
  }
}
