package io.sluice.launcher;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import io.sluice.backend.osgi.PrintableText;

/** {@code %ex} of the log's pattern: as {@link PrintableMessage}, in lines. */
public final class PrintableThrowable extends ThrowableProxyConverter {
  @Override
  protected String throwableProxyToString(IThrowableProxy failure) {
    return PrintableText.ofLines(super.throwableProxyToString(failure));
  }
}
