package io.github.basicallocator.benchmarks.freelist;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.basicallocator.benchmarks.report.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One row of JMH's JSON output: a benchmark, its parameter, and its score in each iteration of each
 * fork.
 *
 * @param passedBlocks the parameter of that name, or −1
 * @param bytesPerOperation of Java heap, in the iteration in which JMH itself needed least; or NaN
 */
record Measurement(
    String benchmark, String jdk, int passedBlocks, Spread nanos, double bytesPerOperation) {

  static List<Measurement> read(Path json) throws IOException {
    List<Measurement> all = new ArrayList<>();
    for (JsonElement element : JsonParser.parseString(Files.readString(json)).getAsJsonArray()) {
      all.add(of(element.getAsJsonObject()));
    }
    return all;
  }

  private static Measurement of(JsonObject row) {
    String name = row.get("benchmark").getAsString();
    JsonObject params = row.getAsJsonObject("params");
    JsonObject secondary = row.getAsJsonObject("secondaryMetrics");
    JsonObject allocated =
        secondary == null ? null : secondary.getAsJsonObject("gc.alloc.rate.norm");
    return new Measurement(
        name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1),
        row.get("jdkVersion").getAsString(),
        params == null ? -1 : params.get("passedBlocks").getAsInt(),
        spread(row.getAsJsonObject("primaryMetric").getAsJsonArray("rawData")),
        allocated == null ? Double.NaN : spread(allocated.getAsJsonArray("rawData")).least());
  }

  private static Spread spread(JsonArray forks) {
    List<Double> scores = new ArrayList<>();
    for (JsonElement fork : forks) {
      fork.getAsJsonArray().forEach(score -> scores.add(score.getAsDouble()));
    }
    return Spread.of(scores, Double::doubleValue);
  }
}
