package io.sluice.iscsi.internal.pdu;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A header or data digest being computed: CRC32C (RFC 7143 13.1). For one thread at a time.
 *
 * <p>Its bytes travel with the least significant first, though all else in iSCSI is big-endian (RFC
 * 7143 11.2.3 and the examples in RFC 3720 B.4).
 */
public final class Digest {
  public static final int LENGTH = 4;

  private final CRC32C crc = new CRC32C();

  /** Begins anew. */
  public Digest reset() {
    crc.reset();
    return this;
  }

  /** Adds {@code length} bytes, by absolute index. Leaves position and limit as they were. */
  public Digest update(ByteBuffer bytes, int at, int length) {
    int position = bytes.position();
    int limit = bytes.limit();
    bytes.limit(at + length).position(at);
    crc.update(bytes);
    bytes.limit(limit).position(position);
    return this;
  }

  /** Adds what remains. Leaves position and limit as they were. */
  public Digest update(ByteBuffer bytes) {
    return update(bytes, bytes.position(), bytes.remaining());
  }

  /** The four bytes as a big-endian number. */
  public int value() {
    return Integer.reverseBytes((int) crc.getValue());
  }
}
