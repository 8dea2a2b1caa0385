package io.sluice.backends.http.remote;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What is told to the server, and to no other, so that it answers: headers, a password, a token of
 * a file or of a registry. Thread-safe.
 */
final class Credentials {
  private static final String AUTHORIZATION = "Authorization";
  private static final int LONGEST_TOKEN_ANSWER = 64 << 10;

  private final URI origin;
  private final Access access;

  /** Of a registry; null where there was no need of one. */
  private volatile String token;

  Credentials(URI origin, Access access) {
    this.origin = origin;
    this.access = access;
  }

  /**
   * Adds to a request what its target may know, and what a proxy on its way may.
   *
   * @throws RemoteException when a file can't be used
   */
  void addTo(HttpRequest.Builder request, URI target) throws RemoteException {
    if (access.proxy().isPresent()) {
      access.proxy().get().addTo(request);
    }
    if (!Urls.sameOrigin(origin, target)) {
      return;
    }
    try {
      headers().forEach(request::setHeader);
      Optional<String> authorization = authorization();
      if (authorization.isPresent()) {
        request.setHeader(AUTHORIZATION, authorization.get());
      }
    } catch (IOException e) {
      throw RemoteException.refused("the credentials can't be used: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) { // its message may hold the value
      throw RemoteException.refused(
          "the credentials can't be used: a header of "
              + access.headersFile().map(Object::toString).orElse("them")
              + " is none that HTTP allows");
    }
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    if (access.headersFile().isEmpty()) {
      return headers;
    }
    SecretFile file = access.headersFile().get();
    int number = 0;
    for (String line : file.read().split("\n", -1)) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      int colon = text.indexOf(':');
      if (colon <= 0) {
        throw new IOException(file + " line " + number + ": write 'Name: value'");
      }
      headers.put(text.substring(0, colon).strip(), text.substring(colon + 1).strip());
    }
    return headers;
  }

  private Optional<String> authorization() throws IOException {
    String registrys = token;
    if (registrys != null) {
      return Optional.of("Bearer " + registrys);
    }
    if (access.tokenFile().isPresent()) {
      return Optional.of("Bearer " + access.tokenFile().get().read());
    }
    return basic();
  }

  private Optional<String> basic() throws IOException {
    if (access.user().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(Basic.header(access.user(), access.passwordFile()));
  }

  /**
   * Gets what a refusal asked for.
   *
   * @return whether the request may be made again; fails where no token is given
   */
  CompletableFuture<Boolean> answer(
      HttpClient client, URI target, String challenge, Duration timeout) {
    Optional<BearerChallenge> bearer = BearerChallenge.parse(challenge);
    if (bearer.isEmpty() || !Urls.sameOrigin(origin, target)) {
      return CompletableFuture.completedFuture(false);
    }
    URI realm = bearer.get().tokenUrl();
    if (Urls.isTls(origin) && !Urls.isTls(realm)) {
      return CompletableFuture.failedFuture(
          RemoteException.refused(
              Urls.shown(origin)
                  + " wants a token to be asked for without TLS, of "
                  + Urls.shown(realm)));
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(realm).timeout(timeout);
    try {
      if (access.proxy().isPresent()) {
        access.proxy().get().addTo(request);
      }
      basic().ifPresent(value -> request.setHeader(AUTHORIZATION, value));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(
          RemoteException.refused("the credentials can't be used: " + e.getMessage(), e));
    }
    CompletableFuture<HttpResponse<String>> asked =
        client.sendAsync(request.build(), info -> new BoundedText(LONGEST_TOKEN_ANSWER));
    // What comes too late does not go on to come in: cancelling a part would leave the whole.
    return asked
        .copy()
        .orTimeout(2 * timeout.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((answer, failure) -> asked.cancel(true))
        .thenApply(answer -> take(answer, realm));
  }

  private Boolean take(HttpResponse<String> answer, URI realm) {
    Optional<String> given =
        answer.statusCode() == 200 ? BearerChallenge.token(answer.body()) : Optional.empty();
    if (given.isEmpty()) {
      throw new Failures.Carried(
          answer.statusCode() >= 500
              ? RemoteException.outage(
                  Urls.shown(realm) + " gave no token: status " + answer.statusCode(),
                  (Throwable) null)
              : RemoteException.refused(
                  Urls.shown(realm) + " gave no token: status " + answer.statusCode()));
    }
    token = given.get();
    return true;
  }
}
