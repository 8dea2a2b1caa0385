package io.sluice.gateway.internal.shell;

import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.configuration.ConfigurationFile;
import io.sluice.gateway.configuration.ConfigurationFiles;
import io.sluice.gateway.configuration.ConfigurationSchemas;
import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.LunView;
import io.sluice.gateway.internal.store.GatewayLayers;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Paint;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code lun:why}: what keeps a LUN from being used, and what to type. */
@Component(
    service = LunWhyCommand.class,
    property = {"osgi.command.scope=lun", "osgi.command.function=why"})
public final class LunWhyCommand implements Documented {
  private static final Manual MANUAL =
      Manual.of("Tell why a LUN does not work, and what to type next", "lun:why demo")
          .operands("NAME")
          .completedBy("lun:names");

  private final LogicalUnits logicalUnits;
  private final ConfigurationFiles files;
  private final Backends backends;
  private final GatewayLayers layers;

  @Activate
  public LunWhyCommand(
      @Reference LogicalUnits logicalUnits,
      @Reference ConfigurationFiles files,
      @Reference ConfigurationSchemas schemas,
      @Reference GatewayLayers layers) {
    this.logicalUnits = logicalUnits;
    this.files = files;
    this.layers = layers;
    this.backends = new Backends(schemas);
  }

  @Override
  public Map<String, Manual> manuals() {
    return Map.of("why", MANUAL);
  }

  public void why(CommandSession session, String... words) {
    String name = MANUAL.parse(words).onlyOperand("Which LUN? lun:why NAME");
    Diagnosis diagnosis = new Diagnosis(logicalUnits, backends, files, layers);
    Luns luns = new Luns(logicalUnits);
    Optional<LunView> lun = luns.find(name);
    logicalUnits.directory().heldUp().ifPresent(reason -> diagnosis.add(reason, "bundle:status"));
    if (lun.isPresent()) {
      diagnosis.examine(lun.get());
    } else if (diagnosis.hasHandler(name)) {
      diagnosis.add(
          "there is a handler " + name + ", but no LUN that it serves",
          "lun:create " + name + " --handler " + name);
    } else if (unread(name).isPresent()) {
      diagnosis.add(
          unread(name).get() + " is there, but was not read; the log tells why",
          "grep lun-" + name + " var/log/sluice.log");
    } else {
      lun = Optional.of(luns.get(name));
    }
    System.out.print(Paint.of(session).states(diagnosis.text(name, lun)));
  }

  private Optional<ConfigurationFile> unread(String name) {
    try {
      return Optional.of(files.file(LogicalUnit.FACTORY_PID, name))
          .filter(ConfigurationFile::exists);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
