package io.sluice.gateway.targets;

/**
 * The names of the commands on a transport's targets.
 *
 * @param commands scope of the commands on targets, such as {@code target}
 * @param access scope of the commands that control who may log in, such as {@code acl}
 * @param factoryPid factory PID of the targets' configurations
 * @param owner who serves them, as text that follows {@code an iSCSI target}; empty for the gateway
 * @param creation example arguments for making one: everything after the target's name
 * @param numbered whether each disk of a target must have a number in its list
 * @param note what a person should know before making a target; may be empty
 */
public record TargetScope(
    String commands,
    String access,
    String factoryPid,
    String owner,
    String creation,
    boolean numbered,
    String note) {
  /** A phrase for one target, for a person. */
  String one() {
    return "an iSCSI target" + owner;
  }

  /** A phrase for all targets, for a person. */
  String all() {
    return "the iSCSI targets" + owner;
  }

  /** The command line of a command on targets. */
  String line(String command) {
    return commands + ":" + command;
  }

  /** The command line of a command that controls who may log in. */
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
