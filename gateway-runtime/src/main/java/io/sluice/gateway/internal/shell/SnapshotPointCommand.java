package io.sluice.gateway.internal.shell;

import io.sluice.backend.shell.Arguments;
import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Option;
import io.sluice.backend.shell.Refusal;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import io.sluice.gateway.internal.LunOperations;
import io.sluice.gateway.internal.binding.SwapRecord;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code lun:snapshot-point}: runs a program while a LUN's volume is at rest. */
@Component(service = ShellCommands.class)
public final class SnapshotPointCommand implements ShellCommands {
  private static final Duration USUAL = Duration.ofSeconds(10);
  private static final Duration KILLING = Duration.ofSeconds(1);
  private static final Manual MANUAL =
      Manual.of(
              "Run a program while a LUN's volume is flushed and at rest",
              "lun:snapshot-point demo -- cp --reflink /srv/demo.img /srv/demo-1.img",
              "lun:snapshot-point demo --seconds 5 -- lvcreate -s -n demo-1 vg/demo")
          .operands("NAME -- PROGRAM [ARGUMENT...]")
          .completedBy("lun:names", "__files", "__files")
          .details(
              "Commands of initiators are held meanwhile, and no longer than the LUN holds them"
                  + " (holdSeconds). A program that has not ended by then is killed, and the"
                  + " snapshot is worth nothing. What is on the disk is what initiators have"
                  + " written: freeze the file system there first, where it is to be whole.")
          .options(
              Option.of(
                  RestCommands.SECONDS.name(),
                  "N",
                  "how long the program may take; 10 if not told"));

  private final LunOperations operations;

  @Activate
  public SnapshotPointCommand(@Reference LunOperations operations) {
    this.operations = operations;
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(ShellCommand.acting("lun:snapshot-point", MANUAL, this::snapshotPoint));
  }

  private void snapshotPoint(Call call) {
    Arguments arguments = call.arguments();
    List<String> operands = arguments.operands();
    if (operands.size() < 2) {
      throw new Refusal("Run what? lun:snapshot-point NAME [--seconds N] -- PROGRAM [ARGUMENT...]");
    }
    Duration most = RestCommands.seconds(arguments).orElse(USUAL);
    try {
      runAtRest(operands.get(0), most, operands.subList(1, operands.size()));
    } catch (IOException e) {
      throw new Refusal(e.getMessage(), e);
    }
  }

  private void runAtRest(String lun, Duration most, List<String> program) throws IOException {
    Duration hold = operations.holdTime(lun);
    if (most.compareTo(hold) > 0) {
      throw new Refusal(
          "%s holds commands for %d s at the most (holdSeconds), and %d s are asked for"
              .formatted(lun, hold.toSeconds(), most.toSeconds()));
    }
    operations.suspend(lun, "at rest for " + program.get(0), most);
    int exit;
    SwapRecord rest;
    try {
      exit = run(program, most);
    } finally {
      rest = resume(lun);
    }
    if (rest == null) {
      throw new Refusal(
          "%s serves again, since %d s were over before %s ended: its result is worth nothing"
              .formatted(lun, most.toSeconds(), program.get(0)));
    }
    if (exit != 0) {
      throw new Refusal(lun + " serves again; " + program.get(0) + " ended with code " + exit);
    }
    System.out.println(lun + ": " + SwapList.sentence(rest));
  }

  /** Null when the time was up before. */
  private SwapRecord resume(String lun) {
    try {
      return operations.resume(lun);
    } catch (IOException e) {
      return null;
    }
  }

  private static int run(List<String> program, Duration most) throws IOException {
    Process process =
        new ProcessBuilder(new ArrayList<>(program)).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      CompletableFuture<String> output =
          CompletableFuture.supplyAsync( // else a full pipe stops it
              () -> read(process), SnapshotPointCommand::startThread);
      boolean ended = process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new IOException(
            "%s did not end within %d s and was killed: its result is worth nothing"
                .formatted(program.get(0), most.toSeconds()));
      }
      System.out.print(
          output.completeOnTimeout("", KILLING.toMillis(), TimeUnit.MILLISECONDS).join());
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(program.get(0) + " was interrupted and killed", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** What waits for as long as a program runs must not take a thread of the common pool. */
  private static void startThread(Runnable task) {
    Thread thread = new Thread(task, "sluice-program-output");
    thread.setDaemon(true);
    thread.start();
  }

  private static String read(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
    } catch (IOException e) {
      return e.getMessage() + "\n";
    }
  }
}
