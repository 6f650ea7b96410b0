package io.github.basicallocator.samples.replay;

import io.github.basicallocator.samples.BytePattern;

/** What a replay does with the memory it gets. */
interface BlockContents {
  /** Leaves it alone. */
  BlockContents IGNORED =
      new BlockContents() {
        @Override
        public void fill(long address, long size, int slot) {}

        @Override
        public void verify(long address, long size, int slot) {}

        @Override
        public void verifyZero(long address, long size, int slot) {}
      };

  /** Fills it with a pattern for each slot, and finds out when that was overwritten. */
  BlockContents PATTERN =
      new BlockContents() {
        @Override
        public void fill(long address, long size, int slot) {
          BytePattern.fill(address, size, seed(slot));
        }

        @Override
        public void verify(long address, long size, int slot) {
          if (!BytePattern.isIntact(address, size, seed(slot))) {
            throw new IllegalStateException(
                "the block of %,d bytes at 0x%x (slot %d) has been overwritten"
                    .formatted(size, address, slot));
          }
        }

        @Override
        public void verifyZero(long address, long size, int slot) {
          if (!BytePattern.isZero(address, size)) {
            throw new IllegalStateException(
                "the zeroed block of %,d bytes at 0x%x (slot %d) is not zero"
                    .formatted(size, address, slot));
          }
        }

        /** Far apart, so that what belongs to one slot is nowhere in another. */
        private static long seed(int slot) {
          return (slot + 1L) << 40;
        }
      };

  void fill(long address, long size, int slot);

  /** Throws if the first {@code size} bytes are not as they were filled. */
  void verify(long address, long size, int slot);

  void verifyZero(long address, long size, int slot);
}
