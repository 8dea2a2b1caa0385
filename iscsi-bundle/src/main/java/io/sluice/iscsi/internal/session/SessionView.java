package io.sluice.iscsi.internal.session;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * A session as the shell shows it.
 *
 * @param id its TSIH: a small number that is not soon used again
 * @param target the target's name; empty for discovery
 * @param chapName as whom its initiator was authenticated
 * @param commands that are under way
 */
public record SessionView(
    int id,
    String initiator,
    long isid,
    InetAddress from,
    String target,
    Optional<String> chapName,
    Instant begun,
    int commands) {
  public static SessionView of(Session session) {
    return new SessionView(
        session.handle(),
        session.name().initiator(),
        session.name().isid(),
        session.from(),
        session.name().target(),
        session.chapName(),
        session.begun(),
        session.tasks().all().size());
  }
}
