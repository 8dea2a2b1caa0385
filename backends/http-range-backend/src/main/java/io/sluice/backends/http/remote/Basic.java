package io.sluice.backends.http.remote;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Basic authentication (RFC 7617 2). */
final class Basic {
  private Basic() {}

  /**
   * What goes into the header.
   *
   * @throws IOException when the password's file can't be used
   */
  static String header(String user, Optional<SecretFile> passwordFile) throws IOException {
    String password = passwordFile.isEmpty() ? "" : passwordFile.get().read();
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }
}
