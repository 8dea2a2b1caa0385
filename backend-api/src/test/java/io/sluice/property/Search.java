package io.sluice.property;

import java.util.Arrays;
import java.util.function.Consumer;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** Looks for a case that a property does not hold for, and for the smallest that fails so. */
final class Search {
  /** So many runs to make a case smaller; who waits for the result would rather have it. */
  private static final int MOST_RUNS = 2000;

  private final Consumer<Any> property;
  private Any smallest;
  private Throwable why;
  private int runs;

  Search(Consumer<Any> property) {
    this.property = property;
  }

  void run(long seed, int tries) {
    for (int i = 0; i < tries; i++) {
      Any any = Any.seeded(seed + i);
      Throwable failure = failure(any);
      if (failure != null) {
        smallest = any;
        why = failure;
        makeSmaller();
        throw new AssertionFailedError(
            "does not hold for %s%n(seed %d, try %d of %d; again: -Dsluice.property.seed=%d): %s"
                .formatted(String.join(", ", smallest.values()), seed, i + 1, tries, seed + i, why),
            why);
      }
    }
  }

  private Throwable failure(Any any) {
    try {
      property.accept(any);
      return null;
    } catch (TestAbortedException | OutOfMemoryError e) {
      throw e; // says nothing about the case
    } catch (Throwable e) {
      return e;
    }
  }

  private void makeSmaller() {
    Choices before;
    do {
      before = smallest.choices();
      leaveOut();
      lower();
    } while (smallest.choices().areSimplerThan(before));
  }

  /** Many at once at first, and then fewer. */
  private void leaveOut() {
    int size = smallest.choices().count();
    while (size > 0) {
      int at = 0;
      while (at + size <= smallest.choices().count()) {
        at += isLeftOut(at, size) ? 0 : Math.max(1, size / 4);
      }
      size = size > 8 ? size / 2 : size - 1;
    }
  }

  private boolean isLeftOut(int at, int size) {
    long[] all = smallest.choices().made();
    long[] fewer = Arrays.copyOf(all, all.length - size);
    System.arraycopy(all, at + size, fewer, at, all.length - at - size);
    return stillFails(fewer);
  }

  /** Each to its simplest, or by halves to the simplest that fails. */
  private void lower() {
    for (int i = 0; i < smallest.choices().count(); i++) {
      long passes = smallest.choices().simplest(i);
      if (isLowered(i, passes)) {
        continue;
      }
      while (i < smallest.choices().count()) {
        long fails = smallest.choices().made()[i];
        long middle = passes + (fails - passes) / 2;
        if (middle == passes || middle == fails) {
          break;
        }
        if (!isLowered(i, middle)) {
          passes = middle;
        }
      }
    }
  }

  private boolean isLowered(int at, long choice) {
    long[] choices = smallest.choices().made();
    choices[at] = choice;
    return stillFails(choices);
  }

  /** Whether these are simpler than the smallest, and fail as it does: they are it from then on. */
  private boolean stillFails(long[] choices) {
    if (runs++ >= MOST_RUNS) {
      return false;
    }
    Any any = Any.of(smallest.seed(), choices);
    Throwable failure = failure(any);
    boolean is =
        failure != null
            && failure.getClass() == why.getClass()
            && place(failure).equals(place(why))
            && any.choices().areSimplerThan(smallest.choices());
    if (is) {
      smallest = any;
      why = failure;
    }
    return is;
  }

  /** Where it was thrown or, by an assertion, asserted. */
  private static String place(Throwable why) {
    return Arrays.stream(why.getStackTrace())
        .filter(frame -> !frame.getClassName().matches("(org\\.junit|java)\\..*"))
        .findFirst()
        .map(StackTraceElement::toString)
        .orElse("");
  }
}
