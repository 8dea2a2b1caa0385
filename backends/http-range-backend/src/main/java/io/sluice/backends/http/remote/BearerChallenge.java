package io.sluice.backends.http.remote;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The challenge of an OCI registry: {@code WWW-Authenticate: Bearer
 * realm="…",service="…",scope="…"} (distribution specification, token authentication).
 *
 * @param realm where tokens are to be had
 * @param service for whom
 * @param scope what for
 */
record BearerChallenge(URI realm, String service, String scope) {
  private static final Pattern PARAMETER = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|([^\\s,]+))");
  private static final Pattern TOKEN =
      Pattern.compile("\"(?:access_token|token)\"\\s*:\\s*\"([A-Za-z0-9._~+/=-]{1,16384})\"");

  /** Empty where it is no challenge of this kind. */
  static Optional<BearerChallenge> parse(String header) {
    if (!header.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
      return Optional.empty();
    }
    Map<String, String> parameters = new HashMap<>();
    Matcher matcher = PARAMETER.matcher(header.substring("bearer ".length()));
    while (matcher.find()) {
      String value = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
      parameters.putIfAbsent(matcher.group(1).toLowerCase(Locale.ROOT), value);
    }
    try {
      URI realm = Urls.require(URI.create(parameters.getOrDefault("realm", "")));
      return Optional.of(
          new BearerChallenge(
              realm, parameters.getOrDefault("service", ""), parameters.getOrDefault("scope", "")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What to ask for a token. */
  URI tokenUrl() {
    StringBuilder url = new StringBuilder(realm.toString());
    char separator = realm.getRawQuery() == null ? '?' : '&';
    for (String[] parameter : new String[][] {{"service", service}, {"scope", scope}}) {
      if (!parameter[1].isEmpty()) {
        url.append(separator).append(parameter[0]).append('=');
        url.append(URLEncoder.encode(parameter[1], StandardCharsets.UTF_8));
        separator = '&';
      }
    }
    return URI.create(url.toString());
  }

  /** The token in the answer, a JSON object; empty where there is none. */
  static Optional<String> token(String json) {
    Matcher matcher = TOKEN.matcher(json);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
