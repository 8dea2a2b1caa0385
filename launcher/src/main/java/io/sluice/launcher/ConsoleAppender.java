package io.sluice.launcher;

import ch.qos.logback.core.OutputStreamAppender;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/**
 * Logs to the process's own standard output. Logback's appender of this name writes to {@code
 * System.out}, which in a command of the shell is that shell's, and otherwise is logged itself.
 *
 * @param <E> the kind of event
 */
public final class ConsoleAppender<E> extends OutputStreamAppender<E> {
  @Override
  public void start() {
    setOutputStream(new FileOutputStream(FileDescriptor.out));
    super.start();
  }
}
