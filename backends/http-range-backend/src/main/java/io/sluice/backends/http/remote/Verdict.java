package io.sluice.backends.http.remote;

/**
 * What came of one request.
 *
 * @param identity what the server has, where that was asked for; else null
 * @param redirect the Location of a redirect; null for none
 * @param challenge the WWW-Authenticate of answer 401; null for none
 * @param failure what is wrong; null when all is well, or there is more to do
 * @param conditionIgnored whether the same without If-Range may have another answer
 */
record Verdict(
    Identity identity,
    String redirect,
    String challenge,
    RemoteException failure,
    boolean conditionIgnored) {
  static final Verdict OK = new Verdict(null, null, null, null, false);

  static Verdict of(Identity identity) {
    return new Verdict(identity, null, null, null, false);
  }

  static Verdict redirect(String location) {
    return new Verdict(null, location, null, null, false);
  }

  /** Refused, but perhaps not with an answer to the challenge. */
  static Verdict challenge(String challenge, RemoteException failure) {
    return new Verdict(null, null, challenge, failure, false);
  }

  /** Refused, but perhaps not without the condition. */
  static Verdict conditionIgnored(RemoteException failure) {
    return new Verdict(null, null, null, failure, true);
  }

  static Verdict failed(RemoteException failure) {
    return new Verdict(null, null, null, failure, false);
  }
}
