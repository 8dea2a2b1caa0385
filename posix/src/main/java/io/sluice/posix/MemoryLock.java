package io.sluice.posix;

/** Keeps the process's memory out of swap. */
public final class MemoryLock {
  private static final int MCL_CURRENT = 1;
  private static final int MCL_FUTURE = 2;
  private static final int MCL_ONFAULT = 4;

  private MemoryLock() {}

  /**
   * mlockall(2): every page stays in memory once it has been touched; no page is touched just to
   * lock it.
   *
   * <p>Only for a process that may lock memory without limit: with a limit, later mappings fail,
   * which ends the JVM.
   */
  public static void lockAll() throws PosixException {
    if (LibC.mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) < 0) {
      throw PosixException.last("mlockall", "");
    }
  }
}
