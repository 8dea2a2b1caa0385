package io.sluice.shell.internal;

import org.apache.felix.gogo.jline.Procedural;
import org.osgi.service.component.annotations.Component;

/**
 * Gogo's commands for loops and conditions. Its own activator is not used, because it takes the
 * process's terminal.
 */
@Component(
    service = ProceduralCommands.class,
    property = {
      "osgi.command.scope=gogo",
      "osgi.command.function=each",
      "osgi.command.function=if",
      "osgi.command.function=not",
      "osgi.command.function=throw",
      "osgi.command.function=try",
      "osgi.command.function=until",
      "osgi.command.function=while",
      "osgi.command.function=break",
      "osgi.command.function=continue",
    })
public final class ProceduralCommands extends Procedural {}
