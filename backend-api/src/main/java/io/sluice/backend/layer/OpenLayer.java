package io.sluice.backend.layer;

import io.sluice.backend.VolumeInfo;
import java.net.URI;
import java.util.List;

/**
 * The current state of one open store that other volumes are layered on.
 *
 * @param uri as it was requested
 * @param name the URI in a form that may be shown: without user information and query
 * @param access how it is used
 * @param owners the handler names of the volumes layered on it, one for each lease
 * @param current false if its URI, or that of a layer further below, now names another volume
 * @param info the store's information
 * @param report what the store reports about itself
 */
public record OpenLayer(
    URI uri,
    String name,
    LayerAccess access,
    List<String> owners,
    boolean current,
    VolumeInfo info,
    StoreReport report) {
  public OpenLayer {
    owners = List.copyOf(owners);
  }
}
