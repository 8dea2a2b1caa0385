package io.sluice.gateway.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.property.Any;
import io.sluice.property.Property;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.fileinstall.shaded.util.properties.TypedProperties;
import org.junit.jupiter.api.Test;

class ConfigurationTextTest {
  private static final String[] PIECES = {
    "\\",
    "\\\\",
    "${",
    "$",
    "{",
    "}",
    "\"",
    "[",
    "]",
    "I\"5\"",
    " ",
    "=",
    ":",
    "#",
    "!",
    "\n",
    "\t",
    "\r",
    "\u0001",
    "größe",
    "a",
    "u0041",
    "/srv/disk 0.img",
    "env:HOME",
    ",",
    "key0",
    "'",
    "_",
    "\uD83D\uDE00"
  };

  private static final String FILE =
      """
      # the disk of the build farm

      path = /srv/disk0.img
         ! which grows
      size=10G
      discard: \\
          auto
      flag
      """;

  /** As File Install reads it. */
  private static Map<String, Object> installed(ConfigurationText text) throws IOException {
    TypedProperties properties = new TypedProperties();
    properties.load(new StringReader(text.toString()));
    return properties;
  }

  @Test
  void shouldReadWhatFileInstallReads() throws IOException {
    ConfigurationText text = ConfigurationText.parse(FILE);
    Map<String, Object> installed = installed(text);
    assertEquals(installed.keySet(), text.keys());
    installed.forEach((key, value) -> assertEquals(Optional.of(value), text.value(key)));
  }

  @Test
  void shouldKeepEverythingThatIsNotSet() {
    ConfigurationText text = ConfigurationText.parse(FILE);
    assertEquals(FILE, text.toString());
    text.set("size", "20G");
    text.set("create", "true");
    text.remove("flag");
    assertEquals(
        FILE.replace("size=10G", "size = 20G").replace("flag\n", "create = true\n"),
        text.toString());
  }

  @Test
  void shouldReplaceAValueOfSeveralLines() throws IOException {
    ConfigurationText text = ConfigurationText.parse(FILE);
    text.set("discard", "off");
    assertEquals("off", installed(text).get("discard"));
    assertTrue(text.toString().contains("discard = off\nflag"), text.toString());
  }

  @Test
  void shouldKeepLineEndsOfAnotherSystem() {
    ConfigurationText text = ConfigurationText.parse("a = 1\r\n# b\r\n");
    text.set("c", "2");
    assertEquals("a = 1\r\n# b\r\nc = 2\r\n", text.toString());
  }

  @Test
  void shouldTellReferencesFromValues() {
    ConfigurationText text =
        ConfigurationText.parse("a = ${env:HOME}/x\nb = $\\\\{env:HOME\\\\}\nc = plain\n");
    assertTrue(text.isReferring("a"));
    assertFalse(text.isReferring("b"));
    assertFalse(text.isReferring("c"));
    assertEquals(Optional.of("${env:HOME}"), text.value("b"));
  }

  @Test
  void shouldSayWhatNoFileCanHold() {
    ConfigurationText text = ConfigurationText.empty();
    assertThrows(IllegalArgumentException.class, () -> text.set("path", "/srv/$__x"));
    assertThrows(IllegalArgumentException.class, () -> text.set("a key", "x"));
    assertEquals("", text.toString());
  }

  @Property
  void shouldHaveFileInstallReadWhatWasSet(Any any) throws IOException {
    List<String> values = any.list(0, 4, ConfigurationTextTest::value);
    ConfigurationText text = ConfigurationText.parse(FILE.replace("flag\n", ""));
    text.remove("path");
    text.remove("size");
    text.remove("discard");
    for (int i = 0; i < values.size(); i++) {
      text.set("key" + i, values.get(i));
    }
    Map<String, Object> installed = installed(text);
    ConfigurationText read = ConfigurationText.parse(text.toString());
    for (int i = 0; i < values.size(); i++) {
      assertEquals(values.get(i), installed.get("key" + i), text::toString);
      assertEquals(Optional.of(values.get(i)), read.value("key" + i), text::toString);
      assertFalse(read.isReferring("key" + i));
    }
  }

  private static String value(Any any) {
    String value = String.join("", any.list(0, 6, each -> each.oneOf(PIECES)));
    return value.replace("$__", ""); // which is refused
  }
}
