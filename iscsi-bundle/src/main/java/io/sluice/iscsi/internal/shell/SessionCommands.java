package io.sluice.iscsi.internal.shell;

import io.sluice.backend.shell.Arguments;
import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Option;
import io.sluice.backend.shell.Refusal;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import io.sluice.backend.shell.Table;
import io.sluice.backend.shell.Told;
import io.sluice.iscsi.internal.configured.IscsiTransport;
import io.sluice.iscsi.internal.session.SessionView;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands on iSCSI sessions. */
@Component(service = ShellCommands.class)
public final class SessionCommands implements ShellCommands {
  private static final Manual LIST =
      Manual.of("List the sessions of iSCSI initiators", "session:list");

  private static final Manual END =
      Manual.of("End a session of an iSCSI initiator", "session:end 17 --yes")
          .operands("ID")
          .completedBy("session:ids")
          .details(
              "It asks, or takes --yes. What is under way is given up. Most initiators log in again"
                  + " by themselves; to keep one out, take it from who may log in: acl:remove.")
          .options(Option.YES);

  private final IscsiTransport transport;

  @Activate
  public SessionCommands(@Reference IscsiTransport transport) {
    this.transport = transport;
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(
        ShellCommand.telling("session:list", LIST, this::list),
        ShellCommand.acting("session:end", END, this::end),
        ShellCommand.names("session:ids", "The numbers of all sessions", this::ids));
  }

  private Told list(Call call) {
    List<SessionView> sessions = transport.sessions();
    return new Told(
        () -> sessions.stream().map(SessionCommands::fields).toList(),
        () -> sessions.isEmpty() ? "Nobody is logged in.\n" : table(sessions));
  }

  private static Table table(List<SessionView> sessions) {
    Table table = new Table("ID", "INITIATOR", "ISID", "FROM", "CHAP", "SINCE", "BUSY", "TARGET");
    for (SessionView session : sessions) {
      table.row(
          Integer.toString(session.id()),
          session.initiator(),
          isid(session),
          session.from().getHostAddress(),
          session.chapName().orElse(""),
          session.begun().truncatedTo(ChronoUnit.SECONDS).toString(),
          Integer.toString(session.commands()),
          session.target().isEmpty() ? "(discovery)" : session.target());
    }
    return table;
  }

  private static String isid(SessionView session) {
    return "%012x".formatted(session.isid());
  }

  private static Map<String, Object> fields(SessionView session) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", session.id());
    fields.put("initiator", session.initiator());
    fields.put("isid", isid(session));
    fields.put("from", session.from().getHostAddress());
    fields.put("chapName", session.chapName());
    fields.put("begun", session.begun().toString());
    fields.put("commands", session.commands());
    fields.put("target", session.target());
    return fields;
  }

  private void end(Call call) throws IOException {
    Arguments arguments = call.arguments();
    String id = arguments.onlyOperand("Which session? session:end ID; session:list tells");
    SessionView session =
        transport.sessions().stream()
            .filter(each -> Integer.toString(each.id()).equals(id))
            .findFirst()
            .orElseThrow(() -> new Refusal("There is no session " + id + "; see session:list"));
    call.confirm(
        "End the session of %s at %s?"
            .formatted(session.initiator(), session.from().getHostAddress()));
    System.out.println(
        transport.endSession(session.id())
            ? "Session "
                + id
                + " is disconnected, and ends when its commands have left their handlers; see"
                + " session:list"
            : "Session " + id + " was gone already");
  }

  private List<String> ids() {
    return transport.sessions().stream().map(session -> Integer.toString(session.id())).toList();
  }
}
