package io.sluice.gateway.internal.deploy;

import io.sluice.backend.BoundedFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a person says that a jar is: a file, or a URL of http, https or file.
 *
 * @param name that the jar is to have in the folder
 */
public record BundleSource(URI uri, String name) {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final String JAR = ".jar";

  /**
   * Reads what a person has typed.
   *
   * @param folder that the person is in
   * @throws IOException when it is neither a file nor such a URL; the message tells what is wanted
   */
  public static BundleSource of(String fileOrUrl, Path folder) throws IOException {
    URI uri = uri(fileOrUrl, folder);
    String scheme = uri.getScheme();
    if (!scheme.equals("file") && !scheme.equals("http") && !scheme.equals("https")) {
      throw new IOException(fileOrUrl + ": a file is wanted, or a URL of http, https or file");
    }
    String path = uri.getPath() == null ? "" : uri.getPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (!name.endsWith(JAR) || name.startsWith(".")) {
      throw new IOException(fileOrUrl + ": the name of a jar is wanted, as in backend-1.0.jar");
    }
    return new BundleSource(uri, name);
  }

  private static URI uri(String fileOrUrl, Path folder) throws IOException {
    if (!fileOrUrl.matches("[a-z][a-z0-9+.-]*:.*")) {
      return folder.resolve(fileOrUrl).toAbsolutePath().normalize().toUri();
    }
    try {
      return new URI(fileOrUrl);
    } catch (URISyntaxException e) {
      throw new IOException(fileOrUrl + " is no URL: " + e.getMessage(), e);
    }
  }

  /** Whether somebody on the way may put another jar in the place of this one. */
  public boolean isForgeable() {
    return uri.getScheme().equals("http");
  }

  /** Begins to read it. */
  public InputStream open() throws IOException {
    if (uri.getScheme().equals("file")) {
      Path file = Path.of(uri);
      Optional<String> objection = BoundedFile.objection(file);
      if (objection.isPresent()) {
        throw new IOException(uri + " " + objection.get());
      }
      return Files.newInputStream(file);
    }
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER).build();
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        response.body().close();
        throw new IOException(uri + ": the server answers " + response.statusCode());
      }
      return response.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** A failure to read it, in words for a person. */
  public String describe(IOException failure) {
    return Optional.ofNullable(failure.getMessage())
        .filter(message -> message.contains(uri.toString()))
        .orElse(uri + " can't be read: " + failure);
  }
}
