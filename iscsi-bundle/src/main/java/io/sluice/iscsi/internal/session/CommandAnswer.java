package io.sluice.iscsi.internal.session;

import io.sluice.backend.ScsiResponse;
import io.sluice.iscsi.internal.login.OperationalParameters;
import io.sluice.iscsi.internal.memory.TransferBuffer;
import io.sluice.iscsi.internal.pdu.Bhs;
import io.sluice.iscsi.internal.pdu.Opcode;
import io.sluice.iscsi.internal.pdu.OutgoingPdu;
import io.sluice.iscsi.internal.pdu.PduBatch;
import io.sluice.scsi.ScsiStatus;
import java.nio.ByteBuffer;

/**
 * The PDUs that answer a command: its Data-In, of which the last carries the status where that is
 * GOOD (RFC 7143 11.7.3), or else a SCSI Response.
 */
final class CommandAnswer {
  private final IscsiCmd cmd;
  private final ScsiResponse response;
  private final TransferBuffer data;
  private final int length;
  private int sent;
  private int dataSn;

  CommandAnswer(IscsiCmd cmd, ScsiResponse response) {
    this.cmd = cmd;
    this.response = response;
    data = cmd.transfer().inBuffer();
    length = data == null || response.status() != ScsiStatus.GOOD ? 0 : filled();
  }

  private int filled() {
    return (int) Math.min(data.filled(response), cmd.transfer().expected());
  }

  /** As {@link OutgoingPdu#encode}. */
  boolean encode(PduBatch batch, OperationalParameters parameters) {
    if (length == 0) {
      return encodeResponse(batch);
    }
    while (sent < length) {
      int inBurst = parameters.maxBurstLength() - sent % parameters.maxBurstLength();
      int part =
          Math.min(
              length - sent, Math.min(inBurst, parameters.initiatorMaxRecvDataSegmentLength()));
      int pieces = data.pieces(sent, part);
      if (!batch.hasRoom(pieces)) {
        return false;
      }
      encodeDataIn(batch, part, pieces, part == inBurst);
    }
    return true;
  }

  private void encodeDataIn(PduBatch batch, int part, int pieces, boolean endsBurst) {
    boolean last = sent + part == length;
    ByteBuffer header = batch.header();
    header
        .put(Bhs.OPCODE, (byte) Opcode.DATA_IN)
        .putInt(Bhs.INITIATOR_TASK_TAG, cmd.taskTag())
        .putInt(Bhs.TARGET_TRANSFER_TAG, Bhs.RESERVED_TAG)
        .putInt(Bhs.DATA_SN, dataSn++)
        .putInt(Bhs.BUFFER_OFFSET, sent);
    int flags = last || endsBurst ? Bhs.FINAL : 0;
    if (last) {
      flags |= Bhs.DATA_IN_STATUS | putResidual(header);
      header.put(Bhs.STATUS, (byte) response.status().code());
    }
    header.put(Bhs.FLAGS, (byte) flags);
    batch.begin(header, part, last);
    boolean alone = last && sent == 0;
    for (int i = 0; i < pieces; i++) {
      batch.piece(alone ? data.piece(i, sent, part) : data.slice(i, sent, part));
    }
    batch.end();
    sent += part;
  }

  private boolean encodeResponse(PduBatch batch) {
    if (!batch.hasRoom(1)) {
      return false;
    }
    ByteBuffer header = batch.header();
    header
        .put(Bhs.OPCODE, (byte) Opcode.SCSI_RESPONSE)
        .put(Bhs.STATUS, (byte) response.status().code())
        .putInt(Bhs.INITIATOR_TASK_TAG, cmd.taskTag())
        .putInt(Bhs.DATA_SN, cmd.incoming() == null ? 0 : cmd.incoming().r2tCount()); // ExpDataSN
    header.put(Bhs.FLAGS, (byte) (Bhs.FINAL | putResidual(header)));
    byte[] sense =
        response.sense() == null
            ? null
            : response.sense().encode(cmd.device().modes().descriptorSense());
    batch.begin(header, sense == null ? 0 : 2 + sense.length, true);
    if (sense != null) {
      batch.piece(
          ByteBuffer.allocate(2 + sense.length).putShort((short) sense.length).put(sense).flip());
    }
    batch.end();
    return true;
  }

  /** Writes the residual count and gives the flag that goes with it (RFC 7143 11.4.5). */
  private int putResidual(ByteBuffer header) {
    Transfer transfer = cmd.transfer();
    long missing = data == null ? transfer.underflow() : transfer.expected() - length;
    if (transfer.overflow() > 0) {
      header.putInt(Bhs.RESIDUAL, (int) Math.min(transfer.overflow(), 0xFFFFFFFFL));
      return Bhs.OVERFLOW;
    }
    if (missing > 0) {
      header.putInt(Bhs.RESIDUAL, (int) missing);
      return Bhs.UNDERFLOW;
    }
    return 0;
  }
}
