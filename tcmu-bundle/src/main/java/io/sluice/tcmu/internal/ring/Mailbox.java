package io.sluice.tcmu.internal.ring;

import static io.sluice.tcmu.internal.ring.TcmuAbi.CMD_ENTRY_SIZE;
import static io.sluice.tcmu.internal.ring.TcmuAbi.ENTRY_ALIGN;
import static io.sluice.tcmu.internal.ring.TcmuAbi.MAILBOX_SIZE;
import static io.sluice.tcmu.internal.ring.TcmuAbi.MAILBOX_VERSION;
import static io.sluice.tcmu.internal.ring.TcmuAbi.MB_CMDR_OFF;
import static io.sluice.tcmu.internal.ring.TcmuAbi.MB_CMDR_SIZE;
import static io.sluice.tcmu.internal.ring.TcmuAbi.MB_CMD_HEAD;
import static io.sluice.tcmu.internal.ring.TcmuAbi.MB_CMD_TAIL;
import static io.sluice.tcmu.internal.ring.TcmuAbi.MB_FLAGS;
import static io.sluice.tcmu.internal.ring.TcmuAbi.MB_FLAG_CAP_OOOC;
import static io.sluice.tcmu.internal.ring.TcmuAbi.MB_VERSION;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * {@code struct tcmu_mailbox}: where the command ring lies, up to where the kernel has filled it
 * (head), and up to where it was answered (tail). What does not change is read and checked once.
 */
final class Mailbox {
  private static final VarHandle U32 =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private final ByteBuffer memory;
  private final int flags;
  private final int ringOffset;
  private final int ringSize;

  /**
   * @param memory the whole mapping, in native byte order
   */
  Mailbox(ByteBuffer memory) throws RingFault {
    this.memory = memory;
    require(memory.capacity() >= MAILBOX_SIZE, "the mapping has no room for a mailbox");
    int version = memory.getShort(MB_VERSION) & 0xFFFF;
    require(
        version == MAILBOX_VERSION,
        "mailbox version is " + version + ", and only " + MAILBOX_VERSION + " is known");
    flags = memory.getShort(MB_FLAGS) & 0xFFFF;
    require((flags & MB_FLAG_CAP_OOOC) != 0, "the kernel takes completions in order only");
    long offset = memory.getInt(MB_CMDR_OFF) & 0xFFFFFFFFL;
    long size = memory.getInt(MB_CMDR_SIZE) & 0xFFFFFFFFL;
    require(
        offset >= MAILBOX_SIZE
            && offset % ENTRY_ALIGN == 0
            && size >= CMD_ENTRY_SIZE
            && size % ENTRY_ALIGN == 0
            && offset + size <= memory.capacity(),
        "a ring of " + size + " bytes at " + offset + " in " + memory.capacity());
    ringOffset = (int) offset;
    ringSize = (int) size;
  }

  /** Offset of the command ring in the mapping. */
  int ringOffset() {
    return ringOffset;
  }

  /** Bytes in the command ring. */
  int ringSize() {
    return ringSize;
  }

  /** Offset of the data area in the mapping; it ends with the mapping. */
  int dataOffset() {
    return ringOffset + ringSize;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /**
   * Offset in the ring of the first byte that the kernel has not filled. Whoever sees it sees the
   * entries before it.
   */
  int head() throws RingFault {
    return checked("cmd_head", (int) U32.getAcquire(memory, MB_CMD_HEAD));
  }

  /** Offset in the ring of the oldest entry that is not answered. Ours to move. */
  int tail() throws RingFault {
    return checked("cmd_tail", (int) U32.getAcquire(memory, MB_CMD_TAIL));
  }

  /** Gives all before {@code tail} back to the kernel. Whoever sees it sees the responses. */
  void moveTail(int tail) {
    U32.setRelease(memory, MB_CMD_TAIL, tail);
  }

  private int checked(String name, int at) throws RingFault {
    if (at < 0 || at >= ringSize || at % ENTRY_ALIGN != 0) {
      throw new RingFault(
          name + " is " + Integer.toUnsignedLong(at) + " in a ring of " + ringSize + " bytes");
    }
    return at;
  }

  private static void require(boolean condition, String otherwise) throws RingFault {
    if (!condition) {
      throw new RingFault(otherwise);
    }
  }
}
