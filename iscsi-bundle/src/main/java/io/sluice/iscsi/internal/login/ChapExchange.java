package io.sluice.iscsi.internal.login;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One CHAP authentication, from the target's side (RFC 7143 12.1.3). Close it in any case. */
final class ChapExchange implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int MOST_BINARY = 1024;

  /** Stands in for the secret of a name that nobody has, so that both take the same time. */
  private static final String NOBODYS = "0".repeat(16);

  private final List<ChapSecrets> candidates;
  private final String initiator;
  private final OutstandingChallenges outstanding;
  private ChapAlgorithm algorithm;
  private int identifier;
  private byte[] challenge;
  private ChapSecrets.Credential credential;

  /**
   * @param candidates the secrets of all targets that it may be about, one of which has to do
   * @param initiator who says to be there, in lower case
   */
  ChapExchange(List<ChapSecrets> candidates, String initiator, OutstandingChallenges outstanding) {
    this.candidates = candidates;
    this.initiator = initiator;
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
    List<ChapSecrets> matching = new ArrayList<>();
    boolean bound = false;
    for (ChapSecrets secrets : candidates) {
      Optional<String> secret = secrets.secretOf(claimed);
      byte[] expected = algorithm.response(identifier, secret.orElse(NOBODYS), challenge);
      if (MessageDigest.isEqual(expected, response) && secret.isPresent()) {
        bound |= !secrets.admits(claimed, initiator);
        matching.add(secrets);
      }
    }
    matching.removeIf(secrets -> !secrets.admits(claimed, initiator));
    if (matching.isEmpty()) {
      throw failure(
          bound
              ? "the CHAP name '%s' or this initiator's name is bound to another".formatted(claimed)
              : "wrong name or secret");
    }
    if (offered.containsKey("CHAP_C") || offered.containsKey("CHAP_I")) {
      authenticateOurselves(matching, offered, answers);
    }
    credential =
        new ChapSecrets.Credential(claimed, matching.get(0).secretOf(claimed).orElseThrow());
  }

  private void authenticateOurselves(
      List<ChapSecrets> matching, Map<String, String> offered, Map<String, String> answers)
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
        matching.stream()
            .flatMap(secrets -> secrets.own().stream())
            .findFirst()
            .orElseThrow(
                () -> failure("it wants us to authenticate, and we have no secret for it"));
    answers.put("CHAP_N", own.name());
    answers.put(
        "CHAP_R", BinaryValue.format(algorithm.response(theirIdentifier, own.secret(), theirs)));
  }

  /** What was authenticated; empty before {@link #verify}. */
  Optional<ChapSecrets.Credential> authenticated() {
    return Optional.ofNullable(credential);
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
