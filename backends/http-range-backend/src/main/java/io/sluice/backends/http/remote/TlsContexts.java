package io.sluice.backends.http.remote;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Makes what TLS connections begin with. */
final class TlsContexts {
  private TlsContexts() {}

  /**
   * @throws IOException when a file can't be used; the message names it
   */
  static SSLContext create(Access.Tls tls) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers(tls), trustManagers(tls), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates for TLS can't be used: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] trustManagers(Access.Tls tls)
      throws IOException, GeneralSecurityException {
    if (!tls.verify()) {
      return new TrustManager[] {new TrustAll()};
    }
    if (tls.caFile().isEmpty()) {
      return null; // Java's own
    }
    KeyStore store = emptyStore();
    int n = 0;
    for (Certificate certificate : Pem.certificates(tls.caFile().get())) {
      store.setCertificateEntry("ca" + n++, certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager[] keyManagers(Access.Tls tls)
      throws IOException, GeneralSecurityException {
    if (tls.certificate().isEmpty() || tls.key().isEmpty()) {
      return null; // none
    }
    List<Certificate> chain = Pem.certificates(tls.certificate().get());
    char[] password = new char[0];
    KeyStore store = emptyStore();
    store.setKeyEntry(
        "client", Pem.key(tls.key().get()), password, chain.toArray(new Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /**
   * For who has asked not to verify; being an extended one, it is not asked for the name either.
   */
  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
