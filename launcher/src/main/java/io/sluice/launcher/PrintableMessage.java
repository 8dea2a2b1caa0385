package io.sluice.launcher;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.sluice.backend.osgi.PrintableText;

/**
 * {@code %msg} of the log's pattern: what would not show is escaped, whoever logs it, so that
 * nothing from outside makes lines of its own or is obeyed by a terminal.
 */
public final class PrintableMessage extends MessageConverter {
  @Override
  public String convert(ILoggingEvent event) {
    return PrintableText.of(super.convert(event));
  }
}
