package io.github.basicallocator.consumers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Who does not allow native access is told how, once: by the JVM when it warns, by us when it refuses. */
@ParameterizedClass
@MethodSource("io.github.basicallocator.consumers.Jdk#found")
class NativeAccessTest {
  private static final String DENY = "--illegal-native-access=deny";

  @Parameter Jdk jdk;

  @BeforeEach
  void onlyWhereItIsAsked() {
    assumeTrue(jdk.asksForNativeAccess(), "from JDK 24 on");
  }

  @Test
  void theJvmWarnsOnceOnTheClassPath() throws Exception {
    warned(new Start(jdk).onClassPath(Jars.FULL), "ALL-UNNAMED");
  }

  @Test
  void theJvmWarnsOnceOnTheModulePath() throws Exception {
    warned(new Start(jdk).onModulePath(Jars.FULL), "io.github.basicallocator");
  }

  @Test
  void aRefusalNamesTheFlagForTheClassPath() throws Exception {
    new Start(jdk)
        .with(DENY)
        .onClassPath(Jars.FULL)
        .failed("start it with --enable-native-access=ALL-UNNAMED.");
  }

  @Test
  void aRefusalNamesTheFlagForTheModulePath() throws Exception {
    new Start(jdk)
        .with(DENY)
        .onModulePath(Jars.FULL)
        .failed("start it with --enable-native-access=io.github.basicallocator.");
  }

  @Test
  void aRefusalIsTheSameOverAnAllocatorOfTheUsersOwnHoweverOften() throws Exception {
    new Start(jdk)
        .with(DENY)
        .onClassPath(Jars.FULL, "example.OwnAllocator")
        .failed("start it with --enable-native-access=ALL-UNNAMED.");
  }

  private void warned(Result result, String module) {
    result.workedDespiteWarnings(jdk, 1);
    once("has been called by", result);
    once("Use --enable-native-access=" + module + " to avoid a warning", result);
  }

  private static void once(String part, Result result) {
    long lines = result.errors().stream().filter(line -> line.contains(part)).count();
    assertEquals(1, lines, result::toString);
  }
}
