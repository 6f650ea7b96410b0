package io.github.basicallocator.benchmarks.speed;

import io.github.basicallocator.benchmarks.workloads.Turn;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Lets JVMs take turns: one works, for an iteration, and all others are stopped by a signal, whatever their threads do or wait for.
 * When each has come to its first iteration the first turn begins; who ends, by a crash or because all is done, has no turn any more.
 * Clocks go on meanwhile: what an allocator does when some time has passed, it does at the beginning of its turn.
 *
 * <p>However this ends, no stopped JVM is left behind: each has a guard.
 */
final class Turns<T> {
  /** Starts one JVM, which is given an argument with its {@link Turn}, and waits for its end. */
  interface Job<T> {
    T run(String argument) throws Exception;
  }

  private static final int MILLIS_BETWEEN_LOOKS = 100;

  /** No turn takes so long, and no start. */
  private static final long MOST_MILLIS = TimeUnit.MINUTES.toMillis(15);

  private final List<Future<T>> ends = new ArrayList<>();
  private final List<Player> players = new ArrayList<>();

  private Turns() {}

  /**
   * A JVM that waits for its turn, or has it.
   *
   * @param guard kills it when the JVM that gives the turns has ended, by whatever signal
   */
  private record Player(int number, ProcessHandle process, Socket socket, Process guard) {
    /** A shell waits for the end of its input, of which there is none. It survives what is sent to its whole group. */
    private static final String GUARD = "trap '' HUP INT QUIT TERM; read -r nothing; kill -KILL %d";

    static Player of(Socket socket) throws IOException {
      socket.setSoTimeout((int) MOST_MILLIS);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int number = in.readInt();
      long pid = in.readLong();
      ProcessHandle process =
          ProcessHandle.of(pid)
              .orElseThrow(() -> new IOException("process %d ended".formatted(pid)));
      Process guard =
          new ProcessBuilder("sh", "-c", GUARD.formatted(pid))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new Player(number, process, socket, guard);
    }

    /** Stops it, with all its threads. */
    void stop() throws IOException {
      signal("STOP");
    }

    /** Gives it a turn. Returns whether it wants another one. */
    boolean play() throws IOException {
      signal("CONT");
      try {
        socket.getOutputStream().write(1);
        if (socket.getInputStream().read() < 0) {
          return false;
        }
      } catch (IOException e) {
        kill(); // unless it has crashed; its job tells that
        return false;
      }
      stop();
      return true;
    }

    private void signal(String name) throws IOException {
      // The shell has this command itself; not every machine has a program for it.
      String kill = "kill -%s %d".formatted(name, process.pid());
      try {
        int code = new ProcessBuilder("sh", "-c", kill).inheritIO().start().waitFor();
        if (code != 0 && process.isAlive()) {
          throw new IOException(kill + " failed");
        }
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }

    void kill() {
      process.destroyForcibly();
      guard.destroyForcibly();
    }

    /** It has ended by itself. */
    void leave() throws IOException {
      guard.destroyForcibly();
      socket.close();
    }
  }

  /** Runs all jobs to their ends, and returns what became of them, in the same order. */
  static <T> List<Future<T>> run(List<Job<T>> jobs) throws IOException {
    Turns<T> turns = new Turns<>();
    ExecutorService threads = Executors.newCachedThreadPool();
    try (ServerSocket server = new ServerSocket(0, jobs.size(), InetAddress.getLoopbackAddress())) {
      for (Job<T> job : jobs) {
        String argument =
            "-D%s=%d,%d".formatted(Turn.PROPERTY, server.getLocalPort(), turns.ends.size());
        turns.ends.add(threads.submit(() -> job.run(argument)));
      }
      turns.gather(server);
      turns.play();
      return turns.ends;
    } finally {
      threads.shutdownNow();
      turns.players.forEach(Player::kill); // none, if all went well
    }
  }

  /** Waits until each has come to its first iteration, or ended before that. */
  private void gather(ServerSocket server) throws IOException {
    server.setSoTimeout(MILLIS_BETWEEN_LOOKS);
    long start = System.nanoTime();
    while (!allAreThere()) {
      if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(MOST_MILLIS)) {
        throw new IOException("not all JVMs have come to their first iterations");
      }
      Socket socket = null;
      try {
        socket = server.accept();
        Player player = Player.of(socket);
        players.add(player);
        player.stop();
      } catch (SocketTimeoutException e) {
        // the next look
      } catch (IOException e) {
        if (socket == null) {
          throw e;
        }
        socket.close(); // it has crashed; its job tells that
      }
    }
  }

  private boolean allAreThere() {
    for (int i = 0; i < ends.size(); i++) {
      int number = i;
      if (!ends.get(i).isDone() && players.stream().noneMatch(player -> player.number == number)) {
        return false;
      }
    }
    return true;
  }

  private void play() throws IOException {
    Queue<Player> waiting = new ArrayDeque<>(players);
    while (!waiting.isEmpty()) {
      Player player = waiting.remove();
      if (player.play()) {
        waiting.add(player);
      } else {
        waitFor(ends.get(player.number));
        players.remove(player);
        player.leave();
      }
    }
  }

  private static void waitFor(Future<?> end) throws IOException {
    try {
      end.get();
    } catch (ExecutionException e) {
      // whoever has asked for it is told
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted", e);
  }
}
