package io.sluice.iscsi.internal.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sluice.property.AnyBytesContract;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The text of a login, before anybody has said who it is. */
public class TextBytesTest extends AnyBytesContract {
  @Override
  public List<byte[]> sound() {
    return List.of(
        "InitiatorName=iqn.2026-01.example:a\0SessionType=Normal\0TargetName=iqn.2026-01.example:t\0"
            .getBytes(StandardCharsets.US_ASCII),
        "AuthMethod=CHAP,None\0CHAP_A=5\0HeaderDigest=CRC32C,None\0MaxBurstLength=262144\0"
            .getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  @SuppressWarnings("CatchAndPrintStackTrace")
  public void read(byte[] bytes) {
    try {
      TextKeys.parse(bytes).keySet().forEach(key -> assertFalse(key.isEmpty()));
    } catch (LoginException e) {
      assertEquals(LoginStatus.INITIATOR_ERROR, e.status());
    }
  }
}
