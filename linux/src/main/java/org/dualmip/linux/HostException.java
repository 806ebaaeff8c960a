package org.dualmip.linux;

/**
 * The host refused: a right, a device or a program is missing, or the object is not as expected.
 *
 * <p>The message is for the operator and ends with the remedy where one is known.
 */
public final class HostException extends RuntimeException {
  private final int errno;

  /**
   * @param operation what was tried on which object, such as "open /dev/net/tun"
   * @param errno the system's error number
   */
  HostException(String operation, int errno) {
    this(operation, errno, remedy(errno));
  }

  /**
   * @param operation what was tried on which object
   * @param errno the system's error number, 0 if the refusal came with words alone
   * @param remedy what the operator can do about it, or what the kernel said; may be empty
   */
  HostException(String operation, int errno, String remedy) {
    super(
        "cannot "
            + operation
            + (errno == 0 ? "" : ": " + Libc.errorText(errno))
            + (remedy.isEmpty() ? "" : (errno == 0 ? ": " : "; ") + remedy));
    this.errno = errno;
  }

  /** The error number as in errno(3); 0 if the refusal came with words alone. */
  public int errno() {
    return errno;
  }

  private static String remedy(int errno) {
    return switch (errno) {
      case Errno.EPERM, Errno.EACCES -> "needs CAP_NET_ADMIN and CAP_NET_RAW (run as root)";
      case Errno.EADDRNOTAVAIL -> "no interface of this network namespace has that address";
      case Errno.EADDRINUSE -> "another program holds that address and port ('ss -ulnp' shows it)";
      case Errno.ENODEV, Errno.ENXIO -> "no such device in this network namespace (see 'ip link')";
      default -> "";
    };
  }
}
