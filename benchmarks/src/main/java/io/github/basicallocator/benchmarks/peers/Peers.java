package io.github.basicallocator.benchmarks.peers;

import static io.github.basicallocator.benchmarks.peers.Peer.Kind.NOTHING;
import static io.github.basicallocator.benchmarks.peers.Peer.Limit.CACHE_LINES;
import static io.github.basicallocator.benchmarks.peers.Peer.Limit.CONFINED;
import static io.github.basicallocator.benchmarks.peers.Peer.Limit.LINEAR;
import static io.github.basicallocator.benchmarks.peers.Peer.Limit.PLATFORM_THREADS;

import io.github.basicallocator.MagazineAllocator;
import io.github.basicallocator.UnixAllocator;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** All allocators that can be measured: a line each. Those that need JDK 22 are in {@link ForeignPeers}. */
public final class Peers {
  private static final List<Peer> ALL = new ArrayList<>();

  static {
    ALL.add(Peer.ours("magazine", "`MagazineAllocator`", MagazineAllocator::new));
    ALL.add(Peer.ours("unix", "`UnixAllocator`", UnixAllocator::new, LINEAR));
    ALL.add(Peer.ofAddresses("unsafe", "`Unsafe.allocateMemory`", UnsafeAllocator::new));
    ALL.addAll(ForeignPeers.all());
    ALL.add(Peer.ofAddresses("lwjgl-jemalloc", "jemalloc, LWJGL", LwjglJemalloc::new));
    ALL.add(Peer.ofAddresses("lwjgl-mimalloc", "mimalloc, LWJGL", LwjglMimalloc::new));
    ALL.add(
        Peer.ofAddresses(
            "lwjgl-rpmalloc", "rpmalloc, LWJGL", LwjglRpmalloc::new, PLATFORM_THREADS));
    ALL.add(
        Peer.ofObjects(
            "netty-pooled",
            "Netty, pooled (objects)",
            () -> new NettySource(PooledByteBufAllocator.DEFAULT),
            PLATFORM_THREADS));
    ALL.add(
        Peer.ofObjects(
            "netty-adaptive",
            "Netty, adaptive (objects)",
            () -> new NettySource(new AdaptiveByteBufAllocator(true, true))));
    ALL.add(Peer.ofObjects("arrow", "Arrow (objects)", ArrowSource::new));
    ALL.add(
        new Peer(
            "bare-stacks",
            "bare stacks (no allocator)",
            NOTHING,
            Set.of(CONFINED),
            () -> new AddressSource(new BareStacks())));
    ALL.add(new Peer("none", "no allocator", NOTHING, Set.of(CACHE_LINES), NoAllocator::new));
  }

  private Peers() {}

  public static List<Peer> all() {
    return List.copyOf(ALL);
  }

  /**
   * @throws IllegalArgumentException if there is none of that name on this JDK
   */
  public static Peer named(String name) {
    return ALL.stream()
        .filter(peer -> peer.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no allocator %s on this JDK; there are %s".formatted(name, names())));
  }

  private static String names() {
    return names(peer -> true);
  }

  private static String names(Predicate<Peer> suits) {
    return String.join(", ", ALL.stream().filter(suits).map(Peer::name).toList());
  }

  /**
   * Those of these names that suit, and that this machine and this JDK have, or all that do; what is missing is printed.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static List<Peer> available(Predicate<Peer> suits, String... names) {
    Set<String> wanted = Set.of(names);
    wanted.stream()
        .filter(name -> ALL.stream().noneMatch(peer -> peer.name().equals(name)))
        .forEach(name -> System.err.println("Leaving out " + name + ": there are " + names()));
    List<Peer> available =
        ALL.stream()
            .filter(peer -> wanted.isEmpty() || wanted.contains(peer.name()))
            .filter(suits)
            .filter(Peer::isAvailable)
            .toList();
    if (available.isEmpty()) {
      throw new IllegalArgumentException(
          "none of these can be measured here; there are " + names(suits));
    }
    return available;
  }
}
