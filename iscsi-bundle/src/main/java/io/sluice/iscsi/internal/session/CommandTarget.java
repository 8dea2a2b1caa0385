package io.sluice.iscsi.internal.session;

import io.sluice.backend.Geometry;
import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiDevice;

/** Where a session's commands for one LUN go. */
interface CommandTarget {
  ScsiDevice device();

  Nexus nexus();

  /** A number that this session's use of the logical unit has, and nothing else has had. */
  long owner();

  /** Of the blocks that it has now; null when it has none, or it is not known yet. */
  Geometry geometry();

  /** Takes the command and completes it, now or later. */
  void execute(IscsiCmd cmd);
}
