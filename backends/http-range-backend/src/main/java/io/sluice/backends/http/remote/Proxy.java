package io.sluice.backends.http.remote;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Optional;

/**
 * An HTTP proxy through which a server is reached; with TLS, through a tunnel (CONNECT). Its text
 * form holds no secret.
 *
 * @param url {@code http://host:port}
 * @param user name for Basic authentication; empty for none
 * @param passwordFile with its password, read anew for each request
 */
public record Proxy(URI url, String user, Optional<SecretFile> passwordFile) {
  private static final String AUTHORIZATION = "Proxy-Authorization";

  InetSocketAddress address() {
    return new InetSocketAddress(url.getHost(), url.getPort());
  }

  /**
   * Adds to a request what the proxy is to know. The client tells it to the proxy only: with TLS in
   * the CONNECT request, where Java has to be allowed that ({@code
   * jdk.http.auth.tunneling.disabledSchemes} without Basic).
   *
   * @throws RemoteException when the password's file can't be used
   */
  void addTo(HttpRequest.Builder request) throws RemoteException {
    if (user.isEmpty()) {
      return;
    }
    try {
      request.setHeader(AUTHORIZATION, Basic.header(user, passwordFile));
    } catch (IOException e) {
      throw RemoteException.refused(
          "the credentials of the proxy can't be used: " + e.getMessage(), e);
    }
  }
}
