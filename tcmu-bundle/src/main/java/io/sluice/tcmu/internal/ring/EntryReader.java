package io.sluice.tcmu.internal.ring;

import static io.sluice.tcmu.internal.ring.TcmuAbi.CMD_ENTRY_SIZE;
import static io.sluice.tcmu.internal.ring.TcmuAbi.ENTRY_ALIGN;
import static io.sluice.tcmu.internal.ring.TcmuAbi.HDR_CMD_ID;
import static io.sluice.tcmu.internal.ring.TcmuAbi.HDR_LEN_OP;
import static io.sluice.tcmu.internal.ring.TcmuAbi.IOVEC_SIZE;
import static io.sluice.tcmu.internal.ring.TcmuAbi.IOV_BASE;
import static io.sluice.tcmu.internal.ring.TcmuAbi.IOV_LEN;
import static io.sluice.tcmu.internal.ring.TcmuAbi.OP_MASK;
import static io.sluice.tcmu.internal.ring.TcmuAbi.REQ_CDB_OFF;
import static io.sluice.tcmu.internal.ring.TcmuAbi.REQ_IOV;
import static io.sluice.tcmu.internal.ring.TcmuAbi.REQ_IOV_BIDI_CNT;
import static io.sluice.tcmu.internal.ring.TcmuAbi.REQ_IOV_CNT;
import static io.sluice.tcmu.internal.ring.TcmuAbi.REQ_IOV_DIF_CNT;
import static io.sluice.tcmu.internal.ring.TcmuAbi.TMR_CMD_CNT;
import static io.sluice.tcmu.internal.ring.TcmuAbi.TMR_CMD_IDS;
import static io.sluice.tcmu.internal.ring.TcmuAbi.TMR_ENTRY_SIZE;
import static io.sluice.tcmu.internal.ring.TcmuAbi.TMR_TYPE;

import io.sluice.backend.Segments;
import io.sluice.scsi.Cdb;
import java.nio.ByteBuffer;

/**
 * Reads ring entries out of the shared memory. All that has to outlive the entry is copied: once
 * any command is completed, its response may lie over any entry. Nothing is used before it was
 * checked against the entry, the ring and the data area.
 */
final class EntryReader {
  /** What the CDB is taken for when its own length field asks for more than the kernel copied. */
  private static final int LONGEST_FIXED_CDB = 16;

  private final RingPort port;
  private final ByteBuffer memory;
  private final int ringOffset;
  private final int ringSize;
  private final int dataOffset;
  private final IovecPool pool;

  EntryReader(RingPort port, Mailbox mailbox, IovecPool pool) {
    this.port = port;
    this.pool = pool;
    memory = port.memory();
    ringOffset = mailbox.ringOffset();
    ringSize = mailbox.ringSize();
    dataOffset = mailbox.dataOffset();
  }

  /** The entry's operation. */
  int opcode(int at) {
    return memory.getInt(ringOffset + at + HDR_LEN_OP) & OP_MASK;
  }

  /**
   * The entry's length, which brings us to the next one.
   *
   * @param at offset of the entry in the ring
   * @param available bytes from there on that are filled
   */
  int length(int at, int available) throws RingFault {
    int length = memory.getInt(ringOffset + at + HDR_LEN_OP) & ~OP_MASK;
    if (length < ENTRY_ALIGN || length > available || length > ringSize - at) {
      throw new RingFault(
          "the entry at %d is %s bytes long, with %d bytes filled and a ring of %d"
              .formatted(at, Integer.toUnsignedString(length), available, ringSize));
    }
    return length;
  }

  /** Reads an OP_CMD entry. */
  RingCmd command(Ring ring, int at, int length) throws RingFault {
    if (length < CMD_ENTRY_SIZE) {
      throw new RingFault("the command at %d is %d bytes long".formatted(at, length));
    }
    int entry = ringOffset + at;
    long outOrIn = u32(entry + REQ_IOV_CNT);
    long bidi = u32(entry + REQ_IOV_BIDI_CNT);
    long all = outOrIn + bidi + u32(entry + REQ_IOV_DIF_CNT);
    if (REQ_IOV + all * IOVEC_SIZE > length) {
      throw new RingFault("the command at %d has %d iovecs in %d bytes".formatted(at, all, length));
    }
    Cdb cdb = cdb(at, length);
    int id = memory.getShort(entry + HDR_CMD_ID) & 0xFFFF;
    if (outOrIn + bidi == 0) {
      return new RingCmd(ring, id, cdb, null, Segments.EMPTY, Segments.EMPTY, Segments.EMPTY);
    }
    return withData(ring, id, cdb, entry, (int) outOrIn, (int) bidi);
  }

