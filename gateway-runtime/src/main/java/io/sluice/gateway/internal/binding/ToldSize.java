package io.sluice.gateway.internal.binding;

import io.sluice.backend.VolumeInfo;
import io.sluice.gateway.internal.state.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers, also beyond the gateway's death, how many blocks initiators were told of. Where a
 * volume ends within a block, which was left out once and is served now, a disk keeps the size that
 * it had until it is resized: MD, GPT and ZFS are found from a disk's end.
 *
 * <p>Gateways of version 0.1.0 kept no sizes. What they have served is known by its history of
 * swaps: when the folder of sizes is made, each logical unit that has one gets a mark there.
 */
public final class ToldSize {
  private static final Logger LOG = LoggerFactory.getLogger(ToldSize.class);
  private static final String KIND = "sluice told size 1";
  private static final String UNKNOWN = "served before sizes were kept";

  private final String lun;
  private final StateFile file;

  // Guarded by this.
  private String told = "";
  private long leftOut;

  /**
   * With what was kept.
   *
   * @param file null to keep nothing beyond the gateway's death
   */
  public ToldSize(String lun, StateFile file) {
    this.lun = lun;
    this.file = file;
    try {
      List<String> lines = file == null ? List.of() : file.read();
      told = lines.isEmpty() ? "" : lines.get(0);
    } catch (IOException e) {
      LOG.error("{}: {}; a last part of a block is left out as before", lun, e.getMessage());
      told = UNKNOWN;
    }
  }

  /** In the folder for such, which is made by the first gateway that keeps sizes. */
  public static ToldSize of(String lun, Path var) {
    Path folder = var.resolve("sizes");
    try {
      markWhatWasServed(var.resolve("swaps"), folder);
    } catch (IOException e) {
      LOG.error("{} can't be made: {}; sizes may not be kept", folder, e.toString());
    }
    return new ToldSize(lun, new StateFile(folder.resolve(lun), KIND));
  }

  private static synchronized void markWhatWasServed(Path swaps, Path folder) throws IOException {
    if (Files.exists(folder)) {
      return;
    }
    Path made = folder.resolveSibling("sizes.new");
    Files.createDirectories(made);
    if (Files.isDirectory(swaps)) {
      try (Stream<Path> histories = Files.list(swaps)) {
        for (Path history : histories.toList()) {
          if (hasServed(history)) {
            new StateFile(made.resolve(history.getFileName()), KIND).write(List.of(UNKNOWN));
          }
        }
      }
    }
    Files.move(made, folder);
  }

  private static boolean hasServed(Path history) {
    return new HistoryFile(history)
        .load().stream().anyMatch(swap -> swap.isDone() || !swap.from().isNone());
  }

  /** What of a volume is to be served: all, or what initiators were told of. */
  synchronized VolumeInfo served(VolumeInfo probed) {
    long whole = probed.geometry().blocks() - 1;
    VolumeInfo shorter = probed.withBlocks(Math.max(1, whole));
    boolean isOdd = probed.end().missing() > 0 && probed.end().wasLeftOut() && whole > 0;
    boolean wasShorter = told.equals(UNKNOWN) || told.equals(line(shorter));
    return isOdd && wasShorter ? shorter : probed;
  }

  private static String line(VolumeInfo info) {
    return info.geometry().blocks() + " blocks of " + info.geometry().blockSize();
  }

  /** Bytes of content that are left out of what is served. */
  synchronized long leftOut() {
    return leftOut;
  }

  /** For a person; empty where nothing is left out. */
  synchronized String note() {
    return leftOut == 0
        ? ""
        : "the last %d bytes of its content are left out, since initiators were told a size without them; lun:resize %s shows them"
            .formatted(leftOut, lun);
  }

  /** Before the first command is let through to a volume, or to a part of it. */
  synchronized void serves(VolumeInfo probed, VolumeInfo served) {
    leftOut = probed.contentLength() - served.contentLength();
    String now = line(served);
    if (!now.equals(told)) {
      told = now;
      try {
        if (file != null) {
          file.write(List.of(now));
        }
      } catch (IOException e) {
        LOG.warn("{}: its size can't be kept: {}", lun, e.toString());
      }
    }
  }

  /** Initiators are to be told anew. */
  public synchronized void forget() {
    told = "";
    try {
      if (file != null) {
        file.delete();
      }
    } catch (IOException e) {
      LOG.error("{}: {} can't be deleted: {}", lun, file, e.toString());
    }
  }
}
