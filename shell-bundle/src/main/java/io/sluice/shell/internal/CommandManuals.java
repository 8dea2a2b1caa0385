package io.sluice.shell.internal;

import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Option;
import io.sluice.gateway.shell.Documented;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.gogo.runtime.CommandProxy;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/** The manuals of all commands of a session: their own, or what their annotations tell. */
final class CommandManuals {
  private static final Pattern USAGE = Pattern.compile("\\[?NAME\\b");

  private CommandManuals() {}

  /** By {@code scope:name}. Commands whose name begins with an underscore are the shell's own. */
  static SortedMap<String, Manual> of(CommandSession session) {
    SortedMap<String, Manual> manuals = new TreeMap<>();
    for (String command : Shell.getCommands(session)) {
      if (!name(command).startsWith("_")) {
        of(session, command).ifPresent(manual -> manuals.put(command, manual));
      }
    }
    return manuals;
  }

  /** That of one command of a session. */
  static Optional<Manual> of(CommandSession session, String command) {
    if (!(session.get(command) instanceof CommandProxy proxy)) {
      return Optional.empty();
    }
    try {
      return Optional.of(of(proxy.getTarget(), name(command)));
    } finally {
      proxy.ungetTarget();
    }
  }

  /** That of one command of a service. */
  static Manual of(Object service, String name) {
    return service instanceof Documented documented
        ? documented.manual()
        : ofMethods(service, name);
  }

  /** Of several methods of one name, each is another way to call the command. */
  private static Manual ofMethods(Object target, String name) {
    List<Method> methods =
        Arrays.stream(target.getClass().getMethods())
            .filter(method -> isFunction(method, name))
            .sorted((one, other) -> one.getParameterCount() - other.getParameterCount())
            .toList();
    String summary =
        methods.stream()
            .map(method -> method.getAnnotation(Descriptor.class))
            .filter(descriptor -> descriptor != null)
            .map(Descriptor::value)
            .findFirst()
            .orElse("");
    List<Option> options = new ArrayList<>();
    List<String> operands = new ArrayList<>();
    for (Method method : methods) {
      operands.add(addParameters(method, options));
    }
    String syntax = operands.stream().filter(text -> !text.isEmpty()).findFirst().orElse("");
    return new Manual(summary, syntax, options, "", List.of(), List.of());
  }

  private static boolean isFunction(Method method, String name) {
    return method.getName().equals(name) || method.getName().equals("_" + name);
  }

  /** Adds options and gives the operands. */
  private static String addParameters(Method method, List<Option> options) {
    List<String> operands = new ArrayList<>();
    Annotation[][] annotations = method.getParameterAnnotations();
    for (int i = 0; i < annotations.length; i++) {
      Class<?> type = method.getParameterTypes()[i];
      Optional<Parameter> parameter = find(annotations[i], Parameter.class);
      String meaning = find(annotations[i], Descriptor.class).map(Descriptor::value).orElse("");
      if (parameter.isPresent()) {
        options.add(option(parameter.get(), meaning));
      } else if (type != CommandSession.class) {
        operands.add(operand(meaning.isEmpty() ? type.getSimpleName() : meaning));
      }
    }
    return String.join(" ", operands);
  }

  /** A meaning that is written as a usage already, as in {@code NAME [RULE...]}, stays as it is. */
  private static String operand(String meaning) {
    return USAGE.matcher(meaning).lookingAt() ? meaning : "[" + meaning + "]";
  }

  private static Option option(Parameter parameter, String meaning) {
    String[] names = parameter.names();
    String name = names[names.length - 1];
    return parameter.presentValue().equals(Parameter.UNSPECIFIED)
        ? Option.of(name, "VALUE", meaning)
        : Option.flag(name, meaning);
  }

  private static <T extends Annotation> Optional<T> find(Annotation[] annotations, Class<T> type) {
    return Arrays.stream(annotations).filter(type::isInstance).map(type::cast).findFirst();
  }

  static String scope(String command) {
    return command.substring(0, Math.max(0, command.indexOf(':')));
  }

  static String name(String command) {
    return command.substring(command.indexOf(':') + 1);
  }

  /** As a person types it: what belongs to the whole gateway needs no scope. */
  static String typed(String command) {
    return scope(command).equals("sluice") ? name(command) : command;
  }
}
