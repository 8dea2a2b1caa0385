package io.sluice.backend.shell;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ConsumerType;

/** A command of the shell: its name, its manual, and what it does. */
public final class ShellCommand {
  /** Asks for JSON, of each command that tells something. */
  public static final Option JSON = Option.flag("--json", "for programs");

  /** Does what a command is for, and prints what a person should know of it. */
  @ConsumerType
  @FunctionalInterface
  public interface Action {
    /**
     * Runs on the thread of the session.
     *
     * @throws Refusal where it does not do what was asked, with the reason and what to do
     * @throws java.io.IOException the same, where its message is for a person
     */
    void run(Call call) throws Exception;
  }

  /** Finds out what a command is to tell. */
  @ConsumerType
  @FunctionalInterface
  public interface Question {
    /**
     * Runs on the thread of the session.
     *
     * @throws Refusal where it can't tell, with the reason and what to do
     */
    Told answer(Call call) throws Exception;
  }

  /** Gives what the command gives to the shell, beside what it prints. */
  private interface Body {
    Optional<List<String>> run(Call call) throws Exception;
  }

  private final String name;
  private final Supplier<Manual> manual;
  private final String loss;
  private final Body body;

  private ShellCommand(String name, Supplier<Manual> manual, String loss, Body body) {
    int colon = name.indexOf(':');
    if (colon < 1 || colon == name.length() - 1) {
      throw new IllegalArgumentException(name + " is not SCOPE:FUNCTION");
    }
    this.name = name;
    this.manual = manual;
    this.loss = loss;
    this.body = body;
  }

  /**
   * A command that does something.
   *
   * @param name as it is typed, {@code SCOPE:FUNCTION}
   */
  public static ShellCommand acting(String name, Manual manual, Action action) {
    return acting(name, () -> manual, action);
  }

  /**
   * A command that does something, and whose manual changes with what is installed.
   *
   * @param manual asked for on each call, and whenever help or completion is. Any thread
   */
  public static ShellCommand acting(String name, Supplier<Manual> manual, Action action) {
    return new ShellCommand(
        name,
        manual,
        "",
        call -> {
          action.run(call);
          return Optional.empty();
        });
  }

  /** A command that tells something, to people and, with {@code --json}, to programs. */
  public static ShellCommand telling(String name, Manual manual, Question question) {
    Manual all = manual.options(JSON);
    return new ShellCommand(
        name,
        () -> all,
        "",
        call -> {
          boolean json = isForPrograms(call);
          print(json, question.answer(call));
          return Optional.empty();
        });
  }

  /** A command that gives words, for scripts and {@link Manual#completedBy completion}. */
  public static ShellCommand names(String name, String summary, Supplier<List<String>> names) {
    Manual manual = Manual.of(summary + ", for scripts and completion", name).options(JSON);
    return new ShellCommand(
        name,
        () -> manual,
        "",
        call -> {
          if (!isForPrograms(call)) {
            return Optional.of(names.get());
          }
          print(true, new Told(names, () -> ""));
          return Optional.empty();
        });
  }

  private static boolean isForPrograms(Call call) {
    return call.arguments().has(JSON.name());
  }

  private static void print(boolean json, Told told) {
    System.out.print(json ? JsonText.of(told.facts().get()) : told.text().get().toString());
  }

  /**
   * This command, which destroys what nobody can bring back: before it is run, the person has to
   * agree, on a terminal or by {@code --yes}. With neither it is not run.
   *
   * @param what as in {@code what was written to it is lost}
   */
  public ShellCommand losing(String what) {
    return new ShellCommand(name, manual, what, body);
  }

  /** As it is typed: {@code SCOPE:FUNCTION}. */
  public String name() {
    return name;
  }

  /** What comes before the colon. */
  public String scope() {
    return name.substring(0, name.indexOf(':'));
  }

  /** What comes behind the colon. */
  public String function() {
    return name.substring(name.indexOf(':') + 1);
  }

  /** What a person should know of it. */
  public Manual manual() {
    Manual own = manual.get();
    if (loss.isEmpty()) {
      return own;
    }
    String details = own.details() + " It asks, or takes " + Option.YES.name() + ", since " + loss;
    return own.details(details.strip() + ".").options(Option.YES);
  }

  /**
   * Runs it, for the shell and for tests.
   *
   * @return the words of a command that gives {@link #names names}, unless they are printed
   */
  public Optional<List<String>> run(Call call) throws Exception {
    if (!loss.isEmpty() && isComplete(call)) {
      call.confirm(name + " " + String.join(" ", operands(call)) + ": " + loss + ". Go on?");
    }
    try {
      return body.run(call);
    } catch (IOException e) {
      throw e.getMessage() == null ? e : new Refusal(e.getMessage(), e);
    }
  }

  /** Without a word where it wants one, it tells what it wants. */
  private boolean isComplete(Call call) {
    return manual.get().operands().isEmpty() || !operands(call).isEmpty();
  }

  private static List<String> operands(Call call) {
    return call.arguments().operands();
  }
}
