package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.basicallocator.os.MachineMemory;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What the kernel was told about the pages of a MagazineAllocator. */
@EnabledIf("kernelHasHugePages")
class HugePagesTest {
  private static final Path SETTING = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
  private static final long MIB = 1 << 20;

  static boolean kernelHasHugePages() {
    return Files.exists(SETTING);
  }

  @Test
  void theyAreAskedForWhereTheUserWants() throws IOException {
    try (Allocator allocator =
        new MagazineAllocator(MagazineOptions.DEFAULTS.withHugePages(true))) {
      assertEquals(true, isAdvised(allocator.allocate(1000)));
      assertEquals(true, isAdvised(allocator.allocate(40 * MIB)));
    }
    try (Allocator allocator = new MagazineAllocator()) {
      assertEquals(false, isAdvised(allocator.allocate(1000)));
      assertEquals(false, isAdvised(allocator.allocate(40 * MIB)));
    }
  }

  /** What was given back is another mapping afterwards. */
  @Test
  void theyAreAskedForAgainWhenTheHeapGrowsAfterATrim() throws IOException {
    try (Allocator allocator =
        new MagazineAllocator(MagazineOptions.DEFAULTS.withHugePages(true))) {
      long address = allocator.allocate(20 * MIB);
      allocator.deallocate(address, 20 * MIB);
      allocator.trim();
      address = allocator.allocate(20 * MIB);
      assertEquals(true, isAdvised(address + 19 * MIB));
    }
  }

  @Test
  void theMemoryOfThisMachineIsWhatTheKernelSaysOrLess() throws IOException {
    String total = Files.readAllLines(Path.of("/proc/meminfo")).get(0).replaceAll("\\D", "");
    long bytes = MachineMemory.bytes();
    Assertions.assertTrue(bytes > 0 && bytes <= Long.parseLong(total) * 1024, bytes + " bytes");
  }

  /** Whether the mapping with this address has the flag “hg”. */
  private static boolean isAdvised(long address) throws IOException {
    boolean within = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        String[] ends = line.substring(0, line.indexOf(' ')).split("-");
        within =
            new BigInteger(ends[0], 16).longValue() <= address
                && address < new BigInteger(ends[1], 16).longValue();
      } else if (within && line.startsWith("VmFlags:")) {
        return line.contains(" hg");
      }
    }
    throw new AssertionError("0x%x is not mapped".formatted(address));
  }
}
