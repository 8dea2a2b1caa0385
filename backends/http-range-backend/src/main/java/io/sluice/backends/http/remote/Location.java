package io.sluice.backends.http.remote;

import java.net.URI;

/**
 * Where the content is: at the URL that was configured, or where that redirects to, which is
 * remembered until it refuses. Thread-safe.
 */
final class Location {
  private final URI origin;
  private volatile URI current;

  Location(URI origin) {
    this.origin = origin;
    current = origin;
  }

  URI origin() {
    return origin;
  }

  URI current() {
    return current;
  }

  void remember(URI target) {
    current = target;
  }

  /**
   * Begins at the origin again. Returns whether that is another place than the one that refused.
   */
  boolean forget(URI refused) {
    if (refused.equals(current)) {
      current = origin;
    }
    return !refused.equals(origin);
  }

  /**
   * Where a redirect leads.
   *
   * @throws RemoteException when it leads where none may
   */
  static URI target(URI from, String location) throws RemoteException {
    URI target;
    try {
      target = Urls.withoutFragment(from.resolve(Urls.escaped(location)));
      Urls.require(target);
    } catch (IllegalArgumentException e) {
      throw RemoteException.refused(
          Urls.shown(from) + " redirects to what is no URL to ask for: it " + e.getMessage());
    }
    if (Urls.isTls(from) && !Urls.isTls(target)) {
      throw RemoteException.refused(
          Urls.shown(from) + " redirects from https to http, " + Urls.shown(target));
    }
    return target;
  }
}
