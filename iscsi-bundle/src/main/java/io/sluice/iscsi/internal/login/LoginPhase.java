package io.sluice.iscsi.internal.login;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The login of one connection (RFC 7143 6.3): takes the text of one login request after the other
 * and says what to reply, until the full feature phase is reached. Close it in any case.
 */
public final class LoginPhase implements AutoCloseable {
  /** Our MaxRecvDataSegmentLength, in bytes. */
  public static final int MAX_RECV_DATA_SEGMENT_LENGTH = 256 << 10;

  /** What holds before the end of a login (RFC 7143 13.12). */
  public static final int LOGIN_DATA_SEGMENT_LENGTH = 8192;

  private static final int TRANSIT = 0x80;
  private static final int CONTINUE = 0x40;
  private static final int SECURITY = 0;
  private static final int OPERATIONAL = 1;
  private static final int FULL_FEATURE = 3;
  private static final int MOST_REQUESTS = 64;

  /** Keys of all requests together; there are some thirty. */
  private static final int MOST_KEYS = 256;

  /** What an initiator may say before it is authenticated, and CHAP's own. */
  private static final String AUTH_METHOD = "AuthMethod";

  private static final Negotiation.Offer DISCOVERY_OFFER =
      new Negotiation.Offer(true, false, 262144, 65536, 1, true, true);

  private final TargetCatalog catalog;
  private final OutstandingChallenges challenges;
  private final LoginThrottle throttle;
  private final InetAddress from;
  private final PartialText partial = new PartialText();
  private final Set<String> settled = new HashSet<>();
  private int requests;
  private int stage = -1;
  private boolean declared;
  private boolean chapChosen;
  private String initiator;
  private Optional<TargetRules> target = Optional.empty();
  private List<SecretSource> acceptable = List.of();
  private boolean chapRequired;
  private Negotiation negotiation;
  private ChapExchange chap;
  private boolean done;

  /**
   * @param from where the connection comes from
   */
  public LoginPhase(
      TargetCatalog catalog,
      OutstandingChallenges challenges,
      LoginThrottle throttle,
      InetAddress from) {
    this.catalog = catalog;
    this.challenges = challenges;
    this.throttle = throttle;
    this.from = from;
  }

  /**
   * Takes one login request.
   *
   * @param flags T, C, CSG and NSG
   * @throws LoginException when the login is refused; the connection is to be dropped then
   */
  public LoginReply request(int flags, byte[] text) throws LoginException {
    checkOrder(flags);
    partial.add(text);
    if ((flags & CONTINUE) != 0) {
      return new LoginReply(stage << 2, new byte[0]);
    }
    Map<String, String> offered = TextKeys.parse(partial.take());
    Map<String, String> answers = new LinkedHashMap<>();
    if (initiator == null) {
      identify(offered, answers);
    }
    if (stage == SECURITY) {
      secure(offered, answers);
    } else {
      operate(offered, answers);
    }
    boolean transit = (flags & TRANSIT) != 0 && mayTransit();
    int next = flags & 3;
    if (transit) {
      transit(next);
    }
    int replyFlags = (flags >> 2 & 3) << 2 | (transit ? TRANSIT | next : 0);
    return new LoginReply(replyFlags, TextKeys.format(answers));
  }

  private void checkOrder(int flags) throws LoginException {
    int current = flags >> 2 & 3;
    int next = flags & 3;
    boolean transit = (flags & TRANSIT) != 0;
    if (++requests > MOST_REQUESTS) {
      throw new LoginException(LoginStatus.INITIATOR_ERROR, "a login without end");
    }
    boolean known = current == SECURITY || current == OPERATIONAL;
    if (!known || (stage >= 0 && current != stage)) {
      throw new LoginException(LoginStatus.INITIATOR_ERROR, "stage " + current);
    }
    boolean leads = next > current && (next == OPERATIONAL || next == FULL_FEATURE);
    if (transit && ((flags & CONTINUE) != 0 || !leads)) {
      throw new LoginException(LoginStatus.INITIATOR_ERROR, "transit to stage " + next);
    }
    stage = current;
  }

  /** Reads who it is and what it wants, which the first request says (RFC 7143 6.3). */
  private void identify(Map<String, String> offered, Map<String, String> answers)
      throws LoginException {
    String name = offered.get("InitiatorName");
    if (name == null) {
      throw new LoginException(LoginStatus.MISSING_PARAMETER, "no InitiatorName");
    }
    if (!IscsiName.isValid(name)) {
      throw new LoginException(LoginStatus.INITIATOR_ERROR, "not an iSCSI name");
    }
    initiator = name.toLowerCase(Locale.ROOT);
    String type = offered.getOrDefault("SessionType", "Normal");
    switch (type) {
      case "Normal" -> choose(offered.get("TargetName"), answers);
      case "Discovery" -> discover();
      default ->
          throw new LoginException(LoginStatus.SESSION_TYPE_NOT_SUPPORTED, "session type unknown");
    }
    Negotiation.Offer offer = target.map(TargetRules::offer).orElse(DISCOVERY_OFFER);
    negotiation = new Negotiation(offer, target.isEmpty());
    if (stage == OPERATIONAL && chapRequired) {
      throw new LoginException(LoginStatus.AUTHENTICATION_FAILURE, "it did not authenticate");
    }
  }

