package io.sluice.tcmu.internal.ring;

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

  /**
   * @param id as the kernel knows it
   * @param iovecs what the segments stand on, to be given back; or null
   */
  RingCmd(Ring ring, int id, Cdb cdb, IovecPool.Iovecs iovecs, Segments dataIn, Segments dataOut) {
    super(cdb);
    this.ring = ring;
    this.id = id;
    this.iovecs = iovecs;
    this.dataIn = dataIn;
    this.dataOut = dataOut;
  }

  int id() {
    return id;
  }

  /** Takes the data away from whoever still holds on to it. */
  void release(IovecPool pool) {
    if (iovecs != null) {
      invalidate(dataIn);
      invalidate(dataOut);
      pool.giveBack(iovecs);
    }
  }

  private static void invalidate(Segments segments) {
    if (segments instanceof RingSegments ours) {
      ours.invalidate();
    }
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
