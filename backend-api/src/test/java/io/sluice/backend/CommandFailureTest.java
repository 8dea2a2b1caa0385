package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CommandFailureTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(CommandFailure.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final TestCmd cmd =
      TestCmd.of(0x28, 0, 0, 0, 0, 7, 0, 0, 1, 0)
          .withDataIn(512)
          .withDevice(DeviceIdentity.of("disk" + System.identityHashCode(this)));

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    logger.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
    logger.setAdditive(true);
  }

  private String onlyMessage(Level level) {
    assertEquals(1, log.list.size(), log.list::toString);
    assertEquals(level, log.list.get(0).getLevel());
    return log.list.get(0).getFormattedMessage();
  }

  @Test
  void shouldTellUnitCommandAndCauseInOneLine() {
    IOException failure =
        StoreException.unreadable(7, "/a/file can't be read", new IOException("the disk's fault"));
    assertEquals(SenseKey.MEDIUM_ERROR, CommandFailure.respond(cmd, failure).sense().key());
    String message = onlyMessage(Level.WARN);
    for (String part :
        List.of(
            cmd.device().name(),
            "28000000000700000100",
            "MEDIUM_ERROR",
            "/a/file can't be read",
            "the disk's fault")) {
      assertTrue(message.contains(part), message);
    }
    assertNull(log.list.get(0).getThrowableProxy(), "a stack trace means a bug");
  }

  @Test
  void shouldShowTheStackOfABug() {
    CommandFailure.respond(cmd, new IllegalStateException("a bug"));
    onlyMessage(Level.ERROR);
    assertNotNull(log.list.get(0).getThrowableProxy());
  }

  @Test
  void shouldNotRepeatItself() {
    for (int i = 0; i < 1000; i++) {
      CommandFailure.respond(cmd, new IOException("again"));
    }
    onlyMessage(Level.WARN);
  }

  @Test
  void shouldTellOfABugAmidErrorsAndOfEachUnit() {
    CommandFailure.respond(cmd, new IOException("error"));
    CommandFailure.respond(cmd, new IllegalStateException("a bug"));
    CommandFailure.respond(
        cmd.withDevice(DeviceIdentity.of("another" + System.identityHashCode(this))),
        new IOException("error"));
    assertEquals(3, log.list.size());
  }

  @Test
  void shouldNotWarnOfWhatTheInitiatorDid() {
    CommandFailure.respond(cmd, StoreException.illegalRequest("no such thing"));
    CommandFailure.respond(cmd, StoreException.writeProtected("read-only"));
    assertEquals(List.of(), log.list);
  }

  @Test
  void shouldWarnThatSpaceRanOut() {
    CommandFailure.respond(cmd, StoreException.noSpace("full", null));
    onlyMessage(Level.WARN);
  }

  @Test
  void shouldCountWhatItHoldsBack() {
    RateLimit limit = new RateLimit(1, TimeUnit.SECONDS);
    long begin = Long.MAX_VALUE - 10; // nanoTime may wrap
    long second = TimeUnit.SECONDS.toNanos(1);
    assertEquals(0, limit.pass(begin));
    assertEquals(-1, limit.pass(begin + 1));
    assertEquals(-1, limit.pass(begin + second - 1));
    assertEquals(2, limit.pass(begin + second));
    assertEquals(-1, limit.pass(begin + second + 1));
    assertEquals(1, limit.pass(begin + 3 * second));
    assertEquals(0, limit.pass(begin + 5 * second));
  }
}
