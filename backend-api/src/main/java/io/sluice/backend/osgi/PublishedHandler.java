package io.sluice.backend.osgi;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.VolumeInfo;
import java.io.IOException;

/** A handler as it is registered: known to be open or not, and telling of its first command. */
final class PublishedHandler implements ScsiCmdHandler, KeptHandler {
  private final ScsiCmdHandler handler;
  private final Runnable onFirstCommand;
  private final Runnable onLetGo;
  private volatile boolean open;
  private volatile boolean served;

  PublishedHandler(ScsiCmdHandler handler, Runnable onFirstCommand, Runnable onLetGo) {
    this.handler = handler;
    this.onFirstCommand = onFirstCommand;
    this.onLetGo = onLetGo;
  }

  /** The backend's own. */
  ScsiCmdHandler published() {
    return handler;
  }

  boolean isOpen() {
    return open;
  }

  @Override
  public VolumeInfo probe() throws IOException {
    return handler.probe();
  }

  @Override
  public void open() throws IOException {
    open = true; // before, so that it is not withdrawn under way
    try {
      handler.open();
    } catch (Throwable failure) {
      open = false;
      throw failure;
    }
  }

  @Override
  public void handle(ScsiCmd cmd) {
    if (!served) {
      served = true;
      onFirstCommand.run();
    }
    handler.handle(cmd);
  }

  @Override
  public boolean mayBlock(ScsiCmd cmd) {
    return handler.mayBlock(cmd);
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
  public boolean limit(long blocks) {
    return handler.limit(blocks);
  }

  @Override
  public void flush() throws IOException {
    handler.flush();
  }

  @Override
  public void close() throws IOException {
    try {
      handler.close();
    } finally {
      open = false;
      served = false;
    }
  }

  @Override
  public void letGo() {
    onLetGo.run();
  }

  @Override
  public String toString() {
    return handler.toString();
  }
}
