package io.sluice.iscsi.internal.pdu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Takes a stream apart into PDUs: {@link #next} for the header, then exactly one of {@link
 * #readData} and {@link #skipData}. Checks digests and lengths. For one thread.
 *
 * <p>Data goes straight from the socket into the buffers it is for; only what came along with a
 * header is copied.
 */
public final class PduReader {
  private static final int INPUT_BYTES = 16 << 10;
  private static final int MAX_AHS = 255 * 4;

  private final ByteSource source;
  private final ByteBuffer header = ByteBuffer.allocate(Bhs.LENGTH + MAX_AHS);
  private final ByteBuffer in = ByteBuffer.allocateDirect(INPUT_BYTES).flip();
  private final ByteBuffer[] onlyIn = {in};
  private final Digest digest = new Digest();
  private ByteBuffer[] scatter = new ByteBuffer[8];
  private int[] starts = new int[8];
  private int maxDataSegment;
  private boolean headerDigest;
  private boolean dataDigest;
  private int dataLength;

  private boolean due;

  /** Written by the thread that reads alone. */
  private volatile long steps;

  /**
   * @param maxDataSegment the MaxRecvDataSegmentLength that holds, in bytes
   */
  public PduReader(ByteSource source, int maxDataSegment) {
    this.source = source;
    this.maxDataSegment = maxDataSegment;
  }

  /** From the next PDU on. */
  public void maxDataSegment(int bytes) {
    maxDataSegment = bytes;
  }

  /** From the next PDU on. */
  public void digests(boolean forHeader, boolean forData) {
    headerDigest = forHeader;
    dataDigest = forData;
  }

  /**
   * Waits for the next PDU's header and additional header segments.
   *
   * @return them: position 0, limit at their end; valid until the next call
   */
  public ByteBuffer next() throws IOException {
    source.awaitTurn();
    require(Bhs.LENGTH);
    int ahsLength = (in.get(in.position() + Bhs.TOTAL_AHS_LENGTH) & 0xFF) * 4;
    int length = Bhs.LENGTH + ahsLength;
    require(length + (headerDigest ? Digest.LENGTH : 0));
    int at = in.position();
    header.clear().put(0, in, at, length).limit(length);
    in.position(at + length);
    if (headerDigest) {
      checkHeaderDigest(length);
    }
    dataLength = header.getInt(Bhs.TOTAL_AHS_LENGTH) & 0xFFFFFF;
    if (dataLength > maxDataSegment) {
      throw new ProtocolException(
          RejectReason.PROTOCOL_ERROR, "a data segment of " + dataLength + " bytes");
    }
    return header;
  }

  private void checkHeaderDigest(int length) throws ProtocolException {
    int received = in.getInt();
    if (digest.reset().update(header, 0, length).value() != received) {
      // Not even the length can be believed, so nothing after it can be found (RFC 7143 7.8).
      throw new ProtocolException(null, "header digest error");
    }
  }

  /** Length of the current PDU's data segment, in bytes. */
  public int dataLength() {
    return dataLength;
  }

  /**
   * Fills what remains of the first {@code count} buffers, together exactly {@link #dataLength}.
   *
   * @return false when the data digest is wrong
   */
  public boolean readData(ByteBuffer[] into, int count) throws IOException {
    prepare(into, count);
    int i = 0;
    while (i < count) {
      if (due) {
        long before = steps;
        steps = before + 1;
      }
      takeBuffered(into[i]);
      if (into[i].hasRemaining()) {
        fill(into, i, count);
      }
      while (i < count && !into[i].hasRemaining()) {
        i++;
      }
    }
    boolean intact = finish(into, count);
    Arrays.fill(scatter, null);
    return intact;
  }

  /** As {@link #readData}, of data that was asked for or announced. */
  public boolean readDueData(ByteBuffer[] into, int count) throws IOException {
    due = true;
    try {
      return readData(into, count);
    } finally {
      due = false;
    }
  }

  /** A number that grows whenever bytes have come for {@link #readDueData}. Any thread. */
  public long steps() {
    return steps;
  }

  /** The data segment as an array. Who calls this has bounded its length. */
  public byte[] readData() throws IOException {
    byte[] bytes = new byte[dataLength];
    if (!readData(new ByteBuffer[] {ByteBuffer.wrap(bytes)}, 1)) {
      throw new ProtocolException(RejectReason.DATA_DIGEST_ERROR, "data digest error");
    }
    return bytes;
  }

  /** Lets the data segment go by, whatever its digest. */
  public void skipData() throws IOException {
    int left = dataLength + Bhs.padding(dataLength);
    if (dataDigest && dataLength > 0) {
      left += Digest.LENGTH;
    }
    while (left > 0) {
      require(1);
      int n = Math.min(left, in.remaining());
      in.position(in.position() + n);
      left -= n;
    }
  }

  private void prepare(ByteBuffer[] into, int count) {
    if (scatter.length <= count) {
      scatter = new ByteBuffer[count + 1];
      starts = new int[count + 1];
    }
    for (int i = 0; i < count; i++) {
      starts[i] = into[i].position();
    }
  }

  private void takeBuffered(ByteBuffer into) {
    int n = Math.min(in.remaining(), into.remaining());
    into.put(into.position(), in, in.position(), n).position(into.position() + n);
    in.position(in.position() + n);
  }

  /** Reads into what is left to fill, and what comes after it into {@link #in}, which is empty. */
  private void fill(ByteBuffer[] into, int from, int count) throws IOException {
    int n = count - from;
    System.arraycopy(into, from, scatter, 0, n);
    scatter[n] = in.clear();
    try {
      source.read(scatter, n + 1);
    } finally {
      in.flip();
    }
  }

  /** Takes padding and digest, and says whether the digest is right. */
  private boolean finish(ByteBuffer[] into, int count) throws IOException {
    int padding = Bhs.padding(dataLength);
    boolean checked = dataDigest && dataLength > 0;
    require(padding + (checked ? Digest.LENGTH : 0));
    boolean intact = true;
    if (checked) {
      digest.reset();
      for (int i = 0; i < count; i++) {
        digest.update(into[i], starts[i], into[i].position() - starts[i]);
      }
      digest.update(in, in.position(), padding);
      intact = digest.value() == in.getInt(in.position() + padding);
    }
    in.position(in.position() + padding + (checked ? Digest.LENGTH : 0));
    return intact;
  }

  /** Reads on until there are {@code n} bytes in {@link #in}. */
  private void require(int n) throws IOException {
    while (in.remaining() < n) {
      in.compact();
      try {
        source.read(onlyIn, 1);
      } finally {
        in.flip();
      }
    }
  }
}
