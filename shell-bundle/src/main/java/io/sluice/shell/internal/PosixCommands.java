package io.sluice.shell.internal;

import org.apache.felix.gogo.jline.Posix;
import org.apache.felix.service.command.CommandProcessor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Gogo's commands for files and text. Its own activator is not used, because it takes the process's
 * terminal.
 */
@Component(
    service = PosixCommands.class,
    property = {
      "osgi.command.scope=gogo",
      "osgi.command.function=cat",
      "osgi.command.function=echo",
      "osgi.command.function=grep",
      "osgi.command.function=sort",
      "osgi.command.function=sleep",
      "osgi.command.function=cd",
      "osgi.command.function=pwd",
      "osgi.command.function=ls",
      "osgi.command.function=less",
      "osgi.command.function=watch",
      "osgi.command.function=head",
      "osgi.command.function=tail",
      "osgi.command.function=clear",
      "osgi.command.function=wc",
      "osgi.command.function=date",
    })
public final class PosixCommands extends Posix {
  @Activate
  public PosixCommands(@Reference CommandProcessor processor) {
    super(processor);
  }
}
