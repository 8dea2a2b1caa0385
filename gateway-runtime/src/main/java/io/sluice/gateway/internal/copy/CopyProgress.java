package io.sluice.gateway.internal.copy;

import io.sluice.backend.ScsiResponse;
import java.nio.ByteBuffer;

/** How far a copy is, or what came of it, as RECEIVE COPY RESULTS tells it. Thread-safe. */
final class CopyProgress {
  private static final byte IN_PROGRESS = 0;
  private static final byte WITHOUT_ERRORS = 1;
  private static final byte WITH_ERRORS = 2;
  private static final byte KIBIBYTES = 1;
  private static final int FAILURE_HEADER = 60;

  private volatile int segments;
  private volatile long bytes;
  private volatile ScsiResponse response;

  /**
   * @param segmentsBegun so far
   * @param bytesWritten so far
   */
  void update(int segmentsBegun, long bytesWritten) {
    segments = segmentsBegun;
    bytes = bytesWritten;
  }

  void end(ScsiResponse with) {
    response = with;
  }

  boolean isEnded() {
    return response != null;
  }

  /** SPC-4 6.25, table 253. */
  byte[] status() {
    ScsiResponse outcome = response;
    long written = bytes;
    boolean fits = written >>> 32 == 0;
    ByteBuffer data = ByteBuffer.allocate(12).putInt(8);
    data.put(
        outcome == null
            ? IN_PROGRESS
            : ScsiResponse.good().status() == outcome.status() ? WITHOUT_ERRORS : WITH_ERRORS);
    data.putShort((short) segments);
    data.put(fits ? 0 : KIBIBYTES).putInt((int) (fits ? written : written >>> 10));
    return data.array();
  }

  /** SPC-4 6.23, table 246; nothing but a length of 0 where nothing has failed. */
  byte[] failure() {
    ScsiResponse outcome = response;
    if (outcome.sense() == null) {
      return new byte[4];
    }
    byte[] sense = outcome.sense().toFixedFormat();
    ByteBuffer data = ByteBuffer.allocate(FAILURE_HEADER + sense.length);
    data.putInt(data.capacity() - 4);
    data.put(56, (byte) outcome.status().code()).putShort(58, (short) sense.length);
    return data.position(FAILURE_HEADER).put(sense).array();
  }
}
