package io.sluice.iscsi.internal.login;

import static io.sluice.iscsi.internal.login.OperationalParameters.DEFAULTS;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * Negotiates the operational keys of one session (RFC 7143 section 13): for each key that the
 * initiator offers, what we answer and what then holds. The initiator always offers and we always
 * answer, so one exchange settles a key.
 */
public final class Negotiation {
  private static final String NOT_UNDERSTOOD = "NotUnderstood";
  private static final String IRRELEVANT = "Irrelevant";
  static final String REJECT = "Reject";
  private static final int MAX_24_BITS = 0xFFFFFF;

  /** Keys that only declare, or that are read elsewhere: no answer. */
  private static final Set<String> DECLARATIONS =
      Set.of("InitiatorName", "InitiatorAlias", "TargetName", "SessionType");

  private final Offer own;
  private final boolean discovery;
  private boolean headerDigest;
  private boolean dataDigest;
  private int initiatorMaxRecv = DEFAULTS.initiatorMaxRecvDataSegmentLength();
  private int maxBurst = DEFAULTS.maxBurstLength();
  private int firstBurst = DEFAULTS.firstBurstLength();
  private int maxOutstandingR2T = DEFAULTS.maxOutstandingR2T();
  private boolean initialR2T = DEFAULTS.initialR2T();
  private boolean immediateData = DEFAULTS.immediateData();
  private int protocolLevel = DEFAULTS.protocolLevel();

  /**
   * What this target brings to the table.
   *
   * @param digests whether CRC32C is accepted where an initiator prefers it
   * @param requireDigests whether nothing else is accepted
   */
  public record Offer(
      boolean digests,
      boolean requireDigests,
      int maxBurstLength,
      int firstBurstLength,
      int maxOutstandingR2T,
      boolean initialR2T,
      boolean immediateData) {}

  /**
   * @param discovery whether it is a discovery session, where most keys are irrelevant
   */
  public Negotiation(Offer own, boolean discovery) {
    this.own = own;
    this.discovery = discovery;
  }

  /** What holds after all that was said. */
  public OperationalParameters agreed() {
    return new OperationalParameters(
        headerDigest,
        dataDigest,
        initiatorMaxRecv,
        maxBurst,
        // Never more than MaxBurstLength (13.14), whichever of the two came first.
        Math.min(firstBurst, maxBurst),
        maxOutstandingR2T,
        initialR2T,
        immediateData,
        protocolLevel);
  }

  /**
   * Takes the initiator's pairs and adds our answers.
   *
   * @throws LoginException when what it says leaves nothing to agree on
   */
  public void answer(Map<String, String> offered, Map<String, String> answers)
      throws LoginException {
    for (Map.Entry<String, String> pair : offered.entrySet()) {
      String key = pair.getKey();
      if (!DECLARATIONS.contains(key)) {
        String value = answer(key, pair.getValue());
        if (value != null) {
          answers.put(key, value);
        }
      }
    }
  }

  /** Our answer to one key; null for none. */
  private String answer(String key, String value) throws LoginException {
    return switch (key) {
      case "HeaderDigest" -> headerDigest(value);
      case "DataDigest" -> dataDigest(value);
      case "MaxRecvDataSegmentLength" -> maxRecvDataSegmentLength(value);
      case "ErrorRecoveryLevel" -> fixed(value, 0, 2, 0);
      case "iSCSIProtocolLevel" -> protocolLevel(value);
      case "IFMarker", "OFMarker" -> "No"; // obsolete, 13.25
      case "IFMarkInt", "OFMarkInt" -> REJECT;
      case "TaskReporting" -> listHas(value, "RFC3720") ? "RFC3720" : REJECT;
      default -> discovery ? irrelevant(key) : sessionKey(key, value);
    };
  }

  /** What means nothing in a discovery session. */
  private static String irrelevant(String key) {
    return switch (key) {
      case "MaxConnections",
          "InitialR2T",
          "ImmediateData",
          "MaxBurstLength",
          "FirstBurstLength",
          "MaxOutstandingR2T",
          "DataPDUInOrder",
          "DataSequenceInOrder",
          "DefaultTime2Wait",
          "DefaultTime2Retain" ->
          IRRELEVANT;
      default -> NOT_UNDERSTOOD;
    };
  }

