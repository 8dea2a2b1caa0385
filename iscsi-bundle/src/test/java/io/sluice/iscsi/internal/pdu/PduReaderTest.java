package io.sluice.iscsi.internal.pdu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.property.Any;
import io.sluice.property.Property;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PduReaderTest {
  private static final int MOST = 64 << 10;

  /** Gives the bytes in pieces of random lengths, and then the end. */
  private static ByteSource source(byte[] bytes, long seed) {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    Random random = new Random(seed);
    return (into, count) -> {
      if (!left.hasRemaining()) {
        throw new EOFException();
      }
      int n = 1 + random.nextInt(left.remaining());
      for (int i = 0; i < count && n > 0; i++) {
        int part = Math.min(n, into[i].remaining());
        into[i].put(left.slice(left.position(), part));
        left.position(left.position() + part);
        n -= part;
      }
    };
  }

  private static byte[] data(int length) {
    byte[] data = new byte[length];
    new Random(length).nextBytes(data);
    return data;
  }

  private static void append(ByteArrayOutputStream stream, int length, int ahs, boolean digests) {
    ByteBuffer header = ByteBuffer.allocate(48 + ahs * 4);
    header.putInt(4, ahs << 24 | length).putInt(16, length);
    stream.writeBytes(header.array());
    if (digests) {
      appendDigest(stream, header);
    }
    ByteBuffer padded = ByteBuffer.allocate(length + Bhs.padding(length)).put(0, data(length));
    stream.writeBytes(padded.array());
    if (digests && length > 0) {
      appendDigest(stream, padded);
    }
  }

  private static void appendDigest(ByteArrayOutputStream stream, ByteBuffer of) {
    stream.writeBytes(
        ByteBuffer.allocate(4).putInt(new Digest().update(of.clear()).value()).array());
  }

  @Property(tries = 200)
  void shouldTakeAnyStreamApartHoweverItComes(Any any) throws IOException {
    List<Integer> lengths = any.list(1, 20, each -> each.intWithin(0, 40_000));
    int ahs = any.intWithin(0, 5);
    boolean digests = any.flag();
    long seed = any.longValue();
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int length : lengths) {
      append(stream, length, ahs, digests);
    }
    PduReader reader = new PduReader(source(stream.toByteArray(), seed), MOST);
    reader.digests(digests, digests);
    Random random = new Random(seed);
    for (int length : lengths) {
      ByteBuffer header = reader.next();
      assertEquals(48 + ahs * 4, header.limit());
      assertEquals(length, header.getInt(16));
      switch (random.nextInt(3)) {
        case 0 -> reader.skipData();
        case 1 -> assertArrayEquals(data(length), reader.readData());
        default -> readInPieces(reader, length, random);
      }
    }
    assertThrows(EOFException.class, reader::next);
  }

  private static void readInPieces(PduReader reader, int length, Random random) throws IOException {
    byte[] whole = new byte[length];
    List<ByteBuffer> pieces = new ArrayList<>();
    for (int at = 0; at < length; ) {
      int n = 1 + random.nextInt(length - at);
      pieces.add(ByteBuffer.wrap(whole, at, n));
      at += n;
    }
    reader.readData(pieces.toArray(ByteBuffer[]::new), pieces.size());
    assertArrayEquals(data(length), whole);
  }

  @Property(tries = 100)
  void shouldNoticeEveryDamagedBit(Any any) throws IOException {
    int length = any.intWithin(1, 2000);
    int bit = any.intWithin(0, 1 << 20);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    append(stream, length, 0, true);
    byte[] bytes = stream.toByteArray();
    int damaged = bit % (bytes.length * 8);
    bytes[damaged / 8] ^= (byte) (1 << damaged % 8);
    PduReader reader = new PduReader(source(bytes, bit), MOST);
    reader.digests(true, true);
    if (damaged / 8 < 52) {
      assertThrows(IOException.class, reader::next);
    } else {
      reader.next();
      ByteBuffer into = ByteBuffer.allocate(length);
      assertFalse(reader.readData(new ByteBuffer[] {into}, 1));
    }
  }

  @Test
  void shouldRefuseSegmentsThatAreTooLong() {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    append(stream, MOST + 1, 0, false);
    PduReader reader = new PduReader(source(stream.toByteArray(), 1), MOST);
    assertThrows(ProtocolException.class, reader::next);
  }
}
