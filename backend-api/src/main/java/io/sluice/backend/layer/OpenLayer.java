package io.sluice.backend.layer;

import io.sluice.backend.VolumeInfo;
import java.net.URI;
import java.util.List;

/**
 * One open store that others stand on, as it is now.
 *
 * @param uri as it was asked for
 * @param name the same as it may be shown: without user information and query
 * @param access how it is used
 * @param owners the handler names of those who stand on it, one for each lease
 * @param current false when the URI names another volume by now, or a layer further below does
 * @param info of the store
 * @param report what the store tells of itself
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
