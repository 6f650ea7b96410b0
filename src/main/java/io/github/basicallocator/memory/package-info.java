/**
 * The lowest layer: reading and writing memory by its address, a lock, and the arithmetic of
 * alignment. Nothing here knows what an allocator is.
 *
 * <p>The only state shared between threads is the word inside {@link
 * io.github.basicallocator.memory.SpinLock}:
 *
 * <table>
 * <caption>Shared state of this package</caption>
 * <tr><th>state</th><th>written by</th><th>guard</th><th>why visible</th><th>test</th></tr>
 * <tr><td>{@code SpinLock.state}</td><td>whoever takes or releases the lock</td>
 * <td>compare-and-set on entry</td>
 * <td>a release store on exit, read by the acquiring compare-and-set of the next holder</td>
 * <td>{@code SpinLockTest}</td></tr>
 * </table>
 */
package io.github.basicallocator.memory;
