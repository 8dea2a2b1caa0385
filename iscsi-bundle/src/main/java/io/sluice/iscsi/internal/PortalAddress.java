package io.sluice.iscsi.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Reads where a portal listens: {@code HOST}, {@code HOST:PORT}, {@code [IPV6]:PORT}. */
final class PortalAddress {
  /** RFC 7143 4.2.6. */
  private static final int ISCSI_PORT = 3260;

  private PortalAddress() {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException that says what is wanted
   */
  static InetSocketAddress parse(String text) {
    boolean bracketed = text.startsWith("[");
    int end = bracketed ? text.indexOf(']') : text.indexOf(':');
    if (bracketed && end < 0) {
      throw new IllegalArgumentException("']' is missing in '" + text + "'");
    }
    String host = bracketed ? text.substring(1, end) : end < 0 ? text : text.substring(0, end);
    String rest = end < 0 ? "" : text.substring(bracketed ? end + 1 : end);
    if (host.isEmpty()) {
      throw new IllegalArgumentException("'" + text + "' names no host");
    }
    try {
      return new InetSocketAddress(InetAddress.getAllByName(host)[0], port(text, rest));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("there is no host '" + host + "'", e);
    }
  }

  private static int port(String text, String rest) {
    if (rest.isEmpty()) {
      return ISCSI_PORT;
    }
    try {
      int port = rest.startsWith(":") ? Integer.parseInt(rest.substring(1)) : -1;
      if (port > 0 && port <= 0xFFFF) {
        return port;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "write HOST:PORT, or [ADDRESS]:PORT for IPv6, and not '" + text + "'");
  }

  /** As a person writes it. */
  static String text(InetSocketAddress portal) {
    String host = portal.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + portal.getPort();
  }

  /** Whether other machines can reach it. */
  static boolean isBeyondThisMachine(InetSocketAddress portal) {
    return !portal.getAddress().isLoopbackAddress();
  }
}
