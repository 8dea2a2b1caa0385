package io.sluice.gateway.internal;

import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.internal.UnclaimedConfigurations.Unclaimed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What others found out about configurations that never came: nothing reads them, they can't be
 * read, or something keeps all of them. Any thread.
 */
public final class UnreadConfigurations {
  private volatile List<Unclaimed> unclaimed = List.of();
  private volatile List<FailedConfiguration> unread = List.of();
  private volatile List<String> problems = List.of();
  private volatile String heldUp = "";

  UnreadConfigurations() {}

  /** Takes note of the configurations that nothing reads. */
  synchronized void unclaimed(List<Unclaimed> all) {
    unclaimed = List.copyOf(all);
  }

  /** Takes note that one of them is gone. */
  synchronized void claimed(String pid) {
    unclaimed = unclaimed.stream().filter(each -> !each.pid().equals(pid)).toList();
  }

  /** What is wrong with the file that is to make this handler, where nothing reads it. */
  public Optional<String> unclaimed(String handler) {
    return unclaimed.stream()
        .filter(each -> !each.isOfLun() && each.name().equals(handler))
        .map(Unclaimed::text)
        .findFirst();
  }

  /** Takes note of the files that can't be read, with the reasons. */
  public void cannotBeRead(Map<String, String> reasons) {
    problems =
        reasons.entrySet().stream()
            .map(each -> each.getKey() + " can't be read: " + each.getValue())
            .toList();
    unread =
        reasons.entrySet().stream()
            .filter(each -> each.getKey().startsWith(LogicalUnit.FACTORY_PID + "-"))
            .map(each -> FailedConfiguration.unread(each.getKey(), each.getValue()))
            .toList();
  }

  /**
   * Takes note of what keeps all changed configurations from being taken up; empty where nothing
   * does.
   */
  public void heldUp(String reason) {
    heldUp = reason;
  }

  /** What keeps all changed configurations from being taken up, where something does. */
  public Optional<String> heldUp() {
    return Optional.of(heldUp).filter(reason -> !reason.isEmpty());
  }

  /** All that was found, for a person, a sentence each. */
  List<String> problems() {
    return Stream.of(heldUp().stream(), problems.stream(), unclaimed.stream().map(Unclaimed::text))
        .flatMap(text -> text)
        .toList();
  }

  /** Those that were to make logical units. */
  Stream<FailedConfiguration> ofLuns() {
    return Stream.concat(
        unclaimed.stream().filter(Unclaimed::isOfLun).map(Unclaimed::failure), unread.stream());
  }
}
