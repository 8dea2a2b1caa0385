package io.sluice.iscsi.internal;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.InquiryInfo;
import io.sluice.backend.Naa;
import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.Workers;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.VisibleUnits;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A logical unit without a gateway: one handler, always open. */
public final class TestUnit implements LogicalUnit, AutoCloseable {
  private final String name;
  private final ScsiCmdHandler handler;
  private final VolumeInfo info;
  private final Workers workers;
  private volatile String registered;
  private final AtomicInteger nexuses = new AtomicInteger();
  private final List<UnitNexus> attached = new CopyOnWriteArrayList<>();
  private final List<VisibleUnits> seen = new CopyOnWriteArrayList<>();

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

  /** Has a persistent registration of all ports, of an authenticated name. */
  public void register(String authenticated) {
    registered = authenticated;
  }

  @Override
  public boolean isRegisteredByOther(Nexus ports) {
    return registered != null && !registered.equals(ports.authenticated());
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
    UnitNexus nexus = new UnitNexus(initiatorPort, targetPort);
    attached.add(nexus);
    return nexus;
  }

  @Override
  public ItNexus attach(String initiatorPort, String targetPort, VisibleUnits visible) {
    seen.add(visible);
    return attach(initiatorPort, targetPort);
  }

  /** What the initiators of its nexuses see, in the order in which they came. */
  public List<VisibleUnits> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void reset(AdditionalSense reason) {
    attached.forEach(nexus -> nexus.attention.set(reason));
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
    private final AtomicReference<AdditionalSense> attention = new AtomicReference<>();

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
      AdditionalSense condition = attention.getAndSet(null);
      if (condition != null) {
        cmd.complete(ScsiResponse.checkCondition(SenseKey.UNIT_ATTENTION, condition));
      } else {
        workers.execute(handler, cmd);
      }
    }

    @Override
    public void close() {
      nexuses.decrementAndGet();
    }
  }
}
