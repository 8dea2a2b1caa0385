package io.sluice.backend.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link BlockStoreFactory} promises; every factory must pass. */
@Timeout(120)
public abstract class BlockStoreFactoryContractTest {
  private static final String SECRET = "s3cr3t";

  /** The factory under test. */
  protected abstract BlockStoreFactory factory() throws Exception;

  /** The URI of a volume that is there, with this content; a multiple of 4096 bytes. */
  protected abstract URI existing(byte[] content) throws Exception;

  /** The URI of a volume that is not there, but might be. */
  protected abstract URI missing() throws Exception;

  /**
   * A URI of a known scheme that can't name a volume, with this word where the scheme has secrets.
   */
  protected abstract URI impossible(String secret) throws Exception;

  private static byte[] someContent() {
    byte[] content = new byte[64 << 10];
    new Random(1).nextBytes(content);
    return content;
  }

  private static byte[] read(BlockStore store) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(store.size())];
    store.read(0, Segments.of(bytes));
    return bytes;
  }

  @Test
  void shouldTellItsSchemesInLowerCase() throws Exception {
    BlockStoreFactory factory = factory();
    assertFalse(factory.schemes().isEmpty());
    for (String scheme : factory.schemes()) {
      assertEquals(scheme.toLowerCase(Locale.ROOT), scheme);
    }
    assertEquals(factory.schemes(), factory.schemes());
    assertTrue(factory.schemes().contains(existing(someContent()).getScheme()));
  }

  @Test
  void shouldGiveAVolumeWithTheContent() throws Exception {
    byte[] content = someContent();
    Volume volume = factory().volume(existing(content), LayerAccess.READ_ONLY);
    VolumeInfo info = volume.probe();
    assertEquals(content.length, info.geometry().size());
    try (BlockStore store = volume.open()) {
      assertEquals(info.geometry(), store.info().geometry());
      assertTrue(Arrays.equals(content, read(store)));
    }
  }

  @Test
  void shouldGiveAVolumeThatCanBeOpenedAgain() throws Exception {
    byte[] content = someContent();
    Volume volume = factory().volume(existing(content), LayerAccess.READ_ONLY);
    for (int i = 0; i < 2; i++) {
      try (BlockStore store = volume.open()) {
        assertTrue(Arrays.equals(content, read(store)));
      }
    }
  }

  @Test
  void shouldLetReadersInBesideEachOther() throws Exception {
    byte[] content = someContent();
    URI uri = existing(content);
    try (BlockStore first = factory().volume(uri, LayerAccess.READ_ONLY).open();
        BlockStore second = factory().volume(uri, LayerAccess.READ_ONLY).open()) {
      assertTrue(Arrays.equals(read(first), read(second)));
    }
  }

  @Test
  void shouldTellWhatIsMissing() throws Exception {
    BlockStoreFactory factory = factory();
    URI uri = missing();
    assertThrows(IOException.class, () -> factory.volume(uri, LayerAccess.READ_ONLY).probe());
    assertThrows(IOException.class, () -> factory.volume(uri, LayerAccess.READ_ONLY).open());
  }

  @Test
  void shouldRefuseAnImpossibleUriWithoutTellingSecrets() throws Exception {
    BlockStoreFactory factory = factory();
    URI uri = impossible(SECRET);
    IOException refusal =
        assertThrows(IOException.class, () -> factory.volume(uri, LayerAccess.READ_ONLY).probe());
    assertFalse(refusal.getMessage().contains(SECRET), refusal.getMessage());
  }

  @Test
  void shouldKnowItsVolumesAgain() throws Exception {
    BlockStoreFactory factory = factory();
    URI uri = existing(someContent());
    assertTrue(factory.isCurrent(uri, factory.volume(uri, LayerAccess.READ_ONLY)));
  }
}
