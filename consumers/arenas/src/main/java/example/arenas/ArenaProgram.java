package example.arenas;

import io.github.basicallocator.UnixAllocator;
import io.github.basicallocator.ffm.AllocatorArenas;
import io.github.basicallocator.os.Syscall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Uses an arena of each kind, and says with what: {@code asm with java.lang.foreign}. */
public final class ArenaProgram {
  private ArenaProgram() {}

  public static void main(String[] args) {
    try (UnixAllocator allocator = new UnixAllocator()) {
      use(AllocatorArenas.ofConfined(allocator));
      use(AllocatorArenas.ofConfinedZeroed(allocator));
      use(AllocatorArenas.ofShared(allocator));
      use(AllocatorArenas.ofSharedZeroed(allocator));
      allocator.check();
      if (allocator.stats().live() != 0) {
        throw new AssertionError("an arena has kept memory: " + allocator.stats());
      }
    }
    System.out.println(Syscall.backend() + " with " + Syscall.memoryAccess());
  }

  private static void use(Arena arena) {
    try (arena) {
      MemorySegment name = arena.allocateFrom("zebra");
      MemorySegment numbers = arena.allocateFrom(ValueLayout.JAVA_INT, 3, 1, 2);
      if (!name.getString(0).equals("zebra") || numbers.getAtIndex(ValueLayout.JAVA_INT, 2) != 2) {
        throw new AssertionError("the memory is not what was put there");
      }
    }
  }
}
