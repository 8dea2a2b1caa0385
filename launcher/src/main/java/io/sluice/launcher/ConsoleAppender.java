package io.sluice.launcher;

import ch.qos.logback.core.OutputStreamAppender;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Logs to the process's own standard output. Logback's appender of this name writes to {@code
 * System.out}, which in a command of the shell is that shell's, and otherwise is logged itself.
 *
 * @param <E> the kind of event
 */
public final class ConsoleAppender<E> extends OutputStreamAppender<E> {
  @Override
  public void start() {
    setOutputStream(new Unclosed(new FileOutputStream(FileDescriptor.out)));
    super.start();
  }

  /** A configuration that gives way to another closes its appenders, and others print on. */
  private static final class Unclosed extends FilterOutputStream {
    private Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
