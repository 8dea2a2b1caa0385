package io.sluice.gateway.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.ArrayVolume;
import io.sluice.backend.BlockStore;
import io.sluice.backend.Geometry;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.layer.LayerAccess;
import io.sluice.backend.layer.NamedVolume;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** Configured volumes as layers of each other. */
class GatewayLayersTest {
  private final GatewayLayers layers = new GatewayLayers();
  private final Named base = new Named("base", array());
  private final Named top =
      new Named("top", layers.layer(URI.create("volume:base"), "top", LayerAccess.READ_ONLY));

  private static Volume array() {
    return new ArrayVolume(Geometry.ofSize(1 << 20, 512), ArrayStore.allCapabilities(512));
  }

  private static final class Named implements NamedVolume {
    private final String name;
    private final Volume volume;
    private BlockStore served;

    Named(String name, Volume volume) {
      this.name = name;
      this.volume = volume;
    }

    void serve() throws IOException {
      served = volume.open();
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Optional<BlockStore> servedStore() {
      return Optional.ofNullable(served);
    }

    @Override
    public VolumeInfo probe() throws IOException {
      return volume.probe();
    }

    @Override
    public BlockStore open() throws IOException {
      return volume.open();
    }
  }

  private record Reference(long id, int ranking) implements ServiceReference<NamedVolume> {
    @Override
    public Object getProperty(String key) {
      return key.equals(Constants.SERVICE_ID)
          ? (Object) id
          : key.equals(Constants.SERVICE_RANKING) ? ranking : null;
    }

    @Override
    public String[] getPropertyKeys() {
      return new String[0];
    }

    @Override
    public Bundle getBundle() {
      return null;
    }

    @Override
    public Bundle[] getUsingBundles() {
      return new Bundle[0];
    }

    @Override
    public boolean isAssignableTo(Bundle bundle, String className) {
      return true;
    }

    @Override
    public int compareTo(Object reference) {
      throw new UnsupportedOperationException();
    }

    @Override
    public java.util.Dictionary<String, Object> getProperties() {
      throw new UnsupportedOperationException();
    }

    @Override
    public <A> A adapt(Class<A> type) {
      return null;
    }
  }

  @Test
  void shouldStandOnAConfiguredVolume() throws IOException {
    layers.addVolume(new Reference(1, 0), base);
    layers.addVolume(new Reference(2, 0), top);
    top.serve();
    StoreTree tree = layers.tree("top");
    assertEquals("volume:base", tree.below().get(0).name());
    assertEquals("read-only", tree.below().get(0).note());
    assertEquals(List.of("base", "top"), layers.names());
    assertTrue(layers.tree("base").info().isEmpty());
  }

  @Test
  void shouldTellOfAVolumeThatIsNotThere() {
    IOException refusal = assertThrows(IOException.class, top::probe);
    assertEquals(
        "there is no volume 'base'; a file etc/io.sluice.backend.KIND-base.cfg makes one",
        refusal.getMessage());
  }

  @Test
  void shouldPreferTheNewerOfTwoVolumesAndTellThatTheOlderIsOutdated() throws IOException {
    layers.addVolume(new Reference(1, 0), base);
    layers.addVolume(new Reference(2, 0), top);
    top.serve();
    assertEquals(Set.of(), layers.outdatedOwners());
    layers.addVolume(new Reference(3, -1), new Named("base", array()));
    assertEquals(Set.of(), layers.outdatedOwners());
    layers.addVolume(new Reference(4, 0), new Named("base", array()));
    assertEquals(Set.of("top"), layers.outdatedOwners());
    assertEquals(
        List.of("read-only, as it was before a change"),
        Stream.of(layers.tree("top"))
            .flatMap(t -> t.below().stream())
            .map(StoreTree::note)
            .toList());
  }

  @Test
  void shouldTellOfAVolumeThatGoesWhileAnotherStandsOnIt() throws IOException {
    List<String> losses = new ArrayList<>();
    layers.onLoss((name, above) -> losses.add(name + " under " + above));
    Named changed = new Named("base", array());
    layers.addVolume(new Reference(1, 0), base);
    layers.addVolume(new Reference(2, 0), top);
    top.serve();
    layers.addVolume(new Reference(3, 0), changed);
    layers.removeVolume(base);
    assertEquals(List.of(), losses, "there is another of its name");
    layers.removeVolume(changed);
    assertEquals(List.of(), losses, "nothing stands on it");
    layers.addVolume(new Reference(4, 0), base);
    layers.removeVolume(base);
    assertEquals(List.of("base under [top]"), losses);
  }
}
