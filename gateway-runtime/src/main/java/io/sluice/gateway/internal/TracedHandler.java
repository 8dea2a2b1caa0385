package io.sluice.gateway.internal;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.VolumeInfo;
import java.io.IOException;

/** Marks the threads that are inside the handler, for when they do not come out again. */
final class TracedHandler implements ScsiCmdHandler {
  private final ScsiCmdHandler handler;
  private final InFlight inFlight;

  TracedHandler(ScsiCmdHandler handler, InFlight inFlight) {
    this.handler = handler;
    this.inFlight = inFlight;
  }

  @Override
  public void handle(ScsiCmd cmd) {
    int slot = cmd.mark();
    if (slot == InFlight.NO_SLOT) {
      handler.handle(cmd);
      return;
    }
    inFlight.enter(slot);
    try {
      handler.handle(cmd);
    } finally {
      inFlight.exit(cmd, slot);
    }
  }

  @Override
  public boolean mayBlock(ScsiCmd cmd) {
    return handler.mayBlock(cmd);
  }

  @Override
  public VolumeInfo probe() throws IOException {
    return handler.probe();
  }

  @Override
  public void open() throws IOException {
    handler.open();
  }

  @Override
  public boolean limit(long blocks) {
    return handler.limit(blocks);
  }

  @Override
  public void resize(long size) throws IOException {
    handler.resize(size);
  }

  @Override
  public void requireResizable(long size) throws IOException {
    handler.requireResizable(size);
  }

  @Override
  public void flush() throws IOException {
    handler.flush();
  }

  @Override
  public void close() throws IOException {
    handler.close();
  }
}
