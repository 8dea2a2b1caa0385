package io.sluice.tcmu.internal.kernel;

import io.sluice.posix.Errno;
import io.sluice.posix.Fd;
import io.sluice.posix.OpenFlags;
import io.sluice.posix.PosixException;
import io.sluice.tcmu.internal.kernel.ScsiDiskLookup.ScsiDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds out who uses a disk: mounts, swap, layers above it, processes that have it open. For one
 * look at one disk or several: it asks the processes once only.
 */
public final class DiskUse {
  private final KernelPaths paths;
  private final boolean opens;
  private Map<Path, List<String>> openFiles;

  public DiskUse(KernelPaths paths) {
    this(paths, true);
  }

  private DiskUse(KernelPaths paths, boolean opens) {
    this.paths = paths;
    this.opens = opens;
  }

  /**
   * A look that opens no disk: of one that nobody serves an opener might wait for ever. It does not
   * see what other name spaces have mounted.
   */
  public static DiskUse withoutOpening(KernelPaths paths) {
    return new DiskUse(paths, false);
  }

  /**
   * Says who uses the disk or a partition of it, for a person; empty when nobody does.
   *
   * @param node our own path to it
   */
  public Optional<String> of(ScsiDisk disk, Path node) throws IOException {
    List<String> uses = new ArrayList<>();
    Path sysBlock = paths.sys().resolve("class/block").resolve(disk.name());
    List<String> names = withPartitions(sysBlock, disk.name());
    for (String name : names) {
      addMounts(name, uses);
      addHolders(name, uses);
    }
    addSwaps(names, uses);
    addOpeners(names, node, uses);
    if (opens && uses.isEmpty() && isHeldExclusively(openable(disk, node))) {
      uses.add("held exclusively by the kernel");
    }
    return uses.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", uses));
  }

  private static List<String> withPartitions(Path sysBlock, String disk) throws IOException {
    List<String> names = new ArrayList<>();
    names.add(disk);
    if (Files.isDirectory(sysBlock)) {
      try (Stream<Path> entries = Files.list(sysBlock)) {
        entries
            .filter(entry -> Files.exists(entry.resolve("partition")))
            .forEach(entry -> names.add(entry.getFileName().toString()));
      }
    }
    return names;
  }

  /** By device number, since a mount may name it by any path. */
  private void addMounts(String name, List<String> uses) throws IOException {
    Path dev = paths.sys().resolve("class/block").resolve(name).resolve("dev");
    if (!Files.exists(dev)) {
      return;
    }
    String number = Files.readString(dev).strip();
    for (String line : Files.readAllLines(paths.proc().resolve("self/mountinfo"))) {
      String[] fields = line.split(" ", -1); // id, parent, major:minor, root, mount point
      if (fields.length > 4 && fields[2].equals(number)) {
        uses.add(name + " is mounted on " + fields[4]);
      }
    }
  }

  private void addHolders(String name, List<String> uses) throws IOException {
    Path holders = paths.sys().resolve("class/block").resolve(name).resolve("holders");
    if (Files.isDirectory(holders)) {
      try (Stream<Path> entries = Files.list(holders)) {
        entries.forEach(holder -> uses.add(holder.getFileName() + " is built on " + name));
      }
    }
  }

  private void addSwaps(List<String> names, List<String> uses) throws IOException {
    Path swaps = paths.proc().resolve("swaps");
    if (Files.exists(swaps)) {
      for (String line : Files.readAllLines(swaps)) {
        String file = line.split("\\s", 2)[0];
        if (names.contains(Path.of(file).getFileName().toString()) && file.startsWith("/dev/")) {
          uses.add(file + " is swap space");
        }
      }
    }
  }

  private void addOpeners(List<String> names, Path node, List<String> uses) throws IOException {
    List<Path> files = new ArrayList<>();
    names.forEach(name -> files.add(paths.dev().resolve(name)));
    files.add(node.toAbsolutePath());
    for (Path file : files) {
      for (String process : openFiles().getOrDefault(file, List.of())) {
        uses.add("process " + process + " has " + file + " open");
      }
    }
  }

  private Map<Path, List<String>> openFiles() throws IOException {
    if (openFiles == null) {
      openFiles = OpenFiles.scan(paths.proc());
    }
    return openFiles;
  }

  /** The kernel's own name first: our path may be about to follow. */
  private Path openable(ScsiDisk disk, Path node) {
    Path own = paths.dev().resolve(disk.name());
    return Files.exists(own) ? own : node;
  }

  /** Also by another name space's mount, which we do not see. */
  private static boolean isHeldExclusively(Path node) throws PosixException {
    if (!Files.exists(node)) {
      return false;
    }
    try (Fd fd = Fd.open(node, OpenFlags.O_RDONLY | OpenFlags.O_EXCL)) {
      return false;
    } catch (PosixException e) {
      if (e.errno() == Errno.EBUSY) {
        return true;
      }
      if (e.errno() == Errno.ENXIO || e.errno() == Errno.ENODEV || e.errno() == Errno.ENOENT) {
        return false; // the disk is gone, the node is not
      }
      throw e;
    }
  }
}
