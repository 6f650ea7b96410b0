package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.lang3.StringUtils;
import org.junit.jupiter.api.Test;

/** Blocks that nobody closes. Each case runs in a JVM of its own, whose log is looked at. */
class NativeBlockLeakTest {
  /** What a child does with blocks of 100 and 200 bytes, and what is live in the end. */
  enum Case {
    LOST {
      @Override
      void run(UnixAllocator allocator) {
        lose(allocator, 100);
        collect(allocator);
        lose(allocator, 200);
      }
    },

    CLOSED {
      @Override
      void run(UnixAllocator allocator) {
        NativeBlock.allocate(allocator, 100).close();
        collect(allocator);
      }
    },

    RESIZED {
      @Override
      void run(UnixAllocator allocator) {
        NativeBlock block = NativeBlock.allocate(allocator, 200);
        block.resize(5000);
        collect(allocator);
        block.resize(100);
        collect(allocator);
        block.putByte(99, (byte) 1);
        assertEquals(112, allocator.stats().live());
      }
    },

    /** Slices and buffers keep their blocks, also when they are made of others. */
    VIEWED {
      @Override
      void run(UnixAllocator allocator) {
        NativeBlock slice = NativeBlock.allocateZeroed(allocator, 100).slice(50, 10).slice(0, 1);
        ByteBuffer buffer = NativeBlock.allocateZeroed(allocator, 200).asByteBuffer().duplicate();
        collect(allocator);
        collect(allocator);
        assertEquals(112 + 208, allocator.stats().live());
        assertEquals(0, slice.getByte(0) + buffer.get(199));
        Reference.reachabilityFence(buffer);
      }
    },

    /** The cleaner cannot free the first block, and still frees the second. */
    ALLOCATOR_CLOSED {
      @Override
      void run(UnixAllocator allocator) {
        UnixAllocator closed = new UnixAllocator();
        lose(closed, 100);
        closed.close();
        collect(allocator);
        lose(allocator, 200);
      }
    };

    abstract void run(UnixAllocator allocator);
  }

  private static final String FREED = "It is freed now.";

  @Test
  void aBlockThatIsLostOpenIsReportedAndFreed() throws Exception {
    assertReports(Case.LOST, report(100, FREED), report(200, FREED));
  }

  @Test
  void aBlockThatWasClosedIsNotReported() throws Exception {
    assertReports(Case.CLOSED);
  }

  @Test
  void aBlockThatWasResizedIsReportedAsItIsNow() throws Exception {
    assertReports(Case.RESIZED, report(100, FREED));
  }

  @Test
  void aBlockIsNotLostAsLongAsSlicesOrBuffersOfItAreThere() throws Exception {
    assertReports(Case.VIEWED, report(100, FREED), report(200, FREED));
  }

  @Test
  void aBlockOfAClosedAllocatorDoesNotStopTheCleaner() throws Exception {
    String refused = "It cannot be freed: this allocator is closed.";
    assertReports(Case.ALLOCATOR_CLOSED, report(100, refused), report(200, FREED));
  }

  @Test
  void withTrackingTheReportShowsWhereTheBlockWasAllocated() throws Exception {
    for (Case what : List.of(Case.LOST, Case.RESIZED)) {
      String log = run(new ChildJvm().option("-Dbasicallocator.track=true"), what);
      assertTrue(log.contains(FREED + " It was allocated here:\n"), log);
      assertTrue(log.contains("Exception: allocated by the thread main\n"), log);
      assertTrue(log.contains("at " + Case.class.getName()), log);
    }
  }

  private static String report(long size, String fate) {
    return ("WARN NativeBlock - A block of %d bytes at 0x… was never closed, and nothing refers to it any"
            + " more. %s -Dbasicallocator.track=true shows where it was allocated.")
        .formatted(size, fate);
  }

  private static void assertReports(Case what, String... reports) throws Exception {
    String log = run(new ChildJvm(), what).replaceAll("0x[0-9a-f]+", "0x…");
    assertEquals(List.of(reports), log.lines().sorted().toList());
  }

  private static String run(ChildJvm child, Case what) throws Exception {
    ChildJvm.Result result = child.run(NativeBlockLeakTest.class, what.name());
    assertEquals(0, result.exitCode(), result::output);
    return result.output();
  }

  // --- What runs in the child -------------------------------------------------------------------

  private static final ByteArrayOutputStream LOG = new ByteArrayOutputStream();

  public static void main(String[] args) {
    PrintStream stderr = System.err;
    System.setErr(new PrintStream(LOG, true, StandardCharsets.UTF_8));
    try (UnixAllocator allocator = new UnixAllocator()) {
      Case.valueOf(args[0]).run(allocator);
      collect(allocator);
      // What a buffer kept can be collected after the buffer; and a slow cleaner takes the newest
      // of its queue first.
      while (allocator.stats().live() != 0) {
        collect(allocator);
      }
      collect(allocator); // the last report follows what it tells
      allocator.check();
    } finally {
      System.setErr(stderr);
      log().lines().filter(line -> !line.contains(" of 1 bytes ")).forEach(System.out::println);
    }
  }

  /** Returns when the cleaner is done with what could have been collected by now, unless it is slow. */
  private static void collect(UnixAllocator allocator) {
    // The first is collected together with what was lost before, and reported before or after that;
    // the
    // second is lost later than all of these.
    loseUntilReported(allocator);
    loseUntilReported(allocator);
  }

  private static void loseUntilReported(UnixAllocator allocator) {
    int before = StringUtils.countMatches(log(), " of 1 bytes ");
    lose(allocator, 1);
    while (StringUtils.countMatches(log(), " of 1 bytes ") == before) {
      System.gc();
      Thread.yield();
    }
  }

  /** In a method of its own, so that no local variable is left that refers to the block. */
  private static void lose(UnixAllocator allocator, long size) {
    NativeBlock.allocate(allocator, size).fill((byte) 1);
  }

  private static String log() {
    return LOG.toString(StandardCharsets.UTF_8);
  }
}
