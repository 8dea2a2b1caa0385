package io.sluice.backend.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  @Test
  void shouldWriteEveryKindOfValue() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("text", "a\"b\\c\n\u0001");
    object.put("number", 7L);
    object.put("flag", true);
    object.put("none", Optional.empty());
    object.put("list", List.of(1, List.of()));
    assertEquals(
        """
        {
          "text": "a\\"b\\\\c\\u000a\\u0001",
          "number": 7,
          "flag": true,
          "none": null,
          "list": [
            1,
            []
          ]
        }
        """,
        JsonText.of(object));
  }

  @Test
  void shouldEscapeWhatATerminalWouldObeyAndKeepItsValue() {
    assertEquals(
        "\"\\u009b\\u202e\\u2028\\ud83d\\udcbe\\ud800ö\"\n",
        JsonText.of("\u009b\u202e\u2028\ud83d\udcbe\ud800ö"));
  }
}
