package io.sluice.tcmu.internal.ring;

import static io.sluice.tcmu.internal.ring.TcmuAbi.CMD_ENTRY_SIZE;
import static io.sluice.tcmu.internal.ring.TcmuAbi.ENTRY_ALIGN;
import static io.sluice.tcmu.internal.ring.TcmuAbi.IOVEC_SIZE;
import static io.sluice.tcmu.internal.ring.TcmuAbi.MAILBOX_SIZE;
import static io.sluice.tcmu.internal.ring.TcmuAbi.OP_CMD;
import static io.sluice.tcmu.internal.ring.TcmuAbi.OP_MASK;
import static io.sluice.tcmu.internal.ring.TcmuAbi.OP_PAD;
import static io.sluice.tcmu.internal.ring.TcmuAbi.OP_TMR;
import static io.sluice.tcmu.internal.ring.TcmuAbi.REQ_IOV;
import static io.sluice.tcmu.internal.ring.TcmuAbi.SENSE_SIZE;
import static io.sluice.tcmu.internal.ring.TcmuAbi.TMR_CMD_IDS;

import io.sluice.posix.NativeMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * Plays the kernel's side of a ring as {@code target_core_user.c} does: writes entries at the head,
 * and takes responses up to the tail, but only when the doorbell rings.
 */
public final class SimulatedKernel implements RingPort {
  /** A block of the data area. */
  static final int BLOCK = 4096;

  private static final VarHandle U32 =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  final ByteBuffer memory;
  private final long address;
  final int ringOffset = MAILBOX_SIZE;
  final int ringSize;
  final int dataOffset;
  private final Random random;
  private final BitSet usedBlocks = new BitSet();
  private final Map<Integer, Sent> underWay = new HashMap<>();
  private int head;
  private int cleaned;
  private int lastEntry;
  private int unknownAnswers;
  private int bells;
  private String broken;
  private boolean closed;

  private final Object events = new Object();
  private boolean event;
  private Runnable onNext;

  /** What the kernel sees of an answer. */
  static final class Done {
    private final int status;
    private final byte[] sense;
    private final byte[] dataIn;

    private Done(int status, byte[] sense, byte[] dataIn) {
      this.status = status;
      this.sense = sense;
      this.dataIn = dataIn;
    }

    int status() {
      return status;
    }

    byte[] sense() {
      return sense;
    }

    byte[] dataIn() {
      return dataIn;
    }
  }

  /** A command that was sent. */
  static final class Sent {
    final int id;
    final int entry;
    final List<int[]> out = new ArrayList<>();
    final List<int[]> in = new ArrayList<>();
    final CompletableFuture<Done> done = new CompletableFuture<>();

    Sent(int id, int entry) {
      this.id = id;
      this.entry = entry;
    }

    Done result() {
      return done.getNow(null);
    }
  }

  public SimulatedKernel() {
    this(16 << 10, 1 << 20, new Random(1));
  }

  /** One of many. */
  public static SimulatedKernel small() {
    return new SimulatedKernel(4 << 10, 64 << 10, new Random(1));
  }

  SimulatedKernel(int ringSize, int dataSize, Random random) {
    this.ringSize = ringSize;
    this.random = random;
    dataOffset = ringOffset + ringSize;
    memory = NativeMemory.allocate(dataOffset + dataSize);
    address = NativeMemory.address(memory);
    for (int i = dataOffset; i < memory.capacity(); i += Long.BYTES) {
      memory.putLong(i, 0x5A5A5A5A5A5A5A5AL); // of other commands before
    }
    memory.putShort(TcmuAbi.MB_VERSION, (short) 2);
    memory.putShort(TcmuAbi.MB_FLAGS, (short) 15);
    memory.putInt(TcmuAbi.MB_CMDR_OFF, ringOffset);
    memory.putInt(TcmuAbi.MB_CMDR_SIZE, ringSize);
  }

  /** Sends a command that brings data. */
  Sent sendOut(byte[] cdb, byte... data) {
    return send(cdb, data, 0);
  }

  /** Sends a command that wants data. */
  Sent sendIn(byte[] cdb, int length) {
    return send(cdb, new byte[0], length);
  }

