package io.sluice.tcmu.internal;

import io.sluice.gateway.Transport.Export;
import io.sluice.tcmu.internal.kernel.Backstore;
import io.sluice.tcmu.internal.kernel.DiskPath;
import io.sluice.tcmu.internal.kernel.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The disks of this instance that an earlier gateway left in the kernel, and that no logical unit
 * of this one stands for. Whoever reads them waits; nobody ever answers.
 */
final class Orphans {
  private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
  private static final String OURS = "sluice/";

  private final Kernel kernel;
  private final Supplier<TransportOptions> options;
  private final Set<String> exported;
  private final long graceNanos;

  // By this.
  private long lastLook;
  private Set<String> before;
  private final Set<String> told = new HashSet<>();

  /**
   * @param exported names of the logical units that are exported, as they are now
   * @param graceNanos how long logical units may take to come
   */
  Orphans(
      Kernel kernel, Supplier<TransportOptions> options, Set<String> exported, long graceNanos) {
    this.kernel = kernel;
    this.options = options;
    this.exported = exported;
    this.graceNanos = graceNanos;
    lastLook = System.nanoTime();
  }

  /** All of them, also those whose logical unit may be about to come. */
  List<Export> list() {
    List<Export> all = new ArrayList<>();
    try {
      for (String name : names()) {
        LeftDisk disk = disk(name);
        Path path = options.get().devDirectory().resolve(name);
        all.add(
            new Export(
                name,
                Files.exists(path) ? path.toString() : "",
                disk.use().isPresent(),
                "it is left in the kernel by an earlier gateway, and nobody serves it: who reads or"
                    + " writes it waits"));
      }
    } catch (IOException e) {
      LOG.warn("Can't tell which disks are left in the kernel: {}", e.getMessage());
    }
    return all;
  }

  private Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>(LeftDisk.names(kernel, options.get().instance()));
    names.removeAll(exported);
    return names;
  }

  private LeftDisk disk(String name) {
    TransportOptions now = options.get();
    return new LeftDisk(kernel, name, DiskPlan.devConfig(now.instance(), name), now.devDirectory());
  }

  /**
   * Warns of each, once it has been one for some time, and sees to it that no path leads astray.
   */
  synchronized void look() {
    long now = System.nanoTime();
    if (now - lastLook < graceNanos) {
      return;
    }
    lastLook = now;
    try {
      Set<String> names = names();
      for (String name : names) {
        disk(name).dropPathAstray();
        if (before != null && before.contains(name) && told.add(name)) {
          LOG.warn(
              "The disk {} is left in the kernel by an earlier gateway, and no LUN stands for it:"
                  + " who reads or writes it waits. lun:remove {} takes it away; a LUN of that name"
                  + " serves it again",
              name,
              name);
        }
      }
      told.retainAll(names);
      before = names;
    } catch (IOException e) {
      LOG.debug("Can't tell which disks are left in the kernel: {}", e.getMessage());
    }
  }

  /** At a start: takes paths away whose disk is not in the kernel any more. */
  void sweepPaths() {
    Path directory = options.get().devDirectory();
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (!hasDisk(name)) {
          new DiskPath(kernel, directory, name).remove();
        }
      }
    } catch (NoSuchFileException none) {
      LOG.debug("{} is not there yet", directory);
    } catch (IOException e) {
      LOG.warn("{} can't be looked through: {}", directory, e.getMessage());
    }
  }

  /** Of whatever instance. */
  private boolean hasDisk(String name) throws IOException {
    for (Backstore backstore : Backstore.all(kernel.configFs())) {
      if (backstore.name().equals(name) && backstore.devConfig().startsWith(OURS)) {
        return true;
      }
    }
    return false;
  }
}
