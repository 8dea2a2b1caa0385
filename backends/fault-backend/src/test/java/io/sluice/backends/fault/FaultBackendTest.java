package io.sluice.backends.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ArrayVolume;
import io.sluice.backend.HandlerProperties;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.layer.SharedLayers;
import io.sluice.backend.layer.TestFactory;
import io.sluice.backend.shell.CommandCaller;
import io.sluice.backend.shell.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** In a real framework, on a layer of the test. */
class FaultBackendTest {
  @TempDir Path cache;
  private final ArrayVolume below = FaultStoreContractTest.below(1 << 20, 512);
  private final SharedLayers layers =
      new SharedLayers(List.of(new TestFactory("volume").with("disk", below)));
  private final FaultCommands commands = new FaultCommands();
  private final CommandCaller shell = new CommandCaller(commands);
  private Framework framework;
  private BundleContext context;

  @BeforeEach
  void startFramework() throws BundleException {
    framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, cache.toString()));
    framework.start();
    context = framework.getBundleContext();
  }

  @AfterEach
  void stopFramework() throws BundleException, InterruptedException {
    framework.stop();
    framework.waitForStop(10_000);
  }

  private FaultBackend backend(String... keysAndValues) {
    FaultBackend backend = new FaultBackend(context, properties(keysAndValues), layers);
    commands.addBackend(backend);
    return backend;
  }

  private static Map<String, Object> properties(String... keysAndValues) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("service.pid", "io.sluice.backend.fault~bad0");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return properties;
  }

  private ScsiCmdHandler handler() throws InvalidSyntaxException {
    List<ScsiCmdHandler> all =
        context
            .getServiceReferences(ScsiCmdHandler.class, "(" + HandlerProperties.HANDLER + "=bad0)")
            .stream()
            .sorted()
            .map(context::getService)
            .toList();
    return all.get(all.size() - 1);
  }

  @Test
  void shouldServeTheVolumeBelow() throws Exception {
    backend("on", "volume:disk");
    assertEquals(below.probe(), handler().probe());
    handler().open();
    assertEquals(List.of("bad0"), layers.openLayers().get(0).owners());
    handler().close();
    assertTrue(layers.openLayers().isEmpty());
  }

  @Test
  void shouldTellWhatIsWrongWithTheConfiguration() throws Exception {
    FaultBackend backend = backend();
    assertEquals("io.sluice.backend.fault~bad0: on is missing", failure());
    backend.configure(properties("on", "disk"));
    assertTrue(failure().contains("on = disk"), failure());
    backend.configure(properties("on", "volume:disk", "rules", "error read; smile"));
    assertTrue(failure().contains("rules = smile"), failure());
    backend.configure(properties("on", "volume:disk", "seed", "x"));
    assertTrue(failure().contains("seed = x"), failure());
    backend.configure(properties("on", "volume:disk", "cache", "1M"));
    assertTrue(handler().probe().capabilities().writeCache());
  }

  private String failure() throws InvalidSyntaxException {
    ScsiCmdHandler handler = handler();
    return assertThrows(IOException.class, handler::probe).getMessage();
  }

  @Test
  void shouldTakeRulesFromTheShell() throws Exception {
    FaultBackend backend = backend("on", "volume:disk", "rules", "delay flush for=1ms");
    assertEquals("rule 2\n", shell.call("fault:add", "bad0", "error", "read", "count=1"));
    handler().open();
    handler().flush();
    assertEquals(
        """
        bad0:
          1  delay flush for=1ms  (struck 1 times)
          2  error read count=1  (struck 0 times)
        """,
        shell.call("fault:list"));
    shell.call("fault:clear", "bad0", "1");
    assertEquals(1, backend.volume().rules().all().size());
    shell.call("fault:clear", "bad0");
    assertEquals("bad0:\n", shell.call("fault:list", "bad0"));
    handler().close();
  }

  @Test
  void shouldRefuseWithAReason() {
    backend("on", "volume:disk");
    assertRefused("There is no volume 'x'", () -> shell.call("fault:list", "x"));
    assertRefused("fault:add NAME", () -> shell.call("fault:add", "bad0"));
    assertRefused("'smile' means nothing", () -> shell.call("fault:add", "bad0", "smile", "read"));
    assertRefused("There is no rule 7", () -> shell.call("fault:clear", "bad0", "7"));
    assertRefused("There is no rule x", () -> shell.call("fault:clear", "bad0", "x"));
    assertRefused("serves no LUN", () -> shell.call("fault:poweron", "bad0"));
  }

  private static void assertRefused(String why, Runnable command) {
    String told = assertThrows(Refusal.class, command::run).toString();
    assertTrue(told.contains(why), told);
  }
}
