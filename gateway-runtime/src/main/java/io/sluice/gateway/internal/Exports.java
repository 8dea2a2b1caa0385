package io.sluice.gateway.internal;

import io.sluice.backend.osgi.NearestName;
import io.sluice.gateway.Transport;
import io.sluice.gateway.internal.binding.BindingState;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The transports, and the end of what they export. */
final class Exports {
  private static final Logger LOG = LoggerFactory.getLogger(Exports.class);

  private final List<Transport> transports = new CopyOnWriteArrayList<>();

  void add(Transport transport) {
    transports.add(transport);
  }

  void remove(Transport transport) {
    transports.remove(transport);
  }

  List<Transport> transports() {
    return List.copyOf(transports);
  }

  /** The transports that logical units name and that are not there, for a person. */
  List<String> missing(Collection<Lun> luns) {
    List<String> there = transports.stream().map(Transport::name).sorted().toList();
    String all = " There are " + String.join(", ", there);
    return luns.stream()
        .flatMap(
            lun ->
                lun.transports().isEmpty()
                    ? Stream.of(
                        lun.config().source()
                            + ": transports: it names none, and none here exports such a disk."
                            + all)
                    : lun.transports().stream()
                        .filter(name -> !there.contains(name))
                        .map(
                            name ->
                                "%s: transports = %s: no transport here is called that%s%s"
                                    .formatted(
                                        lun.config().source(),
                                        name,
                                        NearestName.hint(name, there),
                                        all)))
        .toList();
  }

  /**
   * Ends the exports of logical units. Where one of them is in use and that is not forced, nothing
   * has changed when this throws.
   */
  void end(Collection<Lun> luns, boolean force) throws IOException {
    for (Lun lun : luns) {
      requireNotStuck(lun);
      if (!force) {
        requireUnused(lun);
      }
    }
    for (Lun lun : luns) {
      for (Transport transport : transports) {
        end(lun.name(), transport, force);
      }
    }
  }

  /**
   * Takes away what earlier gateways left: all, or what has one name. Where some of it is in use
   * and that is not forced, nothing has changed when this throws.
   */
  void endLeft(Predicate<String> wanted, boolean force) throws IOException {
    for (boolean isTrial : new boolean[] {true, false}) {
      for (Transport transport : transports) {
        for (Transport.Export left : transport.left()) {
          if (wanted.test(left.lun())) {
            endLeft(transport, left, force, isTrial);
          }
        }
      }
    }
  }

  private static void endLeft(
      Transport transport, Transport.Export left, boolean force, boolean isTrial)
      throws IOException {
    if (!isTrial) {
      end(left.lun(), transport, force);
    } else if (left.inUse() && !force) {
      throw inUse(left.lun(), transport, left);
    }
  }

  private static void requireNotStuck(Lun lun) throws IOException {
    if (lun.control().status().state() == BindingState.STUCK) {
      throw new IOException(lun.control().status().reason());
    }
  }

  private void requireUnused(Lun lun) throws IOException {
    for (Transport transport : transports) {
      for (Transport.Export export : transport.exports()) {
        if (export.lun().equals(lun.name()) && export.inUse()) {
          throw inUse(lun.name(), transport, export);
        }
      }
    }
  }

  private static IOException inUse(String lun, Transport transport, Transport.Export export) {
    return new IOException(
        "%s is in use (%s %s). End that first, or add --force"
            .formatted(lun, transport.name(), export.address()));
  }

  private static void end(String lun, Transport transport, boolean force) throws IOException {
    try {
      transport.remove(lun, force);
    } catch (RuntimeException e) { // a transport's bug: as if the disk were in use
      LOG.error("{}: an export could not be ended", lun, e);
      throw new IOException(lun + ": an export could not be ended: " + e, e);
    }
  }
}
