package io.github.basicallocator.os;

import java.util.Map;
import org.apache.commons.lang3.SystemUtils;

/** The names of the error numbers that memory calls return, as {@code <errno.h>} spells them. */
final class Errno {
  static final int EBADF = 9;
  static final int ENOMEM = 12;
  static final int EINVAL = 22;

  private static final Map<Integer, String> COMMON =
      Map.of(
          1, "EPERM", 4, "EINTR", 5, "EIO", EBADF, "EBADF", ENOMEM, "ENOMEM", 13, "EACCES", 14,
          "EFAULT", 16, "EBUSY", 19, "ENODEV", EINVAL, "EINVAL");

  private static final Map<Integer, String> LINUX =
      Map.of(11, "EAGAIN", 23, "ENFILE", 38, "ENOSYS", 75, "EOVERFLOW", 95, "EOPNOTSUPP");

  private static final Map<Integer, String> MAC =
      Map.of(23, "ENFILE", 35, "EAGAIN", 45, "ENOTSUP", 78, "ENOSYS", 84, "EOVERFLOW");

  private Errno() {}

  /** The name of {@code errno} on this system, or “errno 123” where it has none here. */
  static String name(int errno) {
    String name = COMMON.get(errno);
    if (name == null) {
      name = (SystemUtils.IS_OS_MAC ? MAC : LINUX).get(errno);
    }
    return name != null ? name : "errno " + errno;
  }
}
