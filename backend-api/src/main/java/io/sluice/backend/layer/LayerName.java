package io.sluice.backend.layer;

import java.net.URI;
import java.util.Locale;

/** How layers are told from each other, and how they are shown. */
final class LayerName {
  private static final String VOLUME = "volume:";

  private LayerName() {}

  /** The URI that names the volume of a handler. */
  static URI ofVolume(String handler) {
    return URI.create(VOLUME + handler);
  }

  /** The scheme, in lower case. */
  static String scheme(URI uri) {
    return uri.getScheme().toLowerCase(Locale.ROOT);
  }

  /** The same for all spellings of a URI that mean the same. */
  static URI normal(URI uri) {
    if (uri.getScheme() == null) {
      throw new IllegalArgumentException(
          "a layer is named with a scheme, such as file:/images/base.img or volume:base: "
              + shown(uri));
    }
    String text = uri.normalize().toString();
    return URI.create(scheme(uri) + text.substring(uri.getScheme().length()));
  }

  /** Without what may be secret: user information, query and fragment. */
  static String shown(URI uri) {
    if (uri.isOpaque()) {
      return uri.getScheme() + ":" + uri.getRawSchemeSpecificPart().replaceFirst("[?].*", "?…");
    }
    String host = uri.getHost();
    StringBuilder text = new StringBuilder();
    if (uri.getScheme() != null) {
      text.append(uri.getScheme()).append(':');
    }
    if (host != null) {
      text.append("//").append(host).append(uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }
    text.append(uri.getRawPath());
    return text.append(uri.getRawQuery() == null ? "" : "?…").toString();
  }
}
