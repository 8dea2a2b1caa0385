package io.sluice.backends.http.remote;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * How a server is reached and asked. Its text form holds no secret.
 *
 * @param user name for Basic authentication; empty for none
 * @param passwordFile with its password
 * @param tokenFile with a bearer token
 * @param headersFile with lines {@code Name: value} that go with each request
 * @param proxy through which it is reached
 * @param tls how the server is verified, and told who asks
 * @param unversioned take any content of the same length as the same
 * @param codings content codings that are the file's own, so that it is wanted as it is
 */
public record Access(
    String user,
    Optional<SecretFile> passwordFile,
    Optional<SecretFile> tokenFile,
    Optional<SecretFile> headersFile,
    Optional<Proxy> proxy,
    Tls tls,
    boolean unversioned,
    Set<String> codings) {
  public Access {
    codings = Set.copyOf(codings);
  }

  /** Without codings of its own. */
  public Access(
      String user,
      Optional<SecretFile> passwordFile,
      Optional<SecretFile> tokenFile,
      Optional<SecretFile> headersFile,
      Optional<Proxy> proxy,
      Tls tls,
      boolean unversioned) {
    this(user, passwordFile, tokenFile, headersFile, proxy, tls, unversioned, Set.of());
  }

  /** The same, of a file that is wanted as it is, in one of these content codings. */
  public Access withCodings(Set<String> others) {
    return new Access(user, passwordFile, tokenFile, headersFile, proxy, tls, unversioned, others);
  }

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
