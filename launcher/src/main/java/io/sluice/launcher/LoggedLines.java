package io.sluice.launcher;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Hands what is printed on, line by line. */
final class LoggedLines extends OutputStream {
  /** Takes one line, without its end. */
  interface Sink {
    void line(String line);
  }

  /** A line longer than this, in bytes, is handed on in parts. */
  private static final int LONGEST = 8192;

  private final Sink sink;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  LoggedLines(Sink sink) {
    this.sink = sink;
  }

  @Override
  public synchronized void write(int b) {
    if (b != '\n') {
      line.write(b);
    }
    if (b == '\n' || line.size() == LONGEST) {
      String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
      line.reset();
      if (!text.isEmpty()) {
        sink.line(text);
      }
    }
  }
}
