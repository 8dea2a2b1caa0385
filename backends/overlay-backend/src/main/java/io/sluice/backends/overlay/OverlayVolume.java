package io.sluice.backends.overlay;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import io.sluice.backends.qcow2.ImageSource;
import io.sluice.backends.qcow2.Qcow2Options;
import io.sluice.backends.qcow2.Qcow2Store;
import io.sluice.backends.qcow2.Qcow2Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A volume of which all that was written is in a file of its own, and the rest in the base. */
final class OverlayVolume implements Volume {
  private static final Logger LOG = LoggerFactory.getLogger(OverlayVolume.class);

  private final OverlaySpec spec;
  private final Volume base;
  private final Qcow2Volume image;
  private final int generation;
  private final Optional<PendingChange> pending;
  private volatile Qcow2Store open;

  /** The file was there; should it be gone, an empty one is no substitute. */
  private volatile boolean wasThere;

  /** What is done to the image when it is opened, before anybody sees it. */
  interface ImageChange {
    void apply(Qcow2Store store) throws IOException;
  }

  /**
   * A change of content that waits for the volume to be opened.
   *
   * @param change what is to be done
   * @param done completed when it was, or could not be
   */
  record PendingChange(ImageChange change, CompletableFuture<Void> done) {}

  /**
   * @param generation counts the changes of content that were not made by initiators
   */
  OverlayVolume(OverlaySpec spec, Volume base, int generation, Optional<PendingChange> pending) {
    this.spec = spec;
    this.base = base;
    this.generation = generation;
    this.pending = pending;
    Qcow2Options options =
        new Qcow2Options(
            false,
            spec.blockSize(),
            Optional.of(new Qcow2Options.Backing(base, spec.base().toString())),
            Optional.empty(),
            "",
            spec.metadataCache(),
            0);
    image = new Qcow2Volume(ImageSource.file(spec.path()), options);
  }

  OverlaySpec spec() {
    return spec;
  }

  int generation() {
    return generation;
  }

  /** The store, while it is open. */
  Optional<Qcow2Store> store() {
    return Optional.ofNullable(open);
  }

  /** {@inheritDoc} An overlay that is yet to be made is told as it will be. */
  @Override
  public VolumeInfo probe() throws IOException {
    if (isYetToBeMade()) {
      return told(OverlayFacts.planned(spec, base.probe()));
    }
    return told(image.probe());
  }

  /** {@inheritDoc} Makes the file first, where that is asked for and it was never there. */
  @Override
  public BlockStore open() throws IOException {
    if (isYetToBeMade()) {
      create();
    }
    Qcow2Store store = image.openStore();
    try {
      applyPending(store);
    } catch (Throwable failure) {
      store.close();
      throw failure;
    }
    open = store;
    wasThere = true;
    return new OverlayStore(store, this::told, () -> open = null);
  }

  /**
   * What was written to an overlay that is gone is in no empty one; a scratch one promises none.
   */
  private boolean isYetToBeMade() throws IOException {
    if (!spec.create() || Files.exists(spec.path())) {
      return false;
    }
    if (wasThere && !spec.scratch()) {
      throw new IOException(
          spec.path()
              + " was there and is gone: put it back. To have an empty one made in its place, write"
              + " the configuration anew");
    }
    return true;
  }

  private void create() throws IOException {
    Qcow2Volume.create(spec.path(), OverlayFacts.creation(spec, base.probe()));
    LOG.info("made the overlay {} over {}", spec.path(), base);
  }

  private void applyPending(Qcow2Store store) throws IOException {
    if (pending.isPresent() && !pending.get().done().isDone()) {
      try {
        pending.get().change().apply(store);
        pending.get().done().complete(null);
      } catch (IOException e) { // serves on as it was
        pending.get().done().completeExceptionally(e);
      }
    }
  }

  /** With what the image can't know: whether it is kept, and that its content was exchanged. */
  private VolumeInfo told(VolumeInfo info) {
    Capabilities can = info.capabilities();
    String identity =
        generation == 0 ? info.identity() : info.identity() + " content " + generation;
    return info.with(spec.scratch() ? OverlayFacts.asVolatile(can) : can).withIdentity(identity);
  }

  @Override
  public String toString() {
    return "OverlayVolume(" + spec.path() + " over " + base + ")";
  }
}
