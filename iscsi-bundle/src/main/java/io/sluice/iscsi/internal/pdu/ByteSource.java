package io.sluice.iscsi.internal.pdu;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the bytes of PDUs come from. */
@FunctionalInterface
public interface ByteSource {
  /**
   * Waits for bytes and reads at least one into what remains of the first {@code count} buffers, in
   * order.
   *
   * @throws java.io.EOFException when there will be no more
   */
  void read(ByteBuffer[] into, int count) throws IOException;

  /** Waits until the next PDU may be taken, whether or not its bytes are there already. */
  default void awaitTurn() throws IOException {}
}
