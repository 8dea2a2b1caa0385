package io.sluice.iscsi.internal.pdu;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.property.AnyBytesContract;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** What an initiator sends. */
public class PduBytesTest extends AnyBytesContract {
  private static final int MOST = 8192;

  @Override
  public List<byte[]> sound() {
    byte[] twoPdus = new byte[Bhs.LENGTH + 8 + 12 + Bhs.LENGTH];
    twoPdus[Bhs.TOTAL_AHS_LENGTH] = 2;
    twoPdus[Bhs.TOTAL_AHS_LENGTH + 3] = 10;
    byte[] digested = new byte[Bhs.LENGTH + Digest.LENGTH];
    ByteBuffer header = ByteBuffer.wrap(digested);
    header.putInt(Bhs.LENGTH, new Digest().update(header, 0, Bhs.LENGTH).value());
    return List.of(new byte[Bhs.LENGTH], twoPdus, digested);
  }

  @Override
  public void read(byte[] bytes) {
    for (boolean digests : new boolean[] {false, true}) {
      PduReader reader = new PduReader(source(bytes), MOST);
      reader.digests(digests, digests);
      try {
        for (int i = 0; ; i++) {
          ByteBuffer header = reader.next();
          int ahs = header.limit() - Bhs.LENGTH;
          assertTrue(ahs >= 0 && ahs <= 255 * 4, "a header of " + header.limit());
          if (i % 2 == 0) {
            assertTrue(reader.readData().length <= MOST);
          } else {
            reader.skipData();
          }
        }
      } catch (IOException e) {
        // refused, or the end
      }
    }
  }

  private static ByteSource source(byte[] bytes) {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    return (into, count) -> {
      if (!left.hasRemaining()) {
        throw new EOFException();
      }
      for (int i = 0; i < count; i++) {
        int part = Math.min(left.remaining(), into[i].remaining());
        into[i].put(left.slice(left.position(), part));
        left.position(left.position() + part);
      }
    };
  }
}
