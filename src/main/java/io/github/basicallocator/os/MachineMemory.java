package io.github.basicallocator.os;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The memory there is to use.
 *
 * <p>In a container that is less than what the machine has: the kernel counts the pages of a <em>control group</em>,
 * and ends a process of it when it touches one too many. Nothing is refused before; so an allocator that is
 * to stay within that limit must be told one of its own.
 */
public final class MachineMemory {
  private MachineMemory() {}

  /**
   * The bytes that this process may use, together with all others of its container, or of the machine where it is
   * in none; as the JVM finds it. The Java heap, threads and code take their part of them.
   */
  public static long bytes() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return system.getTotalMemorySize();
  }
}
