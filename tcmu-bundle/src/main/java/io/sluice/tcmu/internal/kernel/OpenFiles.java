package io.sluice.tcmu.internal.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which processes have which files open, as far as we may know. */
final class OpenFiles {
  private static final Pattern PID = Pattern.compile("\\d+");

  private OpenFiles() {}

  /** Files by path, each with the processes that have it open: number and name. */
  static Map<Path, List<String>> scan(Path proc) throws IOException {
    Map<Path, List<String>> files = new HashMap<>();
    try (Stream<Path> processes = Files.list(proc)) {
      processes
          .filter(process -> PID.matcher(process.getFileName().toString()).matches())
          .forEach(process -> add(process, files));
    }
    return files;
  }

  private static void add(Path process, Map<Path, List<String>> files) {
    String description = describe(process);
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      descriptors.forEach(descriptor -> add(descriptor, description, files));
    } catch (IOException goneOrForbidden) {
      return;
    }
  }

  private static void add(Path descriptor, String process, Map<Path, List<String>> files) {
    try {
      Path file = Files.readSymbolicLink(descriptor);
      List<String> processes = files.computeIfAbsent(file, unused -> new ArrayList<>());
      if (!processes.contains(process)) {
        processes.add(process);
      }
    } catch (IOException closed) {
      return;
    }
  }

  private static String describe(Path process) {
    try {
      return process.getFileName() + " (" + Files.readString(process.resolve("comm")).strip() + ")";
    } catch (IOException gone) {
      return process.getFileName().toString();
    }
  }
}
