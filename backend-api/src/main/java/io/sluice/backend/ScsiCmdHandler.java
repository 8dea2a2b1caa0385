package io.sluice.backend;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One volume, ready to serve SCSI commands: the service that a backend bundle registers and that
 * the gateway binds to a logical unit.
 *
 * <p>Life: made and registered (cheap, touches nothing), then any number of {@link #probe}; {@link
 * #open}, commands, {@link #flush}, {@link #close}; perhaps {@code open} again. The logical unit
 * alone calls these, never two of {@code open}, {@code flush} and {@code close} at once, and {@code
 * close} only when every command was completed.
 *
 * <p>As a service it has the properties named in {@link HandlerProperties}.
 */
@ConsumerType
public interface ScsiCmdHandler {
  /**
   * Tells geometry, capabilities and identity of the volume. Takes no lock and writes nothing;
   * works before {@code open}, while open, and while another process or handler holds the volume.
   *
   * @throws PreparingException when it is being made ready, and is to be asked again
   * @throws IOException when the volume can't be reached or is damaged; the message tells a person
   *     what to do
   */
  VolumeInfo probe() throws IOException;

  /**
   * Takes hold of the volume: locks, descriptors, connections. Writes nothing to it.
   *
   * @throws IOException when it can't be had (locked by another, missing, damaged); nothing is held
   *     then
   */
  void open() throws IOException;

  /**
   * Serves one command: completes it exactly once, now or later, from any thread. What it throws
   * completes the command as HARDWARE ERROR, unless it was completed.
   *
   * <p>Called on several threads at once. Where {@link #mayBlock} said false, it must not block.
   */
  void handle(ScsiCmd cmd);

  /**
   * Whether {@link #handle} may block on this command for longer than memory takes to copy. Such
   * commands run on the logical unit's workers. A handler that answers later from threads of its
   * own says false.
   */
  default boolean mayBlock(ScsiCmd cmd) {
    return true;
  }

  /**
   * Changes the size of the open volume; what is gained reads as zero. Commands may be under way.
   * From then on {@link #probe} tells the new size.
   *
   * @param size bytes, a multiple of the block size, more than 0
   * @throws IOException where the handler has no say in its size; the message tells a person who
   *     has
   */
  default void resize(long size) throws IOException {
    throw new IOException("this handler's size can't be changed here");
  }

  /**
   * Looks whether {@link #resize} to that size may succeed, and changes nothing. A handler that
   * can't tell says nothing.
   *
   * @throws IOException where it can't; the message tells a person why
   */
  default void requireResizable(long size) throws IOException {
    // resize tells
  }

  /**
   * Serves only that many blocks when it is opened next, since initiators were told of no more;
   * {@link #probe} goes on to tell all. Called while it is not open.
   *
   * @param blocks {@code Long.MAX_VALUE} for all
   * @return whether it does; a handler that can't serves all that there is
   */
  default boolean limit(long blocks) {
    return false;
  }

  /** Makes all completed writes survive the machine's death. */
  void flush() throws IOException;

  /**
   * Flushes and lets go of the volume, whatever happens. A failure is of the flush; the volume is
   * let go all the same. Does nothing where it is not open.
   */
  void close() throws IOException;
}
