package io.sluice.gateway.internal.shell;

import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import io.sluice.backend.shell.Table;
import io.sluice.backend.shell.Told;
import io.sluice.gateway.configuration.BackendSchema;
import io.sluice.gateway.configuration.ConfigurationKey;
import io.sluice.gateway.configuration.ConfigurationSchemas;
import io.sluice.gateway.internal.HandlerView;
import io.sluice.gateway.internal.LogicalUnits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands on backends: which are installed, and what each lets be configured. */
@Component(service = ShellCommands.class)
public final class BackendCommands implements ShellCommands {
  private static final Manual LIST =
      Manual.of("List the backends that are installed", "backend:list");

  private static final Manual DESCRIBE =
      Manual.of("Show what a backend lets be configured, key by key", "backend:describe file")
          .operands("BACKEND")
          .completedBy("backend:names");

  private final LogicalUnits logicalUnits;
  private final Backends backends;

  @Activate
  public BackendCommands(
      @Reference LogicalUnits logicalUnits, @Reference ConfigurationSchemas schemas) {
    this.logicalUnits = logicalUnits;
    this.backends = new Backends(schemas);
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(
        ShellCommand.telling("backend:list", LIST, this::list),
        ShellCommand.telling("backend:describe", DESCRIBE, this::describe),
        ShellCommand.names("backend:names", "The names of all backends", this::names));
  }

  private Told list(Call call) {
    return new Told(() -> backends.all().stream().map(this::fields).toList(), this::table);
  }

  private Table table() {
    Table table = new Table("NAME", "BUNDLE", "HANDLERS", "WHAT");
    for (BackendSchema backend : backends.all()) {
      String kind = backend.kind();
      table.row(
          kind,
          backend.schema().bundle(),
          String.join(", ", handlers(kind)),
          backend.schema().meaning());
    }
    return table;
  }

  private Told describe(Call call) {
    String kind =
        call.arguments().onlyOperand("Which backend? backend:describe NAME; see backend:list");
    BackendSchema backend = backends.get(kind);
    return new Told(() -> fields(backend), () -> text(backend));
  }

  private static String text(BackendSchema backend) {
    return backend.schema().meaning()
        + "\nIts handlers are made by etc/"
        + backend.factoryPid()
        + "-NAME.cfg, or by lun:create NAME --"
        + backend.kind()
        + " ... ("
        + backend.schema().bundle()
        + ")\n"
        + KeyTable.format(backend.schema());
  }

  private List<String> names() {
    return backends.kinds();
  }

  private List<String> handlers(String kind) {
    return logicalUnits.directory().handlerViews().stream()
        .filter(handler -> handler.backend().equals(kind))
        .map(HandlerView::name)
        .distinct()
        .toList();
  }

  private Map<String, Object> fields(BackendSchema backend) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", backend.kind());
    fields.put("bundle", backend.schema().bundle());
    fields.put("meaning", backend.schema().meaning());
    fields.put("handlers", handlers(backend.kind()));
    fields.put("keys", backend.keys().stream().map(BackendCommands::fields).toList());
    return fields;
  }

  private static Map<String, Object> fields(ConfigurationKey key) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", key.name());
    fields.put("type", key.type());
    fields.put("required", key.required());
    fields.put("default", key.otherwise());
    fields.put("meaning", key.meaning());
    return fields;
  }
}
