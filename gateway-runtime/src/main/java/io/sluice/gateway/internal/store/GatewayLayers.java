package io.sluice.gateway.internal.store;

import io.sluice.backend.Volume;
import io.sluice.backend.layer.BlockStoreFactory;
import io.sluice.backend.layer.LayerAccess;
import io.sluice.backend.layer.NamedVolume;
import io.sluice.backend.layer.OpenLayer;
import io.sluice.backend.layer.SharedLayers;
import io.sluice.backend.layer.StoreLayers;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Layers from the factories and volumes that bundles have registered. */
@Component(
    service = {StoreLayers.class, GatewayLayers.class},
    immediate = true)
public final class GatewayLayers implements StoreLayers {
  private final RankedServices<BlockStoreFactory> factories = new RankedServices<>();
  private final RankedServices<NamedVolume> volumes = new RankedServices<>();
  private final VolumeFactory volumeFactory = new VolumeFactory(volumes::all);
  private final StoreQuestions questions = new StoreQuestions();
  private final SharedLayers layers = new SharedLayers(this::factories);
  private volatile Consumer<String> changes = name -> {};
  private volatile BiConsumer<String, Set<String>> losses = (name, above) -> {};

  private List<BlockStoreFactory> factories() {
    List<BlockStoreFactory> all = new ArrayList<>(factories.all());
    all.add(volumeFactory);
    return all;
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addFactory(ServiceReference<BlockStoreFactory> reference, BlockStoreFactory factory) {
    factories.add(reference, factory);
  }

  void removeFactory(BlockStoreFactory factory) {
    factories.remove(factory);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addVolume(ServiceReference<NamedVolume> reference, NamedVolume volume) {
    Bundle bundle = reference.getBundle();
    boolean isChange =
        bundle != null
            && volumes.ofBundle(bundle.getBundleId()).stream()
                .anyMatch(other -> other.name().equals(volume.name()));
    volumes.add(reference, volume);
    if (isChange) { // another bundle's is the deployer's affair
      changes.accept(volume.name());
    }
  }

  /** Is told the name of each volume whose configuration has changed; must not block. */
  void onChange(Consumer<String> listener) {
    changes = listener;
  }

  /** Is told the name of each volume that goes while others stand on it, and these. */
  void onLoss(BiConsumer<String, Set<String>> listener) {
    losses = listener;
  }

  void removeVolume(NamedVolume volume) {
    volumes.remove(volume);
    boolean isReplaced = names().contains(volume.name());
    Set<String> above = isReplaced ? Set.of() : layers.ownersOn(layer -> layer == volume);
    if (!above.isEmpty()) {
      losses.accept(volume.name(), above);
    }
  }

  @Override
  public Volume layer(URI below, String owner, LayerAccess access) {
    return layers.layer(below, owner, access);
  }

  @Override
  public List<OpenLayer> openLayers() {
    return layers.openLayers();
  }

  /** The volumes that stand, directly or not, on a layer that came from that bundle. */
  public Set<String> ownersOn(long bundleId) {
    Collection<Object> origins = new ArrayList<>(factories.ofBundle(bundleId));
    origins.addAll(volumes.ofBundle(bundleId));
    return layers.ownersOn(layer -> origins.stream().anyMatch(origin -> origin == layer));
  }

  /** The volumes whose layers are not what their URIs name now. */
  public Set<String> outdatedOwners() {
    return layers.outdatedOwners();
  }

  /**
   * The store that a handler has open, for a logical unit, with all it stands on. What they tell of
   * themselves is waited for a short time only: a store that hangs must not take the shell with it.
   */
  public StoreTree tree(String handler) {
    return questions.ask(handler, () -> read(handler));
  }

  private StoreTree read(String handler) {
    Optional<NamedVolume> served =
        volumes.all().stream()
            .filter(volume -> volume.name().equals(handler))
            .filter(volume -> volume.servedStore().isPresent())
            .findFirst();
    return StoreTree.of(handler, served.flatMap(NamedVolume::servedStore), openLayers());
  }

  /** The names of all volumes that can be layers, or have some. */
  public List<String> names() {
    return volumes.all().stream().map(NamedVolume::name).distinct().sorted().toList();
  }
}
