package io.sluice.gateway.internal.shell;

import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backend.shell.Arguments;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Option;
import io.sluice.backend.shell.Refusal;
import io.sluice.gateway.configuration.BackendSchema;
import io.sluice.gateway.configuration.ConfigurationKey;
import io.sluice.gateway.configuration.ConfigurationSchema;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code lun:create} was asked for: the words of one command line, sorted into the keys of a
 * handler's configuration and of a LUN's.
 *
 * @param name of the LUN, and of the handler where one is made
 * @param backend whose handler is made; empty where there is one already
 * @param handlerKeys for the handler's file
 * @param lunKeys for the LUN's file
 */
record LunCreation(
    String name,
    Optional<BackendSchema> backend,
    Map<String, String> handlerKeys,
    Map<String, String> lunKeys) {
  /** Takes the place of a backend: the handler is there already. */
  private static final Option HANDLER =
      Option.of("--handler", "NAME", "serve a handler that is there already, instead of a new one")
          .completedBy("handler:names");

  static final String PATH = "path";
  private static final String SIZE = "size";

  /** All options, of all backends, for help and completion. */
  static List<Option> options(
      Backends backends, ConfigurationSchema lun, List<String> transportOptions) {
    Map<String, Option> options = new LinkedHashMap<>();
    for (BackendSchema backend : backends.all()) {
      Option main = mainOption(backend);
      options.put(main.name(), main.beside(Set.of(main.name())));
    }
    options.put(HANDLER.name(), HANDLER.beside(Set.of(HANDLER.name())));
    for (BackendSchema backend : backends.all()) {
      for (Option option : keyOptions(backend)) {
        String meaning = backend.kind() + ": " + option.meaning();
        options.merge(
            option.name(),
            new Option(
                option.name(), option.value(), meaning, "", Set.of(mainOption(backend).name())),
            LunCreation::ofBoth);
      }
    }
    keyOptions(lun).forEach(option -> options.putIfAbsent(option.name(), option));
    transportOptions.forEach(
        name -> options.put(name, Option.of(name, "VALUE", "for that transport")));
    return List.copyOf(options.values());
  }

  private static Option ofBoth(Option one, Option other) {
    Set<String> beside = new HashSet<>(one.beside());
    beside.addAll(other.beside());
    String meaning = one.meaning() + "; " + other.meaning();
    return new Option(one.name(), one.value(), meaning, one.words(), beside);
  }

  private static Option mainOption(BackendSchema backend) {
    String value =
        Backends.mainKey(backend).map(key -> "[" + capitals(key.name()) + "]").orElse("");
    String meaning = "make a handler: " + backend.schema().meaning();
    return new Option("--" + backend.kind(), value, meaning, "__files");
  }

  private static List<Option> keyOptions(BackendSchema backend) {
    return keyOptions(backend.schema(), backend.kind());
  }

  /** What is made is a LUN. */
  private static List<Option> keyOptions(ConfigurationSchema lun) {
    return keyOptions(lun, "handler");
  }

  /**
   * @param given by another option
   */
  private static List<Option> keyOptions(ConfigurationSchema schema, String given) {
    return schema.keys().stream()
        .filter(key -> !List.of(Backends.NAME, "handler", given).contains(key.name()))
        .map(
            key ->
                key.isFlag()
                    ? Option.flag("--" + key.name(), key.meaning())
                    : Option.of("--" + key.name(), capitals(key.name()), key.meaning()))
        .toList();
  }

  private static String capitals(String key) {
    return key.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toUpperCase(Locale.ROOT);
  }

  /**
   * Reads the words behind {@code lun:create}.
   *
   * @param transports those of this gateway, whose options are {@code --TRANSPORT.KEY VALUE}
   * @throws Refusal on what is not known, or missing, with what is
   */
  static LunCreation parse(
      Backends backends, ConfigurationSchema lun, List<String> transports, String... words) {
    Optional<BackendSchema> backend = backendIn(backends, words);
    List<Option> options = new ArrayList<>();
    backend.ifPresent(
        schema -> {
          options.add(mainOption(schema));
          options.addAll(keyOptions(schema));
        });
    options.add(HANDLER);
    keyOptions(lun).stream()
        .filter(option -> options.stream().noneMatch(o -> o.name().equals(option.name())))
        .forEach(options::add);
    Arrays.stream(words)
        .map(word -> word.split("=", 2)[0])
        .filter(word -> isTransportOption(word, transports))
        .forEach(word -> options.add(Option.of(word, "VALUE", "")));
    if (backend.isEmpty()) {
      backends.all().forEach(other -> options.add(mainOption(other))); // for whom it is told
    }
    Arguments arguments = Manual.of("").options(options).parse(words);
    String name = arguments.onlyOperand("Make which LUN? lun:create NAME --BACKEND ...");
    if (backend.isPresent() == arguments.value(HANDLER.name()).isPresent()) {
      throw new Refusal(
          "What is to serve it? One of "
              + String.join(", ", backends.all().stream().map(b -> mainOption(b).syntax()).toList())
              + ", "
              + HANDLER.syntax());
    }
    return new Sorter(name, backend, lun).sort(arguments);
  }

  /**
   * With paths that begin in the folder that the person is in: the key {@code path}, and the one
   * that is called like the backend where it names a file there, since it may be a URI too.
   */
  LunCreation in(Path folder) {
    Map<String, String> keys = new LinkedHashMap<>(handlerKeys);
    keys.computeIfPresent(PATH, (key, path) -> folder.resolve(path).normalize().toString());
    backend.ifPresent(
        schema -> keys.computeIfPresent(schema.kind(), (key, value) -> fileIn(folder, value)));
    return new LunCreation(name, backend, keys, lunKeys);
  }

  private static String fileIn(Path folder, String value) {
    try {
      Path file = folder.resolve(value).normalize();
      return Files.exists(file) ? file.toString() : value;
    } catch (InvalidPathException e) {
      return value;
    }
  }

  static boolean isTransportOption(String word, List<String> transports) {
    return transports.stream().anyMatch(name -> word.startsWith("--" + name + "."));
  }

  private static Optional<BackendSchema> backendIn(Backends backends, String... words) {
    List<BackendSchema> named =
        backends.all().stream()
            .filter(backend -> Arrays.stream(words).anyMatch(word -> isMain(backend, word)))
            .toList();
    List<BackendSchema> meant =
        named.stream().filter(backend -> !isKeyOfAnother(backend, named)).toList();
    if (named.size() > 1 && meant.size() != 1) {
      throw new Refusal("One handler serves a LUN; there are options of several backends");
    }
    return meant.stream().findFirst();
  }

  /** As in {@code --image DISK --file DATA}, where an image has a key {@code file}. */
  private static boolean isKeyOfAnother(BackendSchema backend, List<BackendSchema> named) {
    return named.stream()
        .anyMatch(other -> !other.equals(backend) && other.key(backend.kind()).isPresent());
  }

  private static boolean isMain(BackendSchema backend, String word) {
    String option = "--" + backend.kind();
    return word.equals(option) || word.startsWith(option + "=");
  }

  /** Puts each value to its file. */
  private static final class Sorter {
    private final String name;
    private final Optional<BackendSchema> backend;
    private final ConfigurationSchema lun;
    private final Map<String, String> handlerKeys = new LinkedHashMap<>();
    private final Map<String, String> lunKeys = new LinkedHashMap<>();

    Sorter(String name, Optional<BackendSchema> backend, ConfigurationSchema lun) {
      this.name = name;
      this.backend = backend;
      this.lun = lun;
    }

    LunCreation sort(Arguments arguments) {
      lunKeys.put("handler", arguments.value(HANDLER.name()).orElse(name));
      arguments.options().forEach(this::put);
      backend.ifPresent(this::complete);
      return new LunCreation(name, backend, handlerKeys, lunKeys);
    }

    private void put(Option option, String value) {
      String key = option.name().substring(2);
      if (option.equals(HANDLER)) {
        return;
      }
      if (backend.isPresent() && option.equals(mainOption(backend.get()))) {
        Optional<ConfigurationKey> main = Backends.mainKey(backend.get());
        if (main.isPresent() && !value.isEmpty()) {
          putHandlerKey(main.get().name(), value);
        }
      } else if (backend.flatMap(schema -> schema.key(key)).isPresent()) {
        putHandlerKey(key, value);
      } else {
        if (lun.key(key).isPresent()) {
          lun.require(key, value);
        }
        lunKeys.put(key, value);
      }
    }

    private void putHandlerKey(String key, String value) {
      backend.orElseThrow().schema().require(key, value);
      if (handlerKeys.put(key, value) != null) {
        throw new Refusal(key + " is there twice");
      }
    }

    private void complete(BackendSchema schema) {
      // Who tells the size of something new wants it made.
      if (handlerKeys.containsKey(SIZE) && schema.key(HandlerConfig.CREATE).isPresent()) {
        handlerKeys.putIfAbsent(HandlerConfig.CREATE, "true");
      }
      for (ConfigurationKey key : schema.keys()) {
        if (key.required() && !handlerKeys.containsKey(key.name())) {
          throw new Refusal(
              "A handler of " + schema.kind() + " needs --" + key.name() + ": " + key.meaning());
        }
      }
    }
  }
}
