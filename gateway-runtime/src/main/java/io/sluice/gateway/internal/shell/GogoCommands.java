package io.sluice.gateway.internal.shell;

import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives Gogo all commands of all bundles. Of two of one name, Gogo calls that of the higher {@code
 * service.ranking}.
 */
@Component(service = {})
public final class GogoCommands {
  private static final Logger LOG = LoggerFactory.getLogger(GogoCommands.class);

  private final BundleContext context;
  private final Map<ShellCommands, List<ServiceRegistration<Function>>> given =
      new ConcurrentHashMap<>();

  @Activate
  public GogoCommands(BundleContext context) {
    this.context = context;
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addCommands(ShellCommands service, Map<String, ?> properties) {
    List<ServiceRegistration<Function>> functions = new ArrayList<>();
    try {
      int ranking = properties.get(Constants.SERVICE_RANKING) instanceof Integer rank ? rank : 0;
      for (ShellCommand command : service.commands()) {
        functions.add(give(command, ranking));
      }
    } catch (RuntimeException e) {
      LOG.error(
          "{} has commands that the shell can't have: {}", service.getClass().getName(), e, e);
    }
    given.put(service, functions);
  }

  void removeCommands(ShellCommands service) {
    List<ServiceRegistration<Function>> functions = given.remove(service);
    if (functions != null) {
      functions.forEach(ServiceRegistration::unregister);
    }
  }

  private ServiceRegistration<Function> give(ShellCommand command, int ranking) {
    Map<String, Object> properties =
        Map.of(
            CommandProcessor.COMMAND_SCOPE,
            command.scope(),
            CommandProcessor.COMMAND_FUNCTION,
            command.function(),
            Constants.SERVICE_RANKING,
            ranking);
    return context.registerService(
        Function.class, new GogoCommand(command), FrameworkUtil.asDictionary(properties));
  }
}
