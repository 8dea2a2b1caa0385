package io.sluice.gateway.targets;

import io.sluice.backend.osgi.PrintableText;
import io.sluice.backend.shell.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Targets as text, and as programs read them. */
final class TargetText {
  private TargetText() {}

  /**
   * @param unavailable why there can be none
   */
  static String list(TargetScope scope, List<TargetView> targets, Optional<String> unavailable) {
    if (targets.isEmpty()) {
      if (unavailable.isPresent()) {
        return "There is none, and none can be made: " + unavailable.get() + ".\n";
      }
      return "There is none. " + scope.line("create NAME") + " makes " + scope.one() + ".\n";
    }
    Table table = new Table("NAME", "IQN", "PORTALS", "LUNS", "ACCESS", "NOTE");
    for (TargetView target : targets) {
      table.row(
          target.name(),
          target.iqn(),
          String.join(", ", target.portals()),
          luns(target),
          access(target),
          target.problem());
    }
    return table.toString();
  }

  private static String luns(TargetView target) {
    return new TreeMap<>(target.luns())
        .entrySet().stream()
            .map(lun -> lun.getValue() + ":" + lun.getKey())
            .collect(Collectors.joining(", "));
  }

  private static String access(TargetView target) {
    if (target.isRefused()) {
      return "refused";
    }
    boolean restricted = !target.initiators().isEmpty() || !target.addresses().isEmpty();
    String who = restricted ? "restricted" : "everybody";
    return target.chap() ? who + ", CHAP" : who;
  }

  static String details(TargetView target) {
    StringBuilder text = new StringBuilder(target.name()).append('\n');
    line("iqn", target.iqn(), text);
    line("portals", String.join(", ", target.portals()), text);
    line("luns", luns(target), text);
    line("in use", String.join(", ", target.inUse()), text);
    acl(target, text);
    line("problem", target.problem(), text);
    return text.toString();
  }

  static String acl(TargetView target) {
    return acl(target, List.of());
  }

  static String acl(TargetView target, List<String> chapNames) {
    StringBuilder text = new StringBuilder(target.name()).append('\n');
    acl(target, text);
    line("CHAP names", String.join(", ", chapNames), text);
    return text.toString();
  }

  /** Who may log in, for programs. */
  static Map<String, Object> access(TargetView target, List<String> chapNames) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", target.name());
    fields.put("refused", target.isRefused());
    fields.put("initiators", target.initiators());
    fields.put("addresses", target.addresses());
    fields.put("chap", target.chap());
    fields.put("ownName", target.ownName());
    fields.put("chapNames", chapNames);
    return fields;
  }

  private static void acl(TargetView target, StringBuilder text) {
    if (target.isRefused()) {
      line("access", "its file is refused, and no rule of it is in force", text);
      return;
    }
    line("initiators", or("all", target.initiators()), text);
    line("addresses", or("all", target.addresses()), text);
    line("CHAP", chap(target), text);
  }

  private static String chap(TargetView target) {
    if (!target.chap()) {
      return "not asked for";
    }
    return target.ownName().isEmpty()
        ? "required; no secret of the target's own"
        : "required, and mutual where initiators ask: the target is " + target.ownName();
  }

  private static String or(String otherwise, List<String> items) {
    return items.isEmpty() ? otherwise : String.join(", ", items);
  }

  private static void line(String label, String value, StringBuilder text) {
    if (!value.isEmpty()) {
      text.append(String.format("  %-12s%s%n", label, PrintableText.of(value)));
    }
  }

  static Map<String, Object> fields(TargetView target) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", target.name());
    fields.put("iqn", target.iqn());
    fields.put("portals", target.portals());
    fields.put("luns", new TreeMap<>(target.luns()));
    fields.put("initiators", target.initiators());
    fields.put("addresses", target.addresses());
    fields.put("chap", target.chap());
    fields.put("refused", target.isRefused());
    fields.put("ownChapName", target.ownName());
    fields.put("inUse", target.inUse());
    fields.put("problem", target.problem());
    return fields;
  }
}
