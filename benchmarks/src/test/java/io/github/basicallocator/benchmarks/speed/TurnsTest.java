package io.github.basicallocator.benchmarks.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.basicallocator.benchmarks.workloads.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TurnsTest {
  private static final int TURNS = 3;

  /** In place of the turn in which to crash: the first turn has no end. */
  private static final int FOR_EVER = -1;

  @TempDir Path folder;

  /** Tells the beginning and the end of each of its turns, while another of its threads tells all the time that it runs. */
  static final class Player {
    private Player() {}

    public static void main(String[] arguments) throws IOException {
      String name = arguments[0];
      Path story = Path.of(arguments[1]);
      int crashIn = Integer.parseInt(arguments[2]);
      if (crashIn == 0) {
        Runtime.getRuntime().halt(1);
      }
      Thread busy = new Thread(() -> tellForEver(name, story));
      busy.setDaemon(true);
      Turn turn = new Turn();
      for (int i = 1; i <= TURNS; i++) {
        turn.await();
        if (i == 1) {
          busy.start();
        }
        tell(story, name);
        if (i == crashIn) {
          Runtime.getRuntime().halt(1);
        }
        while (crashIn == FOR_EVER) {
          LockSupport.park();
        }
      }
    }

    private static void tellForEver(String name, Path story) {
      while (true) {
        tell(story, name);
      }
    }

    private static void tell(Path story, String name) {
      try {
        Files.writeString(story, name, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Gives turns, of which the first has no end. */
  static final class Giver {
    private Giver() {}

    public static void main(String[] arguments) throws IOException {
      Path story = Path.of(arguments[0]);
      Turns.run(List.of(job("a", story, FOR_EVER), job("b", story, FOR_EVER)));
    }
  }

  private static Turns.Job<Integer> job(String name, Path story, int crashIn) {
    return argument -> {
      Process process =
          start(argument, Player.class.getName(), name, story.toString(), "" + crashIn);
      if (process.waitFor() != 0) {
        throw new IOException(name + " has crashed");
      }
      return process.exitValue();
    };
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).inheritIO().start();
  }

  @Test
  void oneAfterTheOtherAndNoThreadOfAnotherMeanwhile() throws Exception {
    Path story = Files.createFile(folder.resolve("story"));
    for (Future<Integer> end :
        Turns.run(List.of(job("a", story, 9), job("b", story, 9), job("c", story, 9)))) {
      assertEquals(0, end.get());
    }
    assertEquals(TURNS * 3, stretches(story).size(), stretches(story).toString());
    assertEquals(stretches(story).subList(0, 3), stretches(story).subList(3, 6));
  }

  @Test
  void whoCrashesHasNoTurnAnyMore() throws Exception {
    Path story = Files.createFile(folder.resolve("story"));
    List<Future<Integer>> ends =
        Turns.run(List.of(job("a", story, 0), job("b", story, 2), job("c", story, 9)));
    assertThrows(ExecutionException.class, () -> ends.get(0).get());
    assertThrows(ExecutionException.class, () -> ends.get(1).get());
    assertEquals(0, ends.get(2).get());
    List<String> stretches = stretches(story);
    assertEquals(2, stretches.stream().filter("b"::equals).count(), stretches.toString());
    assertTrue(stretches.contains("c"), stretches.toString());
  }

  @Test
  void nobodyIsLeftBehindIfWhoGivesTheTurnsIsKilled() throws Exception {
    Path story = Files.createFile(folder.resolve("story"));
    Process giver = start(Giver.class.getName(), story.toString());
    while (Files.size(story) == 0) { // when the first has its turn, the others are stopped
      assertTrue(giver.isAlive());
      Thread.sleep(10);
    }
    List<ProcessHandle> others = giver.descendants().toList();
    try {
      assertTrue(others.size() >= 4, others.toString()); // two JVMs, and a guard for each
      giver.destroyForcibly().waitFor();
      while (others.stream().anyMatch(TurnsTest::isAlive)) {
        Thread.sleep(10);
      }
    } finally {
      giver.destroyForcibly();
      others.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** Whether it runs, or could; in some containers nobody asks for the exit code of who has lost its parent. */
  private static boolean isAlive(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  /** Who told something, from one change to the next. */
  private static List<String> stretches(Path story) throws IOException {
    List<String> stretches = new ArrayList<>();
    for (String name : Files.readString(story).split("")) {
      if (stretches.isEmpty() || !stretches.get(stretches.size() - 1).equals(name)) {
        stretches.add(name);
      }
    }
    return stretches;
  }
}
