package io.sluice.gateway.internal;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.gateway.internal.binding.Candidate;
import io.sluice.gateway.internal.binding.SwapWorld;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Version;

/** A handler of {@link SwapWorld}: keeps commands, and tells when it is asked what it must not. */
public final class WatchedHandler implements ScsiCmdHandler {
  private final List<String> broken;
  private final List<WatchedHandler> all;
  private final List<ScsiCmd> inside = new ArrayList<>();
  private boolean open;
  private int callsToFailure;
  private boolean late;

  /**
   * @param broken takes what must not happen
   * @param all handlers of the volume
   */
  public WatchedHandler(List<String> broken, List<WatchedHandler> all) {
    this.broken = broken;
    this.all = all;
    all.add(this);
  }

  public Candidate candidate(long id) {
    return new Candidate(this, id, id, "disk", "model", Version.emptyVersion, 0, "", "");
  }

  /** That call from now on throws: 1 is the next. */
  public void failAt(int call) {
    callsToFailure = call;
  }

  /** Its next call was given up: it finds the volume locked, if another has it. */
  public void late() {
    late = true;
  }

  public boolean isOpen() {
    return open;
  }

  /** Answers a command, if it is inside. */
  public boolean answer(ScsiCmd cmd) {
    boolean mine = inside.remove(cmd);
    if (mine) {
      cmd.complete(ScsiResponse.good());
    }
    return mine;
  }

  public boolean has(ScsiCmd cmd) {
    return inside.contains(cmd);
  }

  @Override
  public VolumeInfo probe() throws IOException {
    perhapsFail();
    return TestHandler.INFO;
  }

  @Override
  public void open() throws IOException {
    perhapsFail();
    boolean held = all.stream().anyMatch(WatchedHandler::isOpen);
    if (held && late) {
      throw new IOException("locked");
    }
    require(!held, "two holders");
    late = false;
    open = true;
  }

  @Override
  public void handle(ScsiCmd cmd) {
    require(open, "a command in a handler that is not open");
    inside.add(cmd);
  }

  @Override
  public boolean mayBlock(ScsiCmd cmd) {
    return false;
  }

  @Override
  public void flush() throws IOException {
    require(open, "flushed while it is not open");
    perhapsFail();
  }

  /** Lets go, whatever happens. */
  @Override
  public void close() throws IOException {
    require(inside.isEmpty(), "closed with a command inside");
    open = false;
    perhapsFail();
  }

  private void perhapsFail() throws IOException {
    if (callsToFailure > 0 && --callsToFailure == 0) {
      throw new IOException("as chosen");
    }
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      broken.add(otherwise);
    }
  }
}
