package io.github.basicallocator.benchmarks.report;

import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Text that is put together line by line. */
public final class Markdown {
  private final StringBuilder text = new StringBuilder();

  /** A line; with arguments, a format for them. */
  public void line(String format, Object... arguments) {
    text.append(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments))
        .append('\n');
  }

  /** A heading of the given level, with the empty lines that it needs. */
  public void heading(int level, String heading) {
    line("");
    line("#".repeat(level) + " " + heading);
    line("");
  }

  /** The head of a table, all columns but the first of which are numbers. */
  public void tableHead(List<String> columns) {
    row(columns);
    line("|---|" + String.join("|", Collections.nCopies(columns.size() - 1, "---:")) + "|");
  }

  public void row(List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  public void image(String title, String file) {
    line("![" + title + "](" + file + ")");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
