package io.github.basicallocator.benchmarks.report;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was measured by one JDK, and is kept in a file: JSON, with a line for each row.
 *
 * @param quick whether it was only to look at
 * @param <T> the rows
 */
public record Run<T>(String jdk, boolean quick, List<T> rows) {
  /** Of the JDK that this runs on. */
  public static <T> Run<T> here(boolean quick, List<T> rows) {
    return new Run<>(System.getProperty("java.version"), quick, rows);
  }

  public static <T> Run<T> read(Path file, Class<T> row) throws IOException {
    TypeToken<?> type = TypeToken.getParameterized(Run.class, row);
    @SuppressWarnings("unchecked")
    Run<T> run = (Run<T>) new Gson().fromJson(Files.readString(file), type);
    return run;
  }

  /** Writes it, unless there is no file to write to. */
  public void writeTo(Path file) throws IOException {
    if (file != null) {
      Gson gson = new Gson();
      Files.writeString(
          file,
          "{\"jdk\":%s,\"quick\":%s,\"rows\":[\n%s\n]}\n"
              .formatted(
                  gson.toJson(jdk),
                  quick,
                  rows.stream().map(gson::toJson).collect(Collectors.joining(",\n"))));
    }
  }
}
