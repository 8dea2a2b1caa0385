package io.sluice.iscsi.internal.configured;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads where a portal listens: {@code HOST}, {@code HOST:PORT}, {@code [IPV6]:PORT}. */
final class PortalAddress {
  /** RFC 7143 4.2.6. */
  private static final int ISCSI_PORT = 3260;

  private static final Pattern ADVERTISED =
      Pattern.compile("([0-9A-Za-z._-]{1,253}|\\[[0-9a-fA-F:.]{2,45}])(:[0-9]{1,5})?");

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

  /**
   * One that only initiators can reach, and whose name only they may know (RFC 7143 13.8): as
   * written, with the port.
   *
   * @throws IllegalArgumentException that says what is wanted
   */
  static String advertised(String text) {
    Matcher parts = ADVERTISED.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "write HOST:PORT, or [ADDRESS]:PORT for IPv6, and not '" + text + "'");
    }
    String rest = parts.group(2) == null ? "" : parts.group(2);
    return parts.group(1) + ':' + port(text, rest);
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
