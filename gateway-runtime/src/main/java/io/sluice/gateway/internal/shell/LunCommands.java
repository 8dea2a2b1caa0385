package io.sluice.gateway.internal.shell;

import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.LunView;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The shell's commands on logical units. What they print goes to {@code System.out}, which the
 * shell gives each command for itself; what goes wrong is thrown, with a message for the person.
 */
@Component(
    service = LunCommands.class,
    property = {
      "osgi.command.scope=lun",
      "osgi.command.function=list",
      "osgi.command.function=info",
      "osgi.command.function=remove",
      "osgi.command.function=names"
    })
public final class LunCommands {
  private final LogicalUnits logicalUnits;
  private final ConfigurationAdmin configurationAdmin;

  @Activate
  public LunCommands(
      @Reference LogicalUnits logicalUnits, @Reference ConfigurationAdmin configurationAdmin) {
    this.logicalUnits = logicalUnits;
    this.configurationAdmin = configurationAdmin;
  }

  @Descriptor("List all LUNs, also those whose configuration is wrong")
  public void list(@Descriptor("names of LUNs; all where none is given") String... names) {
    List<LunView> luns =
        names.length == 0 ? logicalUnits.views() : Arrays.stream(names).map(this::view).toList();
    System.out.print(LunList.format(luns));
  }

  @Descriptor("Show all about a LUN: state, identity, volume, handlers, exports, counters, latency")
  public void info(@Descriptor("name of the LUN, or of several") String... names) {
    if (names.length == 0) {
      throw new Refusal("Of which LUN? lun:info NAME; lun:list tells the names");
    }
    for (String name : names) {
      System.out.print(LunDetails.format(view(name)));
    }
  }

  @Descriptor("Remove a LUN: its exports, its configuration file, and itself; not its data")
  public void remove(
      @Descriptor("also while the disk is mounted or open")
          @Parameter(
              names = {"-f", "--force"},
              presentValue = "true",
              absentValue = "false")
          boolean force,
      @Descriptor("name of the LUN") String... names) {
    if (names.length != 1) {
      throw new Refusal("Which LUN? lun:remove NAME [--force]");
    }
    LunView lun = view(names[0]);
    try {
      remove(lun.name(), force);
    } catch (IOException e) {
      throw new Refusal(e.getMessage(), e);
    }
    System.out.println(lun.name() + " is removed");
  }

  private void remove(String lun, boolean force) throws IOException {
    ConfigurationRecord configuration =
        ConfigurationRecord.find(configurationAdmin, logicalUnits.pid(lun));
    configuration.requireDeletable();
    logicalUnits.remove(lun, force, configuration::delete);
  }

  @Descriptor("The names of all LUNs, for scripts and completion")
  public List<String> names() {
    return logicalUnits.views().stream().map(LunView::name).toList();
  }

  private LunView view(String name) {
    return logicalUnits.views().stream()
        .filter(lun -> lun.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new Refusal("There is no LUN '" + name + "'; see lun:list"));
  }
}