  /**
   * Sends a command; both kinds of data make it bidirectional. Returns null when there is no room.
   */
  synchronized Sent send(byte[] cdb, byte[] dataOut, int dataInLength) {
    List<int[]> out = allocate(dataOut.length);
    List<int[]> in = out == null ? null : allocate(dataInLength);
    if (in == null) {
      free(out);
      return null;
    }
    int iovecs = out.size() + in.size();
    int base = Math.max(REQ_IOV + iovecs * IOVEC_SIZE, CMD_ENTRY_SIZE);
    int at = reserve(base + align(cdb.length));
    if (at < 0) {
      free(out);
      free(in);
      return null;
    }
    Sent sent = new Sent(freeId(), at);
    sent.out.addAll(out);
    sent.in.addAll(in);
    int entry = ringOffset + at;
    header(entry, base + align(cdb.length), OP_CMD, sent.id);
    boolean isBidirectional = dataOut.length > 0 && dataInLength > 0;
    memory.putInt(entry + TcmuAbi.REQ_IOV_CNT, isBidirectional ? out.size() : iovecs);
    memory.putInt(entry + TcmuAbi.REQ_IOV_BIDI_CNT, isBidirectional ? in.size() : 0);
    memory.putInt(entry + TcmuAbi.REQ_IOV_DIF_CNT, 0);
    memory.putLong(entry + TcmuAbi.REQ_CDB_OFF, entry + base);
    int iov = entry + REQ_IOV;
    for (List<int[]> list : List.of(out, in)) {
      for (int[] piece : list) {
        memory.putLong(iov, piece[0]).putLong(iov + 8, piece[1]);
        iov += IOVEC_SIZE;
      }
    }
    memory.put(entry + base, cdb);
    fill(out, dataOut);
    underWay.put(sent.id, sent);
    publish(base + align(cdb.length));
    return sent;
  }

  /** Sends a task management entry; false when there is no room. */
  synchronized boolean sendTaskManagement(int type, int... ids) {
    int length = align(TMR_CMD_IDS + ids.length * Short.BYTES);
    int at = reserve(length);
    if (at < 0) {
      return false;
    }
    int entry = ringOffset + at;
    header(entry, length, OP_TMR, 0);
    memory.put(entry + TcmuAbi.TMR_TYPE, (byte) type);
    memory.putInt(entry + TcmuAbi.TMR_CMD_CNT, ids.length);
    for (int i = 0; i < ids.length; i++) {
      memory.putShort(entry + TMR_CMD_IDS + i * Short.BYTES, (short) ids[i]);
    }
    publish(length);
    return true;
  }

  /** Sends an entry of an operation that does not exist. */
  synchronized void sendUnknown(int opcode) {
    int at = reserve(64);
    header(ringOffset + at, 64, opcode, 0);
    publish(64);
  }

  /** Offset in the mapping of the entry that was sent last. */
  synchronized int lastEntry() {
    return ringOffset + lastEntry;
  }

  private void header(int entry, int length, int opcode, int id) {
    memory.putInt(entry, length | opcode);
    memory.putShort(entry + TcmuAbi.HDR_CMD_ID, (short) id);
    memory.put(entry + TcmuAbi.HDR_KFLAGS, (byte) 0);
    memory.put(entry + TcmuAbi.HDR_UFLAGS, (byte) 0);
  }

  /** Room for an entry, after a pad where it would not fit before the ring's end. */
  private int reserve(int length) {
    int used = head >= cleaned ? head - cleaned : head - cleaned + ringSize;
    int toEnd = ringSize - head;
    int needed = toEnd < length ? toEnd + length : length;
    if (needed >= ringSize - used) {
      return -1;
    }
    if (toEnd < length) {
      header(ringOffset + head, toEnd, OP_PAD, 0);
      publish(toEnd);
    }
    return head;
  }

  private void publish(int length) {
    lastEntry = head;
    head = (head + length) % ringSize;
    U32.setRelease(memory, TcmuAbi.MB_CMD_HEAD, head);
    wake();
  }

  private int freeId() {
    int id = 1;
    while (underWay.containsKey(id)) {
      id++;
    }
    return id;
  }

  /** Blocks for so many bytes, in pieces as they come to lie; null when there are too few. */
  private List<int[]> allocate(int length) {
    List<int[]> pieces = new ArrayList<>();
    int blocks = (memory.capacity() - dataOffset) / BLOCK;
    if (blocks - usedBlocks.cardinality() < (length + BLOCK - 1) / BLOCK) {
      return null;
    }
    int block = random.nextInt(blocks);
    for (int left = length; left > 0; left -= Math.min(left, BLOCK)) {
      block = random.nextInt(3) == 0 ? random.nextInt(blocks) : (block + 1) % blocks;
      block = usedBlocks.nextClearBit(block);
      block = block < blocks ? block : usedBlocks.nextClearBit(0);
      usedBlocks.set(block);
      int at = dataOffset + block * BLOCK;
      int[] last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
      if (last != null && last[0] + last[1] == at) {
        last[1] += Math.min(left, BLOCK);
      } else {
        pieces.add(new int[] {at, Math.min(left, BLOCK)});
      }
    }
    return pieces;
  }

  private void free(List<int[]> pieces) {
    if (pieces != null) {
      for (int[] piece : pieces) {
        int first = (piece[0] - dataOffset) / BLOCK;
        usedBlocks.clear(first, first + (piece[1] + BLOCK - 1) / BLOCK);
      }
    }
  }

