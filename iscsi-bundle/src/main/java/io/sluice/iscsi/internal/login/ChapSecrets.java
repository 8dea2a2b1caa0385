package io.sluice.iscsi.internal.login;

import io.sluice.backend.osgi.Encoding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names and secrets of CHAP: of those who may log in, and, for mutual authentication, our own.
 * Its text form holds no secret.
 */
public final class ChapSecrets {
  /** RFC 7143 9.2.1: 96 bits at least. */
  private static final int SHORTEST_SECRET = 12;

  private static final long MOST_FILE_BYTES = 1 << 20;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Map<String, String> initiators;
  private final Credential own;

  /** A name and its secret. */
  public record Credential(String name, String secret) {
    @Override
    public String toString() {
      return name;
    }
  }

  private ChapSecrets(Map<String, String> initiators, Credential own) {
    this.initiators = Map.copyOf(initiators);
    this.own = own;
  }

  /**
   * Reads a file of lines {@code initiator NAME SECRET} and at most one {@code target NAME SECRET};
   * empty lines and those that begin with # are skipped.
   *
   * @throws IOException when it can't be read, others than its owner may read it, or a line is
   *     wrong; the message says what to do and holds no secret
   */
  public static ChapSecrets read(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(file + " is not a file");
    }
    if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
      throw new IOException(file + " may be read by others: chmod 600 " + file);
    }
    if (Files.size(file) > MOST_FILE_BYTES) {
      throw new IOException(file + " is longer than " + MOST_FILE_BYTES + " bytes");
    }
    return parse(file.toString(), Encoding.readLines(file));
  }

  private static ChapSecrets parse(String source, List<String> lines) throws IOException {
    Map<String, String> initiators = new HashMap<>();
    Credential own = null;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String where = source + " line " + (i + 1) + ": ";
      String[] words = line.split("\\s+", -1);
      if (words.length != 3) {
        throw new IOException(where + "write 'initiator NAME SECRET' or 'target NAME SECRET'");
      }
      if (words[2].getBytes(StandardCharsets.UTF_8).length < SHORTEST_SECRET) {
        throw new IOException(where + "a secret has at least " + SHORTEST_SECRET + " bytes");
      }
      switch (words[0]) {
        case "initiator" -> {
          if (initiators.put(words[1], words[2]) != null) {
            throw new IOException(where + words[1] + " is there twice");
          }
        }
        case "target" -> {
          if (own != null) {
            throw new IOException(where + "there is one target line at most");
          }
          own = new Credential(words[1], words[2]);
        }
        default -> throw new IOException(where + "begins with 'initiator' or 'target'");
      }
    }
    return of(source, initiators, own);
  }

  private static ChapSecrets of(String source, Map<String, String> initiators, Credential own)
      throws IOException {
    if (initiators.isEmpty()) {
      throw new IOException(source + " has no initiator line, so nobody could log in");
    }
    // With one secret for both ways an attacker lets us answer our own challenge (RFC 7143 9.2.1).
    if (own != null && initiators.containsValue(own.secret())) {
      throw new IOException(source + ": the target's secret is an initiator's too; take another");
    }
    return new ChapSecrets(initiators, own);
  }

  /** Those of several targets, for discovery; where they differ, the first counts. */
  static ChapSecrets union(List<ChapSecrets> all) {
    if (all.size() == 1) {
      return all.get(0);
    }
    Map<String, String> initiators = new HashMap<>();
    Credential own = null;
    for (ChapSecrets secrets : all) {
      secrets.initiators.forEach(initiators::putIfAbsent);
      own = own == null ? secrets.own : own;
    }
    return new ChapSecrets(initiators, own);
  }

  /** Whether this name may log in, once it was authenticated. */
  public boolean knows(String name) {
    return initiators.containsKey(name);
  }

  /** The secret of one who may log in. */
  Optional<String> secretOf(String name) {
    return Optional.ofNullable(initiators.get(name));
  }

  /** Our own name and secret, where authentication may be mutual. */
  Optional<Credential> own() {
    return Optional.ofNullable(own);
  }

  @Override
  public String toString() {
    return "CHAP for " + initiators.keySet() + (own == null ? "" : ", mutual as " + own);
  }
}
