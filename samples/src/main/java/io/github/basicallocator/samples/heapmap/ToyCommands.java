package io.github.basicallocator.samples.heapmap;

import io.github.basicallocator.samples.SampleException;

/** The language of {@code heap_map}: what is typed, done in a session and told in words. */
final class ToyCommands {
  static final String HELP =
      """
      a SIZE         allocate SIZE bytes; the block gets the next number
      a SIZE ALIGN   allocate them at a multiple of ALIGN, a power of two
      f N            free block N
      r N SIZE       resize block N
      h or ?         this help
      q              quit""";

  private static final long DEFAULT_ALIGNMENT = 16;

  private final ToySession session;

  ToyCommands(ToySession session) {
    this.session = session;
  }

  /**
   * Does what a line says.
   *
   * @return what happened
   * @throws SampleException if it makes no sense, or the memory is refused
   */
  String execute(String line) {
    String[] words = line.strip().split("\\s+");
    try {
      return switch (words[0] + " " + (words.length - 1)) {
        case "a 1" -> allocate(number(words[1]), DEFAULT_ALIGNMENT);
        case "a 2" -> allocate(number(words[1]), number(words[2]));
        case "f 1" -> free(blockNumber(words[1]));
        case "r 2" -> resize(blockNumber(words[1]), number(words[2]));
        default -> throw new SampleException("unknown command: %s; h for help".formatted(line));
      };
    } catch (OutOfMemoryError e) {
      throw new SampleException("refused: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new SampleException(e.getMessage(), e);
    }
  }

  private String allocate(long size, long alignment) {
    Snapshot before = session.snapshot();
    UsedBlock block = session.allocate(size, alignment);
    return new Story(before, session.snapshot()).ofAllocation(block);
  }

  private String free(int number) {
    Snapshot before = session.snapshot();
    UsedBlock block = session.free(number);
    return new Story(before, session.snapshot()).ofFree(block);
  }

  private String resize(int number, long size) {
    Snapshot before = session.snapshot();
    UsedBlock old = session.find(number);
    if (!session.resize(number, size)) {
      session.move(number, size);
    }
    return new Story(before, session.snapshot()).ofResize(old, session.find(number));
  }

  private static int blockNumber(String word) {
    return (int) Math.min(number(word), Integer.MAX_VALUE);
  }

  private static long number(String word) {
    if (!word.matches("\\d{1,18}")) {
      throw new SampleException("%s is no number of 0 or more; h for help".formatted(word));
    }
    return Long.parseLong(word);
  }
}
