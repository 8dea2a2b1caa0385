package io.sluice.gateway.shell;

import java.util.Set;

/**
 * An option of a command.
 *
 * @param name the name with its dashes, as in {@code --force}
 * @param value placeholder for its value, in capitals, as in {@code SIZE}; in brackets, as in
 *     {@code [PATH]}, if the value may be left out; empty for a flag, which has no value
 * @param meaning its description for {@code help}
 * @param words the command line whose result completes the value; empty for none
 * @param beside the options that this one goes with: once any option that is in the {@code beside}
 *     of some option has been typed, this one makes sense only if one of these has; empty if it
 *     always makes sense
 */
public record Option(String name, String value, String meaning, String words, Set<String> beside) {
  public Option {
    beside = Set.copyOf(beside);
  }

  /** An option that is valid whatever else is typed. */
  public Option(String name, String value, String meaning, String words) {
    this(name, value, meaning, words, Set.of());
  }

  /** Gives in advance the confirmation that {@link Conversation#confirm} would ask for. */
  public static final Option YES = flag("--yes", "do not ask");

  /** An option without a value. */
  public static Option flag(String name, String meaning) {
    return new Option(name, "", meaning, "");
  }

  /** An option followed by a value. */
  public static Option of(String name, String value, String meaning) {
    return new Option(name, value, meaning, "");
  }

  /** This option, with its value completed by the result of a command line. */
  public Option completedBy(String commandLine) {
    return new Option(name, value, meaning, commandLine, beside);
  }

  /** This option, valid only with these. */
  public Option beside(Set<String> others) {
    return new Option(name, value, meaning, words, others);
  }

  /** Whether it is a flag, which has no value. */
  public boolean isFlag() {
    return value.isEmpty();
  }

  /** Whether the value may be left out. */
  public boolean isValueOptional() {
    return value.startsWith("[");
  }

  /** The syntax as shown in help: {@code --size SIZE}. */
  public String syntax() {
    return isFlag() ? name : name + ' ' + value;
  }

  /**
   * Whether the typed name means this option: {@code --blockSize}, {@code --block-size} and {@code
   * --blocksize} are equivalent.
   */
  boolean isMeantBy(String typed) {
    return name.replace("-", "").equalsIgnoreCase(typed.replace("-", ""));
  }
}
