package io.sluice.tcmu.internal.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds uio devices in sysfs. */
public final class UioLookup {
  private final Path devices;

  public UioLookup(KernelPaths paths) {
    devices = paths.sys().resolve("class/uio");
  }

  /**
   * A uio device.
   *
   * @param name {@code uioN}
   * @param deviceName what its driver calls it
   * @param major device number
   * @param minor device number
   * @param mapSize bytes of its first mapping, which mmap must ask for exactly
   */
  public record Uio(String name, String deviceName, int major, int minor, long mapSize) {}

  /**
   * Finds the device whose name is exactly {@code uioName}. Others, whatever they are called and
   * also while they vanish, are passed over.
   */
  public Optional<Uio> find(String uioName) throws IOException {
    if (!Files.isDirectory(devices)) {
      return Optional.empty();
    }
    try (Stream<Path> entries = Files.list(devices)) {
      Optional<Path> found = entries.filter(device -> uioName.equals(nameOf(device))).findFirst();
      return found.isPresent() ? Optional.of(read(found.get(), uioName)) : Optional.empty();
    }
  }

  private static String nameOf(Path device) {
    try {
      return Files.readString(device.resolve("name")).strip();
    } catch (IOException gone) {
      return null;
    }
  }

  private static Uio read(Path device, String uioName) throws IOException {
    String[] numbers = Files.readString(device.resolve("dev")).strip().split(":", -1);
    String size = Files.readString(device.resolve("maps/map0/size")).strip();
    return new Uio(
        device.getFileName().toString(),
        uioName,
        Integer.parseInt(numbers[0]),
        Integer.parseInt(numbers[1]),
        Long.decode(size));
  }
}
