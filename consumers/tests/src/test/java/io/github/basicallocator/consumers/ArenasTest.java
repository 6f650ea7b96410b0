package io.github.basicallocator.consumers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A program with basic-allocator-ffm works on the class path and as a module, and nobody complains. */
@ParameterizedClass
@MethodSource("io.github.basicallocator.consumers.Jdk#found")
class ArenasTest {
  private static final String MAIN = "example.arenas.ArenaProgram";
  private static final String MODULE = "example.arenas";
  private static final String LIBRARY = "io.github.basicallocator";

  @Parameter Jdk jdk;

  @BeforeEach
  void onlyWhereThereAreArenas() {
    assumeTrue(jdk.version() >= 22, "java.lang.foreign is there from JDK 22 on");
    assumeTrue(System.getProperty("java.class.path").contains("arenas.jar"), "only with -Parenas");
  }

  @Test
  void onTheClassPath() throws Exception {
    new Start(jdk)
        .with("--enable-native-access=ALL-UNNAMED")
        .onClassPath(Jars.arenas(), MAIN)
        .worked(jdk, 1);
  }

  @Test
  void onTheModulePath() throws Exception {
    new Start(jdk)
        .with("--enable-native-access=" + LIBRARY + ".ffm," + LIBRARY)
        .onModulePath(Jars.arenas(), MODULE, MAIN)
        .worked(jdk, 1);
  }

  @Test
  void aRefusalNamesTheModuleThatMakesArenas() throws Exception {
    assumeTrue(jdk.asksForNativeAccess(), "from JDK 24 on");
    Result result =
        new Start(jdk).withNativeAccess(LIBRARY).onModulePath(Jars.arenas(), MODULE, MAIN);
    assertEquals(1, result.exitCode(), result::toString);
    assertTrue(result.errors().get(0).contains("IllegalCallerException"), result::toString);
    assertTrue(result.errors().get(0).contains(LIBRARY + ".ffm"), result::toString);
  }
}
