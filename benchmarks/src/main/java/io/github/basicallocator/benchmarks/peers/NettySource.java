package io.github.basicallocator.benchmarks.peers;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** One of Netty's allocators of direct buffers. */
record NettySource(ByteBufAllocator allocator) implements Source {
  @Override
  public Slots slots(int count) {
    return new ObjectSlots<ByteBuf>(count) {
      @Override
      ByteBuf take(int size) {
        return allocator.directBuffer(size, size);
      }

      @Override
      void give(ByteBuf buffer) {
        buffer.release();
      }

      @Override
      long addressOf(ByteBuf buffer) {
        return buffer.memoryAddress();
      }
    };
  }

  @Override
  public void close() {}
}
