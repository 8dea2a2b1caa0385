package io.sluice.gateway.internal.binding;

import io.sluice.backend.ScsiCmd;
import java.util.List;

/**
 * What a handler had not given back when a swap was abandoned.
 *
 * @param commands that were inside it
 * @param call one of its own that had not returned; null for none
 */
public record Missing(List<ScsiCmd> commands, HandlerCalls.Call<?> call) {
  static final Missing NOTHING = new Missing(List.of(), null);

  boolean isNothing() {
    return commands.isEmpty() && call == null;
  }

  boolean isBack() {
    return isCallBack() && commands.stream().allMatch(ScsiCmd::isCompleted);
  }

  boolean isCallBack() {
    return call == null || call.hasEnded();
  }
}
