package io.sluice.iscsi.internal.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.property.Any;
import io.sluice.property.Property;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextKeysTest {
  private static Map<String, String> parse(String text) throws LoginException {
    return TextKeys.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shouldReadPairsInOrder() throws LoginException {
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("A", "1");
    expected.put("X-b.c", "=");
    expected.put("C", "");
    assertEquals(expected, parse("A=1\0X-b.c==\0C=\0"));
    assertEquals(expected, parse("A=1\0\0X-b.c==\0C="));
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "=1", "A=1\0A=2\0", "a b=1", "\u00e4=1", "\u0001=1"})
  void shouldRefuseWhatIsMalformed(String text) {
    assertThrows(LoginException.class, () -> parse(text));
  }

  @Test
  void shouldBoundKeysAndValues() {
    assertThrows(LoginException.class, () -> parse("k".repeat(64) + "=1"));
    assertThrows(LoginException.class, () -> parse("k=" + "v".repeat(5000)));
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      many.append('k').append(i).append("=1\0");
    }
    assertThrows(LoginException.class, () -> parse(many.toString()));
  }

  @Property(tries = 200)
  void shouldReadWhatItWrites(Any any) throws LoginException {
    Map<String, String> keys = new LinkedHashMap<>();
    for (String key : any.list(0, 20, each -> each.text(1, 63, Any::letter))) {
      keys.put(key, any.text(0, 255, Any::letter));
    }
    assertEquals(keys, TextKeys.parse(TextKeys.format(keys)));
  }

  @Property(tries = 500)
  @SuppressWarnings("CatchAndPrintStackTrace")
  void shouldReadOrRefuseAnyBytes(Any any) {
    byte[] bytes = any.bytes(0, 300);
    try {
      TextKeys.parse(bytes);
    } catch (LoginException e) {
      assertEquals(LoginStatus.INITIATOR_ERROR, e.status());
    }
  }
}
