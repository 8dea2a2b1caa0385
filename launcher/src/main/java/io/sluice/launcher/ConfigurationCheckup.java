package io.sluice.launcher;

import io.sluice.backend.BoundedFile;
import io.sluice.backend.osgi.AcceptedFolder;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.ConfigValues;
import io.sluice.backend.osgi.ConfigurationJudge;
import io.sluice.backend.osgi.Encoding;
import io.sluice.backend.osgi.NearestName;
import io.sluice.backend.osgi.PrintableText;
import io.sluice.backend.osgi.RepeatedKey;
import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.configuration.ConfigurationText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a gateway would take the files of a folder of configurations, without one: by the very
 * classes that it reads its own with, and by what other bundles' Metatype describes.
 */
final class ConfigurationCheckup {
  private static final String OURS = "io.sluice.";

  private static final Pattern BROKEN_ESCAPE =
      Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\u(?![0-9A-Fa-f]{4})");

  private static final int MOST_REMARKS = 100;

  private final Path etc;
  private final DescribedBundles bundles;
  private final Map<String, ConfigurationJudge.Check> checks = new HashMap<>();
  private final SharedNames names = new SharedNames();
  private final List<Finding> remarks = new ArrayList<>();

  ConfigurationCheckup(Path etc, DescribedBundles bundles) {
    this.etc = etc;
    this.bundles = bundles;
    Iterator<ConfigurationJudge> judges = ServiceLoader.load(ConfigurationJudge.class).iterator();
    boolean goesOn = true;
    while (goesOn) {
      try {
        goesOn = judges.hasNext();
        if (goesOn) {
          checks.putAll(judges.next().checks());
        }
      } catch (ServiceConfigurationError | LinkageError e) {
        goesOn = remarks.size() < MOST_REMARKS; // the next one may be all right
        remarks.add(
            Finding.warn(
                "what reads a kind of file can't be loaded, and its files are judged by their"
                    + " Metatype only: "
                    + PrintableText.ofMessage(String.valueOf(e.getMessage())),
                "Unpack the distribution anew: a jar of lib/ or system/ is another version's"));
      }
    }
  }

  /**
   * A file, and what would be made of it.
   *
   * @param problem why it would be refused; empty where it would not
   * @param unjudged why nothing can be said of it, or of a part; empty where all can be
   * @param isOfNoTransport whether that is so for a transport which is not here: it is taken, and
   *     its disk goes nowhere by that one
   */
  record Judged(String file, String pid, String problem, String unjudged, boolean isOfNoTransport) {
    Judged(String file, String pid, String problem, String unjudged) {
      this(file, pid, problem, unjudged, false);
    }

    boolean isRefused() {
      return !problem.isEmpty();
    }

    /** What to do about what can't be judged. */
    String remedy() {
      return isOfNoTransport
          ? "Mend transports, or put the bundle of that one into bundles/"
          : "Look at its bundle's documents";
    }
  }

  /** What is to be said beside the files, or of several of them; complete once all are examined. */
  List<Finding> remarks() {
    return Stream.concat(remarks.stream(), names.shared().stream()).toList();
  }

