package io.sluice.shell.internal;

import org.apache.felix.gogo.jline.Builtin;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Component;

/**
 * Gogo's commands for the shell itself. Its own activator is not used, because it takes the
 * process's terminal.
 */
@Component(
    service = BuiltinCommands.class,
    property = {
      "osgi.command.scope=gogo",
      "osgi.command.function=format",
      "osgi.command.function=getopt",
      "osgi.command.function=set",
      "osgi.command.function=tac",
      "osgi.command.function=type",
      "osgi.command.function=jobs",
      "osgi.command.function=fg",
      "osgi.command.function=bg",
      "osgi.command.function=keymap",
      "osgi.command.function=setopt",
      "osgi.command.function=unsetopt",
      "osgi.command.function=complete",
      "osgi.command.function=history",
      "osgi.command.function=widget",
      "osgi.command.function=__files",
      "osgi.command.function=__directories",
      "osgi.command.function=__usage_completion",
    })
public final class BuiltinCommands extends Builtin {
  @Override
  public void history(CommandSession session, String[] words) throws Exception {
    Attached.require(session, "history");
    super.history(session, words);
  }

  @Override
  public void complete(CommandSession session, String[] words) throws Exception {
    Attached.require(session, "complete");
    super.complete(session, words);
  }

  @Override
  public void widget(CommandSession session, String[] words) throws Exception {
    Attached.require(session, "widget");
    super.widget(session, words);
  }

  @Override
  public void keymap(CommandSession session, String[] words) throws Exception {
    Attached.require(session, "keymap");
    super.keymap(session, words);
  }

  @Override
  public void setopt(CommandSession session, String[] words) throws Exception {
    Attached.require(session, "setopt");
    super.setopt(session, words);
  }

  @Override
  public void unsetopt(CommandSession session, String[] words) throws Exception {
    Attached.require(session, "unsetopt");
    super.unsetopt(session, words);
  }
}
