package io.sluice.gateway.internal;

import io.sluice.backend.osgi.AcceptedConfigurations;
import io.sluice.backend.osgi.AcceptedFolder;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Forgets what was accepted of a file that is deleted, also while no gateway ran: a file that comes
 * under its name is another one, and nothing that this one says may serve in its place.
 */
@Component(service = SynchronousConfigurationListener.class, immediate = true)
public final class AcceptedSweep implements SynchronousConfigurationListener {
  private final AcceptedConfigurations accepted;
  private final Optional<AcceptedFolder> folder;

  @Activate
  public AcceptedSweep(BundleContext context) {
    accepted = AcceptedConfigurations.of(context);
    String etc = context.getProperty("sluice.etc");
    folder =
        Optional.ofNullable(context.getProperty("sluice.var"))
            .map(Path::of)
            .map(AcceptedFolder::in);
    if (etc != null) {
      folder.ifPresent(kept -> kept.retain(Path.of(etc)));
    }
    if (!Boolean.parseBoolean(context.getProperty(AcceptedConfigurations.UNJUDGED))) {
      folder.ifPresent(AcceptedFolder::judge);
    }
  }

  /** By now, all files that an earlier version has served have been read by this one. */
  @Deactivate
  void deactivate() {
    folder.ifPresent(AcceptedFolder::judge);
  }

  @Override
  public void configurationEvent(ConfigurationEvent event) {
    if (event.getType() == ConfigurationEvent.CM_DELETED) {
      accepted.forget(event.getPid());
    }
  }
}
