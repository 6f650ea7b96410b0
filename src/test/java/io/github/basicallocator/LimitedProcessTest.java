package io.github.basicallocator;

import static io.github.basicallocator.os.Constants.MAP_ANONYMOUS;
import static io.github.basicallocator.os.Constants.MAP_PRIVATE;
import static io.github.basicallocator.os.Constants.PROT_NONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.memory.Memory;
import io.github.basicallocator.os.MmapException;
import io.github.basicallocator.os.Syscall;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * {@link MagazineAllocator} in a process that the kernel limits: to fewer addresses than a heap reserves, or to
 * less memory than is asked for.
 */
@EnabledOnOs(OS.LINUX)
class LimitedProcessTest {
  private static final long MIB = 1 << 20;

  /** Leaves two megabytes or less to the JVM, which lives on that where it compiles nothing. */
  private static final long BLOCK = 2 * MIB;

  public static void main(String[] args) throws IOException {
    try (Allocator allocator = new MagazineAllocator()) {
      if (args[0].equals("none")) {
        startWithoutAddresses(allocator);
      }
      long first = fill(allocator);
      print("heaps", allocator.stats().reserved());
      long writable = ProcessMaps.status("VmData");
      allocator.trim();
      print("given back", writable - ProcessMaps.status("VmData"));
      allocator.check();
      print("committed after that", allocator.stats().committed());
      print("live", allocator.stats().live());
      long second = fill(allocator);
      print("first", first);
      print("second", second);
    }
  }

  private static void startWithoutAddresses(Allocator allocator) {
    Syscall.pageSize(); // is found out by mapping some pages
    Deque<Long> taken = new ArrayDeque<>();
    try {
      while (true) {
        taken.push(Syscall.mmap(0, MIB, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
      }
    } catch (MmapException e) {
      Syscall.munmap(taken.pop(), MIB); // for the JVM
    }
    try {
      allocator.allocate(2 * MIB);
    } catch (OutOfMemoryError e) {
      System.out.println(e.getMessage());
    }
    allocator.check();
    print("reserved", allocator.stats().reserved());
    taken.forEach(address -> Syscall.munmap(address, MIB));
  }

  /** Allocates all there is, and frees it. Returns the bytes. */
  private static long fill(Allocator allocator) {
    Deque<Long> blocks = new ArrayDeque<>();
    try {
      while (true) {
        long address = allocator.allocate(BLOCK);
        Memory.putLong(address, address);
        blocks.push(address);
      }
    } catch (OutOfMemoryError e) {
      System.out.println(e.getMessage());
    }
    allocator.check();
    long bytes = allocator.stats().live();
    for (long address : blocks) {
      if (Memory.getLong(address) != address) {
        throw new AssertionError("overwritten");
      }
      allocator.deallocate(address, BLOCK);
    }
    allocator.check();
    return bytes;
  }

  private static void print(String label, long bytes) {
    System.out.printf("%s: %d%n", label, bytes);
  }

  @Test
  void withFewAddressesHeapsAreSmaller() throws Exception {
    String output = run("ulimit -v 1500000", "some");
    requireRefusal(output, "mmap");
    long heaps = figure(output, "heaps");
    assertTrue(heaps > 32 * MIB && heaps < 1500 * MIB, output);
    assertTrue(figure(output, "first") > heaps * 9 / 10, output);
    requireAllOnceMore(output);
  }

  @Test
  void withoutAddressesNothingIsLostAndLaterThereAreSome() throws Exception {
    String output = run("ulimit -v 1500000", "none");
    requireRefusal(output, "mmap");
    assertEquals(0, figure(output, "reserved"), output);
    assertTrue(figure(output, "first") > 32 * MIB, output);
    requireAllOnceMore(output);
  }

  /** This limit counts what may be written to, as a kernel does that promises no more memory than it has. */
  @Test
  void whereMemoryIsPromisedOnlyOnceReservedAddressesCostNone() throws Exception {
    String output = run("ulimit -d 400000", "some");
    requireRefusal(output, "mprotect");
    assertTrue(figure(output, "heaps") > 32L << 30, output);
    assertTrue(figure(output, "first") > 32 * MIB, output);
    requireAllOnceMore(output);
  }

  private static void requireRefusal(String output, String call) {
    String refusal =
        "cannot allocate 2097152 bytes aligned to 16: " + call + " of \\d+ bytes: ENOMEM";
    assertTrue(output.lines().findFirst().orElse("").matches(refusal), output);
  }

  private static void requireAllOnceMore(String output) {
    assertEquals(0, figure(output, "live"), output);
    long first = figure(output, "first");
    assertTrue(figure(output, "given back") > first * 9 / 10, output);
    assertTrue(figure(output, "committed after that") < first / 20, output);
    assertTrue(figure(output, "second") >= first * 98 / 100, output);
  }

  private static String run(String limit, String argument) throws Exception {
    var result =
        new ChildJvm("bash", "-c", limit + "; exec \"$0\" \"$@\"")
            .option("-Xint")
            .option("-XX:ReservedCodeCacheSize=32m")
            .option("-XX:CompressedClassSpaceSize=32m")
            .run(LimitedProcessTest.class, argument);
    assertEquals(0, result.exitCode(), result.output());
    return result.output();
  }

  private static long figure(String output, String label) {
    return output
        .lines()
        .filter(line -> line.startsWith(label + ": "))
        .mapToLong(line -> Long.parseLong(line.substring(label.length() + 2)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(output));
  }
}
