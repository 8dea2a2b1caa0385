package io.sluice.gateway.internal.shell;

import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.InquiryInfo;
import io.sluice.backend.VolumeInfo;
import io.sluice.gateway.Transport;
import io.sluice.gateway.internal.HandlerView;
import io.sluice.gateway.internal.LunView;
import io.sluice.gateway.internal.binding.SwapRecord;
import io.sluice.gateway.internal.path.LunCounters;
import io.sluice.gateway.internal.path.Stack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The text of {@code lun:info}: a line per fact, with its name in front. */
final class LunDetails {
  private static final int LABEL_WIDTH = 15;

  private final StringBuilder text = new StringBuilder();

  private LunDetails() {}

  static String format(LunView lun) {
    LunDetails details = new LunDetails();
    details.text.append(lun.name()).append('\n');
    details.line("state", lun.state() + " for " + Quantities.time(lun.inState()));
    details.line("note", lun.reason());
    details.line("configuration", lun.source());
    lun.detail().ifPresent(details::detail);
    return details.text.toString();
  }

  private void detail(LunView.Detail lun) {
    InquiryInfo inquiry = lun.identity().inquiryInfo();
    line("wwn", lun.identity().wwn().toString());
    line("serial", lun.identity().serial());
    line("inquiry", inquiry.vendor() + " | " + inquiry.product() + " | " + inquiry.revision());
    lun.volume().ifPresent(this::volume);
    lun.handlers().forEach(handler -> line("handler", handler(handler, lun)));
    lun.exports().forEach(view -> line("export", export(view)));
    lun.missingTransports()
        .forEach(name -> line("export", name + ": this gateway has no such transport"));
    line("reservations", lun.reservations());
    lun.nexuses().forEach(nexus -> line("nexus", nexus));
    line("threads", Integer.toString(lun.threads()));
    line("hold", hold(lun.hold()));
    lun.history().stream().reduce((one, next) -> next).ifPresent(this::swap);
    counters(lun.counters(), lun.inFlight());
    lun.stuck().forEach(this::unanswered);
  }

  private void volume(VolumeInfo volume) {
    Geometry geometry = volume.geometry();
    line("volume", volume.identity());
    line(
        "size",
        "%s (%d blocks of %d bytes, physical %d)"
            .formatted(
                Quantities.bytes(geometry.size()),
                geometry.blocks(),
                geometry.blockSize(),
                geometry.physicalBlockSize()));
    line("capabilities", capabilities(volume.capabilities()));
  }

  private static String capabilities(Capabilities can) {
    List<String> words = new ArrayList<>();
    words.add(can.readOnly() ? "read-only" : "read-write");
    addIf(can.volatileContent(), "volatile", words);
    addIf(can.writeCache(), "write cache", words);
    addIf(can.discard(), "discard", words);
    addIf(can.rotational(), "rotational", words);
    return String.join(", ", words);
  }

  private static void addIf(boolean holds, String word, List<String> words) {
    if (holds) {
      words.add(word);
    }
  }

  private static String handler(HandlerView handler, LunView.Detail lun) {
    boolean bound = lun.bound().equals(Optional.of(handler.serviceId()));
    if (!handler.problem().isEmpty() && !bound) {
      return "service %d, FAILED: %s".formatted(handler.serviceId(), handler.problem());
    }
    boolean better = lun.bound().isPresent() && handler.equals(lun.handlers().get(0));
    return "%s (%s %s, service %d)%s"
        .formatted(
            handler.name(),
            handler.backend().isEmpty() ? "backend unknown" : handler.backend(),
            handler.version(),
            handler.serviceId(),
            bound ? ", bound" : better ? ", preferred" : ", spare");
  }

  private static String export(LunView.ExportView view) {
    Transport.Export export = view.export();
    String prefix = view.transport() + ": ";
    if (export.isUnassigned()) {
      return prefix + export.failure();
    }
    if (export.failure() != null) {
      return prefix + "FAILED: " + export.failure();
    }
    if (export.address().isEmpty()) {
      return prefix + "not yet";
    }
    return prefix + export.address() + (export.inUse() ? ", in use" : ", not in use");
  }

  private static String hold(LunView.HoldView hold) {
    return "%d commands now, longest %s (limits: %d commands, %s)"
        .formatted(
            hold.now(),
            Quantities.time(hold.longest()),
            hold.maxCommands(),
            Quantities.time(hold.maxTime()));
  }

  private void counters(LunCounters counted, int inFlight) {
    line(
        "commands",
        "%d reads (%s), %d writes (%s), %d others, %d errors, %d in flight"
            .formatted(
                counted.reads(),
                Quantities.bytes(counted.bytesRead()),
                counted.writes(),
                Quantities.bytes(counted.bytesWritten()),
                counted.others(),
                counted.errors(),
                inFlight));
    if (counted.max() == 0) {
      return;
    }
    line(
        "latency",
        "p50 %s, p99 %s, max %s"
            .formatted(nanos(counted.p50()), nanos(counted.p99()), nanos(counted.max())));
  }

  private void swap(SwapRecord last) {
    line("last swap", SwapList.line(last));
  }

  private void unanswered(Stack stack) {
    String thread = stack.thread().isEmpty() ? "" : ", in thread " + stack.thread();
    line("unanswered", stack.what() + " for " + Quantities.time(stack.age()) + thread);
    stack.frames().forEach(frame -> line("", "  at " + frame));
  }

  private static String nanos(long nanos) {
    return Quantities.time(Duration.ofNanos(nanos));
  }

  private void line(String label, String value) {
    if (!value.isEmpty()) {
      text.append("  ").append(label).append(" ".repeat(LABEL_WIDTH - label.length()));
      text.append(value).append('\n');
    }
  }
}
