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

/**
 * Lets JVMs take turns: one works, for an iteration, and all others are stopped by a signal, whatever their threads do or wait for.
 * When each has come to its first iteration the first turn begins; who ends, by a crash or because all is done, has no turn any more.
 */
final class Turns {
  private static final int MILLIS_BETWEEN_LOOKS = 100;

  private Turns() {}

  /** Starts one JVM, which is given an argument with its {@link Turn}, and waits for its end. */
  interface Job<T> {
    T run(String argument) throws Exception;
  }

  /** A JVM that waits for its turn, or has it. */
  private record Player(int number, long pid, Socket socket) {
    static Player of(Socket socket) throws IOException {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      return new Player(in.readInt(), in.readLong(), socket);
    }

    /** Stops it, with all its threads. */
    void stop() throws IOException {
      signal("STOP");
    }

    /** Gives it a turn. Returns whether it wants another one. */
    boolean play() throws IOException {
      signal("CONT");
      if (!hasTurn()) {
        return false;
      }
      stop();
      return true;
    }

    private boolean hasTurn() {
      try {
        socket.getOutputStream().write(1);
        return socket.getInputStream().read() >= 0;
      } catch (IOException e) {
        return false; // it has crashed, and its job tells that
      }
    }

    private void signal(String name) throws IOException {
      try {
        new ProcessBuilder("kill", "-" + name, "" + pid).inheritIO().start().waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }

    void kill() {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  /** Runs all jobs to their ends, and returns what became of them, in the same order. */
  static <T> List<Future<T>> run(List<Job<T>> jobs) throws IOException {
    ExecutorService threads = Executors.newCachedThreadPool();
    Queue<Player> players = new ArrayDeque<>();
    Thread atShutdown = new Thread(() -> players.forEach(Player::kill)); // stopped, they would stay
    Runtime.getRuntime().addShutdownHook(atShutdown);
    try (ServerSocket server = new ServerSocket(0, jobs.size(), InetAddress.getLoopbackAddress())) {
      List<Future<T>> futures = new ArrayList<>();
      for (Job<T> job : jobs) {
        String argument =
            "-D%s=%d,%d".formatted(Turn.PROPERTY, server.getLocalPort(), futures.size());
        futures.add(threads.submit(() -> job.run(argument)));
      }
      gather(players, server, futures);
      while (!players.isEmpty()) {
        Player player = players.element();
        boolean goesOn = player.play();
        players.remove();
        if (goesOn) {
          players.add(player);
        } else {
          waitFor(futures.get(player.number));
        }
      }
      return futures;
    } finally {
      Runtime.getRuntime().removeShutdownHook(atShutdown);
      threads.shutdown();
    }
  }

  /** Waits until each has come to its first iteration, or ended before that. */
  private static void gather(
      Queue<Player> players, ServerSocket server, List<? extends Future<?>> futures)
      throws IOException {
    server.setSoTimeout(MILLIS_BETWEEN_LOOKS);
    while (players.size() + futures.stream().filter(Future::isDone).count() < futures.size()) {
      try {
        Player player = Player.of(server.accept());
        player.stop();
        players.add(player);
      } catch (SocketTimeoutException e) {
        // the next look
      }
    }
  }

  private static void waitFor(Future<?> future) throws IOException {
    try {
      future.get();
    } catch (ExecutionException e) {
      // whoever has asked for it is told
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