  private String sessionKey(String key, String value) {
    return switch (key) {
      case "MaxConnections" -> fixed(value, 1, 65535, 1);
      case "InitialR2T" -> initialR2T(value);
      case "ImmediateData" -> immediateData(value);
      case "MaxBurstLength" -> maxBurstLength(value);
      case "FirstBurstLength" -> firstBurstLength(value);
      case "MaxOutstandingR2T" -> maxOutstandingR2T(value);
      // We send and take data in order only; either side may insist on it (13.18, 13.19).
      case "DataPDUInOrder", "DataSequenceInOrder" -> isBoolean(value) ? "Yes" : REJECT;
      // The longer wait holds (13.15); ours is the default of 2 seconds.
      case "DefaultTime2Wait" -> maximum(value, 2);
      // Nothing outlives its connection here (13.16).
      case "DefaultTime2Retain" -> fixed(value, 0, 3600, 0);
      default -> NOT_UNDERSTOOD;
    };
  }

  private String headerDigest(String offered) throws LoginException {
    String chosen = digest("HeaderDigest", offered);
    headerDigest = chosen.equals("CRC32C");
    return chosen;
  }

  private String dataDigest(String offered) throws LoginException {
    String chosen = digest("DataDigest", offered);
    dataDigest = chosen.equals("CRC32C");
    return chosen;
  }

  /** The first of the initiator's values that we have (6.2.1). */
  private String digest(String key, String offered) throws LoginException {
    for (String value : offered.split(",", -1)) {
      boolean accepted =
          value.equals("CRC32C") && own.digests()
              || value.equals("None") && !(own.requireDigests() && !discovery);
      if (accepted) {
        return value;
      }
    }
    throw new LoginException(LoginStatus.INITIATOR_ERROR, "no common " + key);
  }

  private static boolean listHas(String list, String value) {
    return Arrays.asList(list.split(",", -1)).contains(value);
  }

  private String maxRecvDataSegmentLength(String value) {
    int bytes = number(value, 512, MAX_24_BITS);
    if (bytes < 0) {
      return REJECT;
    }
    initiatorMaxRecv = bytes;
    return null; // declarative: ours is told by itself
  }

  private String protocolLevel(String value) {
    int offered = number(value, 0, 31);
    if (offered < 0) {
      return REJECT;
    }
    int level = Math.min(offered, 2); // RFC 7144 7.1.1
    protocolLevel = level;
    return Integer.toString(level);
  }

  private String initialR2T(String value) {
    if (!isBoolean(value)) {
      return REJECT;
    }
    boolean yes = value.equals("Yes") || own.initialR2T(); // OR, 13.10
    initialR2T = yes;
    return yesOrNo(yes);
  }

  private String immediateData(String value) {
    if (!isBoolean(value)) {
      return REJECT;
    }
    boolean yes = value.equals("Yes") && own.immediateData(); // AND, 13.11
    immediateData = yes;
    return yesOrNo(yes);
  }

  private String maxBurstLength(String value) {
    int offered = number(value, 512, MAX_24_BITS);
    if (offered < 0) {
      return REJECT;
    }
    int bytes = Math.min(offered, own.maxBurstLength());
    maxBurst = bytes;
    return Integer.toString(bytes);
  }

  private String firstBurstLength(String value) {
    int offered = number(value, 512, MAX_24_BITS);
    if (offered < 0) {
      return REJECT;
    }
    int bytes = Math.min(offered, own.firstBurstLength());
    firstBurst = bytes;
    return Integer.toString(bytes);
  }

  private String maxOutstandingR2T(String value) {
    int offered = number(value, 1, 65535);
    if (offered < 0) {
      return REJECT;
    }
    int n = Math.min(offered, own.maxOutstandingR2T());
    maxOutstandingR2T = n;
    return Integer.toString(n);
  }

  /** A key of which we know one value, whatever is offered within its range. */
  private static String fixed(String value, int least, int most, int ours) {
    return number(value, least, most) < 0 ? REJECT : Integer.toString(ours);
  }

  private static String maximum(String value, int ours) {
    int offered = number(value, 0, 3600);
    return offered < 0 ? REJECT : Integer.toString(Math.max(offered, ours));
  }

  private static boolean isBoolean(String value) {
    return value.equals("Yes") || value.equals("No");
  }

  private static String yesOrNo(boolean yes) {
    return yes ? "Yes" : "No";
  }

  /** A number in decimal or hexadecimal notation (6.1); -1 when it is none or out of range. */
  static int number(String text, int least, int most) {
    boolean hex = text.startsWith("0x") || text.startsWith("0X");
    String digits = hex ? text.substring(2) : text;
    if (digits.isEmpty() || digits.length() > 8) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(i), hex ? 16 : 10);
      if (digit < 0 || digits.charAt(i) > 'f') {
        return -1;
      }
      value = value * (hex ? 16 : 10) + digit;
    }
    return value >= least && value <= most ? (int) value : -1;
  }
}
