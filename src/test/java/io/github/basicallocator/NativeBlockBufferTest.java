package io.github.basicallocator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A block seen as a {@link ByteBuffer}. */
class NativeBlockBufferTest {
  private final UnixAllocator allocator = new UnixAllocator();

  @AfterEach
  void nothingIsLost() {
    allocator.check();
    assertEquals(0, allocator.stats().live());
    allocator.close();
  }

  @Test
  void theBufferIsTheMemoryOfTheBlock() {
    try (NativeBlock block = NativeBlock.allocateZeroed(allocator, 100)) {
      ByteBuffer buffer = block.asByteBuffer();
      assertTrue(buffer.isDirect());
      assertFalse(buffer.isReadOnly());
      assertEquals(100, buffer.capacity());
      assertEquals(ByteOrder.BIG_ENDIAN, buffer.order());
      block.putInt(10, 0x01020304, ByteOrder.BIG_ENDIAN);
      assertEquals(0x01020304, buffer.getInt(10));
      buffer.put(99, (byte) 42);
      assertEquals(42, block.getByte(99));
      assertThrows(IndexOutOfBoundsException.class, () -> buffer.get(100));
    }
  }

  @Test
  void theBufferOfASliceIsTheMemoryOfTheSlice() {
    try (NativeBlock block = NativeBlock.allocateZeroed(allocator, 100)) {
      ByteBuffer buffer = block.slice(20, 30).asByteBuffer();
      assertEquals(30, buffer.capacity());
      buffer.put(0, (byte) 1).put(29, (byte) 2);
      assertEquals(1, block.getByte(20));
      assertEquals(2, block.getByte(49));
    }
  }

  @Test
  void anEmptyBlockHasAnEmptyBuffer() {
    try (NativeBlock block = NativeBlock.allocate(allocator, 0)) {
      assertEquals(0, block.asByteBuffer().capacity());
    }
  }

  @Test
  void aBufferHoldsTwoGibibytesButOneByteAndNoMore() {
    long most = Integer.MAX_VALUE;
    try (NativeBlock block = NativeBlock.allocate(allocator, most + 1)) {
      String message =
          assertThrows(UnsupportedOperationException.class, block::asByteBuffer).getMessage();
      assertEquals(
          "a buffer holds at most 2,147,483,647 bytes, and this block has 2,147,483,648; take a"
              + " slice",
          message);
      ByteBuffer buffer = block.slice(1, most).asByteBuffer();
      assertEquals(most, buffer.capacity());
      buffer.put((int) most - 1, (byte) 7);
      assertEquals(7, block.getByte(most));
    }
  }
}
