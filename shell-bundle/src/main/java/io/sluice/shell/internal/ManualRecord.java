package io.sluice.shell.internal;

import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Option;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code help --json} tells of a command. */
final class ManualRecord {
  private ManualRecord() {}

  static Map<String, Object> of(String command, Manual manual) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", command);
    fields.put("summary", manual.summary());
    fields.put("operands", manual.operands());
    fields.put("completion", manual.words());
    fields.put("options", manual.options().stream().map(ManualRecord::of).toList());
    fields.put("details", manual.details());
    fields.put("examples", List.copyOf(manual.examples()));
    return fields;
  }

  private static Map<String, Object> of(Option option) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", option.name());
    fields.put("value", option.value());
    fields.put("meaning", option.meaning());
    fields.put("completion", option.words());
    return fields;
  }
}
