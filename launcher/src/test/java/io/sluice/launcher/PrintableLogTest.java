package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrintableLogTest {
  private static final String FOREIGN =
      "a\u001b[31m\u009b1m\u0085\u202e\u2028\u2029\ud800\nERROR forged\r\0";

  @TempDir Path folder;

  @Test
  void shouldEscapeWhatATerminalWouldObeyWhoeverLogsIt() throws Exception {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.putProperty("sluice.log.folder", folder.toString());
    context.putProperty("sluice.log.console", "OFF");
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(
        LogConfiguration.class.getClassLoader().getResource("io/sluice/launcher/logback.xml"));
    context.getLogger("third.party").info("of {}", FOREIGN);
    context.getLogger("third.party").warn("failed", new IllegalStateException(FOREIGN));
    context.stop();
    String log = Files.readString(folder.resolve("sluice.log"));
    assertEquals(
        0,
        log.codePoints()
            .filter(point -> point != '\n' && point != '\t')
            .filter(Character::isISOControl)
            .count(),
        log);
    assertTrue(log.lines().findFirst().orElseThrow().contains("\\u000aERROR forged"), log);
    assertTrue(log.contains("a\\u001b[31m\\u009b1m\\u0085\\u202e\\u2028\\u2029"), log);
    assertTrue(log.contains("IllegalStateException"), log);
    assertTrue(log.contains("\tat " + PrintableLogTest.class.getName()), log);
  }
}
