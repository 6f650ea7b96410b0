package io.github.basicallocator.benchmarks.workloads;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/**
 * The turn of this JVM among others that do the same task. Each works for one iteration, and then it is the next one's turn; whoever
 * has started them stops the others meanwhile. So a machine that is slow for some minutes is slow for all of them.
 */
public final class Turn {
  /** System property: the port where who gives the turns listens, and the number of this JVM, as in {@code 4711,3}. */
  public static final String PROPERTY = "turn";

  /** Null if there are no others. */
  private Socket giver;

  /** Waits until it is this JVM's turn, which ends whatever turn it had. */
  public void await() throws IOException {
    String property = System.getProperty(PROPERTY);
    if (property == null) {
      return;
    }
    if (giver == null) {
      String[] portAndNumber = property.split(",");
      giver = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(portAndNumber[0]));
      DataOutputStream out = new DataOutputStream(giver.getOutputStream());
      out.writeInt(Integer.parseInt(portAndNumber[1]));
      out.writeLong(ProcessHandle.current().pid());
    } else {
      giver.getOutputStream().write(1);
    }
    if (giver.getInputStream().read() < 0) {
      throw new IOException("who gives the turns has gone");
    }
  }
}
