package io.sluice.iscsi.internal.shell;

import io.sluice.gateway.configuration.ConfigurationFiles;
import io.sluice.gateway.configuration.ConfigurationSchemas;
import io.sluice.gateway.targets.AclCommands;
import io.sluice.gateway.targets.TargetFiles;
import io.sluice.iscsi.internal.configured.IscsiTransport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands on who may log in to iSCSI targets. */
@Component(
    service = IscsiAclCommands.class,
    property = {
      "osgi.command.scope=acl",
      "osgi.command.function=list",
      "osgi.command.function=add",
      "osgi.command.function=remove"
    })
public final class IscsiAclCommands extends AclCommands {
  @Activate
  public IscsiAclCommands(
      @Reference IscsiTransport targets,
      @Reference ConfigurationFiles files,
      @Reference ConfigurationSchemas schemas) {
    super(new TargetFiles(targets, files, schemas));
  }
}
