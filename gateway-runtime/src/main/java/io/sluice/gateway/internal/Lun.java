package io.sluice.gateway.internal;

import io.sluice.backend.InquiryInfo;
import io.sluice.backend.Naa;
import io.sluice.backend.Nexus;
import io.sluice.backend.UnitModes;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.Workers;
import io.sluice.backend.command.CommandTable;
import io.sluice.backend.osgi.AcceptedConfigurations;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.VisibleUnits;
import io.sluice.gateway.internal.binding.Backoff;
import io.sluice.gateway.internal.binding.Candidates;
import io.sluice.gateway.internal.binding.HandlerCalls;
import io.sluice.gateway.internal.binding.LunControl;
import io.sluice.gateway.internal.binding.LunParts;
import io.sluice.gateway.internal.path.Announcements;
import io.sluice.gateway.internal.path.CoarseClock;
import io.sluice.gateway.internal.path.CommandPath;
import io.sluice.gateway.internal.path.Hold;
import io.sluice.gateway.internal.path.LunNexus;
import io.sluice.gateway.internal.path.SlowCommands;
import io.sluice.gateway.internal.path.UnboundAnswers;
import io.sluice.gateway.internal.unit.UnitState;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.Designator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;

/** A logical unit: its identity for good, and the parts that do its work. */
public final class Lun implements LogicalUnit {
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  /** As configured when it was made. */
  private final LunConfig made;

  private final LunState state;
  private final IoThreads threads;
  private final Announcements announcements = new Announcements();
  private final CommandPath path;
  private final SlowCommands slow;
  private final HandlerCalls calls;
  private final LunControl control;

  /** As configured now; differs from {@link #made} in what can be changed only. */
  private volatile LunConfig config;

  private volatile boolean orphaned;
  private volatile String configurationNote;
  private volatile boolean isConfigurationRefused;

  public Lun(
      LunConfig config,
      Candidates candidates,
      IoThreads ioThreads,
      ScheduledExecutorService timer,
      LunState state) {
    made = config;
    this.state = state;
    this.config = config;
    configurationNote = "";
    threads = ioThreads;
    path =
        new CommandPath(
            new Hold(config.hold(), timer),
            new UnboundAnswers(announcements::info),
            commands ->
                new UnitState(
                    config.traits(state.reservations()),
                    announcements::nexuses,
                    commands,
                    timer,
                    threads::attempt),
            Workers.on(threads, config.threads()),
            new CoarseClock(timer));
    slow = new SlowCommands(config.name(), path, () -> this.config.slow());
    calls = new HandlerCalls(threads, () -> {});
    control =
        new LunControl(
            new LunParts(
                config.name(),
                path,
                announcements,
                candidates,
                calls,
                state.content(),
                state.size(),
                state.served()),
            config.handler(),
            () -> this.config.swapBounds(),
            state.history(),
            threads,
            timer,
            new Backoff(FIRST_RETRY, LAST_RETRY));
  }

  @Override
  public String name() {
    return made.name();
  }

  @Override
  public Naa wwn() {
    return made.identity().wwn();
  }

  @Override
  public String serial() {
    return made.identity().serial();
  }

  @Override
  public InquiryInfo inquiryInfo() {
    return made.identity().inquiryInfo();
  }

  @Override
  public Set<String> transports() {
    return made.transports();
  }

  @Override
  public Map<String, String> transportOptions(String transport) {
    return made.options(transport);
  }

  @Override
  public Optional<VolumeInfo> info() {
    return announcements.info();
  }

  @Override
  public ItNexus attach(String initiatorPort, String targetPort) {
    return attach(initiatorPort, targetPort, VisibleUnits.NONE);
  }

  @Override
  public ItNexus attach(String initiatorPort, String targetPort, VisibleUnits visible) {
    return attach(new PortNames(initiatorPort, targetPort), visible);
  }

  private record PortNames(String initiatorPort, String targetPort) implements Nexus {}

  @Override
  public ItNexus attach(Nexus ports, VisibleUnits visible) {
    LunNexus nexus = new LunNexus(this, this::info, ports, visible, path, this::detach);
    announcements.add(nexus);
    path.unit().arrived(nexus);
    return nexus;
  }

  @Override
  public boolean isRegisteredByOther(Nexus ports) {
    return path.unit().isRegisteredByOther(ports);
  }

  @Override
  public int rebind(String targetPort, String from, String to) throws IOException {
    return path.unit().rebind(targetPort, from, to);
  }

  private void detach(LunNexus nexus) {
    announcements.remove(nexus);
    path.unit().lost(nexus);
  }

  @Override
  public void reset(AdditionalSense reason) {
    path.unit().reset(reason);
  }

  @Override
  public boolean removable() {
    return made.removable();
  }

  @Override
  public UnitModes modes() {
    return path.unit().modes();
  }

  @Override
  public CommandTable ownCommands() {
    return path.unit().commands();
  }

  @Override
  public List<Designator> portDesignators() {
    return path.unit().portDesignators();
  }

  @Override
  public Map<Integer, byte[]> ownVpdPages() {
    return path.unit().vpdPages();
  }

  @Override
  public Subscription subscribe(InfoListener listener) {
    return announcements.subscribe(listener);
  }

  /**
   * Takes up a new configuration: at once what can be changed under initiators, and a note for the
   * rest.
   */
  public void reconfigure(LunConfig now) {
    LunConfig before = config;
    config = now;
    orphaned = false;
    isConfigurationRefused = false;
    List<String> fixed = made.fixedKeysThatDiffer(now);
    configurationNote =
        fixed.isEmpty()
            ? ""
            : "%s: what changed in %s is taken up when the gateway starts next, or after lun:remove"
                .formatted(now.source(), String.join(", ", fixed));
    if (now.threads() != before.threads()) {
      renewWorkers();
    }
    path.hold().limit(now.hold());
    if (!now.handler().equals(before.handler())) {
      control.bindTo(now.handler());
    }
  }

  /** Keys whose value, as configured now, is taken up only when the gateway starts next. */
  List<String> waitingKeys() {
    return made.fixedKeysThatDiffer(config);
  }

  /** Its configuration is wrong now; it goes on with the last good one. */
  void keepConfiguration(String problem) {
    orphaned = false;
    isConfigurationRefused = true;
    configurationNote = problem + AcceptedConfigurations.IN_FORCE;
  }

  /** Its configuration is gone, but it is in use. */
  void orphan() {
    orphaned = true;
    isConfigurationRefused = false;
    configurationNote =
        config.source() + " is gone while the disk is in use: it serves on until lun:remove";
  }

  boolean isOrphaned() {
    return orphaned;
  }

  /** Whether it goes on with the last good configuration, since the one that is there is wrong. */
  boolean isConfigurationRefused() {
    return isConfigurationRefused;
  }

  /** What is amiss with its configuration, for a person; empty where nothing is. */
  String configurationNote() {
    return configurationNote;
  }

  /** Takes up how many threads it may use at once. */
  void renewWorkers() {
    path.replaceWorkers(config.threads(), threads);
  }

  LunConfig config() {
    return config;
  }

  public CommandPath path() {
    return path;
  }

  /** Commands that are not answered for long. */
  public SlowCommands slow() {
    return slow;
  }

  HandlerCalls calls() {
    return calls;
  }

  /** After the control has stopped: answers what is held, and takes no more. */
  void shut() {
    path.shut();
    calls.close();
  }

  LunState state() {
    return state;
  }

  public LunControl control() {
    return control;
  }

  List<LunNexus> nexuses() {
    return announcements.nexuses();
  }

  @Override
  public String toString() {
    return name();
  }
}
