package io.sluice.tcmu.internal.shell;

import io.sluice.backend.shell.ShellCommands;
import io.sluice.gateway.configuration.ConfigurationFiles;
import io.sluice.gateway.configuration.ConfigurationSchemas;
import io.sluice.gateway.targets.AclCommands;
import io.sluice.gateway.targets.TargetFiles;
import io.sluice.tcmu.internal.iscsi.IscsiFabric;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands on who may log in to the kernel's own iSCSI targets. */
@Component(service = ShellCommands.class)
public final class LioAclCommands extends AclCommands {
  @Activate
  public LioAclCommands(
      @Reference IscsiFabric targets,
      @Reference ConfigurationFiles files,
      @Reference ConfigurationSchemas schemas) {
    super(new TargetFiles(targets, files, schemas));
  }
}
