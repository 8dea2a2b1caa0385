package io.sluice.iscsi.internal.session;

import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.command.CommandKind;
import io.sluice.iscsi.internal.login.AddressGroup;
import io.sluice.iscsi.internal.login.OperationalParameters;
import io.sluice.iscsi.internal.pdu.Bhs;
import io.sluice.iscsi.internal.pdu.PduReader;
import io.sluice.iscsi.internal.pdu.ProtocolException;
import io.sluice.iscsi.internal.pdu.RejectReason;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes commands out of SCSI Command and Data-Out PDUs: bounds, memory, and the data on its way to
 * us. For the thread that reads the connection.
 */
final class CommandIntake {
  private static final int EXTENDED_CDB = 1;

  /** What RFC 7143 7.8 wants to be said of data that arrived damaged. */
  private static final SenseData PROTOCOL_SERVICE_CRC_ERROR =
      new SenseData(
          SenseKey.ABORTED_COMMAND, new AdditionalSense(0x47, 0x05, "PROTOCOL SERVICE CRC ERROR"));

  private final Session session;
  private final PduReader reader;
  private final BufferPool pool;
  private final TransferMemory.Share share;
  private final AtomicInteger nextTransferTag = new AtomicInteger();
  private ByteBuffer[] pieces = new ByteBuffer[8];

  CommandIntake(Session session, PduReader reader, BufferPool pool) {
    this.session = session;
    this.reader = reader;
    this.pool = pool;
    share = pool.memory().open(AddressGroup.of(session.from()));
    CompletableFuture<Void> unused = session.ended().thenRun(share::close);
  }

  /**
   * Takes a SCSI Command PDU whose CmdSN is right, with its immediate data. Returns the command
   * that can run now; null where there is none.
   */
  IscsiCmd command(ByteBuffer pdu) throws IOException {
    CommandHeader header = CommandHeader.read(pdu);
    checkData(header);
    CommandTarget target = session.lun(header.lun());
    Cdb cdb;
    try {
      cdb = cdb(pdu);
    } catch (IllegalArgumentException e) {
      cdb = new Cdb(new byte[Bhs.CDB_LENGTH]);
      return refuse(pdu, target, cdb, ScsiResponse.invalidFieldInCdb(0, -1));
    }
    if (header.reads() && header.writes()) { // no bidirectional command is known to anybody here
      return refuse(pdu, target, cdb, ScsiResponse.invalidFieldInCdb(0, -1));
    }
    Sizes sizes = Sizes.of(header, cdb, target.geometry());
    int most = session.target().limits().transferBytes();
    if (sizes.memory() > Math.min(most, pool.memory().largest())) {
      return refuse(pdu, target, cdb, ScsiResponse.illegalRequest());
    }
    TransferBuffer buffer = null;
    if (sizes.memory() > 0) {
      buffer = memory(header, (int) sizes.memory(), target.owner());
      if (buffer == null) {
        return refuse(pdu, target, cdb, ScsiResponse.status(ScsiStatus.TASK_SET_FULL));
      }
    }
    Transfer transfer =
        new Transfer(
            header.writes() ? null : buffer,
            header.writes() ? buffer : null,
            header.expectedLength(),
            sizes.asked());
    IscsiCmd cmd = new IscsiCmd(session, target, header, sizes.cdb(), transfer);
    if (!admit(cmd, pdu)) {
      transfer.release();
      reader.skipData();
      return null;
    }
    if (header.writes() && buffer != null) {
      receiveFirst(cmd, pdu, buffer, (int) sizes.wanted());
    } else {
      reader.skipData();
    }
    if (buffer != null && !buffer.isWhole()) {
      buffer.awaitRest(
          () -> session.elsewhere().execute(() -> goOnElsewhere(cmd, header.writes())));
      return null;
    }
    return header.writes() && buffer != null ? goOn(cmd) : cmd;
  }

  /**
   * All memory that a command needs, or as much as it needs now: for the data that comes without
   * being asked for. Null where there is not even that.
   */
  private TransferBuffer memory(CommandHeader header, int length, long owner) {
    TransferBuffer whole = TransferBuffer.take(pool, share, length, length, owner);
    return whole != null
        ? whole
        : TransferBuffer.take(pool, share, length, Math.min(length, unsolicited(header)), owner);
  }

  private int unsolicited(CommandHeader header) {
    if (!header.writes()) {
      return 0;
    }
    long most =
        header.last()
            ? reader.dataLength()
            : Math.min(session.parameters().firstBurstLength(), header.expectedLength());
    return (int) most;
  }