  private Cdb cdb(int at, int length) throws RingFault {
    long offset = memory.getLong(ringOffset + at + REQ_CDB_OFF);
    long entryEnd = (long) ringOffset + at + length;
    if (offset < ringOffset + at + REQ_IOV || offset >= entryEnd) {
      throw new RingFault(
          "the command at %d has its CDB at %s".formatted(at, Long.toUnsignedString(offset)));
    }
    int limit = (int) (entryEnd - offset);
    try {
      return Cdb.copyOf(memory, (int) offset, limit);
    } catch (IllegalArgumentException e) {
      // An initiator may send 7Eh or 7Fh with any length; it only gets ILLEGAL REQUEST for it.
      byte[] bytes = new byte[Math.min(limit, LONGEST_FIXED_CDB)];
      memory.get((int) offset, bytes);
      return new Cdb(bytes);
    }
  }

  private RingCmd withData(Ring ring, int id, Cdb cdb, int entry, int count, int bidi)
      throws RingFault {
    IovecPool.Iovecs iovecs = pool.take(count + bidi);
    try {
      int from = entry + REQ_IOV;
      EntryDirection direction = bidi > 0 ? EntryDirection.OUT : EntryDirection.of(cdb);
      Segments data = segments(iovecs, 0, from, count, direction != EntryDirection.IN);
      if (bidi > 0) {
        Segments second = segments(iovecs, count, from + count * IOVEC_SIZE, bidi, false);
        return new RingCmd(ring, id, cdb, iovecs, second, data, second);
      }
      return switch (direction) {
        case IN -> new RingCmd(ring, id, cdb, iovecs, data, Segments.EMPTY, data);
        case OUT -> new RingCmd(ring, id, cdb, iovecs, Segments.EMPTY, data, data);
        case EITHER ->
            new RingCmd(ring, id, cdb, iovecs, new SeparateDataIn(data.length()), data, data);
      };
    } catch (RingFault fault) {
      pool.giveBack(iovecs);
      throw fault;
    }
  }

  /** Copies {@code count} iovecs, with offsets in the mapping turned into addresses. */
  private Segments segments(IovecPool.Iovecs iovecs, int first, int from, int count, boolean given)
      throws RingFault {
    long sum = 0;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      long base = memory.getLong(from + i * IOVEC_SIZE + IOV_BASE);
      long length = memory.getLong(from + i * IOVEC_SIZE + IOV_LEN);
      sum += checked(base, length);
      if (length > 0) {
        iovecs.set(first + kept++, port.address() + base, length);
      }
    }
    if (sum > memory.capacity() - dataOffset) {
      throw new RingFault("a command brings %d bytes, more than the data area".formatted(sum));
    }
    return kept == 0 ? Segments.EMPTY : new RingSegments(port, iovecs, first, kept, sum, given);
  }

  private long checked(long base, long length) throws RingFault {
    boolean inside =
        base >= dataOffset
            && base <= memory.capacity()
            && length >= 0
            && length <= memory.capacity() - base;
    if (!inside && length != 0) {
      throw new RingFault(
          "an iovec of %s bytes at %s lies outside the data area, which is from %d to %d"
              .formatted(
                  Long.toUnsignedString(length),
                  Long.toUnsignedString(base),
                  dataOffset,
                  memory.capacity()));
    }
    return length;
  }

  /** Number of commands that an OP_TMR entry names. */
  int tmrCommands(int at, int length) throws RingFault {
    long count = length < TMR_ENTRY_SIZE ? -1 : u32(ringOffset + at + TMR_CMD_CNT);
    if (count < 0 || TMR_CMD_IDS + count * Short.BYTES > length) {
      throw new RingFault(
          "the task management entry at %d names %d commands in %d bytes"
              .formatted(at, count, length));
    }
    return (int) count;
  }

  /** Which task management function an OP_TMR entry tells of. */
  int tmrType(int at) {
    return memory.get(ringOffset + at + TMR_TYPE) & 0xFF;
  }

  /** The id of the {@code i}-th command that an OP_TMR entry names. */
  int tmrCommandId(int at, int i) {
    return memory.getShort(ringOffset + at + TMR_CMD_IDS + i * Short.BYTES) & 0xFFFF;
  }

  private long u32(int at) {
    return memory.getInt(at) & 0xFFFFFFFFL;
  }
}
