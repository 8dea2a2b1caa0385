package io.sluice.backend.http.remote;

/**
 * What came of one request.
 *
 * @param identity what the server has, where that was asked for; else null
 * @param redirect the Location of a redirect; null for none
 * @param challenge the WWW-Authenticate of answer 401; null for none
 * @param failure what is wrong; null when all is well, or there is more to do
 */
record Verdict(Identity identity, String redirect, String challenge, RemoteException failure) {
  static final Verdict OK = new Verdict(null, null, null, null);

  static Verdict of(Identity identity) {
    return new Verdict(identity, null, null, null);
  }

  static Verdict redirect(String location) {
    return new Verdict(null, location, null, null);
  }

  /** Refused, but perhaps not with an answer to the challenge. */
  static Verdict challenge(String challenge, RemoteException failure) {
    return new Verdict(null, null, challenge, failure);
  }

  static Verdict failed(RemoteException failure) {
    return new Verdict(null, null, null, failure);
  }
}
