package io.github.basicallocator.benchmarks.peers;

import static io.github.basicallocator.benchmarks.peers.Peer.Limit.CONFINED;

import java.util.List;
import org.lwjgl.system.mimalloc.mimalloc;

/** Peers by way of {@code java.lang.foreign}: C libraries by critical downcalls, and the JDK's arenas. */
final class ForeignPeers {
  private ForeignPeers() {}

  static List<Peer> all() {
    return List.of(
        Peer.ofAddresses(
            "glibc",
            "C library, FFM",
            () -> CFunctions.standard(CLibrary.ofThisProcess()).allocator()),
        Peer.ofAddresses(
            "jemalloc",
            "jemalloc, FFM",
            () -> CFunctions.jemalloc(CLibrary.named("libjemalloc.so.2")).allocator()),
        Peer.ofAddresses(
            "mimalloc",
            "mimalloc, FFM",
            () -> CFunctions.mimalloc(CLibrary.named("libmimalloc.so.2")).allocator()),
        Peer.ofAddresses(
            "mimalloc3",
            "mimalloc of LWJGL, FFM",
            () -> CFunctions.mimalloc(CLibrary.at(mimalloc.getLibrary().getPath())).allocator()),
        Peer.ofObjects("arena", "`Arena.ofConfined` (objects)", ArenaSource::new, CONFINED));
  }
}
