package io.sluice.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.sluice.gateway.ItNexus;
import io.sluice.gateway.VisibleUnits;
import io.sluice.iscsi.internal.TestInitiator;
import io.sluice.iscsi.internal.TestServer;
import io.sluice.iscsi.internal.TestUnit;
import io.sluice.iscsi.internal.access.AccessList;
import io.sluice.iscsi.internal.target.Limits;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the initiator of a session may name in EXTENDED COPY: the LUN map of its target. */
@Timeout(60)
class VisibleUnitsTest {
  @Test
  void shouldBeTheLunsOfTheTargetAndNoOthers() throws Exception {
    try (TestUnit first = TestUnit.ofRam("first", 1 << 20, 512);
        TestUnit second = TestUnit.ofRam("second", 1 << 20, 512);
        TestUnit elsewhere = TestUnit.ofRam("elsewhere", 1 << 20, 512);
        TestServer server = new TestServer(first, second);
        TestInitiator initiator = TestInitiator.loggedIn(server.address(), 1)) {
      initiator.read(0, 0, 1);
      VisibleUnits visible = first.seen().get(0);
      ItNexus other = visible.find(second::equals);
      assertNotNull(other);
      assertSame(other, visible.find(second::equals), "one nexus for each unit of a session");
      assertEquals(1, second.nexuses());
      assertNotNull(visible.find(first::equals));
      assertNull(visible.find(elsewhere::equals));
    }
  }

  @Test
  void shouldFollowTheLunMap() throws Exception {
    try (TestUnit first = TestUnit.ofRam("first", 1 << 20, 512);
        TestUnit second = TestUnit.ofRam("second", 1 << 20, 512);
        TestServer server = new TestServer(first, second);
        TestInitiator initiator = TestInitiator.loggedIn(server.address(), 1)) {
      initiator.read(0, 0, 1);
      VisibleUnits visible = first.seen().get(0);
      assertNotNull(visible.find(second::equals));
      server.apply(
          Limits.DEFAULTS, TestServer.OFFER, AccessList.EVERYBODY, Optional.empty(), first);
      assertNull(visible.find(second::equals));
    }
  }
}
