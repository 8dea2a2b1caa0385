package io.sluice.gateway.internal;

import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.osgi.KeptHandler;
import io.sluice.gateway.internal.binding.Candidate;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.Version;

/** A handler that answers GOOD, at once or when told, and watches how it is used. */
public class TestHandler implements ScsiCmdHandler, KeptHandler {
  static final VolumeInfo INFO = info(2048, "volume");

  private final String name;
  private final Queue<ScsiCmd> kept = new ConcurrentLinkedQueue<>();
  private volatile VolumeInfo volume = INFO;
  private volatile IOException failure;
  private volatile IOException probeFailure;
  private volatile long limit = Long.MAX_VALUE;
  private volatile IOException flushFailure;
  private volatile boolean keeping;
  private volatile boolean open;
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger flushed = new AtomicInteger();
  private volatile boolean letGo;

  public TestHandler(String name) {
    this.name = name;
  }

  public static VolumeInfo info(long blocks, String identity) {
    return new VolumeInfo(new Geometry(blocks, 512, 512), Capabilities.PLAIN, identity);
  }

  TestHandler with(VolumeInfo info) {
    volume = info;
    return this;
  }

  /** From now on, {@code open} throws this; null for no more. */
  TestHandler failing(IOException e) {
    failure = e;
    return this;
  }

  /** From now on, commands are not answered before {@link #answerKept}. */
  public TestHandler keeping() {
    keeping = true;
    return this;
  }

  /** From now on, commands are answered at once. */
  TestHandler answering() {
    keeping = false;
    return this;
  }

  /** From now on, {@code flush} throws this; null for no more. */
  TestHandler failingToFlush(IOException e) {
    flushFailure = e;
    return this;
  }

  public void answerKept() {
    for (ScsiCmd cmd = kept.poll(); cmd != null; cmd = kept.poll()) {
      cmd.complete(ScsiResponse.good());
    }
  }

  public int keptCount() {
    return kept.size();
  }

  public Candidate candidate(long serviceId) {
    return new Candidate(this, serviceId, 1, name, "test", new Version(1, 0, 0), 0, "", "");
  }

  /** Of a configuration. */
  Candidate candidate(long serviceId, int ranking, String source) {
    return new Candidate(
        this, serviceId, 1, name, "test", new Version(1, 0, 0), ranking, "", "", "", source);
  }

  /** As it is once its configuration has changed or gone. */
  Candidate keptCandidate(long serviceId) {
    return new Candidate(
        this, serviceId, 1, name, "test", new Version(1, 0, 0), 0, "", name + ".cfg is gone");
  }

  /** From now on, {@code probe} throws this; null for no more. */
  TestHandler failingToTell(IOException e) {
    probeFailure = e;
    return this;
  }

  @Override
  public VolumeInfo probe() throws IOException {
    IOException e = probeFailure;
    if (e != null) {
      throw e;
    }
    return volume;
  }

  @Override
  public boolean limit(long blocks) {
    limit = blocks;
    return true;
  }

  /** How many blocks it is to serve. */
  long limit() {
    return limit;
  }

  @Override
  public void resize(long size) {
    volume = info(size / 512, volume.identity());
  }

  @Override
  public void open() throws IOException {
    IOException e = failure;
    if (e != null) {
      throw e;
    }
    opened.incrementAndGet();
    open = true;
  }

  @Override
  public void handle(ScsiCmd cmd) {
    if (keeping) {
      kept.add(cmd);
    } else {
      cmd.complete(ScsiResponse.good());
    }
  }

  @Override
  public void flush() throws IOException {
    IOException e = flushFailure;
    if (e != null) {
      throw e;
    }
    flushed.incrementAndGet();
  }

  @Override
  public void close() {
    open = false;
  }

  @Override
  public void letGo() {
    letGo = true;
  }

  /** Whether its logical unit has said that it will not come back. */
  boolean isLetGo() {
    return letGo;
  }

  boolean isOpen() {
    return open;
  }

  int timesOpened() {
    return opened.get();
  }

  int timesFlushed() {
    return flushed.get();
  }
}
