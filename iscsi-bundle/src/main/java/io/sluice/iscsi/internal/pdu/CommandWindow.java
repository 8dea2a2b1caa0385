package io.sluice.iscsi.internal.pdu;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which command sequence numbers a session may send now (RFC 7143 4.2.2.1). Numbers wrap around and
 * are compared as RFC 1982 says.
 */
public final class CommandWindow {
  /** Written by the connection's thread alone. */
  private volatile int expected;

  private final AtomicInteger last = new AtomicInteger();

  /** What to do with a command that bears a certain number. */
  public enum Verdict {
    /** It is the next. */
    DELIVER,
    /** Outside of the window: the standard wants it ignored. */
    IGNORE,
    /** Those before it are missing, and on one connection they won't come any more. */
    GAP
  }

  /** Opens it for one command, which bears that number. */
  public void open(int first) {
    expected = first;
    last.set(first);
  }

  /** Makes room for so many more. */
  public void widen(int commands) {
    last.addAndGet(commands);
  }

  /** Looks at the number of a command that just came. For the connection's thread alone. */
  public Verdict accept(int number) {
    if (number == expected) {
      if (last.get() - number < 0) {
        return Verdict.IGNORE;
      }
      expected = number + 1;
      return Verdict.DELIVER;
    }
    boolean inside = number - expected > 0 && last.get() - number >= 0;
    return inside ? Verdict.GAP : Verdict.IGNORE;
  }

  /** A command is done: there is room for one more. */
  public void advance() {
    last.incrementAndGet();
  }

  /** Whether a number could be of a command that was or will be sent in this window. */
  public boolean contains(int number) {
    return number - expected >= 0 && last.get() - number >= 0;
  }

  /** ExpCmdSN. */
  int expected() {
    return expected;
  }

  /** MaxCmdSN. */
  int last() {
    return last.get();
  }
}
