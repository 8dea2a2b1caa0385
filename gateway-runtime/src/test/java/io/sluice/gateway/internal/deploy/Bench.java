package io.sluice.gateway.internal.deploy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** A deployer on a real framework, whose passes the test makes. */
final class Bench implements AutoCloseable {
  static final Duration START_BOUND = Duration.ofSeconds(2);

  final Path base;
  final Path bundles;
  final FakeTakeover takeover = new FakeTakeover();
  final Framework framework;
  final Reports reports;
  final Deployer deployer;
  final Operator operator;
  private final DeployerSettings settings =
      new DeployerSettings(Duration.ofMillis(500), START_BOUND, false, 3, Duration.ofMinutes(1));

  Bench(Path base) throws Exception {
    this.base = base;
    bundles = Files.createDirectories(base.resolve("bundles"));
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    base.resolve("cache").toString(),
                    Constants.FRAMEWORK_STORAGE_CLEAN,
                    "onFirstInit",
                    Constants.FRAMEWORK_BSNVERSION,
                    Constants.FRAMEWORK_BSNVERSION_MULTIPLE));
    framework.start();
    Path kept = base.resolve("kept");
    WatchedFolder folder = new WatchedFolder(bundles);
    JarCopies copies = new JarCopies(kept);
    DeadlyJars deadly = new DeadlyJars(kept);
    Installer installer = new Installer(framework.getBundleContext());
    installer.removeLeftovers(kept);
    Inventory inventory =
        new Inventory(
            new Rollout(installer, new Components(noComponents()), takeover, deadly),
            new BundleRecords(kept),
            new Probation(takeover));
    JarJudge judge = new JarJudge(copies, new AllowList(base.resolve("bundles.sha256")));
    Markers markers = new Markers(bundles);
    reports = new Reports(bundles.toString(), markers);
    deployer = new Deployer(folder, judge, copies, inventory, takeover, reports, deadly, settings);
    operator = new Operator(folder, judge, copies, inventory, takeover, markers, settings);
  }

  private static ServiceComponentRuntime noComponents() {
    return (ServiceComponentRuntime)
        Proxy.newProxyInstance(
            Bench.class.getClassLoader(),
            new Class<?>[] {ServiceComponentRuntime.class},
            (proxy, method, arguments) -> List.of());
  }

  Path jar(String name) {
    return bundles.resolve(name);
  }

  /** As often as it takes for a file to settle and to be worked on. */
  void settle() throws InterruptedException {
    pass(3);
  }

  /** As often as it takes for a file that is not whole to be given up. */
  void loseThePatience() throws InterruptedException {
    pass(11);
  }

  private void pass(int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      deployer.pass();
    }
  }

  String deploy(TestJar jar, String fileName) throws Exception {
    Path received = Files.write(base.resolve("received"), jar.bytes());
    return operator.deploy(received, fileName, Optional.empty(), false);
  }

  /** Versions of a bundle that are active. */
  List<String> active(String symbolicName) {
    return Arrays.stream(framework.getBundleContext().getBundles())
        .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
        .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
        .map(bundle -> bundle.getVersion().toString())
        .sorted()
        .toList();
  }

  /** How many bundles of the name are installed, in whatever state. */
  long installed(String symbolicName) {
    return Arrays.stream(framework.getBundleContext().getBundles())
        .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
        .count();
  }

  BundleView view(String file) {
    return reports.views().stream()
        .filter(view -> view.file().equals(file))
        .reduce((first, last) -> last)
        .orElseThrow(() -> new AssertionError(file + " in " + reports.views()));
  }

  /** What the marker of a failure says. */
  String failure(String file) throws IOException {
    return Files.readString(jar(file + ".failed"));
  }

  @Override
  public void close() throws Exception {
    framework.stop();
    framework.waitForStop(30_000);
  }
}
