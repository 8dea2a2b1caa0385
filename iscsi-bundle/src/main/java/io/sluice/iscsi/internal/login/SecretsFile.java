package io.sluice.iscsi.internal.login;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of secrets, which is looked at once a second at most and read again when it is another or
 * has changed. What it holds counts for logins at once; for sessions that there are, when two looks
 * have seen the same whole file, since an editor may be half through.
 */
public final class SecretsFile implements SecretSource {
  private static final Logger LOG = LoggerFactory.getLogger(SecretsFile.class);
  private static final long BETWEEN_LOOKS_NANOS = 1_000_000_000L;

  /** A change within one tick of the kernel's clock leaves a file's times as they were. */
  private static final long FRESH_MILLIS = 2000;

  private static final String IDENTITY = "unix:dev,ino,mode,uid,size,lastModifiedTime,ctime";

  private final Path file;
  private final LongSupplier nanoTime;
  private long lookedAt;
  private Look last;
  private ChapSecrets settled;
  private String told = "";

  /**
   * What one look saw.
   *
   * @param identity null where the file changed meanwhile or has none
   * @param fresh whether it may change again without another identity
   * @param secrets null where there is a problem
   * @param problem empty for none
   */
  private record Look(
      Map<String, Object> identity, boolean fresh, ChapSecrets secrets, String problem) {
    boolean sawTheSame(Look earlier) {
      return identity != null
          && identity.equals(earlier.identity)
          && Objects.equals(secrets, earlier.secrets)
          && problem.equals(earlier.problem);
    }
  }

  /**
   * Looks for the first time.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  public SecretsFile(Path file, LongSupplier nanoTime) {
    this.file = file;
    this.nanoTime = nanoTime;
    lookedAt = nanoTime.getAsLong();
    last = read();
  }

  @Override
  public synchronized ChapSecrets now() throws IOException {
    look();
    if (last.secrets == null) {
      throw new IOException(last.problem);
    }
    return last.secrets;
  }

  @Override
  public synchronized Optional<ChapSecrets> settled() {
    return Optional.ofNullable(settled);
  }

  @Override
  public synchronized Optional<String> problem() {
    return Optional.of(last.problem).filter(text -> !text.isEmpty());
  }

  @Override
  public synchronized void look() {
    long now = nanoTime.getAsLong();
    if (now - lookedAt < BETWEEN_LOOKS_NANOS) {
      return;
    }
    lookedAt = now;
    Look before = last;
    boolean unchanged =
        !before.fresh && before.identity != null && before.identity.equals(identity());
    last = unchanged ? before : read();
    if (last.sawTheSame(before)) {
      settle();
    }
  }

  private void settle() {
    if (!last.problem.equals(told)) {
      told = last.problem;
      if (told.isEmpty()) {
        LOG.info("{} can be used again", file);
      } else {
        LOG.warn("{}. Until that is put right nobody can log in where it is asked for", told);
      }
    }
    if (last.secrets != null && !last.secrets.equals(settled)) {
      if (settled != null) {
        LOG.info("{} has changed: {}", file, last.secrets);
      }
      settled = last.secrets;
    }
  }

  private Look read() {
    Map<String, Object> identity = identity();
    try {
      ChapSecrets secrets = ChapSecrets.read(file);
      boolean whole = identity != null && identity.equals(identity());
      return new Look(whole ? identity : null, isFresh(identity), secrets, "");
    } catch (IOException | IllegalArgumentException e) {
      String why = e.getMessage();
      String problem = why.contains(file.toString()) ? why : file + " can't be read: " + why;
      return new Look(identity == null ? Map.of() : identity, isFresh(identity), null, problem);
    }
  }

  private static boolean isFresh(Map<String, Object> identity) {
    return identity == null
        || Math.abs(System.currentTimeMillis() - ((FileTime) identity.get("ctime")).toMillis())
            < FRESH_MILLIS;
  }

  /** Null where there is no such file. */
  private Map<String, Object> identity() {
    try {
      return Files.readAttributes(file, IDENTITY, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
