package io.sluice.iscsi.internal.session;

import io.sluice.iscsi.internal.memory.HeldMemory;
import io.sluice.iscsi.internal.pdu.Bhs;
import io.sluice.iscsi.internal.pdu.Opcode;
import io.sluice.iscsi.internal.pdu.PduReader;
import io.sluice.iscsi.internal.pdu.PduTemplate;
import io.sluice.iscsi.internal.pdu.ProtocolException;
import io.sluice.iscsi.internal.pdu.RejectReason;
import io.sluice.iscsi.internal.pdu.Rejection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Takes the PDUs of a session, one after the other. For the thread that reads the connection. */
public final class FullFeaturePhase {
  private static final int CLOSE_SESSION = 0;
  private static final int CLOSE_CONNECTION = 1;
  private static final int LOGOUT_DONE = 0;
  private static final int CID_NOT_FOUND = 1;
  private static final int RECOVERY_NOT_SUPPORTED = 2;

  private final Session session;
  private final int cid;
  private final PduReader reader;
  private final CommandIntake intake;
  private final TaskManagement taskManagement;
  private final TextExchange text;
  private final KeepAlive keepAlive;
  private final Readership readership;
  private final HeldMemory.Account held;
  private boolean loggedOut;

  public FullFeaturePhase(
      Session session,
      int cid,
      PduReader reader,
      CommandIntake intake,
      TaskManagement taskManagement,
      TextExchange text,
      KeepAlive keepAlive,
      Readership readership,
      HeldMemory.Account held) {
    this.session = session;
    this.cid = cid;
    this.reader = reader;
    this.intake = intake;
    this.taskManagement = taskManagement;
    this.text = text;
    this.keepAlive = keepAlive;
    this.readership = readership;
    this.held = held;
  }

  /**
   * Serves until the initiator logs out, or until another thread does. Returns false when it is
   * another thread.
   */
  public boolean run() throws IOException {
    while (!loggedOut) {
      ByteBuffer header = reader.next();
      keepAlive.heard();
      try {
        if (!take(header)) {
          return false;
        }
      } catch (ProtocolException e) {
        if (e.reason() != null) {
          session.writer().send(Rejection.of(e.reason(), header));
        }
        throw e;
      }
    }
    return true;
  }

  /** Returns false when another thread reads on; this one has touched nothing since. */
  private boolean take(ByteBuffer header) throws IOException {
    int opcode = header.get(Bhs.OPCODE) & Bhs.OPCODE_MASK;
    switch (opcode) {
      case Opcode.SCSI_COMMAND -> {
        requireNormal();
        return !inOrder(header) || run(intake.command(header));
      }
      case Opcode.DATA_OUT -> {
        requireNormal();
        return run(intake.data(header));
      }
      case Opcode.NOP_OUT -> nopOut(header);
      case Opcode.TASK_MANAGEMENT_REQUEST -> {
        requireNormal();
        if (inOrderAndDone(header)) {
          reader.skipData();
          taskManagement.request(header);
        }
      }
      case Opcode.TEXT_REQUEST -> {
        if (inOrderAndDone(header)) {
          text.request(header, reader.readData());
        }
      }
      case Opcode.LOGOUT_REQUEST -> {
        if (inOrderAndDone(header)) {
          reader.skipData();
          logout(header);
        }
      }
      case Opcode.SNACK_REQUEST -> reject(RejectReason.SNACK_REJECT, header);
      case Opcode.LOGIN_REQUEST ->
          throw ProtocolException.of("a login request in the full feature phase");
      default -> reject(RejectReason.COMMAND_NOT_SUPPORTED, header);
    }
    return true;
  }

  private boolean run(IscsiCmd ready) {
    return ready == null || readership.run(ready);
  }

  private void requireNormal() throws ProtocolException {
    if (session.isDiscovery()) {
      throw ProtocolException.of("a discovery session has no LUNs");
    }
  }

  /** Whether the PDU is the next in order; one outside of the window is let go by. */
  private boolean inOrder(ByteBuffer header) throws IOException {
    if ((header.get(Bhs.OPCODE) & Bhs.IMMEDIATE) != 0) {
      return true;
    }
    switch (session.window().accept(header.getInt(Bhs.CMD_SN))) {
      case DELIVER -> {
        return true;
      }
      case GAP -> throw ProtocolException.outOfSequence("CmdSN out of order");
      default -> {
        reader.skipData();
        return false;
      }
    }
  }

  /** As {@link #inOrder}, for what takes no room in the window. */
  private boolean inOrderAndDone(ByteBuffer header) throws IOException {
    boolean inOrder = inOrder(header);
    if (inOrder && (header.get(Bhs.OPCODE) & Bhs.IMMEDIATE) == 0) {
      session.window().advance();
    }
    return inOrder;
  }

  /** It sent something that we do not know, and nothing depends on it. */
  private void reject(RejectReason reason, ByteBuffer header) throws IOException {
    reader.skipData();
    session.writer().send(Rejection.of(reason, header));
  }

  private void nopOut(ByteBuffer header) throws IOException {
    if (header.getInt(Bhs.INITIATOR_TASK_TAG) == Bhs.RESERVED_TAG) {
      reader.skipData(); // the answer to our own question
      return;
    }
    if (!inOrderAndDone(header)) {
      return;
    }
    int taskTag = header.getInt(Bhs.INITIATOR_TASK_TAG);
    session
        .writer()
        .send(
            new PduTemplate(Opcode.NOP_IN, taskTag)
                .u32(Bhs.TARGET_TRANSFER_TAG, Bhs.RESERVED_TAG)
                .data(ping()));
  }

  /** The data of a ping, which goes back as far as we may hold it for this initiator. */
  private byte[] ping() throws IOException {
    int length = reader.dataLength();
    if (!held.tryAdd(length)) {
      reader.skipData();
      return new byte[0];
    }
    try {
      byte[] ping = reader.readData();
      int most = session.parameters().initiatorMaxRecvDataSegmentLength();
      return ping.length <= most ? ping : Arrays.copyOf(ping, most);
    } finally {
      held.remove(length); // it is counted with its answer from here on
    }
  }

  private void logout(ByteBuffer header) {
    int taskTag = header.getInt(Bhs.INITIATOR_TASK_TAG);
    int response =
        switch (header.get(Bhs.FLAGS) & 0x7F) {
          case CLOSE_SESSION -> LOGOUT_DONE;
          case CLOSE_CONNECTION ->
              (header.getShort(Bhs.CID) & 0xFFFF) == cid ? LOGOUT_DONE : CID_NOT_FOUND;
          default -> RECOVERY_NOT_SUPPORTED;
        };
    loggedOut = response == LOGOUT_DONE;
    session
        .writer()
        .send(
            new PduTemplate(Opcode.LOGOUT_RESPONSE, taskTag)
                .u8(Bhs.RESPONSE, response)
                .u16(40, 2)); // Time2Wait; Time2Retain is 0
  }
}