  /** Its memory is there, or there is none: not where the connection is read. */
  private void goOnElsewhere(IscsiCmd cmd, boolean writes) {
    if (!cmd.transfer().isWhole()) {
      cmd.answerAtOnce(ScsiResponse.status(ScsiStatus.TASK_SET_FULL)); // or it was given up
    } else if (!writes) {
      cmd.run();
    } else if (goOn(cmd) != null) {
      cmd.run();
    }
  }

  private void checkData(CommandHeader header) throws ProtocolException {
    OperationalParameters agreed = session.parameters();
    int length = reader.dataLength();
    boolean expectsMore = !header.last();
    if (header.taskTag() == Bhs.RESERVED_TAG) {
      throw new ProtocolException(RejectReason.INVALID_PDU_FIELD, "a command without a tag");
    }
    if (length > 0 && !(header.writes() && agreed.immediateData())) {
      throw ProtocolException.of("immediate data that was not agreed on");
    }
    if (length > Math.min(agreed.firstBurstLength(), header.expectedLength())) {
      throw ProtocolException.of("more immediate data than was agreed on");
    }
    if (expectsMore && (agreed.initialR2T() || !header.writes())) {
      throw ProtocolException.of("unsolicited data that was not agreed on");
    }
  }

  private static Cdb cdb(ByteBuffer pdu) {
    if (pdu.limit() == Bhs.LENGTH) {
      return Cdb.copyOf(pdu, Bhs.CDB, Bhs.CDB_LENGTH);
    }
    // An AHS: length without its first 4 bytes, type, reserved byte, then what is after the 16th
    // byte of the CDB (RFC 7143 11.2.2).
    int length = pdu.getShort(Bhs.LENGTH) & 0xFFFF;
    boolean whole = length >= 1 && Bhs.LENGTH + 3 + length <= pdu.limit();
    if (!whole || pdu.get(Bhs.LENGTH + 2) != EXTENDED_CDB) {
      throw new IllegalArgumentException("an additional header segment that is not known");
    }
    ByteBuffer cdb = ByteBuffer.allocate(Bhs.CDB_LENGTH + length - 1);
    cdb.put(0, pdu, Bhs.CDB, Bhs.CDB_LENGTH);
    cdb.put(Bhs.CDB_LENGTH, pdu, Bhs.LENGTH + 4, length - 1);
    return Cdb.copyOf(cdb, 0, cdb.capacity());
  }

  /** Lets a command be known under its tag. */
  private boolean admit(IscsiCmd cmd, ByteBuffer pdu) {
    switch (session.tasks().add(cmd)) {
      case ADDED -> {
        return true;
      }
      case DUPLICATE -> session.writer().send(Rejection.of(RejectReason.TASK_IN_PROGRESS, pdu));
      default -> cmd.answerAtOnce(ScsiResponse.status(ScsiStatus.TASK_SET_FULL));
    }
    if (!cmd.header().immediate()) {
      session.window().advance();
    }
    return false;
  }

  /** Answers a command without its handler, and without its data. Nothing is left to run. */
  private IscsiCmd refuse(ByteBuffer pdu, CommandTarget target, Cdb cdb, ScsiResponse response)
      throws IOException {
    CommandHeader header = CommandHeader.read(pdu);
    Transfer transfer = new Transfer(null, null, header.expectedLength(), 0);
    IscsiCmd cmd = new IscsiCmd(session, target, header, cdb, transfer);
    reader.skipData();
    if (admit(cmd, pdu)) {
      cmd.answerAtOnce(response);
    }
    return null;
  }

  private void receiveFirst(IscsiCmd cmd, ByteBuffer pdu, TransferBuffer buffer, int wanted)
      throws IOException {
    OperationalParameters agreed = session.parameters();
    int unsolicited = (int) Math.min(agreed.firstBurstLength(), cmd.header().expectedLength());
    WriteTransfer incoming =
        new WriteTransfer(
            buffer,
            wanted,
            unsolicited,
            !cmd.header().last(),
            agreed.maxBurstLength(),
            agreed.maxOutstandingR2T());
    cmd.incoming(incoming);
    incoming.immediate(reader.dataLength());
    receive(cmd, pdu, 0, false);
  }