  private void choose(String name, Map<String, String> answers) throws LoginException {
    if (name == null) {
      throw new LoginException(LoginStatus.MISSING_PARAMETER, "no TargetName");
    }
    TargetRules rules =
        catalog
            .target(name.toLowerCase(Locale.ROOT))
            .orElseThrow(() -> new LoginException(LoginStatus.NOT_FOUND, "no such target"));
    if (!rules.access().allows(initiator, from)) {
      throw new LoginException(LoginStatus.AUTHORIZATION_FAILURE, "not in the access list");
    }
    target = Optional.of(rules);
    acceptable = rules.chap().map(List::of).orElse(List.of());
    chapRequired = rules.chap().isPresent();
    answers.put("TargetPortalGroupTag", Integer.toString(TargetRules.PORTAL_GROUP_TAG));
    if (!rules.alias().isEmpty()) {
      answers.put("TargetAlias", rules.alias());
    }
  }

  /**
   * A discovery session authenticates by the secrets of any target that it could log in to, and
   * must where all of these ask for it. Without, it sees only those that do not.
   */
  private void discover() {
    List<TargetRules> all = catalog.targets();
    List<TargetRules> allowed =
        all.stream().filter(rules -> rules.access().allows(initiator, from)).toList();
    List<TargetRules> targets = allowed.isEmpty() ? all : allowed;
    acceptable = targets.stream().flatMap(rules -> rules.chap().stream()).toList();
    chapRequired =
        !targets.isEmpty() && targets.stream().allMatch(rules -> rules.chap().isPresent());
  }

  private void secure(Map<String, String> offered, Map<String, String> answers)
      throws LoginException {
    String methods = offered.get(AUTH_METHOD);
    if (methods != null) {
      answers.put(AUTH_METHOD, chooseMethod(methods));
    }
    if (offered.containsKey("CHAP_A")) {
      exchange().challenge(offered, answers);
    } else if (offered.containsKey("CHAP_N")) {
      verify(offered, answers);
    }
    Map<String, String> rest = new LinkedHashMap<>(offered);
    rest.keySet().removeIf(key -> key.equals(AUTH_METHOD) || key.startsWith("CHAP_"));
    settle(rest, answers);
  }

  private String chooseMethod(String methods) throws LoginException {
    if (!settled.add(AUTH_METHOD)) {
      throw new LoginException(LoginStatus.INITIATOR_ERROR, AUTH_METHOD + " came twice");
    }
    List<String> offered = List.of(methods.split(",", -1));
    if (!acceptable.isEmpty() && offered.contains("CHAP")) {
      chapChosen = true;
      return "CHAP";
    }
    if (!chapRequired && offered.contains("None")) {
      return "None";
    }
    throw new LoginException(LoginStatus.AUTHENTICATION_FAILURE, "no common AuthMethod");
  }

  private ChapExchange exchange() throws LoginException {
    if (!chapChosen) {
      throw new LoginException(LoginStatus.INITIATOR_ERROR, "CHAP without AuthMethod");
    }
    if (chap == null) {
      chap = new ChapExchange(secrets(), initiator, challenges);
    }
    return chap;
  }

  /** The secrets as they are now. The initiator may try again where there are none to go by. */
  private List<ChapSecrets> secrets() throws LoginException {
    List<ChapSecrets> secrets = new ArrayList<>();
    String problem = "";
    for (SecretSource source : acceptable) {
      try {
        secrets.add(source.now());
      } catch (IOException e) {
        problem = e.getMessage();
      }
    }
    if (secrets.isEmpty()) {
      throw new LoginException(LoginStatus.SERVICE_UNAVAILABLE, problem);
    }
    return secrets;
  }

  private void verify(Map<String, String> offered, Map<String, String> answers)
      throws LoginException {
    ChapExchange exchange = exchange();
    throttle.judge(offered.get("CHAP_N"), from, () -> exchange.verify(offered, answers));
  }

  private void operate(Map<String, String> offered, Map<String, String> answers)
      throws LoginException {
    if (offered.containsKey(AUTH_METHOD)) {
      throw new LoginException(LoginStatus.INVALID_DURING_LOGIN, AUTH_METHOD + " out of place");
    }
    settle(offered, answers);
    if (!declared) {
      declared = true;
      answers.put("MaxRecvDataSegmentLength", Integer.toString(maxRecvDataSegmentLength()));
    }
  }

  /** A discovery session has nothing to send but text. */
  private int maxRecvDataSegmentLength() {
    return target.isEmpty() ? LOGIN_DATA_SEGMENT_LENGTH : MAX_RECV_DATA_SEGMENT_LENGTH;
  }

  /** Negotiates keys, each once in a login (RFC 7143 6.2). */
  private void settle(Map<String, String> offered, Map<String, String> answers)
      throws LoginException {
    for (String key : offered.keySet()) {
      if (!settled.add(key)) {
        throw new LoginException(LoginStatus.INITIATOR_ERROR, key + " came twice");
      }
    }
    if (settled.size() > MOST_KEYS) {
      throw new LoginException(LoginStatus.INITIATOR_ERROR, "too many keys");
    }
    negotiation.answer(offered, answers);
  }

  private boolean mayTransit() {
    boolean authenticated = chap != null && chap.authenticated().isPresent();
    return stage != SECURITY || authenticated || (!chapRequired && !chapChosen);
  }

  private void transit(int next) {
    stage = next;
    done = next == FULL_FEATURE;
  }

  /** What the login came to; empty before its last reply. */
  public Optional<LoginOutcome> outcome() {
    return done
        ? Optional.of(
            new LoginOutcome(
                initiator,
                target,
                Optional.ofNullable(chap).flatMap(ChapExchange::authenticated),
                Optional.ofNullable(chap).map(ChapExchange::algorithm),
                negotiation.agreed()))
        : Optional.empty();
  }

  /** Who is logging in, for logs; before the first request nobody. */
  public String initiator() {
    return initiator == null ? "an unnamed initiator" : initiator;
  }

  @Override
  public void close() {
    if (chap != null) {
      chap.close();
    }
  }
}
