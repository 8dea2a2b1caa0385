package io.sluice.backend;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One volume, ready to serve SCSI commands: the service that a backend bundle registers and that
 * the gateway binds to a logical unit.
 *
 * <p>Life cycle: made and registered (cheap, touches nothing), then any number of {@link #probe}
 * calls; {@link #open}, commands, {@link #flush}, {@link #close}; perhaps {@code open} again. Only
 * the logical unit calls these methods, never two of {@code open}, {@code flush} and {@code close}
 * at once, and {@code close} only after every command was completed.
 *
 * <p>The service has the properties named in {@link HandlerProperties}.
 */
@ConsumerType
public interface ScsiCmdHandler {
  /**
   * Returns the volume's geometry, capabilities and identity. Takes no lock and writes nothing;
   * works before {@code open}, while open, and while another process or handler holds the volume.
   *
   * @throws PreparingException when the volume is still being made ready; try again later
   * @throws IOException when the volume can't be reached or is damaged; the message tells a person
   *     what to do
   */
  VolumeInfo probe() throws IOException;

  /**
   * Acquires the volume: locks, descriptors, connections. Writes nothing to it.
   *
   * @throws IOException when the volume can't be acquired (locked by someone else, missing,
   *     damaged); nothing is held then
   */
  void open() throws IOException;

  /**
   * Serves one command: completes it exactly once, now or later, from any thread. An exception that
   * it throws completes the command with HARDWARE ERROR, unless it was already completed.
   *
   * <p>Called on several threads at once. Must not block if {@link #mayBlock} returned false for
   * the command.
   */
  void handle(ScsiCmd cmd);

  /**
   * Whether {@link #handle} may block on this command for longer than it takes to copy memory. Such
   * commands run on the logical unit's workers. A handler that answers later, from its own threads,
   * returns false.
   */
  default boolean mayBlock(ScsiCmd cmd) {
    return true;
  }

  /**
   * Changes the size of the open volume; added space reads as zero. Commands may be in progress.
   * From then on {@link #probe} reports the new size.
   *
   * @param size bytes, a multiple of the block size, more than 0
   * @throws IOException if the handler can't change the size; the message tells a person why
   */
  default void resize(long size) throws IOException {
    throw new IOException("this handler's size can't be changed here");
  }

  /**
   * Checks whether {@link #resize} to that size can succeed, without changing anything. A handler
   * that can't tell does not throw.
   *
   * @throws IOException if it can't; the message tells a person why
   */
  default void requireResizable(long size) throws IOException {
    // resize will tell
  }

  /**
   * Limits the volume to that many blocks when it is next opened, since initiators know of no more;
   * {@link #probe} still reports the full size. Called while the volume is not open.
   *
   * @param blocks {@code Long.MAX_VALUE} for all
   * @return whether the limit will be applied; a handler that can't apply it serves the whole
   *     volume
   */
  default boolean limit(long blocks) {
    return false;
  }

  /** Makes all completed writes survive the machine's death. */
  void flush() throws IOException;

  /**
   * Flushes, and releases the volume even if the flush fails; an exception means that the flush
   * failed. Does nothing if the volume is not open.
   */
  void close() throws IOException;
}
