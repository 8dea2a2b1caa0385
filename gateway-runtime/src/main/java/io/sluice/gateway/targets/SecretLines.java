package io.sluice.gateway.targets;

import io.sluice.backend.shell.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A file of CHAP secrets, in lines {@code initiator NAME SECRET [IQN...]} and {@code target NAME
 * SECRET}. Comments and other lines stay.
 *
 * @param text what it holds
 */
record SecretLines(String text) {
  private static final String INITIATOR = "initiator";
  private static final String TARGET = "target";

  List<String> names() {
    return text.lines().filter(SecretLines::isInitiator).map(line -> words(line)[1]).toList();
  }

  /** The names as a person reads them, with the initiators that they are bound to. */
  List<String> described() {
    return text.lines().filter(SecretLines::isInitiator).map(SecretLines::describe).toList();
  }

  private static String describe(String line) {
    String[] words = words(line);
    String only = String.join(" or ", Arrays.asList(words).subList(3, words.length));
    return only.isEmpty() ? words[1] : words[1] + " (only as " + only + ")";
  }

  /** Our own name, for mutual CHAP. */
  Optional<String> ownName() {
    return text.lines().filter(SecretLines::isTarget).map(line -> words(line)[1]).findFirst();
  }

  /**
   * With a secret, in place of the one that the name had.
   *
   * @param only the initiators that it is for; empty for any
   */
  SecretLines with(String name, String secret, List<String> only) {
    requireFit(name, secret);
    String bound = only.isEmpty() ? "" : " " + String.join(" ", only);
    return replaced(
        line -> isInitiator(line) && words(line)[1].equals(name),
        INITIATOR + " " + name + " " + secret + bound);
  }

  boolean has(String name) {
    return names().contains(name);
  }

  /** The initiators that a name is for; empty for any. */
  List<String> boundOf(String name) {
    return secretLine(name).map(words -> words.subList(3, words.size())).orElse(List.of());
  }

  /**
   * With other initiators for a name, which keeps its secret.
   *
   * @param only the initiators that it is for; empty for any
   */
  SecretLines bound(String name, List<String> only) {
    return with(name, secretLine(name).orElseThrow().get(2), only);
  }

  private Optional<List<String>> secretLine(String name) {
    return text.lines()
        .filter(SecretLines::isInitiator)
        .map(line -> List.of(words(line)))
        .filter(words -> words.get(1).equals(name))
        .findFirst();
  }

  /** With our own name and secret, in place of those that there were. */
  SecretLines withOwn(String name, String secret) {
    requireFit(name, secret);
    return replaced(SecretLines::isTarget, TARGET + " " + name + " " + secret);
  }

  private static void requireFit(String name, String secret) {
    if (!name.matches("[!-~]+") || !secret.matches("\\S{12,255}")) {
      throw new Refusal(
          "A CHAP name is of visible ASCII characters, and a secret has 12 to 255 characters"
              + " without blanks. Nothing was done.");
    }
  }

  /**
   * Without a name that is not the only one.
   *
   * @param askNobody the command line by which nobody is asked for a secret any more
   */
  SecretLines without(String name, String askNobody) {
    if (!names().contains(name)) {
      throw new Refusal("There is no CHAP name " + name + "; there are " + names());
    }
    SecretLines fewer = without(line -> isInitiator(line) && words(line)[1].equals(name));
    if (fewer.names().isEmpty()) {
      throw new Refusal(
          name
              + " is the only CHAP name, and without any nobody could log in: add another first;"
              + " if nobody is to be asked for a secret: "
              + askNobody
              + ". Nothing was done.");
    }
    return fewer;
  }

  /** Without our own name: initiators that want us to prove who we are log in no more. */
  SecretLines withoutOwn(String name) {
    if (!ownName().equals(Optional.of(name))) {
      throw new Refusal(
          "The target has no name "
              + name
              + " of its own"
              + ownName().map(own -> "; it is " + own).orElse("")
              + ". Nothing was done.");
    }
    return without(SecretLines::isTarget);
  }

  private SecretLines replaced(Predicate<String> old, String line) {
    Stream<String> others = text.lines().filter(old.negate());
    return new SecretLines(
        Stream.concat(others, Stream.of(line)).collect(Collectors.joining("\n", "", "\n")));
  }

  private SecretLines without(Predicate<String> old) {
    return new SecretLines(
        text.lines().filter(old.negate()).collect(Collectors.joining("\n", "", "\n")));
  }

  private static boolean isInitiator(String line) {
    return words(line)[0].equals(INITIATOR) && words(line).length >= 3;
  }

  private static boolean isTarget(String line) {
    return words(line)[0].equals(TARGET) && words(line).length == 3;
  }

  private static String[] words(String line) {
    return line.strip().split("\\s+", -1);
  }

  /** Never shows a secret. */
  @Override
  public String toString() {
    return "secrets of " + names();
  }
}
