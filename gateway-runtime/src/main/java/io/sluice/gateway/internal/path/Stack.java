package io.sluice.gateway.internal.path;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Something that does not end, and where its thread is.
 *
 * @param what a command, or a call of the handler
 * @param age how long it has been
 * @param thread its thread's name; empty where no thread is inside it
 * @param frames of that thread, the innermost first; empty where there is none
 */
public record Stack(String what, Duration age, String thread, List<String> frames) {
  public static Stack of(String what, long ageNanos, Optional<Thread> thread) {
    return new Stack(
        what,
        Duration.ofNanos(ageNanos),
        thread.map(Thread::getName).orElse(""),
        thread.map(Thread::getStackTrace).stream()
            .flatMap(Arrays::stream)
            .map(StackTraceElement::toString)
            .toList());
  }
}
