package io.sluice.gateway.shell;

import java.util.Set;

/**
 * An option of a command.
 *
 * @param name with its dashes, as in {@code --force}
 * @param value what a person puts behind it, in capitals, as in {@code SIZE}; empty for a flag,
 *     which stands alone; in brackets, as in {@code [PATH]}, where it may be left out
 * @param meaning for {@code help}
 * @param words the command line whose result completes the value; empty for none
 * @param beside the options of which one must be typed before this one makes sense, once any option
 *     is typed that such ones name; empty where it always does
 */
public record Option(String name, String value, String meaning, String words, Set<String> beside) {
  public Option {
    beside = Set.copyOf(beside);
  }

  /** An option that makes sense whatever else is typed. */
  public Option(String name, String value, String meaning, String words) {
    this(name, value, meaning, words, Set.of());
  }

  /** Says beforehand what {@link Conversation#confirm} would ask for. */
  public static final Option YES = flag("--yes", "do not ask");

  /** An option that is there or not. */
  public static Option flag(String name, String meaning) {
    return new Option(name, "", meaning, "");
  }

  /** An option with a value behind it. */
  public static Option of(String name, String value, String meaning) {
    return new Option(name, value, meaning, "");
  }

  /** This option, its value completed by the result of a command line. */
  public Option completedBy(String commandLine) {
    return new Option(name, value, meaning, commandLine, beside);
  }

  /** This option, which goes with these only. */
  public Option beside(Set<String> others) {
    return new Option(name, value, meaning, words, others);
  }

  /** Whether it stands alone. */
  public boolean isFlag() {
    return value.isEmpty();
  }

  /** Whether the value may be left out. */
  public boolean isValueOptional() {
    return value.startsWith("[");
  }

  /** As it is written: {@code --size SIZE}. */
  public String syntax() {
    return isFlag() ? name : name + ' ' + value;
  }

  /**
   * Whether a person means this option: {@code --blockSize}, {@code --block-size} and {@code
   * --blocksize} are one.
   */
  boolean isMeantBy(String typed) {
    return name.replace("-", "").equalsIgnoreCase(typed.replace("-", ""));
  }
}
