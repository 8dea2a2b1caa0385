package io.sluice.gateway.internal.shell;

import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.jline.builtins.Completers.CompletionData;
import org.osgi.service.component.annotations.Component;

/**
 * Completes names of LUNs and handlers with the Tab key: adds to the completions that Gogo's shell
 * keeps in each interactive session, when the session executes its first line, which is its
 * profile.
 */
@Component
public final class Completions implements CommandSessionListener {
  /** {@code org.apache.felix.gogo.jline.Shell.VAR_COMPLETIONS}. */
  private static final String VARIABLE = ".completions";

  private static final Map<String, List<CompletionData>> COMPLETIONS =
      Map.of(
          "lun:list", List.of(description("List all LUNs"), argument("lun:names")),
          "lun:names", List.of(description("The names of all LUNs")),
          "handler:names", List.of(description("The names of all handlers")),
          "lun:info", List.of(description("Show all about a LUN"), argument("lun:names")),
          "lun:remove",
              List.of(
                  description("Remove a LUN"),
                  new CompletionData(
                      List.of("--force"), "also while the disk is mounted or open", null, null),
                  argument("lun:names")),
          "store:tree",
              List.of(description("Show what a volume stands on"), argument("store:names")),
          "store:names", List.of(description("The names of all volumes")),
          "handler:list", List.of(description("List the handlers"), argument("handler:names")));

  private static CompletionData description(String text) {
    return new CompletionData(null, text, null, null);
  }

  private static CompletionData argument(String script) {
    return new CompletionData(null, null, script, null);
  }

  @Override
  public void beforeExecute(CommandSession session, CharSequence command) {
    if (session.get(VARIABLE) instanceof Map<?, ?> completions
        && !completions.containsKey("lun:list")) {
      @SuppressWarnings("unchecked") // Gogo's own declaration
      Map<String, List<CompletionData>> known = (Map<String, List<CompletionData>>) completions;
      known.putAll(COMPLETIONS);
    }
  }

  @Override
  public void afterExecute(CommandSession session, CharSequence command, Exception exception) {}

  @Override
  public void afterExecute(CommandSession session, CharSequence command, Object result) {}
}