  /** All files, by name. */
  List<Judged> examine() throws IOException {
    List<Judged> judged = new ArrayList<>();
    try (Stream<Path> files = Files.list(etc)) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        if (file.toString().endsWith(".cfg")) {
          judged.add(judge(file));
        }
      }
    }
    return judged;
  }

  private Judged judge(Path file) {
    String name = PrintableText.ofValue(file.getFileName());
    String pid = AcceptedFolder.pidOf(file.getFileName().toString());
    String kind = pid.contains("~") ? pid.substring(0, pid.indexOf('~')) : pid;
    try {
      String text = BoundedFile.of(file, ConfigValues.LONGEST_FILE).readText();
      Optional<String> encoding = Encoding.problem(text);
      if (encoding.isPresent()) {
        return new Judged(name, pid, name + ": the file " + encoding.get(), "");
      }
      if (kind.equals(pid) && bundles.isOfMany(pid)) {
        return new Judged(
            name,
            pid,
            "%s: it has no name of its own; call it %s-NAME.cfg".formatted(name, pid),
            "");
      }
      if (hasBrokenEscape(text)) {
        return new Judged(
            name, pid, name + ": \\u is followed by four hexadecimal digits, and not here", "");
      }
      Optional<RepeatedKey> repeated = RepeatedKey.in(text);
      if (repeated.isPresent()) {
        return new Judged(name, pid, name + ": " + repeated.get().problem(), "");
      }
      Map<String, String> values = values(ConfigurationText.parse(text));
      names.add(name, kind, pid, values);
      return judge(name, pid, kind, values, file);
    } catch (IOException e) {
      return new Judged(name, pid, name + " can't be read: " + reason(file, e), "");
    }
  }

  /** Which the gateway's reader refuses with all that stands in the file. */
  private static boolean hasBrokenEscape(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.startsWith("#") && !line.startsWith("!"))
        .anyMatch(line -> BROKEN_ESCAPE.matcher(line).find());
  }

  /** Without the name of the file, which is told already. */
  private static String reason(Path file, IOException failure) {
    String reason = String.valueOf(failure.getMessage());
    return PrintableText.ofMessage(
        reason.startsWith(file + " ") ? "it" + reason.substring(file.toString().length()) : reason);
  }

  private static Map<String, String> values(ConfigurationText text) {
    Map<String, String> values = new TreeMap<>();
    text.keys().forEach(key -> values.put(key, text.value(key).orElse("")));
    return values;
  }

  private Judged judge(
      String name, String pid, String kind, Map<String, String> values, Path file) {
    Optional<String> referring =
        values.entrySet().stream()
            .filter(entry -> entry.getValue().contains("${"))
            .map(Map.Entry::getKey)
            .findFirst();
    ConfigurationJudge.Check check = checks.get(kind);
    if (check != null && referring.isEmpty()) {
      Map<String, Object> properties = new HashMap<>(values);
      properties.put("service.pid", pid);
      properties.put("felix.fileinstall.filename", file.toUri().toString());
      try {
        check.require(properties, etc);
        String unknown = unknownTransports(kind, values);
        return new Judged(name, pid, "", unknown, !unknown.isEmpty());
      } catch (ConfigException e) {
        return new Judged(name, pid, e.getMessage(), "");
      }
    }
    Optional<DescribedKeys> keys = bundles.keysOf(kind);
    if (keys.isPresent()) {
      List<String> problems = keys.get().problems(values);
      String all = problems.isEmpty() ? "" : name + ": " + String.join("; ", problems);
      return new Judged(name, pid, PrintableText.ofMessage(all), "");
    }
    if (bundles.pids().contains(kind)) {
      return new Judged(name, pid, "", "its bundle does not describe its keys (Metatype)");
    }
    return kind.startsWith(OURS)
        ? new Judged(name, pid, name + ": nothing here reads " + kind + hint(kind), "")
        : new Judged(name, pid, "", "no bundle here reads it");
  }

  /** It may be that of a bundle which does not say so before it runs. */
  private String unknownTransports(String kind, Map<String, String> values) {
    if (!kind.equals(LogicalUnit.FACTORY_PID)) {
      return "";
    }
    return Arrays.stream(values.getOrDefault("transports", "").split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty() && !bundles.transports().contains(name))
        .map(
            name ->
                "transports = "
                    + name
                    + ": no transport here is called that"
                    + NearestName.hint(name, bundles.transports())
                    + " There are "
                    + String.join(", ", bundles.transports()))
        .map(PrintableText::ofMessage)
        .collect(Collectors.joining("; "));
  }

  private String hint(String kind) {
    List<String> tails =
        Stream.concat(checks.keySet().stream(), bundles.pids().stream())
            .filter(known -> known.startsWith(OURS))
            .map(known -> known.substring(OURS.length()))
            .toList();
    return NearestName.of(kind.substring(OURS.length()), tails)
        .map(near -> ". Did you mean " + OURS + near + "?")
        .orElse("; put the bundle that does into bundles/");
  }
}
