package io.sluice.backends.http;

import io.sluice.backend.osgi.OneOf;
import io.sluice.backend.osgi.Within;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Keys of {@code etc/io.sluice.backend.http-NAME.cfg}. */
@ObjectClassDefinition(
    name = "Sluice HTTP handler",
    description = "An image on an HTTP server that a logical unit can serve, read-only")
@interface HttpBackendConfig {
  @AttributeDefinition(
      description = "Name that logical units bind to; without it, NAME of the file's name",
      required = false)
  String name() default "";

  @AttributeDefinition(description = "http:// or https:// URL of the image, without user name")
  String url();

  @OneOf({"512", "1024", "2048", "4096"})
  @AttributeDefinition(
      description = "Bytes in a logical block: 512, 1024, 2048 or 4096",
      type = AttributeType.INTEGER,
      options = {
        @Option(label = "512", value = "512"),
        @Option(label = "1024", value = "1024"),
        @Option(label = "2048", value = "2048"),
        @Option(label = "4096", value = "4096")
      },
      required = false)
  String blockSize() default "512";

  @Within(min = 64 << 10, max = 4 << 20)
  @AttributeDefinition(
      description = "Bytes that are fetched and cached at once: a power of two, 64K to 4M",
      required = false)
  String cacheBlock() default "256K";

  @Within(min = 1, max = 64)
  @AttributeDefinition(
      description = "Requests under way at once, at the most: 1 to 64",
      type = AttributeType.INTEGER,
      min = "1",
      max = "64",
      required = false)
  String connections() default "8";

  @AttributeDefinition(
      description = "Most bytes fetched ahead of a sequential reader; 0 for none",
      required = false)
  String readAhead() default "8M";

  @Within(min = 1, max = 600)
  @AttributeDefinition(
      description = "How long the server has for the beginning of an answer, and its next bytes",
      type = AttributeType.INTEGER,
      min = "1",
      max = "600",
      required = false)
  String timeoutSeconds() default "10";

  @Within(min = 1, max = 600)
  @AttributeDefinition(
      description = "How long commands are kept while the server can't be reached: 1 to 600",
      type = AttributeType.INTEGER,
      min = "1",
      max = "600",
      required = false)
  String outageSeconds() default "20";

  @AttributeDefinition(
      description =
          "Bytes a second that have to come in over timeoutSeconds, shared by the requests under"
              + " way; a server that sends less is taken for one that is silent. 0 for any",
      required = false)
  String leastRate() default "4K";

  @OneOf({"none", "trace", "all"})
  @AttributeDefinition(
      description =
          "What is fetched before anybody asks: none, trace (what prefetch:record noted), or all"
              + " (to the disk cache)",
      options = {
        @Option(label = "none", value = "none"),
        @Option(label = "trace", value = "trace"),
        @Option(label = "all", value = "all")
      },
      required = false)
  String prefetch() default "trace";

  @AttributeDefinition(
      description = "Bytes a second that are prefetched, at the most; 0 for no limit",
      required = false)
  String prefetchRate() default "16M";

  @AttributeDefinition(description = "User name for Basic authentication", required = false)
  String user() default "";

  @AttributeDefinition(
      description = "File with the user's password, readable only by its owner",
      required = false)
  String passwordFile() default "";

  @AttributeDefinition(
      description = "File with a bearer token, readable only by its owner; read again each time",
      required = false)
  String tokenFile() default "";

  @AttributeDefinition(
      description =
          "File with 'Name: value' header lines for each request, readable only by its owner",
      required = false)
  String headersFile() default "";

  @AttributeDefinition(
      description = "PEM certificates that are trusted instead of Java's own",
      required = false)
  String caFile() default "";

  @AttributeDefinition(description = "PEM certificate chain of the client", required = false)
  String clientCertificate() default "";

  @AttributeDefinition(
      description = "PEM private key of the client, readable only by its owner",
      required = false)
  String clientKey() default "";

  @AttributeDefinition(
      description = "false trusts any server, even an impostor's",
      required = false)
  boolean tlsVerify() default true;

  @AttributeDefinition(description = "HTTP proxy, http://HOST:PORT", required = false)
  String proxy() default "";

  @AttributeDefinition(
      description = "User name for Basic authentication with the proxy",
      required = false)
  String proxyUser() default "";

  @AttributeDefinition(
      description = "File with that user's password, readable only by its owner",
      required = false)
  String proxyPasswordFile() default "";

  @AttributeDefinition(
      description =
          "Take any file of the same length as the same: ETag and date are not looked at, and a"
              + " change that keeps the length is not noticed",
      required = false)
  boolean unversioned() default false;

  @AttributeDefinition(
      description =
          "Content-Encoding that is the file's own, such as gzip: what is compressed is served as"
              + " it is stored. Without it, the one that the URL's name tells (.gz, .xz, .zst)",
      required = false)
  String contentEncoding() default "";
}