  private void fill(List<int[]> pieces, byte... data) {
    int done = 0;
    for (int[] piece : pieces) {
      memory.put(piece[0], data, done, piece[1]);
      done += piece[1];
    }
  }

  @Override
  public synchronized void ring() {
    bells++;
    int tail = (int) U32.getAcquire(memory, TcmuAbi.MB_CMD_TAIL);
    int left = tail >= cleaned ? tail - cleaned : tail - cleaned + ringSize;
    while (broken == null && left > 0) {
      int entry = ringOffset + cleaned;
      int lengthAndOp = memory.getInt(entry);
      int length = lengthAndOp & ~OP_MASK;
      if (length < TcmuAbi.HDR_SIZE || length > left) {
        broken = "an entry of " + length + " bytes before the tail"; // a test has damaged it
        return;
      }
      if ((lengthAndOp & OP_MASK) == OP_CMD) {
        take(entry);
      } else if ((memory.get(entry + TcmuAbi.HDR_UFLAGS) & TcmuAbi.UFLAG_UNKNOWN_OP) != 0) {
        unknownAnswers++;
      }
      cleaned = (cleaned + length) % ringSize;
      left -= length;
    }
  }

  /** As {@code action/reset_ring}: what is under way is answered with BUSY, and all begins anew. */
  public synchronized void reset() {
    underWay.values().forEach(sent -> sent.done.complete(new Done(8, new byte[0], new byte[0])));
    underWay.clear();
    usedBlocks.clear();
    head = 0;
    cleaned = 0;
    broken = null;
    U32.setRelease(memory, TcmuAbi.MB_CMD_HEAD, 0);
    U32.setRelease(memory, TcmuAbi.MB_CMD_TAIL, 0);
  }

  /** The same by hand while a server serves it, and a command comes after it. */
  public void resetUnderAServer() {
    send(new byte[6], new byte[0], 0).done.join();
    reset();
    send(new byte[6], new byte[0], 0);
  }

  private void take(int entry) {
    int id = memory.getShort(entry + TcmuAbi.HDR_CMD_ID) & 0xFFFF;
    Sent sent = underWay.remove(id);
    if (sent == null) {
      broken = "cmd_id " + id + " not found";
      return;
    }
    int uflags = memory.get(entry + TcmuAbi.HDR_UFLAGS);
    int status = memory.get(entry + TcmuAbi.RSP_SCSI_STATUS) & 0xFF;
    int length = sent.in.stream().mapToInt(piece -> piece[1]).sum();
    int readLength = memory.getInt(entry + TcmuAbi.RSP_READ_LEN);
    boolean isShort =
        sent.out.isEmpty() && (uflags & TcmuAbi.UFLAG_READ_LEN) != 0 && readLength != 0;
    byte[] sense = new byte[SENSE_SIZE];
    memory.get(entry + TcmuAbi.RSP_SENSE, sense);
    boolean hasData = status != 2 || isShort;
    byte[] data = new byte[hasData ? (isShort ? Math.min(readLength, length) : length) : 0];
    int done = 0;
    for (int[] piece : sent.in) {
      int part = Math.min(piece[1], data.length - done);
      memory.get(piece[0], data, done, part);
      done += part;
    }
    free(sent.out);
    free(sent.in);
    sent.done.complete(new Done(status, status == 2 ? sense : new byte[0], data));
  }

  @Override
  public ByteBuffer memory() {
    return memory;
  }

  @Override
  public long address() {
    return address;
  }

  @Override
  public void await() {
    synchronized (events) {
      boolean interrupted = false;
      while (!event) {
        try {
          events.wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      event = false;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void onNext(Runnable action) {
    synchronized (events) {
      onNext = action;
      if (event) {
        runNext();
      }
    }
  }

  private void runNext() {
    if (onNext != null) {
      new Thread(onNext, "simulated events").start();
      onNext = null;
    }
  }

  @Override
  public void wake() {
    synchronized (events) {
      event = true;
      events.notifyAll();
      runNext();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  /** The next process has it open. */
  public synchronized SimulatedKernel reopened() {
    closed = false;
    return this;
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  /** Why the kernel gave the device up, or null. */
  synchronized String broken() {
    return broken;
  }

  synchronized int bells() {
    return bells;
  }

  synchronized int unknownAnswers() {
    return unknownAnswers;
  }

  synchronized int underWay() {
    return underWay.size();
  }

  /** Whether all entries were given back. */
  synchronized boolean isEmpty() {
    return cleaned == head;
  }

  private static int align(int length) {
    return (length + ENTRY_ALIGN - 1) / ENTRY_ALIGN * ENTRY_ALIGN;
  }
}
