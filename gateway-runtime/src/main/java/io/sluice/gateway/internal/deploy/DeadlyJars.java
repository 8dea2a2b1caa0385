package io.sluice.gateway.internal.deploy;

import io.sluice.backend.AtomicFile;
import io.sluice.backend.BoundedFile;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jars during whose installation or start the gateway has died, which would die of them at each
 * start. One that has never been in service is not tried again then; one that has been may have
 * died of something else (a kill, the power), and is tried again twice. Deaths are forgotten when
 * it goes into service, or when a person writes the file anew.
 */
final class DeadlyJars {
  private static final Logger LOG = LoggerFactory.getLogger(DeadlyJars.class);
  private static final int LONGEST = 1 << 20;
  private static final int CHANCES_OF_A_PROVEN_ONE = 3;
  private static final long NOT_SEEN = -1;

  /** Which jar is being put into service; there while one is. */
  private final Path attempt;

  private final Path file;
  private final Map<String, Deaths> deaths = new HashMap<>();

  /**
   * How often the gateway died of a jar.
   *
   * @param modified when its file was last written, as it was first seen after that
   */
  private record Deaths(int count, long modified) {
    static Deaths parse(String text) {
      String[] fields = text.split(" ", -1);
      return new Deaths(Integer.parseInt(fields[0]), Long.parseLong(fields[1]));
    }

    @Override
    public String toString() {
      return count + " " + modified;
    }
  }

  /** Looks whether the last gateway died in an attempt. */
  DeadlyJars(Path folder) throws IOException {
    Files.createDirectories(folder);
    attempt = folder.resolve("attempt");
    file = folder.resolve("deadly");
    read();
    try {
      String sha256 = BoundedFile.of(attempt, LONGEST).readText().strip();
      if (!sha256.isEmpty()) {
        int before = Optional.ofNullable(deaths.get(sha256)).map(Deaths::count).orElse(0);
        deaths.put(sha256, new Deaths(before + 1, NOT_SEEN));
        write();
      }
      end();
    } catch (NoSuchFileException e) {
      // it died of none
    }
  }

  private void read() {
    try {
      Properties properties = new Properties();
      properties.load(new StringReader(BoundedFile.of(file, LONGEST).readText()));
      properties
          .stringPropertyNames()
          .forEach(key -> deaths.put(key, Deaths.parse(properties.getProperty(key))));
    } catch (NoSuchFileException e) {
      // none is
    } catch (IOException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      LOG.warn("{} can't be read, so each jar is tried again: {}", file, e.toString());
    }
  }

  private void write() throws IOException {
    Properties properties = new Properties();
    deaths.forEach((sha256, known) -> properties.setProperty(sha256, known.toString()));
    StringWriter text = new StringWriter();
    properties.store(text, null);
    new AtomicFile(file).write(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * From here on a death is this jar's. The mark is for the death of the process: it need not
   * survive the machine's, which no jar is to blame for.
   */
  void begin(BundleJar jar) {
    try {
      Files.writeString(attempt, jar.sha256());
    } catch (IOException e) {
      LOG.debug("{}: {}", attempt, e.toString()); // without room a death goes unnoticed
    }
  }

  /** Nothing risky is under way any more. */
  void end() {
    try {
      Files.deleteIfExists(attempt);
    } catch (IOException e) {
      LOG.warn("{} can't be deleted: {}", attempt, e.toString());
    }
  }

  /** It is in service, or a person wants it tried again. */
  void acquit(BundleJar jar) {
    if (deaths.remove(jar.sha256()) != null) {
      keep();
    }
  }

  private void keep() {
    try {
      write();
    } catch (IOException e) {
      LOG.warn("{} can't be written: {}", file, e.toString());
    }
  }

  /**
   * Why a jar is not tried again.
   *
   * @param modified when its file was last written; another time than before acquits it
   * @param proven whether it has been in service
   */
  Optional<String> objection(BundleJar jar, long modified, boolean proven) {
    Deaths known = deaths.get(jar.sha256());
    if (known == null) {
      return Optional.empty();
    }
    if (known.modified() == NOT_SEEN) {
      known = new Deaths(known.count(), modified);
      deaths.put(jar.sha256(), known);
      keep();
    } else if (known.modified() != modified) {
      acquit(jar);
      return Optional.empty();
    }
    return objection(known, proven ? CHANCES_OF_A_PROVEN_ONE : 1);
  }

  /** The same of one that was in service, whatever became of its file. */
  Optional<String> objectionToProven(String sha256) {
    return Optional.ofNullable(deaths.get(sha256))
        .flatMap(known -> objection(known, CHANCES_OF_A_PROVEN_ONE));
  }

  private static Optional<String> objection(Deaths known, int chances) {
    return known.count() < chances
        ? Optional.empty()
        : Optional.of(
            "the gateway died while it was being put into service"
                + (known.count() > 1 ? ", " + known.count() + " times" : "")
                + "; to have it tried again, copy it anew, or touch it, or bundle:deploy it");
  }
}
