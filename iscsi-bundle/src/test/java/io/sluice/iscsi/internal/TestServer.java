package io.sluice.iscsi.internal;

import io.sluice.gateway.LogicalUnit;
import io.sluice.iscsi.internal.access.AccessList;
import io.sluice.iscsi.internal.login.Negotiation;
import io.sluice.iscsi.internal.login.SecretSource;
import io.sluice.iscsi.internal.login.TargetRules;
import io.sluice.iscsi.internal.memory.BufferPool;
import io.sluice.iscsi.internal.server.IscsiServer;
import io.sluice.iscsi.internal.target.Limits;
import io.sluice.iscsi.internal.target.LunMap;
import io.sluice.iscsi.internal.target.TargetSpec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A server with one target on a free port of this machine. */
public final class TestServer implements AutoCloseable {
  public static final String IQN = "iqn.2026-11.io.sluice:test";
  public static final Negotiation.Offer OFFER =
      new Negotiation.Offer(true, false, 1 << 20, 256 << 10, 8, false, true);

  private final InetSocketAddress portal =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private final BufferPool pool = new BufferPool(256 << 20);
  private final IscsiServer server = new IscsiServer(Thread::new, pool);

  public TestServer(LogicalUnit... units) {
    this(Limits.DEFAULTS, OFFER, AccessList.EVERYBODY, Optional.empty(), units);
  }

  public TestServer(
      Limits limits,
      Negotiation.Offer offer,
      AccessList access,
      Optional<SecretSource> chap,
      LogicalUnit... units) {
    apply(limits, offer, access, chap, units);
  }

  /** Configures it anew. */
  public void apply(
      Limits limits,
      Negotiation.Offer offer,
      AccessList access,
      Optional<SecretSource> chap,
      LogicalUnit... units) {
    Map<Integer, LogicalUnit> luns = new HashMap<>();
    for (int i = 0; i < units.length; i++) {
      luns.put(i, units[i]);
    }
    TargetRules rules = new TargetRules(IQN, "a test", access, chap, offer, false);
    apply(new TargetSpec(rules, limits, Set.of(portal), List.of(), new LunMap(luns)));
  }

  /** Configures it anew. */
  public void apply(TargetSpec... specs) {
    Map<InetSocketAddress, String> failures = server.apply(List.of(specs));
    if (!failures.isEmpty()) {
      throw new IllegalStateException(failures.toString());
    }
  }

  public InetSocketAddress portal() {
    return portal;
  }

  public InetSocketAddress address() {
    return server.boundAddress(portal).orElseThrow();
  }

  public String url(int lun) {
    return "iscsi://127.0.0.1:" + address().getPort() + "/" + IQN + "/" + lun;
  }

  public IscsiServer server() {
    return server;
  }

  public BufferPool pool() {
    return pool;
  }

  @Override
  public void close() {
    server.close();
  }
}
