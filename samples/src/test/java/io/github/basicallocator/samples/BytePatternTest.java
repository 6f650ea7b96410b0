package io.github.basicallocator.samples;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.UnixAllocator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytePatternTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 7, 8, 9, 16, 100})
  void everyByteThatChangesIsNoticed(long size) {
    try (UnixAllocator allocator = new UnixAllocator()) {
      long address = allocator.allocateZeroed(size);
      assertTrue(BytePattern.isZero(address, size));
      BytePattern.fill(address, size, 42);
      assertTrue(BytePattern.isIntact(address, size, 42));
      for (long i = address; i < address + size; i++) {
        byte good = RawBytes.getByte(i);
        RawBytes.putByte(i, (byte) ~good);
        assertFalse(BytePattern.isIntact(address, size, 42), "byte " + (i - address));
        RawBytes.putByte(i, good);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 7, 8, 13, 32})
  void aPartOfAPatternIsThatPatternToo(long part) {
    try (UnixAllocator allocator = new UnixAllocator()) {
      long address = allocator.allocate(33);
      BytePattern.fill(address, 33, -1);
      assertTrue(BytePattern.isIntact(address, part, -1));
    }
  }
}
