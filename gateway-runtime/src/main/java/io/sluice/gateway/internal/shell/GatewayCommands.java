package io.sluice.gateway.internal.shell;

import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.shell.Example;
import io.sluice.gateway.shell.Refusal;
import java.io.IOException;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands on the gateway as a whole. */
@Component(
    service = GatewayCommands.class,
    property = {"osgi.command.scope=gateway", "osgi.command.function=unexport"})
public final class GatewayCommands {
  private final LogicalUnits logicalUnits;

  @Activate
  public GatewayCommands(@Reference LogicalUnits logicalUnits) {
    this.logicalUnits = logicalUnits;
  }

  @Example("gateway:unexport")
  @Descriptor("Take every LUN away from initiators and from the kernel until the next start")
  public void unexport(
      @Descriptor("also while disks are mounted or open")
          @Parameter(
              names = {"-f", "--force"},
              presentValue = "true",
              absentValue = "false")
          boolean force) {
    try {
      logicalUnits.endExports(force);
    } catch (IOException e) {
      throw new Refusal(e.getMessage(), e);
    }
    System.out.println("No LUN is exported any more");
  }
}
