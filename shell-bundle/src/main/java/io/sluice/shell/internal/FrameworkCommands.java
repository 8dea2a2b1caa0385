package io.sluice.shell.internal;

import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Table;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** What a person may see of the framework under the gateway. */
@Component(
    service = FrameworkCommands.class,
    property = {"osgi.command.scope=gateway", "osgi.command.function=bundles"})
public final class FrameworkCommands implements Documented {
  private static final Manual BUNDLES =
      Manual.of("List all bundles of the gateway, its own ones too", "gateway:bundles");

  private final BundleContext context;

  @Activate
  public FrameworkCommands(BundleContext context) {
    this.context = context;
  }

  @Override
  public Map<String, Manual> manuals() {
    return Map.of("bundles", BUNDLES);
  }

  public void bundles(String... words) {
    BUNDLES.parse(words);
    Table table = new Table("ID", "STATE", "LEVEL", "NAME", "VERSION");
    for (Bundle bundle : context.getBundles()) {
      table.row(
          Long.toString(bundle.getBundleId()),
          state(bundle.getState()),
          Integer.toString(bundle.adapt(BundleStartLevel.class).getStartLevel()),
          String.valueOf(bundle.getSymbolicName()),
          bundle.getVersion().toString());
    }
    System.out.print(table);
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
