package io.sluice.iscsi.internal.login;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The CHAP challenges that we wait for an answer to, on all connections: what we are challenged
 * with must not be one of them, or we would answer our own (RFC 7143 9.2.1).
 */
public final class OutstandingChallenges {
  private final Set<ByteBuffer> challenges = Collections.newSetFromMap(new ConcurrentHashMap<>());

  void add(byte[] challenge) {
    challenges.add(ByteBuffer.wrap(challenge));
  }

  void remove(byte[] challenge) {
    challenges.remove(ByteBuffer.wrap(challenge));
  }

  boolean contains(byte[] challenge) {
    return challenges.contains(ByteBuffer.wrap(challenge));
  }
}
