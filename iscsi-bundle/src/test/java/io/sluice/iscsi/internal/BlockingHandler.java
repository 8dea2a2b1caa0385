package io.sluice.iscsi.internal;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import java.util.concurrent.LinkedBlockingQueue;

/** A handler that keeps commands until a test says what to do with them. */
public final class BlockingHandler implements ScsiCmdHandler {
  private final VolumeInfo info = new RamVolume(1 << 20, 512).probe();
  private final LinkedBlockingQueue<ScsiCmd> kept = new LinkedBlockingQueue<>();

  /** Waits for the next command. */
  public ScsiCmd take() throws InterruptedException {
    ScsiCmd cmd = kept.poll(10, java.util.concurrent.TimeUnit.SECONDS);
    if (cmd == null) {
      throw new AssertionError("no command came");
    }
    return cmd;
  }

  public static void complete(ScsiCmd cmd) {
    cmd.complete(ScsiResponse.good());
  }

  @Override
  public VolumeInfo probe() {
    return info;
  }

  @Override
  public void open() {}

  @Override
  public void handle(ScsiCmd cmd) {
    kept.add(cmd);
  }

  @Override
  public boolean mayBlock(ScsiCmd cmd) {
    return false;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
