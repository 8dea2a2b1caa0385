package io.sluice.gateway.internal.binding;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which handler it was, also when it is gone.
 *
 * @param name what logical units bind to; empty for no handler
 * @param backend the kind of backend; empty where that is not known
 * @param version of the backend's bundle; empty where that is not known
 * @param serviceId tells it from others of that name, as long as the gateway runs
 */
public record HandlerRef(String name, String backend, String version, long serviceId) {
  /** No handler. */
  public static final HandlerRef NONE = new HandlerRef("", "", "", -1);

  private static final String UNKNOWN = "backend unknown";
  private static final Pattern LABEL = Pattern.compile("(.*) \\((.*) (\\S+), service (\\d+)\\)");

  /** Of a label as {@link #toString} gives it; a text that is none is taken for the name. */
  static HandlerRef parse(String label) {
    Matcher part = LABEL.matcher(label);
    if (!part.matches()) {
      return new HandlerRef(label, "", "", -1);
    }
    String backend = part.group(2).equals(UNKNOWN) ? "" : part.group(2);
    return new HandlerRef(part.group(1), backend, part.group(3), Long.parseLong(part.group(4)));
  }

  /** Whether it stands for no handler. */
  public boolean isNone() {
    return name.isEmpty();
  }

  /** For a person: {@code NAME (BACKEND VERSION, service N)}; empty for no handler. */
  @Override
  public String toString() {
    return version.isEmpty()
        ? name
        : "%s (%s %s, service %d)"
            .formatted(name, backend.isEmpty() ? UNKNOWN : backend, version, serviceId);
  }
}
