package io.sluice.gateway.osgi;

import io.sluice.gateway.Transport;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A transport that exports one disk, which may be in use. */
final class DiskTransport implements Transport {
  private final String lun;
  private final List<String> removals = new CopyOnWriteArrayList<>();
  private volatile boolean inUse;
  private volatile String failure;
  private volatile String left = "";
  private final AtomicInteger looksTooEarly = new AtomicInteger();

  DiskTransport(String lun) {
    this.lun = lun;
  }

  void use(boolean used) {
    inUse = used;
  }

  /** From here on exporting fails. */
  void fail(String reason) {
    failure = reason;
  }

  /** An earlier gateway left this one too. */
  void leave(String name) {
    left = name;
  }

  /** It takes its time: so often it is looked before the disk is there. */
  void delay(int looks) {
    looksTooEarly.set(looks);
  }

  /** What was asked to be removed. */
  List<String> removals() {
    return removals;
  }

  @Override
  public String name() {
    return "tcmu";
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public List<Export> exports() {
    if (removals.contains(lun)) {
      return List.of();
    }
    boolean early = looksTooEarly.getAndUpdate(looks -> Math.max(0, looks - 1)) > 0;
    return List.of(new Export(lun, early ? "" : "/dev/test", inUse, failure));
  }

  @Override
  public List<Export> left() {
    return left.isEmpty() || removals.contains(left)
        ? List.of()
        : List.of(new Export(left, "/dev/left", inUse, "it is left"));
  }

  @Override
  public void remove(String name, boolean force) throws IOException {
    if (inUse && !force) {
      throw new IOException("/dev/test is mounted");
    }
    removals.add(name);
  }
}
