package io.sluice.gateway.internal;

import static org.awaitility.Awaitility.await;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.ArrayVolume;
import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiDevice;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.backend.TaskAttribute;
import io.sluice.backend.TestCmd;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.internal.binding.Candidate;
import io.sluice.gateway.internal.binding.Candidates;
import io.sluice.scsi.Cdb;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.osgi.framework.Version;

/** Disks over arrays, and initiators that see some of them. */
final class CopyBench implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final List<Disk> disks = new ArrayList<>();

  /** A disk with its store. */
  static final class Disk {
    final Lun lun;
    private final ArrayVolume volume;
    private final Candidates candidates;
    private final Candidate candidate;

    private Disk(Lun lun, ArrayVolume volume, Candidates candidates, Candidate candidate) {
      this.lun = lun;
      this.volume = volume;
      this.candidates = candidates;
      this.candidate = candidate;
    }

    ArrayStore store() {
      return volume.lastOpened();
    }

    /** Closes the gate and keeps it closed. */
    void goOffline() {
      candidates.remove(candidate);
      lun.control().candidatesChanged();
      await().atMost(PATIENCE).until(() -> !lun.path().isOpen());
    }

    void comeBack() {
      candidates.put(candidate);
      lun.control().candidatesChanged();
    }
  }

  Disk disk(String name, int blocks, int blockSize) {
    return disk(name, blocks, blockSize, ArrayStore.allCapabilities(4096));
  }

  Disk disk(String name, int blocks, int blockSize, Capabilities can) {
    try {
      Candidates candidates = new Candidates();
      ArrayVolume volume = new ArrayVolume(new Geometry(blocks, blockSize, blockSize), can);
      Candidate candidate =
          new Candidate(
              new BlockStoreCmdHandler(volume),
              1,
              1,
              name,
              "test",
              new Version(1, 0, 0),
              0,
              "",
              "");
      candidates.put(candidate);
      LunConfig config =
          Commands.config("service.pid", "io.sluice.lun~" + name, "transports", "iscsi");
      Lun lun = new Lun(config, candidates, new IoThreads(), timer, LunState.of("bench", null));
      lun.control().start();
      Disk disk = new Disk(lun, volume, candidates, candidate);
      disks.add(disk);
      await().atMost(PATIENCE).until(() -> lun.path().isOpen());
      return disk;
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  /** An initiator that sees these disks. */
  Initiator initiator(String name, Disk... seen) {
    return new Initiator(name, List.of(seen));
  }

  @Override
  public void close() {
    disks.forEach(disk -> disk.lun.control().beginStop());
    disks.forEach(disk -> disk.lun.path().shut());
    timer.shutdownNow();
  }

  /** One session: a nexus with each disk that it sees. */
  static final class Initiator {
    private final Map<Lun, ItNexus> nexuses = new HashMap<>();

    private Initiator(String name, List<Disk> seen) {
      for (Disk disk : seen) {
        nexuses.put(disk.lun, disk.lun.attach(name, "target", this::find));
      }
      seen.forEach(disk -> send(disk, Commands.testUnitReady()));
    }

    private ItNexus find(Predicate<? super LogicalUnit> wanted) {
      return nexuses.keySet().stream().filter(wanted).findFirst().map(nexuses::get).orElse(null);
    }

    /** Sends a command, whose answer may come later. */
    Sent begin(Disk to, TestCmd template) {
      Sent cmd = new Sent(nexuses.get(to.lun), to.lun, template);
      nexuses.get(to.lun).execute(cmd);
      return cmd;
    }

    ScsiResponse send(Disk to, TestCmd template) {
      return begin(to, template).response();
    }

    ItNexus nexus(Disk disk) {
      return nexuses.get(disk.lun);
    }
  }

  /** A command on its way. */
  static final class Sent extends ScsiCmd {
    private final ItNexus nexus;
    private final ScsiDevice device;
    private final TestCmd template;
    private final CompletableFuture<ScsiResponse> response = new CompletableFuture<>();

    private Sent(ItNexus nexus, ScsiDevice device, TestCmd template) {
      super(new Cdb(template.cdb().toByteArray()));
      this.nexus = nexus;
      this.device = device;
      this.template = template;
    }

    @Override
    public ItNexus nexus() {
      return nexus;
    }

    @Override
    public ScsiDevice device() {
      return device;
    }

    @Override
    public long tag() {
      return template.tag();
    }

    @Override
    public TaskAttribute taskAttribute() {
      return TaskAttribute.SIMPLE;
    }

    @Override
    public Segments dataIn() {
      return template.dataIn();
    }

    @Override
    public Segments dataOut() {
      return template.dataOut();
    }

    @Override
    protected void send(ScsiResponse sent) {
      response.complete(sent);
    }

    ScsiResponse response() {
      return response.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    byte[] received() {
      byte[] bytes = new byte[(int) (dataIn().length() - response().residual())];
      dataIn().get(0, bytes, 0, bytes.length);
      return bytes;
    }
  }

  /** The parameter list of EXTENDED COPY, under construction. */
  static final class CopyList {
    private int listId = 1;
    private int usage;
    private final List<byte[]> cscds = new ArrayList<>();
    private final List<byte[]> segments = new ArrayList<>();

    CopyList id(int id, int newUsage) {
      listId = id;
      usage = newUsage;
      return this;
    }

    CopyList cscd(Disk disk) {
      byte[] name = disk.lun.wwn().toByteArray();
      ByteBuffer cscd = ByteBuffer.allocate(32).put(0, (byte) 0xE4);
      cscd.put(4, (byte) 1).put(5, (byte) 3).put(7, (byte) name.length).put(8, name);
      return cscd(cscd.putInt(28, disk.store().info().geometry().blockSize()).array());
    }

    CopyList cscd(byte[] descriptor) {
      cscds.add(descriptor);
      return this;
    }

    CopyList segment(int source, int destination, int blocks, long from, long to) {
      ByteBuffer segment = ByteBuffer.allocate(28).put(0, (byte) 2).putShort(2, (short) 24);
      segment.putShort(4, (short) source).putShort(6, (short) destination);
      segment.putShort(10, (short) blocks).putLong(12, from).putLong(20, to);
      return segment(segment.array());
    }

    CopyList segment(byte[] descriptor) {
      segments.add(descriptor);
      return this;
    }

    byte[] bytes() {
      int segmentBytes = segments.stream().mapToInt(each -> each.length).sum();
      ByteBuffer list = ByteBuffer.allocate(16 + 32 * cscds.size() + segmentBytes);
      list.put(0, (byte) listId).put(1, (byte) (usage << 3));
      list.putShort(2, (short) (32 * cscds.size())).putInt(8, segmentBytes).position(16);
      cscds.forEach(list::put);
      segments.forEach(list::put);
      return list.array();
    }

    TestCmd command() {
      return copy(bytes());
    }
  }

  /** EXTENDED COPY (LID1) with this parameter list. */
  static TestCmd copy(byte... list) {
    return TestCmd.of(
            0x83, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, list.length >>> 8, list.length & 0xFF, 0, 0)
        .withDataOut(list);
  }
}
