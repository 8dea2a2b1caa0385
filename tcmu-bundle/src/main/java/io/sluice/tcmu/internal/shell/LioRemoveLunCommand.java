package io.sluice.tcmu.internal.shell;

import io.sluice.backend.shell.ShellCommands;
import io.sluice.gateway.configuration.ConfigurationFiles;
import io.sluice.gateway.configuration.ConfigurationSchemas;
import io.sluice.gateway.targets.RemoveLunCommand;
import io.sluice.gateway.targets.TargetFiles;
import io.sluice.tcmu.internal.iscsi.IscsiFabric;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code lio:remove-lun}. */
@Component(service = ShellCommands.class)
public final class LioRemoveLunCommand extends RemoveLunCommand {
  @Activate
  public LioRemoveLunCommand(
      @Reference IscsiFabric targets,
      @Reference ConfigurationFiles files,
      @Reference ConfigurationSchemas schemas) {
    super(new TargetFiles(targets, files, schemas));
  }
}
