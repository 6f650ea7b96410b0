package io.github.basicallocator.samples.replay;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes traces byte by byte, right ones and wrong ones. */
final class TraceBuilder {
  private final ByteArrayOutputStream operations = new ByteArrayOutputStream();
  private String magic = "MTR1";
  private int slots;
  private long count;
  private int threads = 1;
  private long peakLive;

  TraceBuilder header(int slots, long count, int threads, long peakLive) {
    this.slots = slots;
    this.count = count;
    this.threads = threads;
    this.peakLive = peakLive;
    return this;
  }

  TraceBuilder magic(String magic) {
    this.magic = magic;
    return this;
  }

  TraceBuilder bytes(int... bytes) {
    for (int b : bytes) {
      operations.write(b);
    }
    return this;
  }

  TraceBuilder varint(long value) {
    while (value >= 0x80) {
      operations.write((int) (value & 0x7f | 0x80));
      value >>= 7;
    }
    operations.write((int) value);
    return this;
  }

  byte[] build() {
    byte[] body = operations.toByteArray();
    return ByteBuffer.allocate(28 + body.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(magic.getBytes(StandardCharsets.US_ASCII))
        .putInt(slots)
        .putLong(count)
        .putInt(threads)
        .putLong(peakLive)
        .put(body)
        .array();
  }

  /** A trace with each operation: allocations, one of them zeroed and aligned, and a thread. */
  static TraceBuilder good() {
    return new TraceBuilder()
        .header(2, 6, 2, 100_020)
        .bytes(0, 20) // slot 0
        .bytes(3 | 16, 6)
        .varint(1000) // slot 1, zeroed, aligned to 64
        .bytes(2, 1)
        .varint(100_000)
        .bytes(1 | 8, 1, 0) // thread 1 frees slot 0
        .bytes(0, 0) // slot 0 again, of size 0
        .bytes(1, 1);
  }
}
