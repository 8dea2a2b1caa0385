package io.sluice.iscsi.internal.login;

import io.sluice.backend.osgi.Encoding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The names and secrets of CHAP: of those who may log in, and, for mutual authentication, our own.
 * Its text form holds no secret. A value.
 */
public final class ChapSecrets implements SecretSource {
  /** RFC 7143 9.2.1: 96 bits at least. */
  private static final int SHORTEST_SECRET = 12;

  private static final long MOST_FILE_BYTES = 1 << 20;
  private final Map<String, Initiator> initiators;
  private final Set<String> taken;
  private final Credential own;

  /** A name and its secret. */
  public record Credential(String name, String secret) {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * What a CHAP name goes with.
   *
   * @param names the only initiators that it is for, in lower case; empty for any
   */
  private record Initiator(String secret, Set<String> names) {}

  private ChapSecrets(Map<String, Initiator> initiators, Credential own) {
    this.initiators = Map.copyOf(initiators);
    this.own = own;
    taken =
        initiators.values().stream()
            .flatMap(initiator -> initiator.names.stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Reads a file of lines {@code initiator NAME SECRET [IQN...]} and at most one {@code target NAME
   * SECRET}; empty lines and those that begin with # are skipped.
   *
   * @throws IOException when it can't be read, others than its owner may read it, or a line is
   *     wrong; the message says what to do and holds no secret
   */
  public static ChapSecrets read(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(file + " is not a file");
    }
    if (Files.size(file) > MOST_FILE_BYTES) {
      throw new IOException(file + " is longer than " + MOST_FILE_BYTES + " bytes");
    }
    return parse(file.toString(), Encoding.readSecret(file).lines().toList());
  }

  private static ChapSecrets parse(String source, List<String> lines) throws IOException {
    Map<String, Initiator> initiators = new HashMap<>();
    Credential own = null;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String where = source + " line " + (i + 1) + ": ";
      String[] words = line.split("\\s+", -1);
      boolean bound = words.length > 3 && words[0].equals("initiator");
      if (words.length != 3 && !bound) {
        throw new IOException(
            where + "write 'initiator NAME SECRET [IQN...]' or 'target NAME SECRET'");
      }
      if (words[2].getBytes(StandardCharsets.UTF_8).length < SHORTEST_SECRET) {
        throw new IOException(where + "a secret has at least " + SHORTEST_SECRET + " bytes");
      }
      switch (words[0]) {
        case "initiator" -> {
          Initiator initiator = new Initiator(words[2], names(words, where));
          if (initiators.put(words[1], initiator) != null) {
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

  private static Set<String> names(String[] words, String where) throws IOException {
    Set<String> names = new TreeSet<>();
    for (String name : Arrays.asList(words).subList(3, words.length)) {
      if (!IscsiName.isValid(name)) { // might be a part of a secret with a blank in it: not told
        throw new IOException(where + "what follows the secret is no initiator's name");
      }
      names.add(name.toLowerCase(Locale.ROOT));
    }
    return names;
  }

  private static ChapSecrets of(String source, Map<String, Initiator> initiators, Credential own)
      throws IOException {
    if (initiators.isEmpty()) {
      throw new IOException(source + " has no initiator line, so nobody could log in");
    }
    // With one secret for both ways an attacker lets us answer our own challenge (RFC 7143 9.2.1).
    if (own != null
        && initiators.values().stream().anyMatch(each -> each.secret.equals(own.secret()))) {
      throw new IOException(source + ": the target's secret is an initiator's too; take another");
    }
    return new ChapSecrets(initiators, own);
  }

  @Override
  public ChapSecrets now() {
    return this;
  }

  @Override
  public Optional<ChapSecrets> settled() {
    return Optional.of(this);
  }

  /**
   * Whether a CHAP name may log in as an initiator, once it was authenticated. A name that is bound
   * to initiators may as these only, and nobody else may as one of these.
   *
   * @param initiator in lower case
   */
  public boolean admits(String name, String initiator) {
    Initiator known = initiators.get(name);
    if (known == null) {
      return false;
    }
    return known.names.isEmpty() ? !taken.contains(initiator) : known.names.contains(initiator);
  }

  /** Whether a name could log in as that initiator with that secret. */
  public boolean accepts(Credential proved, String initiator) {
    return admits(proved.name(), initiator)
        && initiators.get(proved.name()).secret.equals(proved.secret());
  }

  /** The secret of one who may log in. */
  Optional<String> secretOf(String name) {
    return Optional.ofNullable(initiators.get(name)).map(Initiator::secret);
  }

  /** Our own name and secret, where authentication may be mutual. */
  public Optional<Credential> own() {
    return Optional.ofNullable(own);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChapSecrets secrets
        && initiators.equals(secrets.initiators)
        && Objects.equals(own, secrets.own);
  }

  @Override
  public int hashCode() {
    return Objects.hash(initiators, own);
  }

  @Override
  public String toString() {
    return "CHAP for "
        + new TreeSet<>(initiators.keySet())
        + (own == null ? "" : ", mutual as " + own);
  }
}
