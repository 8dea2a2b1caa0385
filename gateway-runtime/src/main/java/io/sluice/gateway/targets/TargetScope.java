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
}
