package io.sluice.iscsi.internal.server;

import io.sluice.iscsi.internal.login.ChapSecrets;
import io.sluice.iscsi.internal.login.TargetRules;
import io.sluice.iscsi.internal.session.Session;
import io.sluice.iscsi.internal.target.TargetSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Answers SendTargets (RFC 7143 appendix C): the targets that an initiator may log in to. */
final class TargetList {
  private final List<TargetSpec> targets;
  private final Connection connection;
  private final Predicate<InetSocketAddress> isOpen;

  /**
   * Of one portal's targets.
   *
   * @param targets those behind the portal, in order
   * @param isOpen whether another portal could be opened
   */
  TargetList(List<TargetSpec> targets, Connection connection, Predicate<InetSocketAddress> isOpen) {
    this.isOpen = isOpen;
    this.targets = targets;
    this.connection = connection;
  }

  /**
   * The answer as it travels.
   *
   * @param which {@code All} in a discovery session; a target's name; empty for the session's own
   */
  byte[] answer(Session session, String which) {
    String name = which.toLowerCase(Locale.ROOT);
    boolean all = session.isDiscovery() && which.equals("All");
    StringBuilder text = new StringBuilder();
    for (TargetSpec spec : targets) {
      boolean asked = all || spec.iqn().equals(name);
      if (!session.isDiscovery()) {
        boolean own = spec.iqn().equals(session.target().iqn());
        asked = own && (name.isEmpty() || asked);
      }
      if (asked && mayKnow(session, spec.rules())) {
        append(text, spec);
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static boolean mayKnow(Session session, TargetRules rules) {
    boolean allowed = rules.access().allows(session.name().initiator(), session.from());
    return allowed && (!session.isDiscovery() || canLogIn(session, rules));
  }

  /** Whether it could log in by what it has proved for this discovery session. */
  private static boolean canLogIn(Session session, TargetRules rules) {
    if (rules.chap().isEmpty()) {
      return true;
    }
    try {
      ChapSecrets secrets = rules.chap().get().now();
      return session
          .credential()
          .filter(proved -> secrets.accepts(proved, session.name().initiator()))
          .isPresent();
    } catch (IOException e) { // told where the file is looked at
      return false;
    }
  }

  private void append(StringBuilder text, TargetSpec spec) {
    text.append("TargetName=").append(spec.iqn()).append('\0');
    if (!spec.advertised().isEmpty()) {
      spec.advertised().forEach(portal -> address(text, portal));
      return;
    }
    address(text, text(here()));
    for (InetSocketAddress portal : spec.portals()) {
      boolean elsewhere = !portal.equals(connection.portal().address());
      if (elsewhere && !portal.getAddress().isAnyLocalAddress() && isOpen.test(portal)) {
        address(text, text(portal));
      }
    }
  }

  /** As the initiator reached us, which is an address that it can use. */
  private InetSocketAddress here() {
    try {
      return connection.localAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(InetSocketAddress portal) {
    InetAddress address = portal.getAddress();
    String host = address.getHostAddress();
    int scope = host.indexOf('%');
    host = scope < 0 ? host : host.substring(0, scope);
    return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + portal.getPort();
  }

  private static void address(StringBuilder text, String portal) {
    text.append("TargetAddress=")
        .append(portal)
        .append(',')
        .append(TargetRules.PORTAL_GROUP_TAG)
        .append('\0');
  }
}
