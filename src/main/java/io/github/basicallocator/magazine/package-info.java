/**
 * Caches in front of the heap: each thread keeps some free blocks of each size for itself, and neither takes
 * a lock nor touches the blocks to hand them out again.
 *
 * <table>
 * <caption>Shared state of this package</caption>
 * <tr><th>state</th><th>written by</th><th>guard</th><th>why visible</th><th>test</th></tr>
 * <tr><td>a {@code ThreadCache} and its magazines</td><td>its owner</td><td>nobody else writes while the owner lives</td>
 * <td>whoever recovers it, or goes on with it, has seen the owner dead by {@code Thread.isAlive} (JLS 17.4.5)</td>
 * <td>{@code MagazineAllocatorTest.cachesOfThreadsThatEndedAreRecovered}</td></tr>
 * <tr><td>table and favourite of {@code ThreadCaches}</td><td>any thread, its own cache only; the favourite under the lock of {@code SharedHeap}</td>
 * <td>none for readers, who check the owner</td>
 * <td>a stale entry is somebody else's, and costs a look-up; the fields of a cache that matter are final</td>
 * <td>{@code MagazineAllocatorTest.threadsThatClaimTheSameNumberHaveCachesOfTheirOwn},
 * {@code ThreadCachesTest.nobodyIsGivenTheCacheOfAnother}</td></tr>
 * <tr><td>a {@code Stripe}</td><td>whoever is in it</td><td>the flag of its carrier, or its {@code SpinLock}</td>
 * <td>the next one on that carrier comes after it, or acquires what it released; see {@code Carriers}</td>
 * <td>{@code StripesTest}</td></tr>
 * <tr><td>heaps, depot, budgets, list of caches, what concerns the {@code Housekeeper}</td><td>whoever holds the lock of {@code SharedHeap}</td><td>that lock</td>
 * <td>the lock</td><td>{@code AllocatorContract.eightThreadsKeepTheirContentsApart}</td></tr>
 * </table>
 *
 * <p>The order of locks: that of {@code SharedHeap} before a stripe, which nobody waits for; never two stripes.
 */
package io.github.basicallocator.magazine;
