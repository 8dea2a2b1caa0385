package io.sluice.iscsi.internal.shell;

import io.sluice.gateway.shell.Arguments;
import io.sluice.gateway.shell.Conversation;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.JsonText;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Option;
import io.sluice.gateway.shell.Refusal;
import io.sluice.gateway.shell.Table;
import io.sluice.iscsi.internal.configured.IscsiTransport;
import io.sluice.iscsi.internal.session.SessionView;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands on iSCSI sessions. */
@Component(
    service = SessionCommands.class,
    property = {
      "osgi.command.scope=session",
      "osgi.command.function=list",
      "osgi.command.function=end",
      "osgi.command.function=ids"
    })
public final class SessionCommands implements Documented {
  private static final Option JSON = Option.flag("--json", "for programs");
  private static final Manual LIST =
      Manual.of("List the sessions of iSCSI initiators", "session:list").options(JSON);
  private static final Manual END =
      Manual.of("End a session of an iSCSI initiator", "session:end 17 --yes")
          .operands("ID")
          .completedBy("session:ids")
          .details(
              "It asks, or takes --yes. What is under way is given up. Most initiators log in again"
                  + " by themselves; to keep one out, take it from who may log in: acl:remove.")
          .options(Option.YES);
  private static final Manual IDS =
      Manual.of("The numbers of all sessions, for scripts and completion", "session:ids");

  private final IscsiTransport transport;

  @Activate
  public SessionCommands(@Reference IscsiTransport transport) {
    this.transport = transport;
  }

  @Override
  public Map<String, Manual> manuals() {
    return Map.of("list", LIST, "end", END, "ids", IDS);
  }

  public void list(String... words) {
    boolean json = LIST.parse(words).has("--json");
    List<SessionView> sessions = transport.sessions();
    if (json) {
      System.out.print(JsonText.of(sessions.stream().map(SessionCommands::fields).toList()));
    } else if (sessions.isEmpty()) {
      System.out.println("Nobody is logged in.");
    } else {
      System.out.print(table(sessions));
    }
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

  public void end(CommandSession shell, String... words) throws IOException {
    Arguments arguments = END.parse(words);
    String id = arguments.onlyOperand("Which session? session:end ID; session:list tells");
    SessionView session =
        transport.sessions().stream()
            .filter(each -> Integer.toString(each.id()).equals(id))
            .findFirst()
            .orElseThrow(() -> new Refusal("There is no session " + id + "; see session:list"));
    Conversation.of(shell)
        .confirm(
            arguments.has("--yes"),
            "End the session of %s at %s?"
                .formatted(session.initiator(), session.from().getHostAddress()));
    System.out.println(
        transport.endSession(session.id())
            ? "Session "
                + id
                + " is disconnected, and ends when its commands have left their handlers; see session:list"
            : "Session " + id + " was gone already");
  }

  public List<String> ids() {
    return transport.sessions().stream().map(session -> Integer.toString(session.id())).toList();
  }
}
