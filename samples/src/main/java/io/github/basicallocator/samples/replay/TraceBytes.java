package io.github.basicallocator.samples.replay;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the numbers of a trace one after another, and does not read beyond its end. */
final class TraceBytes {
  private static final int LAST_VARINT_SHIFT = 63;

  private final String name;
  private final ByteBuffer bytes;

  TraceBytes(String name, byte[] bytes) {
    this.name = name;
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  int remaining() {
    return bytes.remaining();
  }

  int u8() {
    require(1);
    return Byte.toUnsignedInt(bytes.get());
  }

  long u32() {
    require(4);
    return Integer.toUnsignedLong(bytes.getInt());
  }

  /** A number of eight bytes; beyond what a {@code long} can hold it is no number of this world. */
  long u64(String what) {
    require(8);
    return notNegative(bytes.getLong(), what);
  }

  /** A number of seven bits a byte, the lowest first; all but its last byte have the eighth bit set. */
  long varint(String what) {
    long value = 0;
    for (int shift = 0; shift <= LAST_VARINT_SHIFT; shift += 7) {
      int next = u8();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        boolean overflows = shift == LAST_VARINT_SHIFT && next > 1;
        return overflows ? overlong(what) : notNegative(value, what);
      }
    }
    return overlong(what);
  }

  /** An error at the byte that was read last. */
  CorruptTraceException corrupt(String what) {
    return new CorruptTraceException(name, what + " at byte " + (bytes.position() - 1));
  }

  private void require(int count) {
    if (bytes.remaining() < count) {
      throw new CorruptTraceException(name, "it is truncated, at byte " + bytes.limit());
    }
  }

  private long overlong(String what) {
    throw corrupt("the number for the " + what + " is overlong");
  }

  private long notNegative(long value, String what) {
    if (value < 0) {
      throw corrupt("the " + what + " is out of range");
    }
    return value;
  }
}
