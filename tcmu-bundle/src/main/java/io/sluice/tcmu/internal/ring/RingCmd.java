package io.sluice.tcmu.internal.ring;

import io.sluice.backend.LentSegments;
import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiDevice;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.backend.TaskAttribute;
import io.sluice.scsi.Cdb;

/** A command from a ring. Made for it alone: a second completion can't hit another's. */
final class RingCmd extends ScsiCmd {
  private final Ring ring;
  private final int id;
  private final IovecPool.Iovecs iovecs;
  private final Segments dataIn;
  private final Segments dataOut;
  private final Segments passedOn;

  /**
   * @param id as the kernel knows it
   * @param iovecs what the segments stand on, to be given back; or null
   * @param passedOn the pages that the kernel gives to the initiator, where that wants data
   */
  RingCmd(
      Ring ring,
      int id,
      Cdb cdb,
      IovecPool.Iovecs iovecs,
      Segments dataIn,
      Segments dataOut,
      Segments passedOn) {
    super(cdb);
    this.ring = ring;
    this.id = id;
    this.iovecs = iovecs;
    this.dataIn = dataIn;
    this.dataOut = dataOut;
    this.passedOn = passedOn;
  }

  int id() {
    return id;
  }

  /** Takes the data away from whoever still holds on to it. */
  void release(IovecPool pool) {
    if (iovecs != null) {
      invalidate(dataIn);
      invalidate(dataOut);
      invalidate(passedOn);
      pool.giveBack(iovecs);
    }
  }

  private static void invalidate(Segments segments) {
    if (segments instanceof RingSegments ours) {
      ours.invalidate();
    }
  }

  /**
   * The pages that the kernel gives to the initiator, where that wants data: of a ring's entry
   * nobody can tell.
   */
  Segments passedOn() {
    return passedOn;
  }

  /** How many bytes, from the first on, the handler has filled there; the answer is GOOD. */
  long filled(ScsiResponse response) {
    if (!(dataIn instanceof LentSegments lent)) {
      return 0;
    }
    long filled = lent.filled(response);
    if (lent instanceof SeparateDataIn separate) {
      separate.copyTo(passedOn, filled);
    }
    return filled;
  }

  /** Whether it has data both ways, of which the kernel passes on all of one. */
  boolean isBidirectional() {
    return dataOut.length() > 0 && passedOn == dataIn;
  }

  @Override
  public Nexus nexus() {
    return ring.nexus();
  }

  @Override
  public ScsiDevice device() {
    return ring.device();
  }

  @Override
  public io.sluice.backend.command.CommandTable transportCommands() {
    return ring.sink().kernelCommands();
  }

  @Override
  public long tag() {
    return id;
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
    ring.complete(this, response);
  }
}
