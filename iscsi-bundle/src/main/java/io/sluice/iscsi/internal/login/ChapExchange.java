package io.sluice.iscsi.internal.login;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;

/** One CHAP authentication, from the target's side (RFC 7143 12.1.3). Close it in any case. */
final class ChapExchange implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int MOST_BINARY = 1024;

  /** Stands in for the secret of a name that nobody has, so that both take the same time. */
  private static final String NOBODYS = "0".repeat(16);

  private final ChapSecrets secrets;
  private final OutstandingChallenges outstanding;
  private ChapAlgorithm algorithm;
  private int identifier;
  private byte[] challenge;
  private String name;

  ChapExchange(ChapSecrets secrets, OutstandingChallenges outstanding) {
    this.secrets = secrets;
    this.outstanding = outstanding;
  }

  /** The initiator's CHAP_A comes; we challenge it. */
  void challenge(Map<String, String> offered, Map<String, String> answers) throws LoginException {
    if (challenge != null) {
      throw failure("CHAP_A came twice");
    }
    algorithm =
        ChapAlgorithm.choose(offered.get("CHAP_A"))
            .orElseThrow(() -> failure("no CHAP algorithm that we have"));
    challenge = new byte[algorithm.challengeLength()];
    RANDOM.nextBytes(challenge);
    identifier = RANDOM.nextInt(256);
    outstanding.add(challenge);
    answers.put("CHAP_A", Integer.toString(algorithm.number()));
    answers.put("CHAP_I", Integer.toString(identifier));
    answers.put("CHAP_C", BinaryValue.format(challenge));
  }

  /** The initiator's response comes, and perhaps its own challenge. Throws unless all is right. */
  void verify(Map<String, String> offered, Map<String, String> answers) throws LoginException {
    if (challenge == null) {
      throw failure("a CHAP response without a challenge");
    }
    String claimed = offered.get("CHAP_N");
    byte[] response = BinaryValue.parse(required(offered, "CHAP_R"), MOST_BINARY);
    Optional<String> secret = secrets.secretOf(claimed);
    byte[] expected = algorithm.response(identifier, secret.orElse(NOBODYS), challenge);
    boolean matches = MessageDigest.isEqual(expected, response);
    if (!matches || secret.isEmpty()) {
      throw failure("wrong name or secret");
    }
    if (offered.containsKey("CHAP_C") || offered.containsKey("CHAP_I")) {
      authenticateOurselves(offered, answers);
    }
    name = claimed;
  }

  private void authenticateOurselves(Map<String, String> offered, Map<String, String> answers)
      throws LoginException {
    byte[] theirs = BinaryValue.parse(required(offered, "CHAP_C"), MOST_BINARY);
    if (outstanding.contains(theirs)) {
      throw failure("a reflected challenge");
    }
    int theirIdentifier = Negotiation.number(required(offered, "CHAP_I"), 0, 255);
    if (theirIdentifier < 0) {
      throw failure("CHAP_I is not a byte");
    }
    ChapSecrets.Credential own =
        secrets
            .own()
            .orElseThrow(
                () -> failure("it wants us to authenticate, and we have no secret for it"));
    answers.put("CHAP_N", own.name());
    answers.put(
        "CHAP_R", BinaryValue.format(algorithm.response(theirIdentifier, own.secret(), theirs)));
  }

  /** The name that was authenticated; empty before {@link #verify}. */
  Optional<String> authenticated() {
    return Optional.ofNullable(name);
  }

  /** By which it authenticates; null before {@link #challenge}. */
  ChapAlgorithm algorithm() {
    return algorithm;
  }

  private static String required(Map<String, String> offered, String key) throws LoginException {
    String value = offered.get(key);
    if (value == null) {
      throw failure(key + " is missing");
    }
    return value;
  }

  private static LoginException failure(String message) {
    return new LoginException(LoginStatus.AUTHENTICATION_FAILURE, message);
  }

  @Override
  public void close() {
    if (challenge != null) {
      outstanding.remove(challenge);
    }
  }
}
