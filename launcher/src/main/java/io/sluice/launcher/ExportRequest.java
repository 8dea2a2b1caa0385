package io.sluice.launcher;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@code sluice export} was asked for.
 *
 * @param image the file
 * @param name of the volume and of its device node
 * @param blockSize in bytes; 0 for 512, or a block device's own
 */
record ExportRequest(Path image, String name, int blockSize, boolean readOnly) {
  private static final List<Integer> BLOCK_SIZES = List.of(512, 1024, 2048, 4096);

  static ExportRequest parse(List<String> arguments) throws Failure {
    String image = null;
    String name = null;
    int blockSize = 0;
    boolean readOnly = false;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      switch (argument) {
        case "--name" -> name = value(arguments, ++i);
        case "--block-size" -> blockSize = blockSize(value(arguments, ++i));
        case "--read-only" -> readOnly = true;
        default -> {
          if (argument.startsWith("-") || image != null) {
            throw usage("what is '" + argument + "'?");
          }
          image = argument;
        }
      }
    }
    if (image == null) {
      throw usage("which file?");
    }
    Path path = Path.of(image).toAbsolutePath().normalize();
    return new ExportRequest(path, name == null ? nameOf(path) : name, blockSize, readOnly);
  }

  private static String value(List<String> arguments, int index) throws Failure {
    if (index == arguments.size()) {
      throw usage(arguments.get(index - 1) + " needs a value");
    }
    return arguments.get(index);
  }

  private static int blockSize(String text) throws Failure {
    return BLOCK_SIZES.stream()
        .filter(size -> size.toString().equals(text))
        .findFirst()
        .orElseThrow(() -> usage("a block has " + BLOCK_SIZES + " bytes, not " + text));
  }

  /** The file's name without its extension, of the characters that a volume's name may have. */
  private static String nameOf(Path image) {
    String file = image.getFileName().toString();
    int dot = file.lastIndexOf('.');
    String name = (dot > 0 ? file.substring(0, dot) : file).replaceAll("[^A-Za-z0-9._-]", "-");
    return name.replaceAll("^[.-]+", "").isEmpty() ? "volume" : name.replaceAll("^[.-]+", "");
  }

  private static Failure usage(String what) {
    return new Failure(
        Failure.USAGE, what + " sluice export FILE [--name N] [--block-size B] [--read-only]");
  }
}
