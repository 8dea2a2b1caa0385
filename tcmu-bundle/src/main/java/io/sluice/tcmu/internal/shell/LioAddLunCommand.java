package io.sluice.tcmu.internal.shell;

import io.sluice.backend.shell.ShellCommands;
import io.sluice.gateway.configuration.ConfigurationFiles;
import io.sluice.gateway.configuration.ConfigurationSchemas;
import io.sluice.gateway.targets.AddLunCommand;
import io.sluice.gateway.targets.TargetFiles;
import io.sluice.tcmu.internal.iscsi.IscsiFabric;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code lio:add-lun}. */
@Component(service = ShellCommands.class)
public final class LioAddLunCommand extends AddLunCommand {
  @Activate
  public LioAddLunCommand(
      @Reference IscsiFabric targets,
      @Reference ConfigurationFiles files,
      @Reference ConfigurationSchemas schemas) {
    super(new TargetFiles(targets, files, schemas));
  }
}
