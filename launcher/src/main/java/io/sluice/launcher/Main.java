package io.sluice.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** {@code bin/sluice}: the word that was typed, and who does it. */
public final class Main {
  /** How a person calls this program, as in {@code ./sluice} in a checkout. */
  static final String COMMAND = System.getProperty("sluice.command", "sluice");

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(Arrays.asList(arguments)));
  }

  private static int run(List<String> arguments) {
    try {
      return dispatch(arguments);
    } catch (Failure e) {
      System.err.println("sluice: " + e.getMessage());
      return e.exitCode();
    } catch (Exception e) {
      System.err.println("sluice: " + e);
      e.printStackTrace();
      return Failure.FAILED;
    }
  }

  private static int dispatch(List<String> arguments) throws Exception {
    String word = arguments.isEmpty() ? "help" : arguments.get(0);
    List<String> rest = arguments.subList(Math.min(1, arguments.size()), arguments.size());
    Places places = Places.ofThisProcess();
    return switch (word) {
      case "help" -> {
        yield rest.isEmpty() ? print(help()) : new ShellClient(places).execute(arguments);
      }
      case "--help", "-h" -> print(help());
      case "version", "--version" -> print("sluice " + Release.load().version() + "\n");
      case "run" -> {
        boolean takeover = rest.equals(List.of("--takeover"));
        refuseArguments(word, takeover ? List.of() : rest);
        yield new RunCommand(places, Boolean.getBoolean("sluice.terminal"), takeover).run();
      }
      case "stop" -> new StopCommand(places).run(StopRequest.parse(rest));
      case "shell" -> {
        refuseArguments(word, rest);
        yield new ShellClient(places).attach();
      }
      case "export" -> new ExportCommand(places, ExportRequest.parse(rest)).run();
      case "doctor" -> {
        boolean etcOnly = rest.size() == 2 && rest.get(0).equals("--etc") && !rest.get(1).isEmpty();
        if (!rest.isEmpty() && rest.get(0).equals("--etc") && !etcOnly) {
          throw new Failure(
              Failure.USAGE,
              "doctor --etc wants one folder of configurations: "
                  + COMMAND
                  + " doctor [--etc FOLDER]");
        }
        refuseArguments(word, etcOnly ? List.of() : rest);
        Logging.toStandardError();
        Doctor doctor = new Doctor(places, Machine.thisOne(), System.out);
        yield etcOnly ? doctor.examine(Path.of(rest.get(1))) : doctor.examine();
      }
      default -> {
        if (word.startsWith("-")) {
          throw new Failure(Failure.USAGE, "no option " + word + "; see: " + COMMAND + " help");
        }
        yield new ShellClient(places).execute(arguments);
      }
    };
  }

  private static int print(String text) {
    System.out.print(text);
    return 0;
  }

  private static void refuseArguments(String word, List<String> rest) throws Failure {
    if (!rest.isEmpty()) {
      throw new Failure(
          Failure.USAGE,
          word + " takes no arguments such as " + rest + "; see: " + COMMAND + " help");
    }
  }

  private static String help() throws IOException {
    try (InputStream in = Main.class.getResourceAsStream("help.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
