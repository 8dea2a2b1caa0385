package io.sluice.shell.internal;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.gogo.runtime.CommandProxy;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What commands there are: the gateway's with a line each, those of framework and shell by name.
 */
@Component(
    service = HelpCommands.class,
    property = {"osgi.command.scope=sluice", "osgi.command.function=help"})
public final class HelpCommands {
  /** Scopes of others, with what they are about. */
  private static final Map<String, String> FOREIGN =
      new TreeMap<>(
          Map.of(
              "cm", "Configurations",
              "felix", "The framework's bundles",
              "gogo", "The shell itself",
              "osgi", "The shell's scripts",
              "scr", "The framework's components"));

  private final BundleContext bundle;
  private final CommandProcessor processor;

  @Activate
  public HelpCommands(BundleContext bundle, @Reference CommandProcessor processor) {
    this.bundle = bundle;
    this.processor = processor;
  }

  @Descriptor("List the commands")
  public void help(CommandSession session) {
    Set<String> commands = new TreeSet<>(Shell.getCommands(session));
    commands.stream()
        .filter(command -> !FOREIGN.containsKey(scope(command)) && !name(command).equals("names"))
        .forEach(command -> System.out.println(line(session, command)));
    FOREIGN.forEach((scope, about) -> System.out.println(names(commands, scope, about)));
    System.out.println(
        "\nhelp COMMAND tells more of one; Tab completes; COMMAND | grep TEXT filters");
  }

  @Descriptor("Tell more of one command")
  public void help(CommandSession session, @Descriptor("the command") String command) {
    new LeavableShell(bundle, processor).help(session, command);
  }

  private static String names(Set<String> commands, String scope, String about) {
    StringBuilder names = new StringBuilder("\n" + about + " (" + scope + ":)");
    int column = Integer.MAX_VALUE;
    for (String command : commands) {
      if (scope(command).equals(scope) && !name(command).startsWith("_")) {
        if (column > 90) {
          names.append("\n ");
          column = 0;
        }
        names.append(' ').append(name(command));
        column += name(command).length() + 1;
      }
    }
    return names.toString();
  }

  private static String line(CommandSession session, String command) {
    String shown = scope(command).equals("sluice") ? name(command) : command;
    return String.format("  %-20s %s", shown, description(session, command).orElse(""));
  }

  private static Optional<String> description(CommandSession session, String command) {
    if (!(session.get(command) instanceof CommandProxy proxy)) {
      return Optional.empty();
    }
    try {
      return Arrays.stream(proxy.getTarget().getClass().getMethods())
          .filter(method -> isFunction(method, name(command)))
          .map(method -> method.getAnnotation(Descriptor.class))
          .filter(descriptor -> descriptor != null)
          .map(Descriptor::value)
          .sorted()
          .findFirst();
    } finally {
      proxy.ungetTarget();
    }
  }

  private static boolean isFunction(Method method, String name) {
    return method.getName().equals(name) || method.getName().equals("_" + name);
  }

  private static String scope(String command) {
    return command.substring(0, Math.max(0, command.indexOf(':')));
  }

  private static String name(String command) {
    return command.substring(command.indexOf(':') + 1);
  }
}
