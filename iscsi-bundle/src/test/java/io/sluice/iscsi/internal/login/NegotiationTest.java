package io.sluice.iscsi.internal.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.iscsi.internal.TestServer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NegotiationTest {
  private final Negotiation negotiation = new Negotiation(TestServer.OFFER, false);

  private static Map<String, String> answers(Negotiation negotiation, String... pairs)
      throws LoginException {
    Map<String, String> offered = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      offered.put(pairs[i], pairs[i + 1]);
    }
    Map<String, String> answers = new LinkedHashMap<>();
    negotiation.answer(offered, answers);
    return answers;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HeaderDigest|CRC32C,None|CRC32C",
        "HeaderDigest|None,CRC32C|None",
        "HeaderDigest|X-other,CRC32C|CRC32C",
        "DataDigest|None|None",
        "MaxConnections|8|1",
        "MaxConnections|0|Reject",
        "MaxConnections|65536|Reject",
        "InitialR2T|Yes|Yes",
        "InitialR2T|No|No",
        "InitialR2T|yes|Reject",
        "ImmediateData|Yes|Yes",
        "ImmediateData|No|No",
        "ImmediateData||Reject",
        "MaxBurstLength|262144|262144",
        "MaxBurstLength|0x40000|262144",
        "MaxBurstLength|16777215|1048576",
        "MaxBurstLength|16777216|Reject",
        "MaxBurstLength|511|Reject",
        "MaxBurstLength|-1|Reject",
        "MaxBurstLength|99999999999|Reject",
        "FirstBurstLength|512|512",
        "FirstBurstLength|1048576|262144",
        "MaxOutstandingR2T|1|1",
        "MaxOutstandingR2T|65535|8",
        "MaxOutstandingR2T|0|Reject",
        "DefaultTime2Wait|0|2",
        "DefaultTime2Wait|30|30",
        "DefaultTime2Wait|3601|Reject",
        "DefaultTime2Retain|20|0",
        "DataPDUInOrder|No|Yes",
        "DataSequenceInOrder|Yes|Yes",
        "ErrorRecoveryLevel|2|0",
        "ErrorRecoveryLevel|3|Reject",
        "IFMarker|No|No",
        "OFMarker|Yes|No",
        "OFMarkInt|2048|Reject",
        "TaskReporting|FastAbort,RFC3720|RFC3720",
        "iSCSIProtocolLevel|2|2",
        "iSCSIProtocolLevel|5|2",
        "iSCSIProtocolLevel|32|Reject",
        "X-com.example.key|whatever|NotUnderstood",
        "RDMAExtensions|Yes|NotUnderstood",
      })
  void shouldAnswerAsTheStandardSays(String key, String offered, String answer)
      throws LoginException {
    String value = offered == null ? "" : offered;
    assertEquals(Map.of(key, answer), answers(negotiation, key, value));
  }

  @Test
  void shouldAnswerNothingToDeclarations() throws LoginException {
    assertEquals(
        Map.of(),
        answers(
            negotiation,
            "InitiatorName",
            "iqn.2026-11.io.sluice:a",
            "InitiatorAlias",
            "a",
            "MaxRecvDataSegmentLength",
            "65536"));
    assertEquals(65536, negotiation.agreed().initiatorMaxRecvDataSegmentLength());
  }

  @Test
  void shouldHoldTheDefaultsWhereNothingIsSaidOrRejected() throws LoginException {
    answers(negotiation, "MaxBurstLength", "7", "MaxRecvDataSegmentLength", "7");
    assertEquals(OperationalParameters.DEFAULTS, negotiation.agreed());
  }

  @Test
  void shouldNeverAgreeOnAFirstBurstAboveTheBurst() throws LoginException {
    answers(negotiation, "FirstBurstLength", "65536", "MaxBurstLength", "4096");
    assertEquals(4096, negotiation.agreed().firstBurstLength());
  }

  @Test
  void shouldRefuseDigestsThatItMustNotDoWithout() {
    Negotiation strict =
        new Negotiation(new Negotiation.Offer(true, true, 65536, 65536, 1, true, true), false);
    assertThrows(LoginException.class, () -> answers(strict, "DataDigest", "None"));
  }

  @Test
  void shouldCallSessionKeysIrrelevantInDiscovery() throws LoginException {
    Negotiation discovery = new Negotiation(TestServer.OFFER, true);
    assertEquals(
        Map.of("MaxBurstLength", "Irrelevant", "HeaderDigest", "None"),
        answers(discovery, "MaxBurstLength", "4096", "HeaderDigest", "None"));
  }
}
