package io.sluice.tcmu.internal.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Collects what goes wrong in a number of steps that are all to be tried. */
public final class Failures {
  private final List<String> messages = new ArrayList<>();
  private final List<Exception> causes = new ArrayList<>();

  /** A step that may fail. */
  @FunctionalInterface
  public interface Step {
    void run() throws IOException;
  }

  /** Runs a step. Returns whether it did not fail. */
  public boolean attempt(String what, Step step) {
    try {
      step.run();
      return true;
    } catch (IOException | RuntimeException e) {
      messages.add("could not " + what + ": " + e.getMessage());
      causes.add(e);
      return false;
    }
  }

  /** Takes over what others have collected. */
  public void addAll(Failures others) {
    messages.addAll(others.messages);
    causes.addAll(others.causes);
  }

  public boolean isEmpty() {
    return messages.isEmpty();
  }

  /** Adds them to a failure that came first. */
  public void addTo(Throwable first) {
    causes.forEach(first::addSuppressed);
  }

  /** Throws all as one. */
  public void throwIfAny(String summary) throws IOException {
    if (!messages.isEmpty()) {
      IOException all = new IOException(summary + ": " + String.join("; ", messages));
      addTo(all);
      throw all;
    }
  }
}
