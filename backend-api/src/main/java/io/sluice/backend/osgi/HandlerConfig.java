package io.sluice.backend.osgi;

import java.util.Map;

/** The configuration of one handler: its name and ranking, and its backend's own keys. */
public final class HandlerConfig extends ConfigValues {
  /** Key of the handler's name; without it, the name is the part of the PID after {@code ~}. */
  public static final String NAME = "name";

  /**
   * Key of some backends: create what is missing when it is first opened. Has no effect on a
   * handler that is open.
   */
  public static final String CREATE = "create";

  static final String RANKING = "service.ranking";

  /**
   * @param values all properties, as a component receives them
   * @param keys the annotation type
   */
  public HandlerConfig(Map<String, ?> values, Class<?> keys) {
    super(values, keys);
  }

  /** Other values for the same keys. */
  HandlerConfig with(Map<String, ?> properties) {
    return properties == properties() ? this : new HandlerConfig(properties, keys());
  }

  /** The handler's name, which logical units bind to. */
  public String name() throws ConfigException {
    return name(NAME, nameOfPid());
  }

  /**
   * Whether it equals an earlier configuration except for {@link #CREATE}, which only the earlier
   * one has.
   */
  boolean isWithoutCreationOf(HandlerConfig before) {
    Map<String, String> now = own();
    Map<String, String> then = before.own();
    boolean wanted = "true".equalsIgnoreCase(then.remove(CREATE));
    boolean isWanted = "true".equalsIgnoreCase(now.remove(CREATE));
    return wanted && !isWanted && now.equals(then);
  }

  /** The service's ranking, 0 if the configuration sets none. */
  int ranking() throws ConfigException {
    String text = text(RANKING);
    try {
      return text.isEmpty() ? 0 : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw problem(RANKING, text, "is a whole number");
    }
  }
}
