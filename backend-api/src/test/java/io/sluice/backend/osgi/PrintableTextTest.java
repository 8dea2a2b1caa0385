package io.sluice.backend.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrintableTextTest {
  @interface Keys {
    @OneOf("512")
    int blockSize() default 512;
  }

  @Test
  void shouldLeaveWhatShowsAsItIs() {
    assertEquals("/srv/Größe 1 💾.img", PrintableText.ofValue("/srv/Größe 1 💾.img"));
    assertEquals("null", PrintableText.ofValue(null));
  }

  @Test
  void shouldEscapeWhatATerminalObeys() {
    assertEquals("\\u001b[2J\\u009b1m\\u0007", PrintableText.ofValue("\u001b[2J\u009b1m\u0007"));
    assertEquals("a\\u000ab\\u202e", PrintableText.ofMessage("a\nb\u202e"));
  }

  @Test
  void shouldEscapeEverythingThatDoesNotShowAndKeepLinesWhereAsked() {
    String foreign =
        "\u0000\u007f\u0085\u009b\u200e\u202e\u2066\u2028\u2029\ufeff\ud800\udc00x\udc00\n\t";
    for (String text : new String[] {PrintableText.of(foreign), PrintableText.ofLines(foreign)}) {
      assertTrue(PrintableText.isPrintable(text.replaceAll("[\n\t]", "")), text);
    }
    assertTrue(PrintableText.ofLines(foreign).endsWith("\\udc00\n\t"));
    assertTrue(PrintableText.of(foreign).endsWith("\\u000a\\u0009"));
    assertEquals("a\tb\nö", PrintableText.ofLines("a\tb\nö"));
  }

  @Test
  void shouldCutOffWhatIsLongAndNoCharacterInTwo() {
    String disks = "💾".repeat(500);
    assertEquals("💾".repeat(120) + "…", PrintableText.ofValue(disks));
  }

  @Test
  void shouldGiveMessagesThatShowForAnyConfiguration() {
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      byte[] garbage = new byte[2000];
      random.nextBytes(garbage);
      for (String text :
          new String[] {
            new String(garbage, StandardCharsets.ISO_8859_1),
            new String(garbage, StandardCharsets.UTF_16)
          }) {
        HandlerConfig config =
            new HandlerConfig(
                Map.of("service.pid", "disk", "blockSize", text, text, ""), Keys.class);
        assertShows(problem(() -> config.number("blockSize")));
        assertShows(problem(config::requireKnownKeys));
        assertShows(config.problem(text).getMessage());
      }
    }
  }

  private interface Read {
    void run() throws ConfigException;
  }

  private static String problem(Read read) {
    try {
      read.run();
      return "";
    } catch (ConfigException e) {
      return e.getMessage();
    }
  }

  private static void assertShows(String message) {
    assertTrue(message.chars().noneMatch(Character::isISOControl), message);
    assertTrue(message.length() <= 2000 * "\\u10ffff".length() + 1, "it is too long");
  }
}
