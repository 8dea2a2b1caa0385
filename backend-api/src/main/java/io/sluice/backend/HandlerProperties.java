package io.sluice.backend;

/** Service properties of a {@link ScsiCmdHandler}. */
public final class HandlerProperties {
  /** The name that logical units bind to. String, required. */
  public static final String HANDLER = "sluice.handler";

  /**
   * The kind of backend: {@code file}, {@code memory}, {@code http} … String.
   *
   * <p>As a property of the Declarative Services component that makes handlers,
   * {@code @Component(property = HandlerProperties.BACKEND + "=NAME")}, it lets the shell know of
   * the backend before there is a handler: {@code backend:list}, {@code lun:create --NAME}. The
   * Metatype of the component's configuration PID describes its settings.
   */
  public static final String BACKEND = "sluice.backend";

  /** The backend bundle's version. String. */
  public static final String BACKEND_VERSION = "sluice.backend.version";

  /**
   * Why the handler can't be used, if that is known when it is registered: what is wrong with its
   * configuration. Logical units prefer handlers without this property. String.
   */
  public static final String PROBLEM = "sluice.problem";

  /**
   * Why the handler is still registered, if only for the logical unit that it serves: its
   * configuration has changed or is gone. No other logical unit binds to it. String.
   */
  public static final String KEPT = "sluice.kept";

  /**
   * What a person should know about the handler although it can be used: its configuration file has
   * become invalid, and the handler is the one that the file described when it was last valid.
   * String.
   */
  public static final String NOTE = "sluice.note";

  /**
   * The configuration that the handler was made from: its file's name, or its PID. Handlers with
   * the same name but different configurations are treated as paths to one volume only if {@link
   * VolumeInfo#identity} says so. String; if missing, {@code service.pid} is used.
   */
  public static final String SOURCE = "sluice.source";

  private HandlerProperties() {}
}
