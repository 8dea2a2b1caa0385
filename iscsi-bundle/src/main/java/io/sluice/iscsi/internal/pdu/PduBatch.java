package io.sluice.iscsi.internal.pdu;

import io.sluice.iscsi.internal.memory.HeldMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * PDUs that go to the socket in one system call: headers and trailers of its own, and between them
 * the buffers that the data already lies in. Numbers the PDUs. For one thread at a time.
 */
public final class PduBatch {
  private static final int MOST_PDUS = 64;
  private static final int MOST_BUFFERS = 256;

  private final ByteBuffer[] headers = new ByteBuffer[MOST_PDUS];
  private final ByteBuffer[] trailers = new ByteBuffer[MOST_PDUS];
  private final ByteBuffer[] buffers = new ByteBuffer[MOST_BUFFERS];
  private final List<OutgoingPdu> finished = new ArrayList<>(MOST_PDUS);
  private final Digest digest = new Digest();
  private final CommandWindow window;
  private boolean headerDigest;
  private boolean dataDigest;
  private int statSn;
  private int pdus;
  private int count;
  private int written;
  private int dataLength;
  private long bytesWritten;
  private long held;
  private HeldMemory.Account heldBy;

  /**
   * Without PDUs.
   *
   * @param window whose bounds every PDU tells
   */
  public PduBatch(CommandWindow window) {
    this.window = window;
    ByteBuffer memory = ByteBuffer.allocateDirect(MOST_PDUS * (Bhs.LENGTH + 12));
    for (int i = 0; i < MOST_PDUS; i++) {
      headers[i] = memory.slice(i * (Bhs.LENGTH + 12), Bhs.LENGTH + Digest.LENGTH);
      trailers[i] = memory.slice(i * (Bhs.LENGTH + 12) + Bhs.LENGTH + Digest.LENGTH, 8);
    }
  }

  /** The StatSN of the first PDU that bears one. */
  public void startAt(int number) {
    statSn = number;
  }

  /** From the next PDU on. */
  public void digests(boolean forHeader, boolean forData) {
    headerDigest = forHeader;
    dataDigest = forData;
  }

  boolean isEmpty() {
    return pdus == 0;
  }

  /** Whether there is room for one PDU with its data in this many buffers. */
  public boolean hasRoom(int pieces) {
    return pdus < MOST_PDUS && count + pieces + 2 <= MOST_BUFFERS;
  }

  /** The header of the next PDU, all zero; then {@link #begin}, pieces, and {@link #end}. */
  public ByteBuffer header() {
    ByteBuffer header = headers[pdus].clear();
    for (int i = 0; i < Bhs.LENGTH; i += Long.BYTES) {
      header.putLong(i, 0);
    }
    return header;
  }

  /**
   * The header is complete, but for length and numbers.
   *
   * @param numbered whether it takes the next StatSN
   */
  public void begin(ByteBuffer header, int length, boolean numbered) {
    dataLength = length;
    header.putInt(Bhs.TOTAL_AHS_LENGTH, header.get(Bhs.TOTAL_AHS_LENGTH) << 24 | length);
    header.putInt(Bhs.EXP_CMD_SN, window.expected()).putInt(Bhs.MAX_CMD_SN, window.last());
    if (numbered) {
      header.putInt(Bhs.STAT_SN, statSn++);
    }
    if (headerDigest) {
      header.putInt(Bhs.LENGTH, digest.reset().update(header, 0, Bhs.LENGTH).value());
    }
    buffers[count++] = header.limit(Bhs.LENGTH + (headerDigest ? Digest.LENGTH : 0)).position(0);
    digest.reset();
  }

  /** The StatSN that the next numbered PDU will bear. */
  int nextStatSn() {
    return statSn;
  }

  /** What remains of a buffer is data. */
  public void piece(ByteBuffer data) {
    if (dataDigest) {
      digest.update(data);
    }
    buffers[count++] = data;
  }

  /** The PDU's data is complete. */
  public void end() {
    int padding = Bhs.padding(dataLength);
    boolean digested = dataDigest && dataLength > 0;
    if (padding > 0 || digested) {
      ByteBuffer trailer = trailers[pdus].clear().putInt(0, 0);
      if (digested) {
        trailer.putInt(padding, digest.update(trailer, 0, padding).value());
      }
      buffers[count++] = trailer.limit(padding + (digested ? Digest.LENGTH : 0));
    }
    pdus++;
  }

  /**
   * Is released when the batch was written.
   *
   * @param account where it is counted until then
   */
  void finish(OutgoingPdu pdu, HeldMemory.Account account) {
    finished.add(pdu);
    int bytes = pdu.heapBytes();
    if (bytes > 0) {
      held += bytes;
      heldBy = account;
    }
  }

  /** Bytes that were written since this was called last. */
  long takeWritten() {
    long taken = bytesWritten;
    bytesWritten = 0;
    return taken;
  }

  /**
   * Writes on.
   *
   * @return whether all was written; the batch is empty then
   */
  boolean write(GatheringByteChannel channel) throws IOException {
    while (written < count) {
      long n = channel.write(buffers, written, count - written);
      if (n == 0) {
        return false;
      }
      bytesWritten += n;
      while (written < count && !buffers[written].hasRemaining()) {
        written++;
      }
    }
    release();
    return true;
  }

  /** Forgets what was not written. */
  void release() {
    Arrays.fill(buffers, 0, count, null);
    pdus = 0;
    count = 0;
    written = 0;
    for (int i = 0; i < finished.size(); i++) {
      finished.get(i).released();
    }
    finished.clear();
    if (held > 0) {
      heldBy.remove(held);
      held = 0;
    }
  }
}
