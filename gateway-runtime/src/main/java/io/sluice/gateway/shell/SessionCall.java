package io.sluice.gateway.shell;

import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Conversation;
import org.apache.felix.service.command.CommandSession;
import org.osgi.annotation.versioning.ProviderType;

/** A call with the session that it came by: for commands of the shell itself. */
@ProviderType
public interface SessionCall extends Call {
  /** The session's variable that holds its {@link Conversation}; without it, nobody is there. */
  String CONVERSATION = ".sluice.conversation";

  /** The session of a call of the gateway's shell. */
  static CommandSession sessionOf(Call call) {
    return ((SessionCall) call).session();
  }

  /** The session. */
  CommandSession session();
}
