package io.sluice.gateway.internal.shell;

import io.sluice.gateway.Transport;
import io.sluice.gateway.internal.HandlerView;
import io.sluice.gateway.internal.LunView;
import io.sluice.gateway.internal.path.LunCounters;
import io.sluice.gateway.internal.path.Stack;
import java.util.LinkedHashMap;
import java.util.Map;

/** LUNs and handlers as programs read them. Times are in milliseconds, latencies in nanoseconds. */
final class LunRecord {
  private LunRecord() {}

  static Map<String, Object> of(LunView lun) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", lun.name());
    fields.put("state", lun.state().name());
    fields.put("inStateMillis", lun.inState().toMillis());
    fields.put("note", lun.reason());
    fields.put("configuration", lun.source());
    lun.detail().ifPresent(detail -> add(detail, fields));
    return fields;
  }

  private static void add(LunView.Detail lun, Map<String, Object> fields) {
    fields.put("wwn", lun.identity().wwn());
    fields.put("serial", lun.identity().serial());
    lun.volume()
        .ifPresent(
            volume -> {
              fields.put("volume", volume.identity());
              fields.put("bytes", volume.geometry().size());
              fields.put("blockSize", volume.geometry().blockSize());
              fields.put("readOnly", volume.capabilities().readOnly());
            });
    fields.put("handler", lun.handlerName());
    fields.put("bound", lun.bound());
    fields.put("handlers", lun.handlers().stream().map(LunRecord::of).toList());
    fields.put("exports", lun.exports().stream().map(LunRecord::of).toList());
    fields.put("missingTransports", lun.missingTransports());
    fields.put("full", lun.isFull());
    fields.put("nexuses", lun.nexuses());
    fields.put("held", lun.hold().now());
    fields.put("longestHoldMillis", lun.hold().longest().toMillis());
    fields.put("inFlight", lun.inFlight());
    fields.put("counters", of(lun.counters()));
    fields.put("stuck", lun.stuck().stream().map(LunRecord::of).toList());
  }

  static Map<String, Object> of(HandlerView handler) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", handler.name());
    fields.put("backend", handler.backend());
    fields.put("version", handler.version());
    fields.put("ranking", handler.ranking());
    fields.put("service", handler.serviceId());
    fields.put("luns", handler.boundBy());
    fields.put("problem", handler.problem());
    fields.put("kept", handler.kept());
    return fields;
  }

  private static Map<String, Object> of(LunView.ExportView view) {
    Transport.Export export = view.export();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("transport", view.transport());
    fields.put("address", export.address());
    fields.put("inUse", export.inUse());
    fields.put("failure", export.failure());
    fields.put("unassigned", export.isUnassigned());
    return fields;
  }

  private static Map<String, Object> of(Stack stack) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("what", stack.what());
    fields.put("ageMillis", stack.age().toMillis());
    fields.put("thread", stack.thread());
    fields.put("frames", stack.frames());
    return fields;
  }

  private static Map<String, Object> of(LunCounters counters) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("reads", counters.reads());
    fields.put("writes", counters.writes());
    fields.put("others", counters.others());
    fields.put("bytesRead", counters.bytesRead());
    fields.put("bytesWritten", counters.bytesWritten());
    fields.put("errors", counters.errors());
    fields.put("p50Nanos", counters.p50());
    fields.put("p99Nanos", counters.p99());
    fields.put("maxNanos", counters.max());
    return fields;
  }
}
