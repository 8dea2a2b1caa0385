package io.sluice.backend;

/** Service properties of a {@link ScsiCmdHandler}. */
public final class HandlerProperties {
  /** The name that logical units bind to. String, required. */
  public static final String HANDLER = "sluice.handler";

  /**
   * The kind of backend: {@code file}, {@code memory}, {@code http} … String.
   *
   * <p>As a property of the Declarative Services component that makes handlers,
   * {@code @Component(property = HandlerProperties.BACKEND + "=NAME")}, it tells the shell of the
   * backend before there is a handler: {@code backend:list}, {@code lun:create --NAME}. What it
   * lets be configured is told by Metatype, of the component's configuration PID.
   */
  public static final String BACKEND = "sluice.backend";

  /** The backend bundle's version. String. */
  public static final String BACKEND_VERSION = "sluice.backend.version";

  /**
   * Why it can't be used, where that is known when it is registered: what is wrong with its
   * configuration. Logical units prefer handlers without it. String.
   */
  public static final String PROBLEM = "sluice.problem";

  /**
   * Why it is still there, where it is so for the logical unit only that it serves: its
   * configuration has changed, or is gone. No other binds it. String.
   */
  public static final String KEPT = "sluice.kept";

  /**
   * What a person should know of it although it can be used: its file is wrong now, and it is what
   * the file made when it was last accepted. String.
   */
  public static final String NOTE = "sluice.note";

  /**
   * The configuration that it was made of: its file's name, or its PID. Handlers of one name that
   * are of different configurations are taken for ways to one volume only where {@link
   * VolumeInfo#identity} says so. String; without it, the service's {@code service.pid} tells.
   */
  public static final String SOURCE = "sluice.source";

  private HandlerProperties() {}
}
