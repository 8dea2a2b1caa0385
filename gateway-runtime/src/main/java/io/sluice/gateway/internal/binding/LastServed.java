package io.sluice.gateway.internal.binding;

import io.sluice.backend.VolumeInfo;
import io.sluice.gateway.internal.state.StateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers, also beyond the gateway's death, which volume a logical unit has served last, and of
 * which configuration. Handlers of one name are ways to one volume; where a second configuration
 * gives the name to another volume, that is a mistake far more often than a wish, and the disk's
 * content would be another one from one command to the next.
 */
public final class LastServed {
  private static final Logger LOG = LoggerFactory.getLogger(LastServed.class);
  private static final String KIND = "sluice served volume 1";

  private final String lun;
  private final StateFile file;
  private final Predicate<String> isThere;
  private Optional<Volume> last;

  /**
   * @param handler the name of the handler that served it
   * @param source the configuration that this was made of; empty for none
   * @param identity the volume's; empty where it tells none
   */
  private record Volume(String handler, String source, String identity) {
    Volume {
      handler = inOneLine(handler);
      source = inOneLine(source);
      identity = inOneLine(identity);
    }

    private static String inOneLine(String text) {
      return text.replaceAll("[\\r\\n]+", " ");
    }

    static Volume of(Candidate candidate, VolumeInfo info) {
      return new Volume(candidate.name(), candidate.source(), info.identity());
    }

    /** One of which nothing is known is nobody's. */
    boolean isSameContent(Volume other) {
      return !identity.isEmpty() && identity.equals(other.identity);
    }

    String maker() {
      return source.isEmpty() ? "a handler without a file" : source;
    }

    String content() {
      return identity.isEmpty() ? "which tells nothing of itself" : identity;
    }
  }

  /**
   * With what was kept.
   *
   * @param file null to keep nothing beyond the gateway's death
   * @param isThere whether a configuration is still there, though its handler may not be
   */
  public LastServed(String lun, StateFile file, Predicate<String> isThere) {
    this.lun = lun;
    this.file = file;
    this.isThere = isThere;
    last = load();
  }

  /** In that file. */
  public static LastServed in(Path file, String lun, Predicate<String> isThere) {
    return new LastServed(lun, new StateFile(file, KIND), isThere);
  }

  private Optional<Volume> load() {
    try {
      List<String> lines = file == null ? List.of() : file.read();
      return lines.size() == 3
          ? Optional.of(new Volume(lines.get(0), lines.get(1), lines.get(2)))
          : Optional.empty();
    } catch (IOException e) {
      LOG.warn("{}: {}; the best handler of its name serves", lun, e.getMessage());
      return Optional.empty();
    }
  }

  /** Whether it is of the configuration that made what was served last. */
  synchronized boolean isOfSameSource(Candidate candidate) {
    return last.filter(
            volume ->
                volume.handler().equals(candidate.name())
                    && volume.source().equals(candidate.source()))
        .isPresent();
  }

  /**
   * Why a handler is not to serve unless a person says so: it is of the same name and of another
   * configuration than the one that served last, and not known to be of the same volume. A
   * configuration that was taken away while nothing was served leaves its name to others.
   *
   * @param serves whether one serves now
   */
  synchronized Optional<String> objection(Candidate next, VolumeInfo probed, boolean serves) {
    Volume other = Volume.of(next, probed);
    return last.filter(volume -> volume.handler().equals(other.handler()))
        .filter(volume -> !volume.source().equals(other.source()))
        .filter(volume -> !volume.isSameContent(other))
        .filter(volume -> serves || isThere.test(volume.source()))
        .map(
            volume ->
                "%s gives the name '%s' to another volume (%s) than %s, which %s (%s): give one of them another name; lun:bind %s %s goes over to it all the same"
                    .formatted(
                        other.maker(),
                        other.handler(),
                        other.content(),
                        volume.maker(),
                        serves ? "serves" : "served last",
                        volume.content(),
                        lun,
                        other.handler()));
  }

  /** Before the first command is let through to a volume. */
  synchronized void serves(Candidate candidate, VolumeInfo info) {
    Volume now = Volume.of(candidate, info);
    if (last.filter(now::equals).isPresent()) {
      return;
    }
    last.filter(before -> before.handler().equals(now.handler()))
        .filter(before -> !before.source().equals(now.source()) && !before.isSameContent(now))
        .ifPresent(
            before ->
                LOG.warn(
                    "{}: {} serves it from now on ({}), another volume than {} did ({})",
                    lun,
                    now.maker(),
                    now.content(),
                    before.maker(),
                    before.content()));
    last = Optional.of(now);
    try {
      if (file != null) {
        file.write(List.of(now.handler(), now.source(), now.identity()));
      }
    } catch (IOException e) {
      LOG.warn("{}: which volume it serves can't be kept: {}", lun, e.toString());
    }
  }

  /** The logical unit is removed. */
  public synchronized void forget() {
    last = Optional.empty();
    try {
      if (file != null) {
        file.delete();
      }
    } catch (IOException e) {
      LOG.error("{}: {} can't be deleted: {}", lun, file, e.toString());
    }
  }
}
