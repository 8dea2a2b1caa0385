package io.sluice.backend.http.remote;

import io.sluice.backend.BoundedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys from PEM files (RFC 7468). */
final class Pem {
  private static final Pattern PKCS_8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----(.*?)-----END PRIVATE KEY-----", Pattern.DOTALL);
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  /** Of certificates: a few hundred kilobytes are all authorities of a distribution. */
  private static final int MOST_BYTES = 8 << 20;

  private Pem() {}

  static List<Certificate> certificates(Path file) throws IOException {
    try {
      byte[] bytes = BoundedFile.of(file, MOST_BYTES).read();
      List<Certificate> all =
          List.copyOf(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(bytes)));
      if (all.isEmpty()) {
        throw new IOException(file + " holds no certificate (PEM)");
      }
      return all;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds no certificate (PEM) that can be read", e);
    }
  }

  static PrivateKey key(SecretFile file) throws IOException {
    Matcher matcher = PKCS_8.matcher(file.read());
    if (!matcher.find()) {
      throw new IOException(
          file
              + " holds no private key as PEM, PKCS #8, not encrypted; openssl pkcs8 -topk8 -nocrypt"
              + " makes one");
    }
    byte[] encoded;
    try {
      encoded = Base64.getMimeDecoder().decode(matcher.group(1));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " holds a damaged private key", e);
    }
    GeneralSecurityException otherKind = null;
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (GeneralSecurityException e) {
        otherKind = e;
      }
    }
    throw new IOException(file + " holds a private key of an unknown kind", otherKind);
  }
}
