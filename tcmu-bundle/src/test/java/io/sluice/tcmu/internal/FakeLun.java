package io.sluice.tcmu.internal;

import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.InquiryInfo;
import io.sluice.backend.Naa;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.VisibleUnits;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A logical unit whose volume is set by the test. */
final class FakeLun implements LogicalUnit {
  final AtomicInteger nexuses = new AtomicInteger();
  final Map<String, String> options = new ConcurrentHashMap<>();
  private final String name;
  private final Set<String> transports;
  private final CopyOnWriteArrayList<InfoListener> listeners = new CopyOnWriteArrayList<>();
  volatile VisibleUnits visible;
  private volatile VolumeInfo info;

  FakeLun(String name, String... transports) {
    this.name = name;
    this.transports = Set.of(transports);
  }

  FakeLun volume(long size, int blockSize) {
    info = new VolumeInfo(Geometry.ofSize(size, blockSize), Capabilities.PLAIN, "test");
    listeners.forEach(listener -> listener.changed(info));
    return this;
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
    return "S-" + name;
  }

  @Override
  public InquiryInfo inquiryInfo() {
    return InquiryInfo.DEFAULT;
  }

  @Override
  public Set<String> transports() {
    return transports;
  }

  @Override
  public Map<String, String> transportOptions(String transport) {
    return options;
  }

  @Override
  public Optional<VolumeInfo> info() {
    return Optional.ofNullable(info);
  }

  @Override
  public ItNexus attach(String initiatorPort, String targetPort) {
    nexuses.incrementAndGet();
    return new FakeNexus(initiatorPort, targetPort);
  }

  @Override
  public ItNexus attach(String initiatorPort, String targetPort, VisibleUnits units) {
    visible = units;
    return attach(initiatorPort, targetPort);
  }

  private final class FakeNexus implements ItNexus {
    private final String initiatorPort;
    private final String targetPort;

    FakeNexus(String initiatorPort, String targetPort) {
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
      cmd.complete(ScsiResponse.good());
    }

    @Override
    public void close() {
      nexuses.decrementAndGet();
    }
  }

  @Override
  public Subscription subscribe(InfoListener listener) {
    listeners.add(listener);
    if (info != null) {
      listener.changed(info);
    }
    return () -> listeners.remove(listener);
  }
}
