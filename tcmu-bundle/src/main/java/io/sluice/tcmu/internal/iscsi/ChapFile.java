package io.sluice.tcmu.internal.iscsi;

import io.sluice.backend.osgi.Encoding;
import io.sluice.tcmu.internal.kernel.ChapLogin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A file of CHAP names and secrets. No message and no text form of it holds a secret. */
final class ChapFile {
  /** RFC 7143 9.2.1: 96 bits at least. */
  private static final int SHORTEST_SECRET = 12;

  /** The kernel's {@code MAX_PASS_LEN}, with its end. */
  private static final int LONGEST = 255;

  /** What the kernel takes, at the beginning of a name or secret, for none. */
  private static final String KERNELS_NONE = "NULL";

  private static final long MOST_FILE_BYTES = 1 << 20;
  private final Path file;
  private final Map<String, String> initiators = new HashMap<>();

  /** CHAP names by the initiators that they are bound to, in lower case. */
  private final Map<String, String> bound = new HashMap<>();

  private String ownName = "";
  private String ownSecret = "";

  private ChapFile(Path file) {
    this.file = file;
  }

  /**
   * Reads lines {@code initiator NAME SECRET [IQN...]} and at most one {@code target NAME SECRET};
   * empty lines and those that begin with # are skipped.
   *
   * @throws IOException when it can't be read, others than its owner may read it, or a line is
   *     wrong; the message says what to do
   */
  static ChapFile read(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(file + " is not a file");
    }
    if (Files.size(file) > MOST_FILE_BYTES) {
      throw new IOException(file + " is longer than " + MOST_FILE_BYTES + " bytes");
    }
    ChapFile read = new ChapFile(file);
    List<String> lines = Encoding.readSecret(file).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        read.add(line.split("\\s+", -1), file + " line " + (i + 1) + ": ");
      }
    }
    read.requireSense();
    return read;
  }

  private void add(String[] words, String where) throws IOException {
    boolean binds = words.length > 3 && words[0].equals("initiator");
    if (words.length != 3 && !binds) {
      throw new IOException(
          where + "write 'initiator NAME SECRET [IQN...]' or 'target NAME SECRET'");
    }
    requireUsable(words[1], where + "a name", 1);
    requireUsable(words[2], where + "a secret", SHORTEST_SECRET);
    switch (words[0]) {
      case "initiator" -> {
        if (initiators.put(words[1], words[2]) != null) {
          throw new IOException(where + words[1] + " is there twice");
        }
        bind(words, where);
      }
      case "target" -> {
        if (!ownName.isEmpty()) {
          throw new IOException(where + "there is one target line at most");
        }
        ownName = words[1];
        ownSecret = words[2];
      }
      default -> throw new IOException(where + "begins with 'initiator' or 'target'");
    }
  }

  private void bind(String[] words, String where) throws IOException {
    for (int i = 3; i < words.length; i++) {
      if (bound.put(words[i].toLowerCase(Locale.ROOT), words[1]) != null) {
        throw new IOException(
            where + "an initiator has two CHAP names; the kernel keeps one for each");
      }
    }
  }

  private static void requireUsable(String word, String what, int shortest) throws IOException {
    int length = word.getBytes(StandardCharsets.UTF_8).length;
    if (length < shortest || length > LONGEST) {
      throw new IOException("%s has %d to %d bytes".formatted(what, shortest, LONGEST));
    }
    if (word.startsWith(KERNELS_NONE)) {
      throw new IOException(what + " that begins with NULL means none to the kernel");
    }
  }

  private void requireSense() throws IOException {
    if (initiators.isEmpty()) {
      throw new IOException(file + " has no initiator line, so nobody could log in");
    }
    // With one secret for both ways an attacker lets us answer our own challenge (RFC 7143 9.2.1).
    if (initiators.containsValue(ownSecret)) {
      throw new IOException(file + ": the target's secret is an initiator's too; take another");
    }
  }

  /**
   * What an initiator logs in with: the line that is bound to it or has its name, or the only one
   * that there is. The kernel keeps one name and secret for each initiator.
   */
  Optional<ChapLogin> of(String initiator) {
    if (bound.containsKey(initiator)) {
      return Optional.of(login(bound.get(initiator)));
    }
    return initiators.containsKey(initiator)
        ? Optional.of(login(initiator))
        : only().filter(login -> !login.name().startsWith("iqn."));
  }

  /** What everybody logs in with, when there is only one line. */
  Optional<ChapLogin> only() {
    return initiators.size() == 1 && bound.isEmpty()
        ? Optional.of(login(initiators.keySet().iterator().next()))
        : Optional.empty();
  }

  private ChapLogin login(String name) {
    return new ChapLogin(name, initiators.get(name), ownName, ownSecret);
  }
}
