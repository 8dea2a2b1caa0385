package io.sluice.shell.internal;

/** Names and values that Gogo knows a session's settings by. */
final class SessionVariables {
  /** Where a command without a scope is looked for: the shell's own first, then everywhere. */
  static final String SCOPE = "gogo:*";

  /** The session's own {@link LeavableShell}, which {@code exit} ends. */
  static final String LEAVABLE = ".sluice.shell";

  private SessionVariables() {}
}
