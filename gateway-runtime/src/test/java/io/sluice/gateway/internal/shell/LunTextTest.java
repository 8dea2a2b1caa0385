package io.sluice.gateway.internal.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.Capabilities;
import io.sluice.backend.DeviceIdentity;
import io.sluice.backend.Geometry;
import io.sluice.backend.VolumeInfo;
import io.sluice.gateway.Transport;
import io.sluice.gateway.internal.HandlerView;
import io.sluice.gateway.internal.LunView;
import io.sluice.gateway.internal.binding.SwapBounds;
import io.sluice.gateway.internal.binding.Trouble;
import io.sluice.gateway.internal.path.LunCounters;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LunTextTest {
  private static final HandlerView BOUND =
      new HandlerView("disk0", "file", "0.1.0", 7, 0, List.of("disk0"), "", "");
  private static final HandlerView UNUSABLE =
      new HandlerView("disk1", "file", "0.1.0", 8, 0, List.of(), "disk1.cfg: path is missing", "");
  private static final HandlerView BETTER =
      new HandlerView("disk0", "file", "0.2.0", 9, 0, List.of(), "", "");

  private static final LunView ONLINE =
      new LunView(
          "disk0",
          LunView.State.SERVING,
          Duration.ofSeconds(65),
          Set.of(),
          "",
          "io.sluice.lun-disk0.cfg",
          Optional.of(
              new LunView.Detail(
                  DeviceIdentity.of("disk0"),
                  Optional.of(
                      new VolumeInfo(
                          new Geometry(2048, 512, 4096), Capabilities.PLAIN, "/srv/disk0.img")),
                  "disk0",
                  List.of(BETTER, BOUND),
                  Optional.of(7L),
                  List.of(
                      new LunView.ExportView(
                          "tcmu", new Transport.Export("disk0", "/dev/sda", true, null))),
                  List.of("iscsi"),
                  "kept by the kernel",
                  List.of("tcmu -> loopback"),
                  4,
                  new LunView.HoldView(0, Duration.ZERO, 1024, Duration.ofSeconds(20)),
                  3,
                  new LunCounters(10, 5, 1, 5120, 2560, 0, 12_300, 80_000, 4_000_000),
                  new SwapBounds(Duration.ofSeconds(10), Duration.ofSeconds(20)),
                  List.of(),
                  List.of(),
                  true)));

  private static final LunView FAILED =
      new LunView(
          "disk1",
          LunView.State.FAILED,
          Duration.ofSeconds(1),
          Set.of(Trouble.CONFIGURATION_REFUSED),
          "io.sluice.lun-disk1.cfg: threads = many: a whole number is wanted",
          "io.sluice.lun-disk1.cfg",
          Optional.empty());

  @Test
  void shouldListServingAndFailedLunsInColumns() {
    assertEquals(
        """
        NAME   STATE    SIZE   HANDLER  BACKEND  EXPORTS        NOTE
        disk0  SERVING  1 MiB  disk0    file     tcmu /dev/sda  what its handler writes to is full; this gateway has no transport iscsi
        disk1  FAILED   -      -        -        -              io.sluice.lun-disk1.cfg: threads = many: a whole number is wanted
        """,
        LunList.format(List.of(ONLINE, FAILED)));
  }

  @Test
  void shouldSayHowToMakeALunWhereThereIsNone() {
    assertTrue(LunList.format(List.of()).contains("io.sluice.lun-NAME.cfg"));
  }

  @Test
  void shouldTellAllAboutAServingLun() {
    assertEquals(
        """
        disk0
          state          SERVING for 1 min 5 s
          configuration  io.sluice.lun-disk0.cfg
          wwn            %s
          serial         %s
          inquiry        SLUICE | DISK | 1
          volume         /srv/disk0.img
          size           1 MiB (2048 blocks of 512 bytes, physical 4096)
          capabilities   read-write
          handler        disk0 (file 0.2.0, service 9), preferred
          handler        disk0 (file 0.1.0, service 7), bound
          export         tcmu: /dev/sda, in use
          export         iscsi: this gateway has no such transport
          reservations   kept by the kernel
          nexus          tcmu -> loopback
          threads        4
          hold           0 commands now, longest 0 ns (limits: 1024 commands, 20 s)
          commands       10 reads (5 KiB), 5 writes (2.5 KiB), 1 others, 0 errors, 3 in flight
          latency        p50 12.3 µs, p99 80 µs, max 4 ms
        """
            .formatted(DeviceIdentity.of("disk0").wwn(), DeviceIdentity.of("disk0").serial()),
        LunDetails.format(ONLINE));
  }

  @Test
  void shouldTellWhyALunFailed() {
    assertEquals(
        """
        disk1
          state          FAILED for 1 s
          note           io.sluice.lun-disk1.cfg: threads = many: a whole number is wanted
          configuration  io.sluice.lun-disk1.cfg
        """,
        LunDetails.format(FAILED));
  }

  @Test
  void shouldListHandlersWithWhoHoldsThem() {
    assertEquals(
        """
        NAME   BACKEND  VERSION  RANKING  SERVICE  LUN    NOTE
        disk0  file     0.2.0    0        9        -      -
        disk0  file     0.1.0    0        7        disk0  -
        disk1  file     0.1.0    0        8        -      FAILED: disk1.cfg: path is missing
        """,
        HandlerList.format(List.of(BETTER, BOUND, UNUSABLE)));
  }
}
