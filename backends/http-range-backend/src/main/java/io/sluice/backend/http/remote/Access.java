package io.sluice.backend.http.remote;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a server is reached and asked. Its text form holds no secret.
 *
 * @param user name for Basic authentication; empty for none
 * @param passwordFile with its password
 * @param tokenFile with a bearer token
 * @param headersFile with lines {@code Name: value} that go with each request
 * @param proxy through which it is reached
 * @param tls how the server is verified, and told who asks
 * @param unversioned take content of which only the length is known
 */
public record Access(
    String user,
    Optional<SecretFile> passwordFile,
    Optional<SecretFile> tokenFile,
    Optional<SecretFile> headersFile,
    Optional<Proxy> proxy,
    Tls tls,
    boolean unversioned) {
  /** For anybody, verified by what Java trusts. */
  public static final Access PLAIN =
      new Access(
          "",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Tls.DEFAULT,
          false);

  /**
   * How the server proves who it is, and who asks does.
   *
   * @param verify whether the server has to prove who it is
   * @param caFile PEM certificates that are trusted instead of Java's own
   * @param certificate PEM certificate chain of the client
   * @param key its private key, PEM (PKCS #8)
   */
  public record Tls(
      boolean verify, Optional<Path> caFile, Optional<Path> certificate, Optional<SecretFile> key) {
    /** Verified by what Java trusts. */
    public static final Tls DEFAULT =
        new Tls(true, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
