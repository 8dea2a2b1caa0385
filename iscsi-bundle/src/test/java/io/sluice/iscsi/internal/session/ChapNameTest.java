package io.sluice.iscsi.internal.session;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.iscsi.internal.TestInitiator;
import io.sluice.iscsi.internal.TestSecrets;
import io.sluice.iscsi.internal.TestServer;
import io.sluice.iscsi.internal.TestUnit;
import io.sluice.iscsi.internal.access.AccessList;
import io.sluice.iscsi.internal.login.SecretSource;
import io.sluice.iscsi.internal.login.SecretsFile;
import io.sluice.iscsi.internal.target.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What belongs to one CHAP name is no other's, whatever initiator's name and ISID he says. */
@Timeout(60)
class ChapNameTest {
  private static final String SECRET1 = "initiator farm1 secret-of-farm1";
  private static final String SECRET2 = "initiator farm2 secret-of-farm2";
  private static final String NAME = TestInitiator.NAME;

  @TempDir Path folder;
  private Path file;
  private TestUnit unit;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("secrets");
    TestSecrets.write(file, SECRET1, SECRET2);
    unit = TestUnit.ofRam("ram", 1 << 20, 512);
    server = new TestServer();
    apply(new SecretsFile(file, System::nanoTime));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    unit.close();
  }

  private void apply(SecretSource secrets) {
    server.apply(
        Limits.DEFAULTS,
        TestServer.OFFER,
        AccessList.EVERYBODY,
        Optional.ofNullable(secrets),
        unit);
  }

  /** A session, or the status as a failure. */
  private TestInitiator login(String initiator, String name, String secret) throws IOException {
    TestInitiator session = new TestInitiator(server.address(), 1);
    int status = session.chapLogin(initiator, TestServer.IQN, name, secret);
    if (status != 0) {
      session.close();
      throw new IOException(Integer.toHexString(status));
    }
    return session;
  }

  private TestInitiator farm1() throws IOException {
    return login(NAME, "farm1", "secret-of-farm1");
  }

  private TestInitiator farm2() throws IOException {
    return login(NAME, "farm2", "secret-of-farm2");
  }

  private String refusal(String initiator, String name, String secret) {
    return assertThrows(IOException.class, () -> login(initiator, name, secret).close())
        .getMessage();
  }

  @Test
  void shouldReinstateASessionForItsOwnNameOnly() throws IOException {
    try (TestInitiator first = farm1()) {
      assertEquals("201", refusal(NAME, "farm2", "secret-of-farm2"));
      first.read(0, 0, 1);
      farm1().close();
      assertThrows(IOException.class, () -> first.read(0, 0, 1));
    }
    await().until(() -> server.server().sessionCount() == 0);
    farm2().close();
  }

  @Test
  void shouldReinstateASessionForWhoeverSaysTheNameWhereNobodyHasToProveIt() throws IOException {
    apply(null);
    try (TestInitiator first = TestInitiator.loggedIn(server.address(), 1);
        TestInitiator second = TestInitiator.loggedIn(server.address(), 1)) {
      second.read(0, 0, 1);
      assertThrows(IOException.class, () -> first.read(0, 0, 1));
    }
  }

  @Test
  void shouldRefuseWhoWouldUseAnothersRegistration() throws IOException {
    unit.register("farm1");
    assertEquals("201", refusal(NAME, "farm2", "secret-of-farm2"));
    farm1().close();
    await().until(() -> server.server().sessionCount() == 0);
    unit.register("farm2");
    farm2().close();
  }

  @Test
  void shouldMoveASessionToAnotherNameWhileItGoesOn() throws IOException {
    try (TestInitiator session = farm1()) {
      assertEquals(0, server.server().rebind(TestServer.IQN, "farm3", "farm2"));
      assertEquals(1, server.server().rebind(TestServer.IQN, "farm1", "farm2"));
      session.read(0, 0, 1);
      assertEquals("201", refusal(NAME, "farm1", "secret-of-farm1"));
      farm2().close();
      assertThrows(IOException.class, () -> session.read(0, 0, 1));
    }
  }

  @Test
  void shouldLetABoundNameInAsItsInitiatorAloneAndNobodyElseAsThat() throws IOException {
    TestSecrets.write(file, SECRET1 + " " + NAME, SECRET2);
    apply(new SecretsFile(file, System::nanoTime));
    assertEquals("201", refusal(NAME, "farm2", "secret-of-farm2"));
    assertEquals("201", refusal(NAME + "2", "farm1", "secret-of-farm1"));
    farm1().close();
    login(NAME + "2", "farm2", "secret-of-farm2").close();
  }

  @Test
  void shouldHoldToTheFileFromTheNextLoginOnWithoutAnotherConfiguration() throws IOException {
    try (TestInitiator first = farm1();
        TestInitiator second = login(NAME + "2", "farm2", "secret-of-farm2")) {
      TestSecrets.write(file, "initiator farm1 new-secret-of-1");
      // Its look is a second after the one before, and that of others is no news to it.
      await().ignoreExceptions().until(() -> login(NAME + "3", "farm1", "new-secret-of-1") != null);
      assertThrows(
          IOException.class, () -> second.result(-1, 0, new byte[0]), "its name is removed");
      first.read(0, 0, 1);
    }
  }

  @Test
  void shouldLetNobodyInByAFileThatOthersMayReadAndEndNoSession() throws IOException {
    try (TestInitiator first = farm1()) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      await()
          .untilAsserted(
              () -> assertEquals("301", refusal(NAME + "2", "farm2", "secret-of-farm2")));
      first.read(0, 0, 1);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      await().ignoreExceptions().until(() -> login(NAME + "2", "farm2", "secret-of-farm2") != null);
    }
  }

  @Test
  void shouldTellWhoIsLoggedInAndEndOneOfThem() throws IOException {
    try (TestInitiator first = farm1();
        TestInitiator second = login(NAME + "2", "farm2", "secret-of-farm2")) {
      List<SessionView> views = server.server().sessionViews();
      assertEquals(
          List.of("farm1", "farm2"),
          views.stream().map(view -> view.chapName().orElseThrow()).toList());
      assertEquals(NAME, views.get(0).initiator());
      assertEquals(1, views.get(0).isid());
      assertEquals(TestServer.IQN, views.get(0).target());
      assertEquals(true, server.server().end(views.get(1).id()));
      assertThrows(IOException.class, () -> second.read(0, 0, 1));
      first.read(0, 0, 1);
      assertEquals(false, server.server().end(12345));
    }
  }
}
