package io.sluice.gateway.internal.configuration;

import io.sluice.gateway.internal.LogicalUnits;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a component that does not come back from its activation. Configuration Admin tells of all
 * changes on one thread, and Declarative Services make components there: as long as one of them
 * hangs, no other file that comes, changes or goes is taken up. What hangs in a process can't be
 * ended from outside, and the thread is Configuration Admin's; so it is told where the person
 * looks, with the component and the place where it is.
 */
@Component(service = ConfigurationListener.class, immediate = true)
public final class ActivationWatch implements ConfigurationListener {
  private static final Logger LOG = LoggerFactory.getLogger(ActivationWatch.class);

  /** Framework property: how long an activation may take before it is told, in milliseconds. */
  private static final String PATIENCE = "sluice.activation.milliseconds";

  private static final int LOOKS_PER_PATIENCE = 4;

  /** Of Apache Felix Configuration Admin: tells listeners, Declarative Services among them. */
  private static final String DISPATCHER = "CM Event Dispatcher";

  private static final String COMPONENTS = "org.apache.felix.scr.";

  private final BundleContext context;
  private final LogicalUnits logicalUnits;
  private final long patienceNanos;
  private final AtomicLong events = new AtomicLong();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "sluice-activations");
            thread.setDaemon(true);
            return thread;
          });

  // Of the timer's thread.
  private Thread dispatcher; // null until it is found
  private Activation current; // null where there is none
  private long since;
  private boolean isTold;

  /** As long as it is equal, it is the same one: each change is told to us too. */
  private record Activation(long event, String component) {}

  /** Begins to look. */
  @Activate
  public ActivationWatch(BundleContext context, @Reference LogicalUnits logicalUnits) {
    this.context = context;
    this.logicalUnits = logicalUnits;
    String patience = context.getProperty(PATIENCE);
    long millis = patience == null ? 10_000 : Long.parseLong(patience);
    patienceNanos = TimeUnit.MILLISECONDS.toNanos(millis);
    long period = Math.max(1, millis / LOOKS_PER_PATIENCE);
    Future<?> unused =
        timer.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
  }

  @Deactivate
  void deactivate() {
    timer.shutdownNow();
    logicalUnits.unread().heldUp("");
  }

  @Override
  public void configurationEvent(ConfigurationEvent event) {
    events.incrementAndGet();
  }

  private void look() {
    try {
      StackTraceElement[] stack = stack();
      Activation now =
          component(stack).map(name -> new Activation(events.get(), name)).orElse(null);
      if (now == null || !now.equals(current)) {
        current = now;
        since = System.nanoTime();
        over();
      } else if (!isTold && System.nanoTime() - since >= patienceNanos) {
        tell(now.component(), stack);
      }
    } catch (RuntimeException e) { // the next look is not to fail with this one
      LOG.error("activations can't be looked at", e);
    }
  }

  private StackTraceElement[] stack() {
    if (dispatcher == null || !dispatcher.isAlive()) {
      dispatcher =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().equals(DISPATCHER))
              .findFirst()
              .orElse(null);
    }
    return dispatcher == null ? new StackTraceElement[0] : dispatcher.getStackTrace();
  }

  /** The class that Declarative Services have called last, and that has not returned. */
  private static Optional<String> component(StackTraceElement... stack) {
    int at = 0;
    while (at < stack.length && !stack[at].getClassName().startsWith(COMPONENTS)) {
      at++;
    }
    if (at == stack.length) {
      return Optional.empty();
    }
    while (--at >= 0) {
      String name = stack[at].getClassName();
      if (!name.startsWith("java.") && !name.startsWith("jdk.") && !name.startsWith("sun.")) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private void tell(String component, StackTraceElement... stack) {
    String text =
        "the component %s%s does not come back from its activation (in %s); until it does, no file in etc/ that comes, changes or goes is taken up. Take its jar out of bundles/ and restart the gateway"
            .formatted(component, bundleOf(component), stack[0]);
    isTold = true;
    logicalUnits.unread().heldUp(text);
    LOG.warn("{}", text);
    LOG.info("{} is in {}", component, Arrays.toString(stack));
  }

  private String bundleOf(String component) {
    String entry = component.replace('.', '/') + ".class";
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getBundleId() != 0 && bundle.getEntry(entry) != null) {
        return " of the bundle " + bundle.getSymbolicName() + " " + bundle.getVersion();
      }
    }
    return "";
  }

  private void over() {
    if (isTold) {
      isTold = false;
      logicalUnits.unread().heldUp("");
      LOG.info("the component has come back; files are taken up again");
    }
  }
}
