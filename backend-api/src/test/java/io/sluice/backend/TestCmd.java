package io.sluice.backend;

import io.sluice.scsi.Cdb;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** A command with buffers of its own, that keeps its responses. */
public final class TestCmd extends ScsiCmd {
  private static final AtomicLong TAGS = new AtomicLong();
  private static final ScsiDevice DEVICE = DeviceIdentity.of("test");
  private static final long PATIENCE_SECONDS = 30;

  private final long tag = TAGS.incrementAndGet();
  private final ScsiDevice device;
  private final Segments dataIn;
  private final Segments dataOut;
  private final List<ScsiResponse> responses = new CopyOnWriteArrayList<>();
  private final CompletableFuture<ScsiResponse> response = new CompletableFuture<>();

  public TestCmd(ScsiDevice device, Cdb cdb, Segments dataIn, Segments dataOut) {
    super(cdb);
    this.device = device;
    this.dataIn = dataIn;
    this.dataOut = dataOut;
  }

  /** A CDB of these bytes, and no data. */
  public static TestCmd of(int... cdb) {
    byte[] bytes = new byte[cdb.length];
    for (int i = 0; i < cdb.length; i++) {
      bytes[i] = (byte) cdb[i];
    }
    return of(new Cdb(bytes));
  }

  /** This CDB, and no data. */
  public static TestCmd of(Cdb cdb) {
    return new TestCmd(DEVICE, cdb, Segments.EMPTY, Segments.EMPTY);
  }

  /** The same with room for {@code length} bytes of data-in. */
  public TestCmd withDataIn(int length) {
    return new TestCmd(device, cdb(), TestSegments.ofLength(length, new Random(length)), dataOut);
  }

  /** The same with data-out. */
  public TestCmd withDataOut(byte... data) {
    return new TestCmd(device, cdb(), dataIn, TestSegments.of(data, new Random(data.length)));
  }

  /** The same anew, aborted if this is, with room of its own for as much data-in. */
  public TestCmd again() {
    int length = Math.toIntExact(dataIn.length());
    TestCmd again =
        new TestCmd(device, cdb(), TestSegments.ofLength(length, new Random(length)), dataOut);
    if (isAborted()) {
      again.abort();
    }
    return again;
  }

  /** The same for another logical unit. */
  public TestCmd withDevice(ScsiDevice other) {
    return new TestCmd(other, cdb(), dataIn, dataOut);
  }

  @Override
  public Nexus nexus() {
    return TestNexus.DEFAULT;
  }

  @Override
  public ScsiDevice device() {
    return device;
  }

  @Override
  public long tag() {
    return tag;
  }

  @Override
  public TaskAttribute taskAttribute() {
    return TaskAttribute.SIMPLE;
  }

  @Override
  public Segments dataIn() {
    return dataIn;
  }

  @Override
  public Segments dataOut() {
    return dataOut;
  }

  @Override
  protected void send(ScsiResponse sent) {
    responses.add(sent);
    response.complete(sent);
  }

  /** All responses so far: one, unless something is wrong. */
  public List<ScsiResponse> responses() {
    return List.copyOf(responses);
  }

  /** Waits for the response. */
  public ScsiResponse response() {
    try {
      return response.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no response: " + this, e);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** What was put into data-in: all but the residual. */
  public byte[] received() {
    byte[] bytes = new byte[Math.toIntExact(dataIn.length() - response().residual())];
    dataIn.get(0, bytes, 0, bytes.length);
    return bytes;
  }
}
