package io.sluice.shell.internal;

import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import io.sluice.backend.shell.Table;
import io.sluice.backend.shell.Told;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** What a person may see of the framework under the gateway. */
@Component(service = ShellCommands.class)
public final class FrameworkCommands implements ShellCommands {
  private static final Manual BUNDLES =
      Manual.of("List all bundles of the gateway, its own ones too", "gateway:bundles");

  private final BundleContext context;

  @Activate
  public FrameworkCommands(BundleContext context) {
    this.context = context;
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(ShellCommand.telling("gateway:bundles", BUNDLES, this::bundles));
  }

  private Told bundles(Call call) {
    List<Bundle> bundles = List.of(context.getBundles());
    return new Told(
        () -> bundles.stream().map(FrameworkCommands::fields).toList(), () -> table(bundles));
  }

  private static Table table(List<Bundle> bundles) {
    Table table = new Table("ID", "STATE", "LEVEL", "NAME", "VERSION");
    for (Bundle bundle : bundles) {
      table.row(
          Long.toString(bundle.getBundleId()),
          state(bundle.getState()),
          Integer.toString(level(bundle)),
          String.valueOf(bundle.getSymbolicName()),
          bundle.getVersion().toString());
    }
    return table;
  }

  private static Map<String, Object> fields(Bundle bundle) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", bundle.getBundleId());
    fields.put("state", state(bundle.getState()));
    fields.put("level", level(bundle));
    fields.put("name", bundle.getSymbolicName());
    fields.put("version", bundle.getVersion().toString());
    return fields;
  }

  private static int level(Bundle bundle) {
    return bundle.adapt(BundleStartLevel.class).getStartLevel();
  }

  private static String state(int state) {
    return switch (state) {
      case Bundle.INSTALLED -> "INSTALLED";
      case Bundle.RESOLVED -> "RESOLVED";
      case Bundle.STARTING -> "STARTING";
      case Bundle.STOPPING -> "STOPPING";
      case Bundle.ACTIVE -> "ACTIVE";
      default -> "UNINSTALLED";
    };
  }
}
