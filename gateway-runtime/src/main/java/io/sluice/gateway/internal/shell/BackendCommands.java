package io.sluice.gateway.internal.shell;

import io.sluice.gateway.configuration.BackendSchema;
import io.sluice.gateway.configuration.ConfigurationKey;
import io.sluice.gateway.configuration.ConfigurationSchemas;
import io.sluice.gateway.internal.HandlerView;
import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.shell.Arguments;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.JsonText;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Option;
import io.sluice.gateway.shell.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands on backends: which are installed, and what each lets be configured. */
@Component(
    service = BackendCommands.class,
    property = {
      "osgi.command.scope=backend",
      "osgi.command.function=list",
      "osgi.command.function=describe",
      "osgi.command.function=names"
    })
public final class BackendCommands implements Documented {
  private static final Option JSON = Option.flag("--json", "for programs");
  private static final Manual LIST =
      Manual.of("List the backends that are installed", "backend:list").options(JSON);
  private static final Manual DESCRIBE =
      Manual.of("Show what a backend lets be configured, key by key", "backend:describe file")
          .operands("BACKEND")
          .completedBy("backend:names")
          .options(JSON);
  private static final Manual NAMES =
      Manual.of("The names of all backends, for scripts and completion", "backend:names");

  private final LogicalUnits logicalUnits;
  private final Backends backends;

  @Activate
  public BackendCommands(
      @Reference LogicalUnits logicalUnits, @Reference ConfigurationSchemas schemas) {
    this.logicalUnits = logicalUnits;
    this.backends = new Backends(schemas);
  }

  @Override
  public Map<String, Manual> manuals() {
    return Map.of("list", LIST, "describe", DESCRIBE, "names", NAMES);
  }

  public void list(String... words) {
    if (LIST.parse(words).has("--json")) {
      System.out.print(JsonText.of(backends.all().stream().map(this::fields).toList()));
      return;
    }
    Table table = new Table("NAME", "BUNDLE", "HANDLERS", "WHAT");
    for (BackendSchema backend : backends.all()) {
      String kind = backend.kind();
      table.row(
          kind,
          backend.schema().bundle(),
          String.join(", ", handlers(kind)),
          backend.schema().meaning());
    }
    System.out.print(table);
  }

  public void describe(String... words) {
    Arguments arguments = DESCRIBE.parse(words);
    String kind = arguments.onlyOperand("Which backend? backend:describe NAME; see backend:list");
    BackendSchema backend = backends.get(kind);
    if (arguments.has("--json")) {
      System.out.print(JsonText.of(fields(backend)));
    } else {
      System.out.println(backend.schema().meaning());
      System.out.println(
          "Its handlers are made by etc/"
              + backend.factoryPid()
              + "-NAME.cfg, or by lun:create NAME --"
              + kind
              + " ... ("
              + backend.schema().bundle()
              + ")");
      System.out.print(KeyTable.format(backend.schema()));
    }
  }

  public List<String> names() {
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
