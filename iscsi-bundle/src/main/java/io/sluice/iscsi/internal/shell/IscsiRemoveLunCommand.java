package io.sluice.iscsi.internal.shell;

import io.sluice.backend.shell.ShellCommands;
import io.sluice.gateway.configuration.ConfigurationFiles;
import io.sluice.gateway.configuration.ConfigurationSchemas;
import io.sluice.gateway.targets.RemoveLunCommand;
import io.sluice.gateway.targets.TargetFiles;
import io.sluice.iscsi.internal.configured.IscsiTransport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code target:remove-lun}. */
@Component(service = ShellCommands.class)
public final class IscsiRemoveLunCommand extends RemoveLunCommand {
  @Activate
  public IscsiRemoveLunCommand(
      @Reference IscsiTransport targets,
      @Reference ConfigurationFiles files,
      @Reference ConfigurationSchemas schemas) {
    super(new TargetFiles(targets, files, schemas));
  }
}
