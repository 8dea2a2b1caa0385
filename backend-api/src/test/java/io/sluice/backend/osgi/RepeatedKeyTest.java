package io.sluice.backend.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.property.Any;
import io.sluice.property.Property;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class RepeatedKeyTest {
  private static final String[] LINES = {
    "a = 1", " a:2", "b", "b = 3", "c = ${d}", "# a = 4", "!", "", "  ", "\\u0061 5"
  };

  private static Optional<RepeatedKey> in(String... lines) {
    return RepeatedKey.in(String.join("\n", lines));
  }

  private static Optional<RepeatedKey> at(String key, int first, int second) {
    return Optional.of(new RepeatedKey(key, first, second));
  }

  @Test
  void shouldTellBothLines() {
    assertEquals(at("path", 2, 4), in("# a disk", "path = /a", "", "path = /b"));
    assertEquals(
        "path stands in line 2 and again in line 4: take one of them out",
        in("# a disk", "path = /a", "", "path = /b").orElseThrow().problem());
  }

  @Test
  void shouldTakeKeysForTheSameThatConfigurationAdminDoes() {
    assertEquals(at("Path", 1, 2), in("path=/a", "Path=/b"));
    assertEquals(at("path", 1, 2), in("path:/a", "p\\u0061th /b"));
    assertEquals(at("path", 1, 2), in("path", "path"));
  }

  @Test
  void shouldNotTakeCommentsAndContinuedLinesForKeys() {
    assertEquals(Optional.empty(), in("path = /a", "# path = /b", "! path = /c", "paths = x"));
    assertEquals(Optional.empty(), in("list = a, \\", "  list = b", "path = /a"));
    assertEquals(at("path", 1, 4), in("path = a \\", "  b \\", "  c", "path = d"));
    assertEquals(at("path", 1, 3), in("path = /a", "# a comment that ends so \\", "path = /b"));
    assertEquals(at("path", 1, 2), in("path = /a\\\\", "path = /b"));
    assertEquals(Optional.empty(), in("", "  ", "path = /a\\"));
  }

  /** As often as one is taken out, there is no more than what a reader of properties sees. */
  @Property
  void shouldFindAsManyAsAReaderOfPropertiesDrops(Any any) throws IOException {
    List<String> lines = new ArrayList<>(any.list(0, 8, each -> each.oneOf(LINES)));
    Properties all = new Properties();
    all.load(new StringReader(String.join("\n", lines)));
    Optional<RepeatedKey> repeated = RepeatedKey.in(String.join("\n", lines));
    while (repeated.isPresent()) {
      lines.set(repeated.get().first() - 1, "");
      repeated = RepeatedKey.in(String.join("\n", lines));
    }
    Properties rest = new Properties();
    rest.load(new StringReader(String.join("\n", lines)));
    assertEquals(all, rest, "the last of each counts");
  }
}
