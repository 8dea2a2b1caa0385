package io.sluice.shell.internal;

import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.jline.builtins.Completers.CompletionData;
import org.osgi.service.component.annotations.Component;

/**
 * Completes what manuals tell of: options and operands. After each line that a session executes,
 * its profile first of all, the completions that Gogo keeps in it are made anew, since commands and
 * their options come and go with bundles.
 */
@Component
public final class Completions implements CommandSessionListener {
  @Override
  public void beforeExecute(CommandSession session, CharSequence line) {
    // A command that was typed is not to wait for this.
  }

  @Override
  public void afterExecute(CommandSession session, CharSequence line, Exception exception) {
    renew(session);
  }

  @Override
  public void afterExecute(CommandSession session, CharSequence line, Object result) {
    renew(session);
  }

  private static void renew(CommandSession session) {
    Map<String, List<CompletionData>> completions = Shell.getCompletions(session);
    if (completions != null) {
      CommandManuals.of(session)
          .forEach(
              (command, manual) -> {
                if (!manual.examples().isEmpty()) {
                  completions.put(command, of(command, manual));
                }
              });
    }
  }

  private static List<CompletionData> of(String command, Manual manual) {
    List<CompletionData> data = new ArrayList<>();
    data.add(new CompletionData(null, manual.summary(), null, null));
    Set<String> choices = new TreeSet<>();
    manual.options().forEach(option -> choices.addAll(option.beside()));
    for (Option option : manual.options()) {
      String condition =
          option.beside().isEmpty()
              ? null
              : "%s '%s' '%s'"
                  .formatted(
                      BesideCommand.NAME,
                      String.join(" ", option.beside()),
                      String.join(" ", choices));
      data.add(new CompletionData(List.of(option.name()), option.meaning(), null, condition));
    }
    // One for all places and values: the shell itself would offer each of them at each place.
    data.add(new CompletionData(null, null, NextWordCommand.NAME + ' ' + command, null));
    return List.copyOf(data);
  }
}
