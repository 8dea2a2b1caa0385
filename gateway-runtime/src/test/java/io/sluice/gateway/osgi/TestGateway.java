package io.sluice.gateway.osgi;

import static org.awaitility.Awaitility.await;

import io.sluice.backend.HandlerProperties;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.Transport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.launch.Framework;

/**
 * Felix with the built gateway bundle, Declarative Services, and configurations from files. The
 * test's own classes are its backend and its transport: the API's packages come from the class
 * path, through the system bundle.
 */
final class TestGateway implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String[] STARTED = {
    "org.apache.felix.configadmin-",
    "org.apache.felix.metatype-",
    "org.apache.felix.scr-",
    "org.apache.felix.gogo.runtime-",
    "org.apache.felix.fileinstall-",
    "gateway-runtime-",
  };

  private static final String[] LIBRARIES = {
    "org.osgi.service.component-",
    "org.osgi.service.log-",
    "org.osgi.util.function-",
    "org.osgi.util.promise-",
    "HdrHistogram-",
    "jline-3",
  };

  private final Path etc;
  private final Path bundles;
  private final Framework framework;
  private final BundleContext context;

  TestGateway(Path folder) throws BundleException, IOException {
    etc = Files.createDirectories(folder.resolve("etc"));
    bundles = Files.createDirectories(folder.resolve("bundles"));
    framework = new FrameworkFactory().newFramework(properties(folder));
    framework.init();
    context = framework.getBundleContext();
    for (String library : LIBRARIES) {
      install(library);
    }
    context.installBundle("transport", transport());
    for (String bundle : STARTED) {
      install(bundle).start();
    }
    framework.start();
  }

  /** A bundle that says what the one of {@link DiskTransport} would. */
  private static InputStream transport() throws IOException {
    Manifest manifest = new Manifest();
    Attributes headers = manifest.getMainAttributes();
    headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
    headers.putValue(Constants.BUNDLE_SYMBOLICNAME, "transport");
    headers.putValue(Transport.HEADER, "tcmu;default=true;reservations=kernel");
    ByteArrayOutputStream jar = new ByteArrayOutputStream();
    new JarOutputStream(jar, manifest).close();
    return new ByteArrayInputStream(jar.toByteArray());
  }

  private Map<String, String> properties(Path folder) throws IOException {
    Map<String, String> properties = new HashMap<>();
    properties.put(Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString());
    properties.put(
        Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    properties.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
    properties.put(
        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
        String.join(
            ",",
            api(),
            "io.sluice.gateway;version=0.1.0",
            "io.sluice.gateway.osgi.shared",
            "org.slf4j;version=2.0"));
    properties.put("felix.fileinstall.dir", etc.toString());
    properties.put("felix.fileinstall.tmpdir", folder.resolve("tmp").toString());
    properties.put("felix.fileinstall.filter", ".*\\.cfg");
    properties.put("felix.fileinstall.poll", "100");
    properties.put("felix.fileinstall.disableNio2", "true");
    properties.put("sluice.unread.milliseconds", "200");
    properties.put("felix.fileinstall.noInitialDelay", "true");
    properties.put("felix.fileinstall.enableConfigSave", "false");
    properties.put("ds.lock.timeout.milliseconds", Long.toString(PATIENCE.toMillis()));
    properties.put("sluice.unclaimed.milliseconds", "1000");
    properties.put("sluice.activation.milliseconds", "1000");
    properties.put("sluice.etc", etc.toString());
    properties.put("sluice.bundles", bundles.toString());
    properties.put("sluice.var", folder.resolve("var").toString());
    return properties;
  }

  /** The API's packages with their versions, as they are recorded. */
  private static String api() throws IOException {
    return Files.readAllLines(Path.of("../backend-api/api.txt")).stream()
        .filter(line -> line.startsWith("package "))
        .map(line -> line.split(" ", -1))
        .map(words -> words[1] + ";version=" + words[2])
        .collect(Collectors.joining(","));
  }

  private Bundle install(String jar) throws BundleException {
    Path path =
        Stream.concat(
                classPath(), Stream.of(Path.of("target").toFile().listFiles()).map(File::toPath))
            .filter(file -> file.getFileName().toString().startsWith(jar))
            .filter(file -> file.toString().endsWith(".jar"))
            .filter(file -> !file.toString().endsWith("-tests.jar"))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no jar " + jar + "*"));
    return context.installBundle(path.toUri().toString());
  }

  private static Stream<Path> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(Path::of);
  }

  /** Writes a configuration file, at once as a whole. */
  void configure(String file, String... lines) throws IOException {
    Path whole = Files.writeString(etc.resolve(file + ".new"), String.join("\n", lines));
    Files.move(
        whole,
        etc.resolve(file),
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  Path etc() {
    return etc;
  }

  Path bundles() {
    return bundles;
  }

  /** All bundles that are installed. */
  List<Bundle> installed() {
    return List.of(context.getBundles());
  }

  void addListener(SynchronousBundleListener listener) {
    context.addBundleListener(listener);
  }

  ServiceRegistration<ScsiCmdHandler> register(String name, ScsiCmdHandler handler) {
    return context.registerService(
        ScsiCmdHandler.class,
        handler,
        FrameworkUtil.asDictionary(
            Map.of(HandlerProperties.HANDLER, name, HandlerProperties.BACKEND, "test")));
  }

  ServiceRegistration<Transport> register(Transport transport) {
    return context.registerService(Transport.class, transport, null);
  }

  /** As the bundle does that knows how threads in the I/O path are treated. */
  ServiceRegistration<ThreadFactory> registerIoThreads(ThreadFactory factory) {
    return context.registerService(
        ThreadFactory.class, factory, FrameworkUtil.asDictionary(Map.of("sluice.threads", "io")));
  }

  /** Waits for a logical unit. */
  LogicalUnit lun(String name) {
    return await().atMost(PATIENCE).until(() -> find(name), Optional::isPresent).orElseThrow();
  }

  Optional<LogicalUnit> find(String name) throws InvalidSyntaxException {
    return context
        .getServiceReferences(LogicalUnit.class, "(" + LogicalUnit.NAME + "=" + name + ")")
        .stream()
        .findFirst()
        .map(context::getService);
  }

  /** Waits for the shell and opens a session in it. */
  TestShell shell() {
    // All references: ours is another class of that name.
    ServiceReference<?>[] references =
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    context.getAllServiceReferences(
                        "org.apache.felix.service.command.CommandProcessor", null),
                found -> found != null);
    return new TestShell(context.getService(references[0]));
  }

  @Override
  public void close() throws BundleException, InterruptedException {
    framework.stop();
    framework.waitForStop(TimeUnit.SECONDS.toMillis(60));
  }
}
