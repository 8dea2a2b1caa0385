package io.sluice.gateway.configuration;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A key of a configuration, as Metatype describes it.
 *
 * @param name the key as written in the file
 * @param type {@code text}, {@code number}, {@code true or false}, or the permitted values
 * @param otherwise the default; empty if there is none
 * @param meaning its description, for people
 * @param validation returns what is wrong with a value; empty or null if nothing is
 */
public record ConfigurationKey(
    String name,
    String type,
    Optional<String> otherwise,
    boolean required,
    String meaning,
    UnaryOperator<String> validation) {
  /** Types of values. */
  public static final String TEXT = "text";

  public static final String NUMBER = "number";
  public static final String FLAG = "true or false";

  /** Whether it is set to true or false. */
  public boolean isFlag() {
    return type.equals(FLAG);
  }

  /**
   * What is wrong with a value for this key, as far as can be told without using it; empty if
   * nothing is.
   */
  public Optional<String> problem(String value) {
    if (isFlag() && !List.of("true", "false").contains(value.strip())) {
      return Optional.of("'" + value + "' is not true or false");
    }
    if (type.equals(NUMBER) && !value.strip().matches("[+-]?[0-9]{1,18}")) {
      return Optional.of("'" + value + "' is no whole number");
    }
    return Optional.ofNullable(validation.apply(value))
        .filter(text -> !text.isEmpty())
        .map(text -> "'" + value + "' can't be used: " + text);
  }
}
