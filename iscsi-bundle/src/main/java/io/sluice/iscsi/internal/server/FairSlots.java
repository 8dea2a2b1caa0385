package io.sluice.iscsi.internal.server;

import io.sluice.iscsi.internal.access.AddressGroup;
import io.sluice.iscsi.internal.login.RecentLogins;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * So many places for those who come, and none is turned away for being late: where all are taken,
 * the oldest one of the address that has most gives way. An address from which a login has
 * succeeded lately keeps a share that no other can take. Any thread.
 *
 * @param <T> who takes a place, told apart by identity
 */
final class FairSlots<T> {
  /** What an address that is known keeps, as a part of all. */
  private static final int SHARES = 4;

  private final int most;
  private final Function<T, InetAddress> address;
  private final RecentLogins recent;

  /** In the order in which they came. Guarded by this. */
  private final Set<T> taken = new LinkedHashSet<>();

  FairSlots(int most, Function<T, InetAddress> address, RecentLogins recent) {
    this.most = most;
    this.address = address;
    this.recent = recent;
  }

  /** Takes one in, and gives who has to go for it: another one, or itself; mostly nobody. */
  synchronized Optional<T> admit(T one) {
    taken.add(one);
    if (taken.size() <= most) {
      return Optional.empty();
    }
    T goes = whoGivesWay();
    taken.remove(goes);
    return Optional.of(goes);
  }

  synchronized void leave(T one) {
    taken.remove(one);
  }

  private T whoGivesWay() {
    Map<AddressGroup, List<T>> byAddress = new LinkedHashMap<>();
    for (T each : taken) {
      byAddress
          .computeIfAbsent(AddressGroup.of(address.apply(each)), key -> new ArrayList<>())
          .add(each);
    }
    List<List<T>> groups = List.copyOf(byAddress.values());
    List<List<T>> open = groups.stream().filter(group -> !hasItsShare(group)).toList();
    return (open.isEmpty() ? groups : open)
        .stream()
            .max(Comparator.comparingInt((List<T> group) -> group.size()))
            .orElseThrow()
            .get(0);
  }

  private boolean hasItsShare(List<T> group) {
    return group.size() <= most / SHARES && recent.knows(address.apply(group.get(0)));
  }
}
