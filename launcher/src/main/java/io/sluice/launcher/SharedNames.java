package io.sluice.launcher;

import io.sluice.backend.osgi.PrintableText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which files want one name: only one of them has it, whichever was first. */
final class SharedNames {
  private static final String OURS = "io.sluice.";
  private static final String BACKENDS = OURS + "backend.";
  private static final String LUN = OURS + "lun";

  /** Of the transports that have targets. */
  private static final List<String> TARGETS = List.of(OURS + "iscsi", OURS + "tcmu.iscsi");

  private final Map<Named, List<String>> files = new TreeMap<>();

  /** What a name is of. */
  private enum Kind {
    HANDLER(
        "handlers of one name",
        "Give one of them another name, unless they are ways to the same volume"),
    LUN("LUNs of one name", "Give one of them another name: the one that comes second is refused"),
    TARGET(
        "targets of one name",
        "Give one of them another iqn: the one that comes second is refused");

    private final String what;
    private final String remedy;

    Kind(String what, String remedy) {
      this.what = what;
      this.remedy = remedy;
    }
  }

  private record Named(Kind kind, String name) implements Comparable<Named> {
    @Override
    public int compareTo(Named other) {
      int byKind = kind.compareTo(other.kind);
      return byKind != 0 ? byKind : name.compareTo(other.name);
    }
  }

  /**
   * Takes a file up, where it makes something that has a name.
   *
   * @param kind factory PID
   * @param values as they stand in the file
   */
  void add(String file, String kind, String pid, Map<String, String> values) {
    String given = pid.substring(pid.indexOf('~') + 1);
    if (given.equals(pid)) {
      return;
    }
    if (TARGETS.contains(kind)) {
      add(Kind.TARGET, written(values, "iqn", ""), file);
    } else if (kind.equals(LUN)) {
      add(Kind.LUN, written(values, "name", given), file);
    } else if (kind.startsWith(BACKENDS)) {
      add(Kind.HANDLER, written(values, "name", given), file);
    } else if (!kind.startsWith(OURS)) { // of others it can't be told whether it is a backend's
      add(Kind.HANDLER, written(values, "name", ""), file);
    }
  }

  private static String written(Map<String, String> values, String key, String otherwise) {
    String value = values.getOrDefault(key, "").strip();
    return value.isEmpty() ? otherwise : value;
  }

  private void add(Kind kind, String name, String file) {
    if (!name.isEmpty() && !name.contains("${")) {
      files.computeIfAbsent(new Named(kind, name), key -> new ArrayList<>()).add(file);
    }
  }

  /** The names that several files want. */
  List<Finding> shared() {
    return files.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(entry -> finding(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Finding finding(Named named, List<String> files) {
    return Finding.warn(
        "%s make %s, %s"
            .formatted(
                String.join(" and ", files),
                named.kind().what,
                PrintableText.ofValue(named.name())),
        named.kind().remedy);
  }
}
