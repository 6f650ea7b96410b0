package io.github.basicallocator.samples.heapmap;

import io.github.basicallocator.freelist.FreeBlock;
import java.util.List;
import java.util.StringJoiner;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * Draws a heap as a bar to scale, one character for 16 bytes or more.
 *
 * <pre>
 *     |1#####2==3##........4==         |
 * </pre>
 */
final class MapPainter {
  /** Characters of the bar, at most. */
  static final int WIDTH = 64;

  private static final String USED = "#=";
  private static final char FREE = '.';
  private static final char NOT_GROWN = ' ';
  private static final List<Style> USED_STYLES = List.of(Style.bg_blue, Style.bg_magenta);

  private final boolean coloured;

  MapPainter(boolean coloured) {
    this.coloured = coloured;
  }

  /** What the characters mean. */
  String legend(long capacity) {
    return "%d bytes a character; %s and %s used (they alternate), %s free, the rest not grown yet"
        .formatted(
            bytesPerCharacter(capacity),
            paint("" + USED.charAt(0), USED_STYLES.get(0)),
            paint("" + USED.charAt(1), USED_STYLES.get(1)),
            paint("" + FREE, Style.bg_green));
  }

  /** The bar, and below it the offsets. */
  String paint(Snapshot heap) {
    StringBuilder bar = new StringBuilder("|");
    int width = width(heap.capacity());
    int column = 0;
    while (column < width) {
      int end = column + 1;
      Object owner = ownerOf(column, heap);
      while (end < width && owner.equals(ownerOf(end, heap))) {
        end++;
      }
      bar.append(paintRun(owner, end - column));
      column = end;
    }
    return bar.append("|\n").append(ruler(heap.capacity())).toString();
  }

  /** The list as the allocator has it: by address, each block with its size. */
  static String freeList(Snapshot heap) {
    StringJoiner list = new StringJoiner(" -> ", "free list: ", "");
    for (FreeBlock block : heap.free()) {
      list.add("+%d (%d)".formatted(block.address(), block.size()));
    }
    return heap.free().isEmpty() ? "free list: empty" : list.toString();
  }

  /** What the first byte of a column belongs to: a used block, a free one, or nothing. */
  private static Object ownerOf(int column, Snapshot heap) {
    long offset = column * bytesPerCharacter(heap.capacity());
    return heap.usedAt(offset)
        .<Object>map(block -> block)
        .or(() -> heap.freeAt(offset))
        .orElse(NOT_GROWN);
  }

  private String paintRun(Object owner, int length) {
    if (owner instanceof UsedBlock used) {
      int turn = (used.number() + 1) % 2;
      return paint(labelled(used.number(), USED.charAt(turn), length), USED_STYLES.get(turn));
    }
    return owner instanceof FreeBlock
        ? paint(("" + FREE).repeat(length), Style.bg_green)
        : ("" + NOT_GROWN).repeat(length);
  }

  /** The number of a block, where there is room for it, and then its character. */
  private static String labelled(int number, char filling, int length) {
    String label = String.valueOf(number);
    return label.length() > length
        ? ("" + filling).repeat(length)
        : label + ("" + filling).repeat(length - label.length());
  }

  private static String ruler(long capacity) {
    StringBuilder ruler = new StringBuilder(" ");
    for (int column = 0; column <= width(capacity); column += WIDTH / 4) {
      ruler.append(" ".repeat(Math.max(0, column + 1 - ruler.length())));
      ruler.append('+').append(column * bytesPerCharacter(capacity));
    }
    return ruler.toString();
  }

  private static int width(long capacity) {
    long bytes = bytesPerCharacter(capacity);
    return (int) ((capacity + bytes - 1) / bytes);
  }

  private static long bytesPerCharacter(long capacity) {
    return Math.max(16, (capacity + WIDTH - 1) / WIDTH);
  }

  private String paint(String text, Style style) {
    return coloured ? Style.on(style) + text + Style.off(style) : text;
  }
}