  /**
   * Takes a Data-Out PDU. That of a command which is known no more is let go by. Returns the
   * command that can run now; null where there is none.
   */
  IscsiCmd data(ByteBuffer pdu) throws IOException {
    IscsiCmd cmd = session.tasks().get(pdu.getInt(Bhs.INITIATOR_TASK_TAG));
    if (cmd == null || cmd.incoming() == null || cmd.incoming().isComplete()) {
      reader.skipData();
      return null;
    }
    int offset = cmd.incoming().accept(pdu, reader.dataLength());
    receive(cmd, pdu, offset, true);
    return goOn(cmd);
  }

  private void receive(IscsiCmd cmd, ByteBuffer pdu, int offset, boolean due) throws IOException {
    int length = reader.dataLength();
    if (length == 0) {
      return;
    }
    if (!cmd.beginReceiving()) { // given up meanwhile
      reader.skipData();
      return;
    }
    try {
      TransferBuffer buffer = cmd.incoming().buffer();
      int count = buffer.pieces(offset, length);
      if (pieces.length < count) {
        pieces = new ByteBuffer[count];
      }
      for (int i = 0; i < count; i++) {
        pieces[i] = buffer.piece(i, offset, length);
      }
      boolean intact = due ? reader.readDueData(pieces, count) : reader.readData(pieces, count);
      if (!intact) {
        session.writer().send(Rejection.of(RejectReason.DATA_DIGEST_ERROR, pdu));
        cmd.incoming().corrupt();
      }
    } finally {
      cmd.endReceiving();
    }
  }

  /**
   * Gives the command back when its data is complete; asks for more until then, once there is
   * memory for all of it.
   */
  private IscsiCmd goOn(IscsiCmd cmd) {
    WriteTransfer incoming = cmd.incoming();
    synchronized (incoming) { // its memory may come while its data does
      if (!incoming.buffer().isWhole()) {
        return null;
      }
      if (!incoming.isComplete()) {
        PduTemplate r2t;
        while ((r2t = incoming.nextR2T(cmd, nextTransferTag.getAndIncrement() & 0x7FFFFFFF))
            != null) {
          session.writer().send(r2t);
        }
        return null;
      }
      incoming.finish();
    }
    if (incoming.isCorrupt()) {
      cmd.answerAtOnce(ScsiResponse.checkCondition(PROTOCOL_SERVICE_CRC_ERROR));
      return null;
    }
    return cmd;
  }

  /**
   * What a command needs.
   *
   * @param cdb the CDB that its handler gets
   * @param memory bytes of buffers
   * @param wanted bytes of data that must come before it can run
   * @param asked bytes that its CDB asked for
   */
  private record Sizes(Cdb cdb, long memory, long wanted, long asked) {
    static Sizes of(CommandHeader header, Cdb cdb, Geometry geometry) {
      long expected = header.expectedLength();
      boolean moves = header.reads() || header.writes();
      long room = moves ? expected : 0;
      CommandKind kind = CommandKind.of(cdb);
      boolean reads = kind == CommandKind.READ;
      boolean cut = reads || kind == CommandKind.WRITE && !header.reads();
      if (geometry == null || !cut) {
        return new Sizes(cdb, room, room, expected);
      }
      int blockSize = geometry.blockSize();
      long asked = cdb.transferLength() * blockSize;
      if (reads && header.writes()) { // no room at all; what it brings is let go by
        Sizes nothing = shortened(cdb, geometry, true, 0, asked);
        return new Sizes(nothing.cdb, room, room, expected + asked);
      }
      if (asked <= room) {
        return new Sizes(cdb, reads ? asked : room, asked, asked);
      }
      return shortened(cdb, geometry, reads, room, asked);
    }

    /**
     * The CDB asks for more than there is room for: what there is room for is transferred, in whole
     * blocks (RFC 7143 11.4.5.2). Where that can't be said in the CDB, the handler refuses it.
     */
    private static Sizes shortened(
        Cdb cdb, Geometry geometry, boolean reads, long room, long asked) {
      int blockSize = geometry.blockSize();
      long blocks = reads ? (room + blockSize - 1) / blockSize : room / blockSize;
      boolean inside =
          Long.compareUnsigned(cdb.lba(), geometry.blocks()) <= 0
              && cdb.transferLength() <= geometry.blocks() - cdb.lba();
      boolean sayable = BlockTransfer.canSayAnyLength(cdb) && (reads || room % blockSize == 0);
      if (!inside || !sayable) {
        return new Sizes(cdb, room, room, asked);
      }
      Cdb fewer = BlockTransfer.withTransferLength(cdb, blocks);
      return new Sizes(fewer, blocks * blockSize, room, asked);
    }
  }
}
