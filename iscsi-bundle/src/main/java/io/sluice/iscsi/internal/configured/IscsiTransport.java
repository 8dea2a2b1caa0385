package io.sluice.iscsi.internal.configured;

import io.sluice.backend.osgi.AcceptedConfigurations;
import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.Transport;
import io.sluice.gateway.targets.ConfiguredTargets;
import io.sluice.gateway.targets.TargetScope;
import io.sluice.gateway.targets.TargetView;
import io.sluice.iscsi.internal.memory.BufferPool;
import io.sluice.iscsi.internal.server.IscsiServer;
import io.sluice.iscsi.internal.session.SessionView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The transport {@code iscsi}: brings configurations and logical units together and has the server
 * serve them. Where no target is configured, there is one all the same.
 */
@Component(
    immediate = true,
    service = {Transport.class, ConfiguredTargets.class, IscsiTransport.class})
public final class IscsiTransport implements Transport, ConfiguredTargets {
  /** What a logical unit's {@code transports} names. */
  static final String NAME = "iscsi";

  /** How long configurations may take to come before there is a target without one. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final TargetScope SCOPE =
      TargetScope.builder("target", "acl", "io.sluice.iscsi")
          .creation("--portals 127.0.0.1:3261")
          .note(
              "The target that is there without a configuration goes when the first one is made: if"
                  + " it is in use, this asks, or takes --yes.")
          .build();

  private static final Duration TRIM_PERIOD = Duration.ofSeconds(30);
  private static final long WORTH_A_COLLECTION = 16 << 20;

  private final IoThreads threads = new IoThreads();
  private final IscsiServer server;
  private final Targets targets;

  @Activate
  public IscsiTransport(BundleContext context) {
    // Half of what direct buffers may take where nothing else is said (-XX:MaxDirectMemorySize).
    BufferPool pool = new BufferPool(Runtime.getRuntime().maxMemory() / 2);
    server = new IscsiServer(threads, pool);
    String etc = context.getProperty("sluice.etc");
    targets =
        new Targets(
            server,
            new LunNumbers(state(context)),
            AcceptedConfigurations.of(context),
            Path.of(etc == null ? "" : etc));
    Future<?> unused = server.timer().after(PATIENCE, targets::allowDefault);
    unused = server.timer().every(TRIM_PERIOD, () -> trim(pool));
  }

  /**
   * The JVM gives direct buffers back when it collects garbage, which an idle gateway has none of.
   */
  private static void trim(BufferPool pool) {
    if (pool.trim() >= WORTH_A_COLLECTION && pool.lent() == 0) {
      System.gc();
    }
  }

  /** Where numbers are remembered; outside of a distribution, as long as the bundle is there. */
  private static Path state(BundleContext context) {
    String file = "iscsi-lun-numbers.properties";
    String var = context.getProperty("sluice.var");
    return var == null ? context.getDataFile(file).toPath() : Path.of(var, file);
  }

  @Deactivate
  void deactivate() {
    server.close();
  }

  @Reference(
      target = "(sluice.threads=io)",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindThreads(ThreadFactory factory) {
    threads.use(factory);
  }

  void unbindThreads(ThreadFactory factory) {
    threads.stopUsing(factory);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addLogicalUnit(LogicalUnit unit) {
    targets.add(unit);
  }

  void removeLogicalUnit(LogicalUnit unit) {
    targets.remove(unit);
  }

  void configure(String pid, Map<String, ?> properties) {
    targets.configure(pid, properties);
  }

  void unconfigure(String pid) {
    targets.unconfigure(pid);
  }

  /** The sessions that there are, in the order in which they began. */
  public List<SessionView> sessions() {
    return server.sessionViews();
  }

  /** Drops a session, and tells whether there was one. */
  public boolean endSession(int id) {
    return server.end(id);
  }

  /** Makes what a CHAP name has at a target another's. */
  public Rebound rebind(String target, String from, String to) throws IOException {
    return targets.rebind(SCOPE.pid(target), from, to);
  }

  @Override
  public TargetScope scope() {
    return SCOPE;
  }

  @Override
  public List<TargetView> targets() {
    return targets.views();
  }

  @Override
  public List<String> disks() {
    return targets.disks();
  }

  @Override
  public Map<String, ?> applied(String pid) {
    return targets.applied(pid);
  }

  @Override
  public void reread(String pid) {
    targets.reread(pid);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> unavailable() {
    return targets.unavailable();
  }

  @Override
  public List<String> nextSteps(Export export) {
    return export.isUnassigned()
        ? List.of("target:list", "target:create NAME")
        : List.of("target:list");
  }

  @Override
  public List<Export> exports() {
    return targets.exports();
  }

  @Override
  public void remove(String lun, boolean force) throws IOException {
    targets.withdraw(lun, force);
  }
}
