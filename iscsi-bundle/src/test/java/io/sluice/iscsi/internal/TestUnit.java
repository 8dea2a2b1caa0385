package io.sluice.iscsi.internal;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.InquiryInfo;
import io.sluice.backend.Naa;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.Workers;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.LogicalUnit;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A logical unit without a gateway: one handler, always open. */
public final class TestUnit implements LogicalUnit, AutoCloseable {
  private final String name;
  private final ScsiCmdHandler handler;
  private final VolumeInfo info;
  private final Workers workers;
  private final AtomicInteger nexuses = new AtomicInteger();

  public TestUnit(String name, ScsiCmdHandler handler) throws IOException {
    this.name = name;
    this.handler = handler;
    info = handler.probe();
    handler.open();
    workers =
        new Workers(
            4,
            task -> {
              Thread thread = new Thread(task, "unit-" + name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** A disk of memory. */
  public static TestUnit ofRam(String name, int bytes, int blockSize) throws IOException {
    return new TestUnit(name, new BlockStoreCmdHandler(new RamVolume(bytes, blockSize)));
  }

  /** Nexuses that were attached and not closed. */
  public int nexuses() {
    return nexuses.get();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Naa wwn() {
    return Naa.of(name);
  }

  @Override
  public String serial() {
    return "0123456789abcdef";
  }

  @Override
  public InquiryInfo inquiryInfo() {
    return InquiryInfo.DEFAULT;
  }

  @Override
  public Set<String> transports() {
    return Set.of("iscsi");
  }

  @Override
  public Map<String, String> transportOptions(String transport) {
    return Map.of();
  }

  @Override
  public Optional<VolumeInfo> info() {
    return Optional.of(info);
  }

  @Override
  public ItNexus attach(String initiatorPort, String targetPort) {
    nexuses.incrementAndGet();
    return new UnitNexus(initiatorPort, targetPort);
  }

  @Override
  public Subscription subscribe(InfoListener listener) {
    listener.changed(info);
    return () -> {};
  }

  @Override
  public void close() throws IOException {
    workers.close();
    handler.close();
  }

  private final class UnitNexus implements ItNexus {
    private final String initiatorPort;
    private final String targetPort;

    UnitNexus(String initiatorPort, String targetPort) {
      this.initiatorPort = initiatorPort;
      this.targetPort = targetPort;
    }

    @Override
    public String initiatorPort() {
      return initiatorPort;
    }

    @Override
    public String targetPort() {
      return targetPort;
    }

    @Override
    public void execute(ScsiCmd cmd) {
      workers.execute(handler, cmd);
    }

    @Override
    public void close() {
      nexuses.decrementAndGet();
    }
  }
}
