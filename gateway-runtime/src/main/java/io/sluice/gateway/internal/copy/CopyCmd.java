package io.sluice.gateway.internal.copy;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiDevice;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.backend.TaskAttribute;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.OperationCode;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A command that the copy manager sends to a copy source or destination. */
public final class CopyCmd extends ScsiCmd {
  private static final int CDB_LENGTH = 16;

  private final CopyNexus nexus;
  private final long tag;
  private final Segments dataIn;
  private final Segments dataOut;
  private final Consumer<ScsiResponse> answered;

  private CopyCmd(
      Cdb cdb,
      CopyNexus nexus,
      long tag,
      Segments dataIn,
      Segments dataOut,
      Consumer<ScsiResponse> answered) {
    super(cdb);
    this.nexus = nexus;
    this.tag = tag;
    this.dataIn = dataIn;
    this.dataOut = dataOut;
    this.answered = answered;
  }

  /** READ (16) of so many blocks as {@code into} has room for. */
  static CopyCmd read(
      CopyNexus nexus, long tag, long lba, int blocks, CopyRoom into, Consumer<ScsiResponse> then) {
    Cdb cdb = cdb(OperationCode.READ_16, lba, blocks);
    return new CopyCmd(cdb, nexus, tag, into, Segments.EMPTY, then);
  }

  /** WRITE (16) of all of {@code from}. */
  static CopyCmd write(
      CopyNexus nexus, long tag, long lba, int blocks, Segments from, Consumer<ScsiResponse> then) {
    Cdb cdb = cdb(OperationCode.WRITE_16, lba, blocks);
    return new CopyCmd(cdb, nexus, tag, Segments.EMPTY, from, then);
  }

  private static Cdb cdb(int opcode, long lba, int blocks) {
    return new Cdb(
        ByteBuffer.allocate(CDB_LENGTH)
            .put(0, (byte) opcode)
            .putLong(2, lba)
            .putInt(10, blocks)
            .array());
  }

  /** Whether a GOOD answer has done all: filled all of data-in, that is. */
  boolean isWhole(ScsiResponse answer) {
    return dataIn instanceof CopyRoom room
        ? room.filled(answer) == room.length()
        : answer.residual() == 0;
  }

  @Override
  public CopyNexus nexus() {
    return nexus;
  }

  @Override
  public ScsiDevice device() {
    return nexus.unit();
  }

  /** The tag of the command that asked for the copy. */
  @Override
  public long tag() {
    return tag;
  }

  @Override
  public TaskAttribute taskAttribute() {
    return TaskAttribute.SIMPLE;
  }

  @Override
  public Segments dataIn() {
    return dataIn;
  }

  @Override
  public Segments dataOut() {
    return dataOut;
  }

  @Override
  protected void send(ScsiResponse response) {
    answered.accept(response);
  }
}
