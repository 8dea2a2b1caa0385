package io.sluice.gateway.targets;

import io.sluice.gateway.shell.Refusal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A file of CHAP secrets, in lines {@code initiator NAME SECRET}. Comments and other lines stay.
 *
 * @param text what it holds
 */
record SecretLines(String text) {
  List<String> names() {
    return text.lines().filter(SecretLines::isInitiator).map(line -> words(line)[1]).toList();
  }

  /** With a secret, in place of the one that the name had. */
  SecretLines with(String name, String secret) {
    if (!name.matches("[!-~]+") || !secret.matches("\\S{12,255}")) {
      throw new Refusal(
          "A CHAP name is of visible ASCII characters, and a secret has 12 to 255 characters"
              + " without blanks. Nothing was done.");
    }
    String line = "initiator " + name + " " + secret;
    return new SecretLines(
        Stream.concat(others(name), Stream.of(line)).collect(Collectors.joining("\n", "", "\n")));
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
    SecretLines fewer = new SecretLines(others(name).collect(Collectors.joining("\n", "", "\n")));
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

  private Stream<String> others(String name) {
    return text.lines().filter(line -> !isInitiator(line) || !words(line)[1].equals(name));
  }

  private static boolean isInitiator(String line) {
    return words(line)[0].equals("initiator") && words(line).length == 3;
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
