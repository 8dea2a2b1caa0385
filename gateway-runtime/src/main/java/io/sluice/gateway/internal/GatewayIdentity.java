package io.sluice.gateway.internal;

import io.sluice.backend.AtomicFile;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.ConfigValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What distinguishes this gateway's disks from those of all others. While it is in doubt whether
 * another gateway has the same id, since this one seems to be a copy, nothing is served: initiators
 * would take the disks of both for the same. A person says which it is, or the configuration does.
 */
@Component(service = GatewayIdentity.class, configurationPid = GatewayIdentity.PID)
@Designate(ocd = GatewayMetatype.class)
public final class GatewayIdentity {
  static final String PID = "io.sluice.gateway";

  private static final Logger LOG = LoggerFactory.getLogger(GatewayIdentity.class);

  /** Framework property: the id. */
  private static final String ID = "sluice.gateway.id";

  /** Framework property: where the gateway runs, as it is kept once no doubt is left. */
  private static final String PLACE = "sluice.gateway.place";

  /** Framework property: why it may be a copy; empty where it is none. */
  private static final String DOUBT = "sluice.gateway.doubt";

  /** Framework property: the folder of configurations. */
  private static final String ETC = "sluice.etc";

  private final Path etc;
  private final String place;
  private final List<Runnable> settled = new CopyOnWriteArrayList<>();

  private volatile String id;
  private volatile String doubt;

  @Activate
  public GatewayIdentity(BundleContext context, Map<String, Object> configuration) {
    etc = Path.of(Objects.requireNonNullElse(context.getProperty(ETC), "etc"));
    place = Objects.requireNonNullElse(context.getProperty(PLACE), "");
    id = Objects.requireNonNullElse(context.getProperty(ID), "");
    doubt = Objects.requireNonNullElse(context.getProperty(DOUBT), "");
    modified(configuration);
    question().ifPresent(LOG::warn);
  }

  @Modified
  void modified(Map<String, Object> configuration) {
    if (adopts(configuration) && isDoubtful()) {
      LOG.info("it is adopted, as {}.cfg says (adopt = true), though {}", PID, doubt);
      try {
        adopt();
      } catch (IOException e) {
        doubt = ""; // what the configuration says holds at the next start too
        LOG.info("where it runs is not kept: {}", e.toString());
        settled.forEach(Runnable::run);
      }
    }
  }

  /**
   * What was accepted before is not asked: it may be that of the gateway that this is a copy of.
   */
  private static boolean adopts(Map<String, Object> configuration) {
    try {
      return adopt(configuration);
    } catch (ConfigException e) {
      LOG.warn("{}", e.getMessage());
      return false;
    }
  }

  static boolean adopt(Map<String, ?> configuration) throws ConfigException {
    ConfigValues values = new ConfigValues(configuration, GatewayMetatype.class);
    values.requireKnownKeys();
    return values.flag("adopt");
  }

  /** The id; in a {@linkplain #question question} that is open it is not to be used. */
  String id() {
    return id;
  }

  boolean isDoubtful() {
    return !doubt.isEmpty();
  }

  /** What a person has to answer before anything is served, and how; empty where nothing is. */
  public Optional<String> question() {
    return isDoubtful()
        ? Optional.of(
            "nothing is served, since this gateway may be a copy: "
                + doubt
                + ". Where the other serves no more, keep the disks' WWNs and serial numbers:"
                + " gateway:adopt. Where both shall serve, make new ones here: gateway:renew")
        : Optional.empty();
  }

  /** Calls, from then on, when a question has been answered. */
  void whenSettled(Runnable action) {
    settled.add(action);
  }

  /** It is what the other was: all disks keep their WWNs and serial numbers. */
  public synchronized void adopt() throws IOException {
    settle();
  }

  /**
   * It is another gateway: all disks without {@code wwn =} get other WWNs and serial numbers, here.
   *
   * @throws IllegalStateException when nothing is in doubt: disks that are served keep their names
   */
  public synchronized void renew() throws IOException {
    if (!isDoubtful()) {
      throw new IllegalStateException("it is in no doubt");
    }
    String other = UUID.randomUUID().toString();
    new AtomicFile(etc.resolve("gateway-id"))
        .write((other + "\n").getBytes(StandardCharsets.UTF_8));
    id = other;
    settle();
  }

  private void settle() throws IOException {
    new AtomicFile(etc.resolve("gateway-place")).write(place.getBytes(StandardCharsets.UTF_8));
    doubt = "";
    settled.forEach(Runnable::run);
  }
}
