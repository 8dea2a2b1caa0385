package io.sluice.shell.internal;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.service.ListenerHook.ListenerInfo;
import org.osgi.service.component.annotations.Component;

/**
 * Keeps commands on the raw framework from the shell: one that stops, updates or uninstalls a
 * bundle, or disables a component, would take disks from their initiators. What a person needs, the
 * gateway's own commands do.
 */
@Component(service = {FindHook.class, EventListenerHook.class})
public final class HiddenCommands implements FindHook, EventListenerHook {
  private static final String SHELL = "org.apache.felix.gogo.runtime";
  private static final String SCOPE = "osgi.command.scope";
  private static final Set<String> HIDDEN = Set.of("felix", "cm", "scr");

  @Override
  public void find(
      BundleContext context,
      String name,
      String filter,
      boolean allServices,
      Collection<ServiceReference<?>> references) {
    if (isShell(context)) {
      references.removeIf(HiddenCommands::isHidden);
    }
  }

  @Override
  public void event(
      ServiceEvent event, Map<BundleContext, Collection<ListenerInfo>> listenersOfBundles) {
    if (isHidden(event.getServiceReference())) {
      listenersOfBundles.keySet().removeIf(HiddenCommands::isShell);
    }
  }

  private static boolean isShell(BundleContext context) {
    return SHELL.equals(context.getBundle().getSymbolicName());
  }

  private static boolean isHidden(ServiceReference<?> reference) {
    return reference.getProperty(SCOPE) instanceof String scope && HIDDEN.contains(scope);
  }
}
