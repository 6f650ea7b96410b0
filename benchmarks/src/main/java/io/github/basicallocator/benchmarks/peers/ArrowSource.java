package io.github.basicallocator.benchmarks.peers;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** Arrow's buffers, over its manager that uses {@code Unsafe}. */
record ArrowSource(BufferAllocator allocator) implements Source {
  ArrowSource() {
    this(new RootAllocator());
  }

  @Override
  public Slots slots(int count) {
    return new ObjectSlots<ArrowBuf>(count) {
      @Override
      ArrowBuf take(int size) {
        return allocator.buffer(size);
      }

      @Override
      void give(ArrowBuf buffer) {
        buffer.close();
      }

      @Override
      long addressOf(ArrowBuf buffer) {
        return buffer.memoryAddress();
      }
    };
  }

  @Override
  public void close() {
    allocator.close();
  }
}
