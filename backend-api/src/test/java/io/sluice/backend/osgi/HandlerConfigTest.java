package io.sluice.backend.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandlerConfigTest {
  /** Keys as a backend declares them. */
  @interface Keys {
    String name() default "";

    String path();

    String size() default "";

    @Within(min = 1 << 10, max = 3L << 30)
    String cache() default "64K";

    @OneOf({"512", "4096"})
    int blockSize() default 512;

    @Within(min = 1, max = 64)
    int connections() default 8;

    @OneOf({"none", "some", "all"})
    String what() default "some";

    boolean readOnly() default false;
  }

  private static HandlerConfig config(Object... keysAndValues) {
    Map<String, Object> values = new HashMap<>();
    values.put("service.pid", "io.sluice.backend.file~disk0");
    values.put("felix.fileinstall.filename", "file:/srv/etc/io.sluice.backend.file-disk0.cfg");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return new HandlerConfig(values, Keys.class);
  }

  @Test
  void shouldTakeTheNameFromThePidUnlessOneIsGiven() throws ConfigException {
    assertEquals("disk0", config().name());
    assertEquals("other", config("name", " other ").name());
    String message =
        assertThrows(ConfigException.class, () -> config("name", "a b").name()).getMessage();
    assertTrue(message.startsWith("io.sluice.backend.file-disk0.cfg: name = a b: "), message);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1048576, 1048576",
    "512K, 524288",
    "10G, 10737418240",
    "10 GiB, 10737418240",
    "2t, 2199023255552",
    "7P, 7881299347898368"
  })
  void shouldReadSizes(String text, long bytes) throws ConfigException {
    assertEquals(bytes, config("size", text).bytes("size"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10GB", "-1", "1.5G", "G", "ten", "9999999999999999999", "9000000P"})
  void shouldRefuseWhatIsNoSize(String text) {
    ConfigException e =
        assertThrows(ConfigException.class, () -> config("size", text).bytes("size"));
    assertTrue(
        e.getMessage().startsWith("io.sluice.backend.file-disk0.cfg: size = " + text + ": "),
        e.getMessage());
  }

  @Test
  void shouldUseTheDefaultsOfTheAnnotation() throws ConfigException {
    assertEquals(512, config().number("blockSize"));
    assertFalse(config().flag("readOnly"));
    assertEquals(0, config().bytes("size"));
  }

  @Test
  void shouldHoldValuesToTheBoundsOfTheAnnotation() throws ConfigException {
    assertEquals(8, config().number("connections"));
    assertEquals(64, config("connections", "64").number("connections"));
    assertEquals(1024, config("cache", "1K").bytes("cache"));
    assertEquals("all", config("what", "All").choice("what"));
    assertEquals(
        "connections = 65: is a whole number, 1 to 64",
        reason(() -> config("connections", "65").number("connections")));
    assertEquals(
        "cache = 4G: is a number of bytes, 1K to 3G",
        reason(() -> config("cache", "4G").bytes("cache")));
    assertEquals(
        "cache = 1023: is a number of bytes, 1K to 3G",
        reason(() -> config("cache", "1023").bytes("cache")));
    assertEquals(
        "what = one: is none, some or all", reason(() -> config("what", "one").choice("what")));
    assertEquals(
        "blockSize = 513: is one of [512, 4096]",
        reason(() -> config("blockSize", "513").number("blockSize")));
  }

  /** Without one it would take anything. */
  @Test
  void shouldReadNoNumberThatHasNoBounds() {
    assertThrows(IllegalStateException.class, () -> config("size", "1").number("size"));
  }

  private static String reason(Executable reading) {
    return assertThrows(ConfigException.class, reading).reason();
  }

  @Test
  void shouldTakeTypedValuesAsWellAsStrings() throws ConfigException {
    assertEquals(4096, config("blockSize", 4096).number("blockSize"));
    assertTrue(config("readOnly", true).flag("readOnly"));
    assertTrue(config("readOnly", "TRUE").flag("readOnly"));
  }

  @Test
  void shouldRefuseOtherValuesThanThoseAllowed() {
    assertThrows(ConfigException.class, () -> config("blockSize", "513").number("blockSize"));
    assertThrows(ConfigException.class, () -> config("readOnly", "yes").flag("readOnly"));
    assertThrows(ConfigException.class, () -> config().requiredText("path"));
  }

  @Test
  void shouldRefuseAMisspelledKeyAndListTheRightOnes() throws ConfigException {
    config("path", "/x", "service.ranking", 5, "component.id", 7L).requireKnownKeys();
    HandlerConfig typo = config("path", "/x", "readonly", "true");
    assertEquals(
        "io.sluice.backend.file-disk0.cfg: unknown key readonly. Did you mean readOnly? The keys are blockSize, cache,"
            + " connections, name, path, readOnly, size, what",
        assertThrows(ConfigException.class, typo::requireKnownKeys).getMessage());
  }
}
