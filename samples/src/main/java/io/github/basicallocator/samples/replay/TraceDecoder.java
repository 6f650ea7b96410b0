package io.github.basicallocator.samples.replay;

import static io.github.basicallocator.samples.replay.Trace.FREE;
import static io.github.basicallocator.samples.replay.Trace.REALLOC;

import io.github.basicallocator.samples.SampleException;

/**
 * Decodes a trace in the format MTR1, all numbers in it being little-endian.
 *
 * <pre>
 *     header         "MTR1" | slots u32 | operations u64 | threads u32 | peak live bytes u64
 *     operation      code u8, [thread varint], [log2 of the alignment u8], and then for
 *       0 alloc        size varint           3 calloc likewise
 *       1 free         slot varint
 *       2 realloc      slot varint, new size varint
 *     code           bits 0–2 the number above, bit 3: a thread follows, bit 4: an alignment follows
 * </pre>
 *
 * <p>Every number is checked against what came before it, and in the end all of them against the
 * header, so that a trace that was decoded can be replayed without looking.
 */
public final class TraceDecoder {
  private static final long MAGIC = 0x3152544dL; // "MTR1"
  private static final int HAS_THREAD = 1 << 3;
  private static final int HAS_ALIGNMENT = 1 << 4;
  private static final int SHORTEST_OPERATION = 2;
  private static final int LARGEST_LOG2_ALIGNMENT = 30;
  private static final byte DEFAULT_LOG2_ALIGNMENT = 4;

  /** Larger than what any machine has; and the sum of all blocks still fits in a {@code long}. */
  private static final long LARGEST_SIZE = 1L << 40;

  private final String name;
  private final TraceBytes bytes;
  private final TraceSlots slots = new TraceSlots();
  private final int headerSlots;
  private final int operations;
  private final long headerThreads;
  private final long headerPeakLive;
  private final Trace trace;
  private long threads = 1;

  private TraceDecoder(String name, byte[] content) {
    this.name = name;
    bytes = new TraceBytes(name, content);
    if (bytes.remaining() < Integer.BYTES || bytes.u32() != MAGIC) {
      throw new SampleException(
          "%s is no trace: it does not start with MTR1. Name another file, or a trace that is shipped: %s"
              .formatted(name, TraceFile.SHIPPED));
    }
    headerSlots = countOf("slots", bytes.u32());
    operations = countOf("operations", bytes.u64("number of operations"));
    headerThreads = bytes.u32();
    headerPeakLive = bytes.u64("peak");
    trace =
        new Trace(
            name,
            operations,
            headerSlots,
            headerPeakLive,
            new byte[operations],
            new int[operations],
            new long[operations],
            new byte[operations]);
  }

  /** Decodes the bytes of a whole trace; {@code name} is for messages. */
  public static Trace decode(String name, byte[] content) {
    return new TraceDecoder(name, content).decode();
  }

  private Trace decode() {
    for (int i = 0; i < operations; i++) {
      decodeOperation(i);
    }
    requireSame("bytes behind the last operation", 0, bytes.remaining());
    requireSame("slots", headerSlots, slots.count());
    requireSame("threads", headerThreads, threads);
    requireSame("peak live bytes", headerPeakLive, slots.peakLiveBytes());
    return trace;
  }

  private void decodeOperation(int i) {
    int code = bytes.u8();
    int kind = code & ~(HAS_THREAD | HAS_ALIGNMENT);
    if (kind > Trace.CALLOC) {
      throw bytes.corrupt("there is no operation with code " + code);
    }
    if ((code & HAS_THREAD) != 0) {
      threads = Math.max(threads, bytes.varint("thread") + 1);
    }
    byte log2Alignment = (code & HAS_ALIGNMENT) != 0 ? alignment() : DEFAULT_LOG2_ALIGNMENT;
    trace.kinds()[i] = (byte) kind;
    trace.log2Alignments()[i] = log2Alignment;
    switch (kind) {
      case FREE -> {
        int slot = slotInUse();
        slots.free(slot);
        trace.slotOf()[i] = slot;
      }
      case REALLOC -> {
        int slot = slotInUse();
        slots.resize(slot, size(i));
        trace.slotOf()[i] = slot;
      }
      default -> trace.slotOf()[i] = slots.take(size(i));
    }
  }

  private long size(int i) {
    long size = bytes.varint("size");
    if (size > LARGEST_SIZE) {
      throw bytes.corrupt("a size of " + size);
    }
    trace.sizes()[i] = size;
    return size;
  }

  private int slotInUse() {
    long slot = bytes.varint("slot");
    if (slot >= slots.count()) {
      throw bytes.corrupt("slot %d is out of range".formatted(slot));
    }
    if (slots.isEmpty((int) slot)) {
      throw bytes.corrupt("slot %d is used, but it is empty".formatted(slot));
    }
    return (int) slot;
  }

  private byte alignment() {
    int log2 = bytes.u8();
    if (log2 > LARGEST_LOG2_ALIGNMENT) {
      throw bytes.corrupt("an alignment of 2 to the power of " + log2);
    }
    return (byte) log2;
  }

  /** A number of the header is only believed if what follows can have as many. */
  private int countOf(String what, long count) {
    if (count > bytes.remaining() / SHORTEST_OPERATION) {
      throw new CorruptTraceException(
          name, "its header speaks of %d %s, but it is too short for that".formatted(count, what));
    }
    return (int) count;
  }

  private void requireSame(String what, long expected, long found) {
    if (expected != found) {
      throw new CorruptTraceException(
          name, "%s should be %d by its header, but are %d".formatted(what, expected, found));
    }
  }
}
