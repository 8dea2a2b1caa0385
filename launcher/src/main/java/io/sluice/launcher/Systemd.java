package io.sluice.launcher;

import io.sluice.posix.PosixException;
import io.sluice.posix.UnixDatagram;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the gateway does (sd_notify(3)); does nothing where it was not started by it.
 */
final class Systemd {
  private static final Logger LOG = LoggerFactory.getLogger(Systemd.class);

  private final String socket;
  private final long watchdogMicros;

  /**
   * @param socket where notices go; empty for nowhere
   * @param watchdogMicros in which time a sign of life is expected; 0 for none
   */
  Systemd(String socket, long watchdogMicros) {
    this.socket = socket;
    this.watchdogMicros = watchdogMicros;
  }

  /** From the environment that systemd gives to a service. */
  static Systemd ofThisProcess() {
    return new Systemd(environment("NOTIFY_SOCKET"), watchdogMicros());
  }

  private static long watchdogMicros() {
    String pid = environment("WATCHDOG_PID");
    String micros = environment("WATCHDOG_USEC");
    boolean ours = pid.isEmpty() || pid.equals(Long.toString(ProcessHandle.current().pid()));
    return ours && micros.matches("[0-9]{1,18}") ? Long.parseLong(micros) : 0;
  }

  private static String environment(String name) {
    String value = System.getenv(name);
    return value == null ? "" : value;
  }

  void ready(String status) {
    tell("READY=1\nSTATUS=" + status);
  }

  void stopping() {
    tell("STOPPING=1");
  }

  /**
   * Gives a sign of life twice in the time in which one is expected, until the process ends or some
   * of its threads wait for each other for ever.
   */
  void watch() {
    if (!socket.isEmpty() && watchdogMicros > 0) {
      Thread thread = new Thread(this::giveSigns, "systemd watchdog");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void giveSigns() {
    do {
      tell("WATCHDOG=1");
      if (!sleep(watchdogMicros / 2)) {
        return;
      }
    } while (ManagementFactory.getThreadMXBean().findDeadlockedThreads() == null);
    LOG.error("threads wait for each other for ever: systemd gets no more signs of life");
  }

  private static boolean sleep(long micros) {
    try {
      TimeUnit.MICROSECONDS.sleep(micros);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void tell(String notice) {
    if (!socket.isEmpty()) {
      try {
        UnixDatagram.send(socket, notice.getBytes(StandardCharsets.UTF_8));
      } catch (PosixException e) {
        LOG.warn("systemd can't be told {}: {}", notice, e.getMessage());
      }
    }
  }
}
