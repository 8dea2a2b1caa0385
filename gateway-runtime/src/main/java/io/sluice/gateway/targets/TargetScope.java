package io.sluice.gateway.targets;

/**
 * What the commands on the targets of a transport are called.
 *
 * @param commands scope of those on targets, as in {@code target}
 * @param access scope of those on who may log in, as in {@code acl}
 * @param factoryPid of the targets' configurations
 * @param owner who serves them, as it goes on after {@code an iSCSI target}: empty for the gateway
 * @param creation what makes one, as an example: all behind the target's name
 * @param numbered whether each disk of a target must have a number in its list
 * @param note what a person should know before making one; may be empty
 */
public record TargetScope(
    String commands,
    String access,
    String factoryPid,
    String owner,
    String creation,
    boolean numbered,
    String note) {
  /** One of them, for a person. */
  String one() {
    return "an iSCSI target" + owner;
  }

  /** All of them, for a person. */
  String all() {
    return "the iSCSI targets" + owner;
  }

  /** The command line of a command on targets. */
  String line(String command) {
    return commands + ":" + command;
  }

  /** The command line of a command on who may log in. */
  String accessLine(String command) {
    return access + ":" + command;
  }

  /** The command line that completes names. */
  String names() {
    return line("names");
  }

  /** The PID of a target's configuration. */
  public String pid(String name) {
    return factoryPid + "~" + name;
  }

  /**
   * Begins with what they must have.
   *
   * @param commands scope of those on targets
   * @param access scope of those on who may log in
   * @param factoryPid of the targets' configurations
   */
  public static Builder builder(String commands, String access, String factoryPid) {
    return new Builder(commands, access, factoryPid);
  }

  /** Says one by one what it is. Not thread-safe. */
  public static final class Builder {
    private final String commands;
    private final String access;
    private final String factoryPid;
    private String owner = "";
    private String creation = "";
    private boolean numbered;
    private String note = "";

    private Builder(String commands, String access, String factoryPid) {
      this.commands = commands;
      this.access = access;
      this.factoryPid = factoryPid;
    }

    /** Who serves them, as it goes on after {@code an iSCSI target}; nothing for the gateway. */
    public Builder owner(String value) {
      owner = value;
      return this;
    }

    /** What makes one, as an example: all behind the target's name. */
    public Builder creation(String value) {
      creation = value;
      return this;
    }

    /** Whether each disk of a target must have a number in its list. */
    public Builder numbered(boolean value) {
      numbered = value;
      return this;
    }

    /** What a person should know before making one. */
    public Builder note(String value) {
      note = value;
      return this;
    }

    /** What was said. */
    public TargetScope build() {
      return new TargetScope(commands, access, factoryPid, owner, creation, numbered, note);
    }
  }
}
