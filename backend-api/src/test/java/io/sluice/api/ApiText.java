package io.sluice.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.framework.Version;

/** The exported packages of a module, as a text that people review when it changes. */
record ApiText(SortedMap<String, ApiPackage> packages) {
  private static final String HEAD =
      """
      # What is exported, one line for each type and member. Written by ./sluice api, compared by every build.
      # It changes only with the version of its package (package-info.java); see docs/versions.md.
      """;

  private static final Pattern VERSION =
      Pattern.compile("^@Version\\(\"([0-9.]+)\"\\)$", Pattern.MULTILINE);

  /** What the module's classes are now. */
  static ApiText ofClasses(Path sources, Path classes) throws Exception {
    SortedMap<String, ApiPackage> packages = new TreeMap<>();
    for (Path info : filesNamed(sources, "package-info.java")) {
      String text = Files.readString(info);
      Matcher version = VERSION.matcher(text);
      if (text.contains("\n@Export\n") && version.find()) {
        Path folder = sources.relativize(info.getParent());
        String name = folder.toString().replace('/', '.');
        packages.put(name, read(name, version.group(1), classes.resolve(folder)));
      }
    }
    return new ApiText(packages);
  }

  private static ApiPackage read(String name, String version, Path folder) throws Exception {
    TreeSet<String> lines = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        String simple = file.getFileName().toString().replaceFirst("\\.class$", "");
        Class<?> type = Class.forName(name + "." + simple, false, ApiText.class.getClassLoader());
        if (Signatures.isVisible(type)) {
          lines.addAll(Signatures.of(type));
        }
      }
    }
    return new ApiPackage(name, new Version(version), lines);
  }

  private static List<Path> filesNamed(Path folder, String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(each -> each.getFileName().toString().equals(name)).toList();
    }
  }

  static ApiText parse(String text) {
    SortedMap<String, ApiPackage> packages = new TreeMap<>();
    ApiPackage current = null;
    for (String line : text.lines().toList()) {
      if (line.startsWith("package ")) {
        String[] words = line.split(" ", -1);
        current = new ApiPackage(words[1], new Version(words[2]), new TreeSet<>());
        packages.put(words[1], current);
      } else if (current != null && !line.isEmpty()) {
        current.lines().add(line);
      }
    }
    return new ApiText(packages);
  }

  String write() {
    StringBuilder text = new StringBuilder(HEAD);
    for (Map.Entry<String, ApiPackage> entry : packages.entrySet()) {
      ApiPackage each = entry.getValue();
      text.append("\npackage ").append(each.name()).append(' ').append(each.version());
      text.append('\n');
      each.lines().forEach(line -> text.append(line).append('\n'));
    }
    return text.toString();
  }
}
