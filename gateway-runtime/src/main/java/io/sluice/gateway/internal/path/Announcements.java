package io.sluice.gateway.internal.path;

import io.sluice.backend.VolumeInfo;
import io.sluice.gateway.LogicalUnit.InfoListener;
import io.sluice.gateway.LogicalUnit.Subscription;
import io.sluice.scsi.AdditionalSense;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What initiators and transports were told of the volume behind a logical unit, and to whom changes
 * are told.
 */
public final class Announcements {
  private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

  private final List<LunNexus> nexuses = new CopyOnWriteArrayList<>();
  private final List<InfoListener> listeners = new CopyOnWriteArrayList<>();
  private volatile VolumeInfo announced;
  private VolumeInfo told; // guarded by this, as is the telling

  public Optional<VolumeInfo> info() {
    return Optional.ofNullable(announced);
  }

  public void add(LunNexus nexus) {
    nexuses.add(nexus);
  }

  public void remove(LunNexus nexus) {
    nexuses.remove(nexus);
  }

  public List<LunNexus> nexuses() {
    return List.copyOf(nexuses);
  }

  /** From now on this is the volume: raises unit attentions for what is different. */
  public void announce(VolumeInfo now) {
    VolumeInfo before = announced;
    announced = now;
    if (before != null) {
      for (AdditionalSense condition : VolumeChanges.conditions(before, now)) {
        raise(condition);
      }
    }
  }

  /** On every nexus. */
  public void raise(AdditionalSense condition) {
    nexuses.forEach(nexus -> nexus.raise(condition));
  }

  /** Tells the listeners what was announced, if they don't know. */
  public synchronized void tell() {
    VolumeInfo now = announced;
    if (now != null && !now.equals(told)) {
      told = now;
      listeners.forEach(listener -> tell(listener, now));
    }
  }

  /** Tells them again: what they made of it while nothing served may be less than there is. */
  public synchronized void tellAgain() {
    told = null;
    tell();
  }

  public synchronized Subscription subscribe(InfoListener listener) {
    listeners.add(listener);
    if (told != null) {
      tell(listener, told);
    }
    return () -> listeners.remove(listener);
  }

  private static void tell(InfoListener listener, VolumeInfo info) {
    try {
      listener.changed(info);
    } catch (RuntimeException e) { // a transport can't hurt the logical unit
      LOG.error("a transport failed to take up {}", info.identity(), e);
    }
  }
}
