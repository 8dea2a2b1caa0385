package io.sluice.gateway.osgi;

import io.sluice.gateway.Transport;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A transport that exports one disk, which may be in use. */
final class DiskTransport implements Transport {
  private final String lun;
  private final List<String> removals = new CopyOnWriteArrayList<>();
  private volatile boolean inUse;
  private volatile String failure;

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
    return removals.contains(lun)
        ? List.of()
        : List.of(new Export(lun, "/dev/test", inUse, failure));
  }

  @Override
  public void remove(String name, boolean force) throws IOException {
    if (inUse && !force) {
      throw new IOException("/dev/test is mounted");
    }
    removals.add(name);
  }
}
