package io.sluice.backends.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.HandlerProperties;
import io.sluice.backend.ScsiCmdHandler;
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

/** In a real framework. */
class MemoryBackendTest {
  private static final int CONFIGURATION_DELETED = 4;

  @TempDir Path cache;
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

  private static Map<String, Object> properties(String... keysAndValues) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("service.pid", "io.sluice.backend.memory~ram0");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return properties;
  }

  private List<ScsiCmdHandler> handlers() throws InvalidSyntaxException {
    return context
        .getServiceReferences(ScsiCmdHandler.class, "(" + HandlerProperties.HANDLER + "=ram0)")
        .stream()
        .sorted()
        .map(context::getService)
        .toList();
  }

  private String failure() throws InvalidSyntaxException {
    List<ScsiCmdHandler> all = handlers();
    return assertThrows(IOException.class, () -> all.get(all.size() - 1).probe()).getMessage();
  }

  @Test
  void shouldRegisterAHandlerAndTakeItBack() throws Exception {
    MemoryBackend backend = new MemoryBackend(context, properties("size", "16M"));
    assertEquals(16 << 20, handlers().get(0).probe().geometry().size());
    backend.deactivate(CONFIGURATION_DELETED);
    assertTrue(handlers().isEmpty());
  }

  @Test
  void shouldTellWhatIsWrongWithTheConfiguration() throws Exception {
    MemoryBackend backend = new MemoryBackend(context, properties());
    assertEquals("io.sluice.backend.memory~ram0: size is missing", failure());
    backend.configure(properties("size", "1000"));
    assertTrue(failure().contains("size = 1000: is a multiple"), failure());
    backend.configure(properties("size", "8K", "blockSize", "4096"));
    assertEquals(1, handlers().size());
    assertEquals(2, handlers().get(0).probe().geometry().blocks());
  }

  @Test
  void shouldKeepTheDiskWhenNothingOfItChanges() throws Exception {
    MemoryBackend backend = new MemoryBackend(context, properties("size", "16M"));
    String before = handlers().get(0).probe().identity();
    backend.configure(properties("size", "16M", "service.ranking", "3"));
    assertEquals(before, handlers().get(0).probe().identity());
  }

  @Test
  void shouldRefuseToMakeADiskInUseSmaller() throws Exception {
    MemoryBackend backend = new MemoryBackend(context, properties("size", "16M"));
    ScsiCmdHandler serving = handlers().get(0);
    serving.open();
    backend.configure(properties("size", "8M"));
    assertEquals(2, handlers().size());
    assertTrue(handlers().contains(serving));
    ScsiCmdHandler refused =
        handlers().stream().filter(each -> each != serving).findFirst().orElseThrow();
    String reason = assertThrows(IOException.class, refused::probe).getMessage();
    assertTrue(reason.contains("larger only"), reason);
    serving.close();
    backend.configure(properties("size", "64M"));
    assertEquals(1, handlers().size());
    assertEquals(64 << 20, handlers().get(0).probe().geometry().size());
  }

  @Test
  void shouldMakeADiskInUseLargerAndKeepIt() throws Exception {
    MemoryBackend backend = new MemoryBackend(context, properties("size", "16M"));
    ScsiCmdHandler serving = handlers().get(0);
    String before = serving.probe().identity();
    serving.open();
    backend.configure(properties("size", "32M"));
    serving.close();
    ScsiCmdHandler larger = handlers().get(handlers().size() - 1);
    assertEquals(before, larger.probe().identity());
    assertEquals(32 << 20, larger.probe().geometry().size());
    backend.configure(properties("size", "32M", "blockSize", "4096"));
    larger = handlers().get(handlers().size() - 1);
    assertEquals(4096, larger.probe().geometry().blockSize(), "nothing was in it");
  }
}
