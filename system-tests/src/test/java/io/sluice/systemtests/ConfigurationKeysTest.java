package io.sluice.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.sluice.backend.osgi.OneOf;
import io.sluice.backend.osgi.Within;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a configuration's annotation says of its keys holds everywhere: the code reads it by
 * reflection; Metatype, which tells it to tools, and the documents are held to it here. Every
 * configuration of every module is found by its annotation.
 */
class ConfigurationKeysTest {
  private static final String METATYPE = "org.osgi.service.metatype.annotations.";
  private static final Pattern BOUNDS = Pattern.compile("(-?[0-9]+) to ([0-9]+)");

  private final List<JavaClass> classes =
      new ClassFileImporter()
              .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
              .importPackages("io.sluice")
              .stream()
              .filter(type -> !type.getPackageName().startsWith("io.sluice.example"))
              .toList();
  private final List<JavaClass> configurations =
      classes.stream()
          .filter(type -> type.isAnnotatedWith(METATYPE + "ObjectClassDefinition"))
          .toList();

  @Test
  void shouldTellToolsTheBoundsThatHold() {
    List<String> wrong = new ArrayList<>();
    for (JavaMethod key : keys()) {
      Method method = key.reflect();
      JavaAnnotation<?> told = key.getAnnotationOfType(METATYPE + "AttributeDefinition");
      Within within = method.getAnnotation(Within.class);
      boolean isNumber = method.getReturnType() == int.class || isInteger(told);
      String bounds = isNumber && within != null ? within.min() + " to " + within.max() : "";
      if (!bounds.equals(bounds(told))) {
        wrong.add(key.getFullName() + ": @Within " + bounds + ", Metatype " + bounds(told));
      }
      OneOf oneOf = method.getAnnotation(OneOf.class);
      List<String> words = oneOf == null ? List.of() : List.of(oneOf.value());
      if (!words.equals(options(told))) {
        wrong.add(key.getFullName() + ": @OneOf " + words + ", Metatype " + options(told));
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void shouldBeToldOfInTheDocumentsAsTheyAre() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (JavaClass configuration : configurations) {
      List<Row> rows = rows(pids(configuration));
      for (JavaMethod key : configuration.getMethods()) {
        List<Row> told = rows.stream().filter(row -> row.key().equals(key.getName())).toList();
        if (told.isEmpty()) {
          wrong.add(key.getFullName() + " is in no table of a page on " + pids(configuration));
        } else if (told.stream().noneMatch(row -> isTrue(row, key))) {
          wrong.add(key.getFullName() + ": wrongly told by " + told);
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  private List<JavaMethod> keys() {
    assertTrue(configurations.size() > 10, "too few configurations were found");
    return configurations.stream().flatMap(type -> type.getMethods().stream()).toList();
  }

  private static boolean isTrue(Row row, JavaMethod key) {
    Method method = key.reflect();
    Object otherwise = method.getDefaultValue();
    Within within = method.getAnnotation(Within.class);
    Matcher bounds = BOUNDS.matcher(row.meaning());
    boolean isWithin =
        within == null
            || !bounds.find()
            || bounds.group().equals(within.min() + " to " + within.max());
    return isWithin
        && (otherwise == null
            || otherwise.toString().isEmpty()
            || row.otherwise().matches(Pattern.quote(otherwise.toString()) + "([ ,].*)?"));
  }

  private static String bounds(JavaAnnotation<?> told) {
    Optional<Object> min = told.tryGetExplicitlyDeclaredProperty("min");
    return min.map(least -> least + " to " + told.get("max").orElseThrow()).orElse("");
  }

  private static List<String> options(JavaAnnotation<?> told) {
    return told.tryGetExplicitlyDeclaredProperty("options").stream()
        .flatMap(options -> Arrays.stream((Object[]) options))
        .map(option -> ((JavaAnnotation<?>) option).get("value").orElseThrow().toString())
        .toList();
  }

  private static boolean isInteger(JavaAnnotation<?> told) {
    return told.tryGetExplicitlyDeclaredProperty("type")
        .filter(type -> type.toString().endsWith("INTEGER"))
        .isPresent();
  }

  /** Of the components that are configured by it. */
  private List<String> pids(JavaClass configuration) {
    return classes.stream()
        .filter(type -> type.isAnnotatedWith(METATYPE + "Designate"))
        .filter(
            type ->
                type.getAnnotationOfType(METATYPE + "Designate")
                    .get("ocd")
                    .orElseThrow()
                    .equals(configuration))
        .flatMap(
            type ->
                Arrays.stream(
                    (String[])
                        type.getAnnotationOfType("org.osgi.service.component.annotations.Component")
                            .get("configurationPid")
                            .orElseThrow()))
        .toList();
  }

  /**
   * A row of a table of keys.
   *
   * @param otherwise the default
   */
  private record Row(String key, String otherwise, String meaning) {}

  /** Of the pages that name a file of one of these. */
  private static List<Row> rows(List<String> pids) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("../docs"))) {
      for (Path page : files.filter(file -> file.toString().endsWith(".md")).toList()) {
        String text = Files.readString(page);
        if (pids.stream().anyMatch(text::contains)) {
          text.lines().filter(line -> line.startsWith("| `")).forEach(line -> add(line, rows));
        }
      }
    }
    return rows;
  }

  private static void add(String line, List<Row> rows) {
    String[] cells = line.split(" \\| ?", 3);
    String[] keys = cells[0].substring(2).replace("`", "").split(", ", -1);
    String[] defaults = cells[1].replace("`", "").split(", ", -1);
    for (int i = 0; i < keys.length; i++) {
      boolean isOwn = keys.length == defaults.length;
      rows.add(
          new Row(
              keys[i], isOwn ? defaults[i] : String.join(", ", defaults), cells[cells.length - 1]));
    }
  }
}
