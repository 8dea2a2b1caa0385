package io.sluice.gateway.internal.configuration;

import io.sluice.backend.BoundedFile;
import io.sluice.backend.osgi.ConfigValues;
import io.sluice.backend.osgi.RepeatedKey;
import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.state.FileStamp;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that each file of the folder of configurations is read, whatever kept File Install
 * from it, which tries only once: a full disk, where Configuration Admin can keep nothing; a file
 * put in place of another with the same length and time; a key of which only the case has changed,
 * which is no change to Configuration Admin. What has come to rest is read once more, which changes
 * nothing where it was read, and again until it could be. What may not be opened, a FIFO or a
 * device, is told once, and read when it has become a file.
 */
@Component(service = UnreadFiles.class, immediate = true)
public final class UnreadFiles {
  private static final Logger LOG = LoggerFactory.getLogger(UnreadFiles.class);

  /** Framework property: how often the folder is looked at, in milliseconds. */
  private static final String PERIOD = "sluice.unread.milliseconds";

  private static final String SUFFIX = ".cfg";

  private final ConfigurationFolder folder;
  private final ArtifactInstaller reader;
  private final LogicalUnits logicalUnits;
  private final Map<Path, Seen> files = new HashMap<>();
  private final Map<Path, String> problems = new TreeMap<>();
  private final Set<Path> repeating = new HashSet<>();
  private final Instant begin = Instant.now();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "sluice-unread");
            thread.setDaemon(true);
            return thread;
          });

  /** A file as it was when it was looked at last. */
  private record Seen(FileStamp stamp, State state) {}

  /** How far a file has come. */
  private enum State {
    NEW,
    CHANGED,
    READ
  }

  /** Begins to look. */
  @Activate
  public UnreadFiles(
      BundleContext context,
      @Reference ConfigurationFolder folder,
      @Reference ArtifactInstaller reader,
      @Reference LogicalUnits logicalUnits) {
    this.folder = folder;
    this.reader = reader;
    this.logicalUnits = logicalUnits;
    String period = context.getProperty(PERIOD);
    long millis = period == null ? 3000 : Long.parseLong(period);
    timer.execute(this::findRepeating);
    Future<?> unused =
        timer.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** At the start, so that one which is mended before it is looked at is known to have changed. */
  private void findRepeating() {
    try {
      for (Path file : list()) {
        if (BoundedFile.objection(file).isEmpty() && isRepeating(file)) {
          repeating.add(file);
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("{} can't be looked through: {}", folder.path(), e.toString());
    }
  }

  private static boolean isRepeating(Path file) throws IOException {
    return RepeatedKey.in(BoundedFile.of(file, ConfigValues.LONGEST_FILE).readText()).isPresent();
  }

  @Deactivate
  void deactivate() {
    timer.shutdownNow();
  }

  private void look() {
    try {
      Set<Path> there = new HashSet<>(list());
      Map<Path, Set<String>> configured = folder.configured();
      there.forEach(file -> look(file, configured.get(file)));
      for (Path file : List.copyOf(files.keySet())) {
        if (!there.contains(file)) {
          files.remove(file);
          repeating.remove(file);
          solved(file);
          removed(file);
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("{} can't be looked through: {}", folder.path(), e.toString());
    }
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> entries = Files.list(folder.path())) {
      return entries.filter(file -> file.toString().endsWith(SUFFIX)).toList();
    }
  }

  /**
   * @param keys of its configuration; null where there is none
   */
  private void look(Path file, Set<String> keys) {
    try {
      if (!Files.exists(file)) { // a link that leads nowhere has no stamp
        files.remove(file);
        requireReadable(file);
      }
      FileStamp stamp = FileStamp.of(file);
      Seen seen = files.get(file);
      if (seen == null) {
        files.put(file, new Seen(stamp, State.NEW));
      } else if (!seen.stamp().equals(stamp)) {
        files.put(file, new Seen(stamp, State.CHANGED));
      } else if (seen.state() != State.READ) {
        requireReadable(file);
        if (seen.state() == State.CHANGED || keys == null) {
          reader.install(file.toFile());
          folder.correctCase(file);
        } else if (folder.isOfOtherCase(file, keys)) {
          folder.correctCase(file); // it was changed before it was seen first
        }
        tellOfRepeatedKey(file, hasChanged(seen));
        files.put(file, new Seen(stamp, State.READ));
        solved(file);
      }
    } catch (Exception e) { // what the reader declares
      problem(file, e);
    }
  }

  /** Since it may have been read: it may have changed before it was seen first. */
  private boolean hasChanged(Seen seen) {
    return seen.state() == State.CHANGED || seen.stamp().changed().toInstant().isAfter(begin);
  }

  private static void requireReadable(Path file) throws IOException {
    Optional<String> objection = BoundedFile.objection(file);
    if (objection.isPresent()) {
      throw new IOException("it " + objection.get());
    }
    if (Files.size(file) > ConfigValues.LONGEST_FILE) {
      throw new IOException("it is longer than 1 MiB");
    }
  }

  /**
   * A file with a key twice is refused by who gets its values, which are the same without the one
   * that does not count: so it is told when such a key comes or goes.
   */
  private void tellOfRepeatedKey(Path file, boolean hasChanged) throws IOException {
    boolean isNews = isRepeating(file) ? repeating.add(file) : repeating.remove(file);
    if (isNews && hasChanged) {
      folder.tellAgain(file);
    }
  }

  private void problem(Path file, Exception reason) {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return; // the next look sees that it is gone
    }
    String text = text(reason);
    if (!text.equals(problems.put(file, text))) {
      LOG.warn("{} can't be read: {}; it is tried again until it can be", file, text);
      tell();
    }
  }

  /** File Install calls Configuration Admin by reflection, where it can. */
  private static String text(Exception reason) {
    Throwable cause = reason instanceof InvocationTargetException ? reason.getCause() : reason;
    return cause instanceof IOException ? cause.getMessage() : String.valueOf(cause);
  }

  private void solved(Path file) {
    if (problems.remove(file) != null) {
      LOG.info("{} is read", file);
      tell();
    }
  }

  private void tell() {
    Map<String, String> reasons = new TreeMap<>();
    problems.forEach((file, reason) -> reasons.put(file.getFileName().toString(), reason));
    logicalUnits.unread().cannotBeRead(reasons);
  }

  private void removed(Path file) {
    try {
      if (!Files.exists(file) && folder.isConfigured(file)) {
        reader.uninstall(file.toFile());
      }
    } catch (Exception e) { // what the reader declares
      LOG.warn("{} is gone, and its configuration can't be removed: {}", file, e.toString());
    }
  }
}
