package io.sluice.gateway.osgi.shared;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.ArrayVolume;
import io.sluice.backend.Geometry;
import io.sluice.backend.Volume;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Disks in the heap by name: each version of a backend finds what the one before has written. */
public final class SharedDisks {
  public static final int BLOCKS = 256;
  private static final Map<String, Volume> DISKS = new ConcurrentHashMap<>();

  private SharedDisks() {}

  public static Volume disk(String name) {
    return DISKS.computeIfAbsent(
        name,
        key -> new ArrayVolume(new Geometry(BLOCKS, 512, 512), ArrayStore.allCapabilities(512)));
  }

  public static void clear() {
    DISKS.clear();
  }
}
