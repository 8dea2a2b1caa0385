package io.sluice.iscsi.internal.session;

import io.sluice.iscsi.internal.login.TargetRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Answers SendTargets (RFC 7143 appendix C): the targets that an initiator may log in to. */
final class TargetList {
  private final List<TargetSpec> targets;
  private final Connection connection;

  /**
   * Of one portal's targets.
   *
   * @param targets those behind the portal, in order
   */
  TargetList(List<TargetSpec> targets, Connection connection) {
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
    boolean known =
        !session.isDiscovery()
            || rules.chap().isEmpty()
            || session.chapName().map(rules.chap().get()::knows).orElse(false);
    return allowed && known;
  }

  private void append(StringBuilder text, TargetSpec spec) {
    text.append("TargetName=").append(spec.iqn()).append('\0');
    address(text, here());
    for (InetSocketAddress portal : spec.portals()) {
      boolean elsewhere = !portal.equals(connection.portal().address());
      if (elsewhere && !portal.getAddress().isAnyLocalAddress()) {
        address(text, portal);
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

  private static void address(StringBuilder text, InetSocketAddress portal) {
    InetAddress address = portal.getAddress();
    String host = address.getHostAddress();
    int scope = host.indexOf('%');
    host = scope < 0 ? host : host.substring(0, scope);
    text.append("TargetAddress=")
        .append(host.indexOf(':') < 0 ? host : '[' + host + ']')
        .append(':')
        .append(portal.getPort())
        .append(',')
        .append(TargetRules.PORTAL_GROUP_TAG)
        .append('\0');
  }
}
