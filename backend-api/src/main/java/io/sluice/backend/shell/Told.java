package io.sluice.backend.shell;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * What a command tells. Only the one that is wanted is made.
 *
 * @param facts for programs: what {@link JsonText} writes
 * @param text for people, with the end of its last line
 */
public record Told(Supplier<?> facts, Supplier<?> text) {
  public Told {
    Objects.requireNonNull(facts);
    Objects.requireNonNull(text);
  }
}
