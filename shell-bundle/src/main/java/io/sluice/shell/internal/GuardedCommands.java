package io.sluice.shell.internal;

import io.sluice.backend.shell.CommandProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.felix.gogo.runtime.CommandProxy;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a {@link GuardedCommand} before each command that is declared dangerous ({@link
 * CommandProperties#DANGEROUS}), wherever it comes from: of two commands of one name, Gogo calls
 * the one of the higher ranking.
 */
@Component(service = {})
public final class GuardedCommands {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedCommands.class);
  private static final String FILTER =
      "(&(%s=*)(%s=*))".formatted(CommandProcessor.COMMAND_SCOPE, CommandProperties.DANGEROUS);

  private final BundleContext context;
  private final ServiceTracker<Object, List<ServiceRegistration<Function>>> dangerous;

  @Activate
  public GuardedCommands(BundleContext context) throws InvalidSyntaxException {
    this.context = context;
    dangerous =
        new ServiceTracker<>(context, context.createFilter(FILTER), null) {
          @Override
          public List<ServiceRegistration<Function>> addingService(ServiceReference<Object> of) {
            return guard(of);
          }

          @Override
          public void removedService(
              ServiceReference<Object> of, List<ServiceRegistration<Function>> guards) {
            guards.forEach(ServiceRegistration::unregister);
          }
        };
    dangerous.open(true);
  }

  @Deactivate
  void deactivate() {
    dangerous.close();
  }

  private List<ServiceRegistration<Function>> guard(ServiceReference<Object> of) {
    List<ServiceRegistration<Function>> guards = new ArrayList<>();
    for (String declaration : strings(of.getProperty(CommandProperties.DANGEROUS))) {
      int colon = declaration.indexOf(':');
      if (colon < 1) {
        LOG.error("{} = '{}' is not FUNCTION: LOSS", CommandProperties.DANGEROUS, declaration);
      } else {
        String name = declaration.substring(0, colon).strip();
        guards.add(guard(of, name, declaration.substring(colon + 1).strip()));
      }
    }
    return guards;
  }

  private ServiceRegistration<Function> guard(
      ServiceReference<Object> of, String name, String loss) {
    String scope = String.valueOf(of.getProperty(CommandProcessor.COMMAND_SCOPE));
    Map<String, Object> properties =
        Map.of(
            CommandProcessor.COMMAND_SCOPE,
            scope,
            CommandProcessor.COMMAND_FUNCTION,
            name,
            Constants.SERVICE_RANKING,
            Integer.MAX_VALUE);
    CommandProxy command = new CommandProxy(context, of, name);
    return context.registerService(
        Function.class,
        new GuardedCommand(scope, name, loss, command),
        FrameworkUtil.asDictionary(properties));
  }

  private static List<String> strings(Object property) {
    return property instanceof String[] several
        ? List.of(several)
        : List.of(String.valueOf(property));
  }
}
