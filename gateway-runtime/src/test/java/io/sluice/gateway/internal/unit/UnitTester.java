package io.sluice.gateway.internal.unit;

import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiDevice;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.backend.TaskAttribute;
import io.sluice.backend.TestCmd;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.Cdb;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A unit's state with nexuses that keep what they are told. */
final class UnitTester implements AutoCloseable {
  final List<TestNexus> nexuses = new ArrayList<>();
  final List<ScsiCmd> inHandler = new CopyOnWriteArrayList<>();
  final TestNexus a = new TestNexus("a");
  final TestNexus b = new TestNexus("b");
  final TestNexus c = new TestNexus("c");
  final UnitState state;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  UnitTester(boolean removable, ReservationStore store) {
    nexuses.addAll(List.of(a, b, c));
    state =
        new UnitState(
            new UnitTraits(true, removable, store),
            () -> nexuses,
            () -> inHandler,
            timer,
            Runnable::run);
  }

  UnitTester() {
    this(false, ReservationStore.NONE);
  }

  /** What the unit answers; null where it leaves the command to its handler. */
  ScsiResponse run(TestNexus nexus, TestCmd template) {
    NexusCmd cmd = new NexusCmd(nexus, template);
    return state.tryRefuse(nexus, cmd) || state.tryAnswer(cmd) ? cmd.response : null;
  }

  byte[] data(TestNexus nexus, TestCmd template) {
    NexusCmd cmd = new NexusCmd(nexus, template);
    state.tryAnswer(cmd);
    byte[] data = new byte[(int) (template.dataIn().length() - cmd.response.residual())];
    template.dataIn().get(0, data, 0, data.length);
    return data;
  }

  /** PERSISTENT RESERVE OUT. */
  ScsiResponse out(TestNexus nexus, int action, int type, long key, long actionKey, int flags) {
    byte[] list = new byte[24];
    ByteBuffer.wrap(list).putLong(key).putLong(actionKey).put(20, (byte) flags);
    return run(nexus, TestCmd.of(0x5F, action, type, 0, 0, 0, 0, 0, 24, 0).withDataOut(list));
  }

  /** Another nexus comes. */
  TestNexus arrives(String name, String authenticated) {
    TestNexus nexus = new TestNexus(name, authenticated);
    nexuses.add(nexus);
    state.arrived(nexus);
    return nexus;
  }

  void leaves(TestNexus nexus) {
    nexuses.remove(nexus);
    state.lost(nexus);
  }

  ScsiResponse register(TestNexus nexus, long key, long newKey) {
    return out(nexus, 0, 0, key, newKey, 0);
  }

  ByteBuffer in(int action) {
    return ByteBuffer.wrap(
        data(a, TestCmd.of(0x5E, action, 0, 0, 0, 0, 0, 4, 0, 0).withDataIn(1024)));
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  static final class TestNexus implements UnitNexus {
    final List<AdditionalSense> attentions = new ArrayList<>();
    private final String name;
    private String authenticated;

    TestNexus(String name) {
      this(name, "");
    }

    TestNexus(String name, String authenticated) {
      this.name = name;
      this.authenticated = authenticated;
    }

    @Override
    public String authenticated() {
      return authenticated;
    }

    @Override
    public void rebind(String to) {
      authenticated = to;
    }

    @Override
    public void raise(AdditionalSense condition) {
      attentions.add(condition);
    }

    @Override
    public String initiatorPort() {
      return name;
    }

    @Override
    public String targetPort() {
      return "target";
    }
  }

  /** A command of one nexus. */
  static final class NexusCmd extends ScsiCmd {
    private final Nexus nexus;
    private final TestCmd template;
    volatile ScsiResponse response;

    NexusCmd(Nexus nexus, TestCmd template) {
      super(new Cdb(template.cdb().toByteArray()));
      this.nexus = nexus;
      this.template = template;
    }

    @Override
    public Nexus nexus() {
      return nexus;
    }

    @Override
    public ScsiDevice device() {
      return template.device();
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
      response = sent;
    }
  }
}
