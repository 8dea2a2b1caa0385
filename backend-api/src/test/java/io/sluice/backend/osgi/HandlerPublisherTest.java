package io.sluice.backend.osgi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.HandlerProperties;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.VolumeInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** In a real framework. */
class HandlerPublisherTest {
  private static final int CONFIGURATION_DELETED = 4;
  private static final int BUNDLE_STOPPED = 6;

  @TempDir Path cache;
  private Framework framework;
  private BundleContext context;
  private HandlerPublisher publisher;

  /** Keys of a configuration. */
  @interface Keys {
    String path() default "";

    boolean create() default false;
  }

  /** Serves nothing; says which one it is. */
  private record Named(String path) implements ScsiCmdHandler {
    @Override
    public VolumeInfo probe() {
      return new VolumeInfo(Geometry.ofSize(4096, 512), Capabilities.PLAIN, path);
    }

    @Override
    public void open() {}

    @Override
    public void handle(ScsiCmd cmd) {}

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void startFramework() throws BundleException {
    framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, cache.toString()));
    framework.start();
    context = framework.getBundleContext();
    publisher = new HandlerPublisher(context, "test");
  }

  @AfterEach
  void stopFramework() throws BundleException, InterruptedException {
    framework.stop();
    framework.waitForStop(10_000);
  }

  private void configure(String... keysAndValues) {
    Map<String, Object> values = new HashMap<>();
    values.put("service.pid", "io.sluice.test~disk0");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    configure(values);
  }

  private void configure(Map<String, Object> values) {
    publisher.publish(
        new HandlerConfig(values, Keys.class), config -> new Named(config.requiredText("path")));
  }

  private List<ScsiCmdHandler> handlers() {
    try {
      Collection<ServiceReference<ScsiCmdHandler>> found =
          context.getServiceReferences(ScsiCmdHandler.class, "(sluice.handler=disk0)");
      return found.stream().sorted().map(context::getService).toList();
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> paths() {
    return handlers().stream().map(Object::toString).toList();
  }

  @Test
  void shouldRegisterWithNameBackendAndVersion() {
    configure("path", "a");
    ServiceReference<?> reference = context.getServiceReference(ScsiCmdHandler.class);
    assertEquals("disk0", reference.getProperty(HandlerProperties.HANDLER));
    assertEquals("test", reference.getProperty(HandlerProperties.BACKEND));
    assertEquals(
        context.getBundle().getVersion().toString(),
        reference.getProperty(HandlerProperties.BACKEND_VERSION));
    publisher.close();
    assertEquals(List.of(), handlers());
  }

  @Test
  void shouldShowAConfigurationThatCannotBeUsedAsAHandlerThatTellsWhy() {
    configure("paht", "a");
    ScsiCmdHandler failed = handlers().get(0);
    IOException e = assertThrows(IOException.class, failed::probe);
    assertEquals(
        "io.sluice.test~disk0: unknown key paht. Did you mean path? The keys are create, path",
        e.getMessage());
    assertThrows(IOException.class, failed::open);
    assertEquals(
        e.getMessage(),
        context.getServiceReference(ScsiCmdHandler.class).getProperty(HandlerProperties.PROBLEM));
  }

  @Test
  void shouldReplaceAHandlerThatNobodyUsesAtOnce() {
    configure("path", "a");
    configure("path", "b");
    assertEquals(List.of("Named[path=b]"), paths());
  }

  @Test
  void shouldKeepAHandlerInUseBesideItsSuccessorUntilThatServes() throws IOException {
    configure("path", "a");
    ScsiCmdHandler a = handlers().get(0);
    a.open();
    a.handle(null);
    configure("path", "b");
    assertEquals(2, handlers().size());

    // The logical unit goes over, fails, comes back, and goes over again.
    ScsiCmdHandler b = handlers().stream().filter(handler -> handler != a).findFirst().get();
    a.close();
    b.open();
    b.close();
    a.open();
    a.handle(null);
    a.close();
    assertEquals(2, handlers().size());
    b.open();
    b.handle(null);
    await().until(() -> paths().equals(List.of("Named[path=b]")));
  }

  @Test
  void shouldKeepTheHandlerThatHasMadeItsVolumeWhenCreationIsNoLongerAskedFor() throws IOException {
    String pid = "io.sluice.test~disk0";
    configure(Map.of("service.pid", pid, "path", "a", "create", "true"));
    ScsiCmdHandler a = handlers().get(0);
    configure("path", "a"); // nothing was made yet: never to be
    assertEquals(1, handlers().size());
    assertNotSame(a, handlers().get(0));

    configure(Map.of("service.pid", pid, "path", "a", "create", "true"));
    ScsiCmdHandler maker = handlers().get(0);
    maker.open();
    configure("path", "a");
    assertEquals(List.of(maker), handlers());
    configure(Map.of("service.pid", pid, "path", "a", "create", "true"));
    assertEquals(2, handlers().size());
    configure("path", "b");
    assertTrue(paths().contains("Named[path=b]"));
  }

  @Test
  void shouldKeepWhatServesWhenTheNextConfigurationIsWrong() throws IOException {
    configure("path", "a");
    ScsiCmdHandler a = handlers().get(0);
    a.open();
    configure("path", " ");
    assertEquals(2, handlers().size());
    assertTrue(handlers().contains(a));
    configure("path", "c");
    assertEquals(2, handlers().size());
    assertTrue(paths().containsAll(List.of("Named[path=a]", "Named[path=c]")));
  }

  @Test
  void shouldKeepAnEarlierHandlerForTheLunOnlyThatItServes() throws IOException {
    configure(Constants.SERVICE_RANKING, "10", "path", "a");
    ScsiCmdHandler a = handlers().get(0);
    a.open();
    assertNull(reference(a).getProperty(HandlerProperties.KEPT));
    configure(Constants.SERVICE_RANKING, "5", "path", "b");
    assertEquals(
        "io.sluice.test~disk0 has changed, and makes the handler 'disk0' now",
        reference(a).getProperty(HandlerProperties.KEPT));
    assertEquals(5, reference(a).getProperty(Constants.SERVICE_RANKING), "not preferred to b");
    configure("paht", "c");
    assertEquals(
        "io.sluice.test~disk0: unknown key paht. Did you mean path? The keys are create, path"
            + " (it serves as last accepted; mend the file)",
        reference(a).getProperty(HandlerProperties.KEPT));
  }

  @Test
  void shouldKeepAHandlerInUseOfAConfigurationThatIsGoneUntilItIsLetGoOf() throws IOException {
    AtomicInteger freed = new AtomicInteger();
    configure("path", "a");
    ScsiCmdHandler a = handlers().get(0);
    a.open();
    publisher.close(CONFIGURATION_DELETED, freed::incrementAndGet);
    assertEquals(List.of(a), handlers());
    assertTrue(
        ((String) reference(a).getProperty(HandlerProperties.KEPT))
            .startsWith("io.sluice.test~disk0 is gone while its handler 'disk0' is in use"));

    // The logical unit goes over to another, fails, comes back, and goes over again.
    a.close();
    a.open();
    a.handle(null);
    a.close();
    assertEquals(List.of(a), handlers());
    assertEquals(0, freed.get());
    ((KeptHandler) a).letGo();
    await().until(() -> freed.get() == 1);
    assertEquals(List.of(), handlers());
  }

  @Test
  void shouldWithdrawAHandlerInUseWhereItsBundleStops() throws IOException {
    configure("path", "a");
    handlers().get(0).open();
    publisher.close(BUNDLE_STOPPED);
    assertEquals(List.of(), handlers());
  }

  private ServiceReference<ScsiCmdHandler> reference(ScsiCmdHandler handler) {
    try {
      return context.getServiceReferences(ScsiCmdHandler.class, null).stream()
          .filter(each -> context.getService(each) == handler)
          .findFirst()
          .orElseThrow();
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
